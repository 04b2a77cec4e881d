"""What a seed says about an event, before anything is in a database."""

from dataclasses import dataclass
from datetime import date, time

from app.events.forms import RoomPlan


@dataclass(frozen=True)
class SlotPlan:
    """A row of the board: it starts at this wall-clock time on the event's day number `day` (0 is the first)."""

    kind: str
    start: time
    minutes: int
    title: str = ""
    day: int = 0


@dataclass(frozen=True)
class CellPlan:
    """A place on the board, as positions in the event's timeslots and rooms. A plenary has no room."""

    slot: int
    room: int | None = None


@dataclass(frozen=True)
class EditionPlan:
    """What was published, and what it changed (empty for the first edition)."""

    markdown: str
    change_note: str = ""


@dataclass(frozen=True)
class TopicPlan:
    """One card, with where it goes, who would go, and what is written about it. No hosts: wanted."""

    number: int
    title: str
    hosts: tuple[str, ...] = ()
    pitch: str = ""
    tags: tuple[str, ...] = ()
    stars: int = 0
    place: CellPlan | None = None
    note: str = ""
    editions: tuple[EditionPlan, ...] = ()


@dataclass(frozen=True)
class EventPlan:
    """An event with everything on it.

    It takes place from `first_day` on; or whenever it is loaded, so that the present moment lies inside the timeslot
    at position `now_in`.
    """

    slug: str
    name: str
    time_zone: str
    phase: str
    rooms: tuple[RoomPlan, ...]
    timeslots: tuple[SlotPlan, ...]
    topics: tuple[TopicPlan, ...]
    first_day: date | None = None
    now_in: int | None = None
    theme: str = ""
    venue: str = ""
    series: str = ""
    attribution: str = "open"
    intro: str = ""
    closing: str = ""
    thanks: str = ""
    attendees: int = 0
    random_seed: int = 0

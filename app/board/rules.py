"""Rules of the board: what a cell is, what may be put where, and how pitches go. Pure."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.people.viewers import Viewer

#: How long a pitch may take; whoever talks on is told, not cut off.
PITCH_TIME = timedelta(seconds=60)
#: From here on its clock says that it is nearly over.
WINDING_UP = timedelta(seconds=10)
#: A pitch that nobody ended is forgotten: the projector shows the day again.
FORGOTTEN = timedelta(minutes=10)
#: What becomes of the cards of one who leaves, where they hang nowhere and have no other host.
DOWN, WANTED = "down", "wanted"

_CELL = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True)
class Cell:
    """A place on the board. `room_id` is empty in a plenary, which is for everybody."""

    timeslot_id: int
    room_id: int | None = None

    def __str__(self) -> str:
        """As forms and element ids carry it: `timeslot-room`, room 0 for a plenary."""
        return f"{self.timeslot_id}-{self.room_id or 0}"


def read_cell(written: str) -> Cell | None:
    found = _CELL.fullmatch(written)
    return Cell(int(found[1]), int(found[2]) or None) if found else None


def may_arrange(viewer: Viewer) -> bool:
    return viewer.is_facilitator


def takes_cards(kind: str, cell: Cell) -> bool:
    """An open timeslot takes a card in a room, a plenary one without, a break none."""
    return (kind == "open" and cell.room_id is not None) or (kind == "plenary" and cell.room_id is None)


def may_pitch(viewer: Viewer, conveners: Collection[int | None]) -> bool:
    """Hosts pitch their own cards; facilitators put others in line, for those without a phone."""
    return viewer.is_facilitator or (viewer.attendee_id is not None and viewer.attendee_id in conveners)


def whose_turn(viewer: Viewer, conveners: Sequence[int | None]) -> int | None:
    """The attendee whose one place in the line a card takes: the host who asks, else the first of its hosts."""
    if viewer.attendee_id is not None and viewer.attendee_id in conveners:
        return viewer.attendee_id
    return next((convener for convener in conveners if convener is not None), None)


def reordered(line: Sequence[int], one: int, by: int) -> list[int]:
    """The line when one has gone so many places towards its end (minus: its head); it stops at both."""
    others = [each for each in line if each != one]
    at = max(0, min(len(others), line.index(one) + by))
    return [*others[:at], one, *others[at:]]


def is_pitching(called_at: datetime | None, now: datetime) -> bool:
    return called_at is not None and now < called_at + FORGOTTEN


def pitch_state(called_at: datetime, now: datetime) -> str:
    """running, ending or over."""
    left = called_at + PITCH_TIME - now
    return "over" if left <= timedelta() else "ending" if left <= WINDING_UP else "running"

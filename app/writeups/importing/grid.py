"""A board out of sessions: which days, rooms and timeslots there must have been, and where each session was. Pure.

A board's times follow each other, and all rooms share them. So a time begins whenever a session begins, and ends when
the last of those sessions does, or when the next time begins.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import NamedTuple

from app.events.rules import may_begin_on
from app.kernel.errors import Refusal
from app.writeups.importing.items import BREAK, OPEN, PLENARY, Item
from app.writeups.importing.moments import When

#: More days than this are the dates of files, not those of an event.
MOST_DAYS = 14
#: How long a session is of which nobody says when it ended.
USUAL_MINUTES = 45
_A_DAY = 24 * 60


@dataclass(frozen=True)
class Spot:
    """What matters of an item here. `is_pause`: a break of which there is nothing to read."""

    path: str
    title: str
    when: When
    room: str
    kind: str
    is_pause: bool


class Place(NamedTuple):
    """A cell of the board in the event's own time; no room is a plenary."""

    day: date
    starts: time
    room: str


@dataclass(frozen=True)
class Slot:
    day: date
    starts: time
    ends: time
    kind: str
    title: str = ""


@dataclass
class Grid:
    """`remarks` by path: why something is not where its file says."""

    rooms: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def spot_of(item: Item) -> Spot:
    is_pause = item.kind == BREAK and not item.text
    return Spot(item.path, item.title, item.when, item.room, item.kind, is_pause)


def days_of(spots: Iterable[Spot], first: date | None, last: date | None) -> tuple[date, date]:
    """As they are told, else as the sessions say. Raises Refusal when nobody can know."""
    found = sorted({spot.when.day for spot in spots if spot.when.day}) or []
    begins = first or (found[0] if found else None)
    if begins is None:
        raise Refusal("No file says when the event was. Say it with --starts-on 2017-03-24.")
    ends = last or (begins if first else found[-1])
    if last is None and first and found and begins <= found[-1] < begins + timedelta(days=MOST_DAYS):
        ends = found[-1]
    if ends < begins:
        raise Refusal(f"The event cannot end on {ends}, before it begins on {begins}.")
    if not (first or last) and (ends - begins).days >= MOST_DAYS:
        raise Refusal(
            f"The files are from {begins} to {ends}, which is longer than an event lasts."
            " Say when it was with --starts-on and --ends-on."
        )
    return begins, ends


def board_of(spots: Sequence[Spot], first: date, last: date) -> Grid:
    """Rooms in the order in which they come."""
    grid = Grid()
    by_start: dict[tuple[date, time], list[Spot]] = defaultdict(list)
    for spot in spots:
        if start := _start(spot, first, last, grid):
            by_start[start].append(spot)
    starts = sorted(by_start)
    for at, start in enumerate(starts):
        following = starts[at + 1] if at + 1 < len(starts) else None
        _fill(grid, start, by_start[start], following)
    return grid


def _start(spot: Spot, first: date, last: date, grid: Grid) -> tuple[date, time] | None:
    """When it began, if that is known and on a day of the event. Says why not where it seemed to be known."""
    when, why = spot.when, ""
    day = when.day or (first + timedelta(days=when.nth - 1) if when.nth else None)
    day = day or (first if first == last else None)
    if day and not may_begin_on(day, first, last):
        why = f"{day} is no day of this event"
    elif when.starts is None:
        why = "its room is known, but not its time" if spot.room else ""
    elif day is None:
        why = "its time is known, but not its day"
    elif not spot.room and spot.kind == OPEN:
        why = "its time is known, but not its room"
    if why:
        grid.remarks[spot.path].append(f"not on the board: {why}")
    elif spot.is_pause and when.starts is None:
        grid.remarks[spot.path].append("a pause without a time is left out")
    return (day, when.starts) if day and when.starts and not why else None


def _fill(grid: Grid, start: tuple[date, time], spots: list[Spot], following: tuple[date, time] | None) -> None:
    """One timeslot and its cells."""
    kind = _kind(spots)
    seated = [spot for spot in spots if _fits(spot, kind)]
    ends = _end(grid, start, seated, following)
    title = seated[0].title[:120] if kind != OPEN and len(seated) == 1 else ""
    grid.slots.append(Slot(*start, ends, kind, title))
    for spot in spots:
        if spot not in seated:
            grid.remarks[spot.path].append(f"not on the board: other sessions begin at {start[1]:%H:%M} too")
        elif not spot.is_pause:
            _seat(grid, spot, Place(*start, spot.room if kind == OPEN else ""))


def _kind(spots: Sequence[Spot]) -> str:
    if any(spot.room and not spot.is_pause for spot in spots):
        return OPEN
    return BREAK if all(spot.is_pause for spot in spots) else PLENARY


def _fits(spot: Spot, kind: str) -> bool:
    if kind == OPEN:
        return bool(spot.room) and not spot.is_pause
    return spot.is_pause == (kind == BREAK)


def _seat(grid: Grid, spot: Spot, place: Place) -> None:
    room = next((room for room in grid.rooms if room.casefold() == place.room.casefold()), place.room)
    place = place._replace(room=room)
    taken = next((path for path, there in grid.places.items() if there == place), None)
    if taken:
        where = f"in {room} " if room else ""
        grid.remarks[spot.path].append(
            f"not on the board: {taken} is there at {place.starts:%H:%M} {where}already".strip()
        )
        return
    grid.places[spot.path] = place
    if room and room not in grid.rooms:
        grid.rooms.append(room)


def _end(grid: Grid, start: tuple[date, time], spots: list[Spot], following: tuple[date, time] | None) -> time:
    """When the last of them ends, but not beyond the next time. Says of whom that is not told."""
    begins = _minutes(start[1])
    ends = {spot: _end_of(spot, begins) for spot in spots}
    latest = max((end for end in ends.values() if end), default=begins + USUAL_MINUTES)
    if following and following[0] == start[0]:
        latest = min(latest, _minutes(following[1]))
    for spot, end in ends.items():
        if end and end != latest:
            was, shown = _clock(end), _clock(latest)
            grid.remarks[spot.path].append(f"it ended at {was:%H:%M}; the board's time ends at {shown:%H:%M}")
    return _clock(latest)


def _end_of(spot: Spot, begins: int) -> int | None:
    if spot.when.ends is None:
        return None
    ends = _minutes(spot.when.ends)
    return ends if ends > begins else ends + _A_DAY


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _clock(minutes: int) -> time:
    return time(minutes % _A_DAY // 60, minutes % 60)

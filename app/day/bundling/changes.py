"""The log of an event in a bundle: its changes name rows by their numbers there, and people by nothing else.

What a change named and does not move is 0: an id that no row ever has.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import MuteChange
from app.events.changes import RoomsReordered
from app.kernel.work import Change, ChangeRow, kinds_of_changes

#: What a change calls the rows that it names. Reports and invitations stay where they are.
NAMED: Mapping[str, str] = {
    "topic_id": "topic",
    "into_id": "topic",
    "of_id": "topic",
    "placement_id": "placement",
    "timeslot_id": "timeslot",
    "from_timeslot_id": "timeslot",
    "timeslot_ids": "timeslot",
    "room_id": "room",
    "from_room_id": "room",
    "attendee_id": "attendee",
    "comment_id": "comment",
    "notice_id": "notice",
    "report_id": "",
    "invitation_id": "",
}
_SEATS = re.compile(r"(seats-\d+-)(\d+)")

#: From the table and a number or id to what stands for it on the other side.
Renumber = Callable[[str, int], int]


def renumbered(name: str, payload: Mapping[str, Any], renumber: Renumber) -> dict[str, Any]:
    """What a change of this kind says, with other numbers for the rows that it names."""
    rooms = ("before", "after") if name == RoomsReordered.__name__ else ()
    key = ("key",) if name in _muting() else ()
    return {
        field: _other(value, "room" if field in rooms else NAMED[field], renumber)
        if field in NAMED or field in rooms
        else key_renumbered(value, renumber)
        if field in key and isinstance(value, str)
        else value
        for field, value in payload.items()
    }


def key_renumbered(key: str, renumber: Renumber) -> str:
    """Of a clash: cards go by their numbers on the wall, and only a room that is too small by its id."""
    found = _SEATS.fullmatch(key)
    return f"{found[1]}{renumber('room', int(found[2]))}" if found else key


def _other(value: Any, table: str, renumber: Renumber) -> Any:
    if isinstance(value, list):
        return [_other(each, table, renumber) for each in value]
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return renumber(table, value) if table else 0


@cache
def _muting() -> frozenset[str]:
    return frozenset(name for name, kind in kinds_of_changes().items() if issubclass(kind, MuteChange))


def read_change(name: str, payload: Mapping[str, Any], event_id: int) -> Change:
    """Raises ValueError for a change that this release does not know, or that says something else than it can."""
    kind = kinds_of_changes().get(name)
    if kind is None:
        raise ValueError(f"this release knows no change called {name[:40]!r}")
    return msgspec.convert({**payload, "event_id": event_id}, kind)


async def placements_named(db: AsyncSession, event_id: int) -> set[int]:
    """Also those that are gone: whoever undoes or redoes a move brings them back under their own numbers."""
    moving = [name for name, kind in kinds_of_changes().items() if "placement_id" in kind.__dataclass_fields__]
    log = select(ChangeRow.payload).where(ChangeRow.event_id == event_id, col(ChangeRow.name).in_(moving))
    return {placement for payload in await db.exec(log) for placement in _placement_in(payload)}


def _placement_in(payload: str) -> Iterator[int]:
    placement = msgspec.json.decode(payload).get("placement_id")
    if isinstance(placement, int):
        yield placement

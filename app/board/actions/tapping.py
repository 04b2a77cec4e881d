"""Saying of a room, while a time runs there, that it is full, quiet, or has room left. Nobody learns who said it."""

import hashlib
import hmac
from collections.abc import Iterable

from sqlmodel import select

from app.board.changes import RoomMoodChanged
from app.board.feet import PAUSE, is_other
from app.board.moods import mood_in, running_slot
from app.board.rules import Cell
from app.board.tables import RoomTap
from app.events.tables import Event, Room
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.words import gettext as _
from app.kernel.work import Work


class TooSoon(Refusal):
    """The same hand said something else a moment ago."""

    status = 429


async def tap_room(work: Work, event: Event, room_id: int, key: str, says: str) -> None:
    """What this visit says now is all that it says. Raises NotFound, Conflict when nothing is on, TooSoon."""
    cell = await _cell(work, event, room_id)
    before, hand = await mood_in(work.db, cell, work.now), hand_of(key, cell)
    tap = await _tap(work, cell, hand)
    if tap and tap.says != says and work.now - tap.at < PAUSE:
        raise TooSoon(_("One moment: you just said something else."))
    tap = tap or RoomTap(timeslot_id=cell.timeslot_id, room_id=room_id, hand=hand, says=says, at=work.now)
    tap.says, tap.at = says, work.now
    work.db.add(tap)
    await work.db.flush()
    after = await mood_in(work.db, cell, work.now)
    if is_other(before, after):
        _record(work, event, cell)


async def untap_room(work: Work, event: Event, room_id: int, key: str) -> None:
    """This visit says nothing any more. Raises as above."""
    cell = await _cell(work, event, room_id)
    before = await mood_in(work.db, cell, work.now)
    tap = await _tap(work, cell, hand_of(key, cell))
    if tap:
        await work.db.delete(tap)
        await work.db.flush()
    if is_other(before, await mood_in(work.db, cell, work.now)):
        _record(work, event, cell)


def hand_of(key: str, cell: Cell) -> str:
    """The same for the same visit at the same place, and nothing that anybody could follow elsewhere."""
    return hmac.new(key.encode(), f"feet:{cell}".encode(), hashlib.sha256).hexdigest()[:32]


def hands_of(key: str, cells: Iterable[Cell]) -> dict[str, str]:
    return {str(cell): hand_of(key, cell) for cell in cells}


async def _cell(work: Work, event: Event, room_id: int) -> Cell:
    """The room's place in the time that runs. Locks the room, so that of two who tap at once each counts."""
    room = (await work.db.exec(select(Room).where(Room.id == room_id).with_for_update())).first()
    if room is None or room.event_id != event.id or room.removed_at:
        raise NotFound(_("There is no such room."))
    slot = await running_slot(work.db, event, work.now)
    if slot is None or slot.id is None:
        raise Conflict(_("Nothing is on here at the moment."))
    return Cell(slot.id, room_id)


async def _tap(work: Work, cell: Cell, hand: str) -> RoomTap | None:
    there = select(RoomTap).where(
        RoomTap.timeslot_id == cell.timeslot_id, RoomTap.room_id == cell.room_id, RoomTap.hand == hand
    )
    return (await work.db.exec(there)).first()


def _record(work: Work, event: Event, cell: Cell) -> None:
    assert event.id is not None
    assert cell.room_id is not None
    work.record(RoomMoodChanged(event_id=event.id, timeslot_id=cell.timeslot_id, room_id=cell.room_id))

"""Reading what is said of rooms while times run, without whoever said it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.feet import FORGOTTEN, Mood, is_asked, mood_of
from app.board.rules import Cell
from app.board.tables import RoomTap
from app.events.queries import timeslots_of
from app.events.rules import is_running
from app.events.tables import Event, Timeslot


async def moods_of(db: AsyncSession, slots: Iterable[Timeslot], now: datetime) -> dict[str, Mood]:
    """By cell, of the times that run; asks only when one does."""
    running = [slot.id for slot in slots if slot.kind == "open" and is_asked(slot.starts_at, slot.ends_at, now)]
    if not running:
        return {}
    rows = select(RoomTap.timeslot_id, RoomTap.room_id, RoomTap.says, RoomTap.at)
    rows = rows.where(col(RoomTap.timeslot_id).in_(running), col(RoomTap.at) > now - FORGOTTEN)
    taps: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for timeslot_id, room_id, says, at in await db.exec(rows):
        taps[str(Cell(timeslot_id, room_id))].append((says, at))
    return {cell: mood for cell, said in taps.items() if (mood := mood_of(said, now))}


async def mood_in(db: AsyncSession, cell: Cell, now: datetime) -> Mood | None:
    rows = select(RoomTap.says, RoomTap.at).where(
        RoomTap.timeslot_id == cell.timeslot_id, RoomTap.room_id == cell.room_id
    )
    return mood_of((await db.exec(rows)).all(), now)


async def running_slot(db: AsyncSession, event: Event, now: datetime) -> Timeslot | None:
    """The open time of which something can be said: the one that runs before one that is about to, or is just over."""
    slots = [slot for slot in await timeslots_of(db, event.id or 0) if slot.kind == "open"]
    asked = [slot for slot in slots if is_asked(slot.starts_at, slot.ends_at, now)]
    return next((slot for slot in asked if is_running(slot.starts_at, slot.ends_at, now)), asked[-1] if asked else None)


async def said_by(db: AsyncSession, hands: Mapping[str, str]) -> dict[str, str]:
    """What somebody says of rooms themselves, for their own page: by cell, from their hand in each."""
    rows = select(RoomTap.hand, RoomTap.says).where(col(RoomTap.hand).in_(hands.values()))
    says = dict((await db.exec(rows)).all()) if hands else {}
    return {cell: says[hand] for cell, hand in hands.items() if hand in says}

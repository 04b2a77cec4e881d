"""Reading a whole day, and what is on in one room all day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.queries import CellView, DayView, RowView, board_view, days_of, next_boundary, rows_view
from app.day.queries import SlotNow, slots_now
from app.events.queries import room_of, rooms_of, timeslots_of
from app.events.tables import Event, Room, Timeslot
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.topics.cards import Cards


@dataclass(frozen=True)
class DayPage:
    """One day as a timetable, beside the other days."""

    day: DayView
    slots: list[SlotNow]
    days: list[DayView]

    @property
    def boundary(self) -> datetime | None:
        return next_boundary(self.day.rows)


@dataclass(frozen=True)
class InRoom:
    """A timeslot behind one door; no cell in a break."""

    row: RowView
    cell: CellView | None


@dataclass(frozen=True)
class RoomPage:
    """A room and all that is on there; `on` is what runs, or starts next."""

    room: Room
    days: list[tuple[DayView, list[InRoom]]]
    on: InRoom | None

    @property
    def boundary(self) -> datetime | None:
        return next_boundary(row for day, _there in self.days for row in day.rows)


async def day_page(db: AsyncSession, event: Event, cards: Cards, date: str, now: datetime) -> DayPage:
    """`date` in ISO 8601. Raises NotFound for a day without times."""
    board = await board_view(db, event, cards, now)
    day = next((day for day in board.days if day.iso == date), None)
    if day is None:
        raise NotFound(_("Nothing is planned on this day."))
    return DayPage(day, slots_now(event, board.rooms, day.rows, now), board.days)


async def slots_page(
    db: AsyncSession, event: Event, cards: Cards, slot_ids: Sequence[int], now: datetime
) -> list[SlotNow]:
    """A few of a day's slots, for a fragment."""
    assert event.id is not None
    slots = [slot for slot in await timeslots_of(db, event.id) if slot.id in slot_ids]
    rooms = await rooms_of(db, event.id)
    return slots_now(event, rooms, await rows_view(db, event, cards, slots, rooms, now), now)


async def room_page(db: AsyncSession, event: Event, cards: Cards, room_id: int, now: datetime) -> RoomPage:
    """Raises NotFound for a room that is not there, or not any more."""
    assert event.id is not None
    room = await room_of(db, event.id, room_id)
    slots: Sequence[Timeslot] = await timeslots_of(db, event.id)
    rows = await rows_view(db, event, cards, slots, [room], now)
    days = [(day, [_in_room(row) for row in day.rows]) for day in days_of(event, rows)]
    there = [each for _day, all_ in days for each in all_ if each.row.kind != "break" and not each.row.over]
    return RoomPage(room, days, there[0] if there else None)


def _in_room(row: RowView) -> InRoom:
    return InRoom(row, row.cells[0] if row.cells else None)

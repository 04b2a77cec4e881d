"""Reading across the day: what is on, what is next, and what of it is mine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.queries import BoardView, CellView, RowView, board_view, local_time
from app.events.tables import Event, Room
from app.topics.cards import Cards, CardView


@dataclass(frozen=True)
class RoomNow:
    """What a room holds in one timeslot; `room` is empty in a plenary."""

    room: Room | None
    card: CardView | None
    title: str


@dataclass(frozen=True)
class SlotNow:
    """A timeslot as the now page shows it. `share` is how much of it is over, 0 to 100."""

    row: RowView
    rooms: list[RoomNow]
    share: int

    @property
    def held(self) -> list[RoomNow]:
        """The rooms where something happens."""
        return [entry for entry in self.rooms if entry.card or entry.title]


@dataclass(frozen=True)
class NowView:
    """The moment: running slots, the next ones, and the newest cards that wait on the wall."""

    clock: str
    iso: str
    on: list[SlotNow]
    next: list[SlotNow]
    newest: list[CardView]
    over: bool

    @property
    def before(self) -> bool:
        return not self.on and not self.over


NEWEST = 3


async def now_view(db: AsyncSession, event: Event, cards: Cards, now: datetime) -> NowView:
    board = await board_view(db, event, cards, now)
    coming = [row for row in board.rows if row.starts_at > now]
    first = min((row.starts_at for row in coming), default=None)
    return NowView(
        clock=local_time(event, now),
        iso=now.isoformat(),
        on=[_slot(board, row, now) for row in board.rows if row.running],
        next=[_slot(board, row, now) for row in coming if row.starts_at == first],
        newest=board.wall[:NEWEST],
        over=bool(board.rows) and all(row.over for row in board.rows),
    )


def _slot(board: BoardView, row: RowView, now: datetime) -> SlotNow:
    length = (row.ends_at - row.starts_at).total_seconds()
    gone = (now - row.starts_at).total_seconds() / length if length else 0
    return SlotNow(row, _rooms(board.rooms, row), max(0, min(100, round(gone * 100))))


def _rooms(rooms: Sequence[Room], row: RowView) -> list[RoomNow]:
    if row.kind == "break":
        return [RoomNow(None, None, row.title)]
    by_id = {room.id: room for room in rooms}
    return [_room(by_id.get(cell.room_id), cell, row) for cell in row.cells]


def _room(room: Room | None, cell: CellView, row: RowView) -> RoomNow:
    return RoomNow(room, cell.card, "" if cell.card else row.title if row.kind == "plenary" else "")

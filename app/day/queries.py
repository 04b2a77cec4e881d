"""Reading across the day: what is on, what is next, and what of it is mine."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.feet import Mood
from app.board.queries import (
    CellView,
    DayView,
    RowView,
    board_view,
    local_time,
    newest_waiting,
    next_boundary,
    rows_view,
)
from app.events.queries import inks_of, rooms_of, timeslots_of
from app.events.rules import NIGHT, is_over, is_running
from app.events.tables import Event, Room, Timeslot
from app.kernel.writing import weekday
from app.topics.cards import Cards, CardView, PlaceView
from app.writeups.converging.queries import convergence_of
from app.writeups.queries import pages_of


@dataclass(frozen=True)
class RoomNow:
    """What a room holds in one timeslot; `room` is empty in a plenary."""

    room: Room | None
    card: CardView | None
    title: str
    mood: Mood | None = None


@dataclass(frozen=True)
class SlotNow:
    """A timeslot as the now page shows it. `day` is empty when that is today."""

    row: RowView
    rooms: list[RoomNow]
    day: str

    @property
    def held(self) -> list[RoomNow]:
        """The rooms where something happens."""
        return [entry for entry in self.rooms if entry.card or entry.title]


@dataclass(frozen=True)
class NowView:
    """The moment: running slots, the next ones, and the newest cards that wait on the wall; whether the first time of
    all has come, and the last has gone. `stage` is the convergence's, empty before dots are handed out."""

    clock: str
    iso: str
    on: list[SlotNow]
    next: list[SlotNow]
    newest: list[CardView]
    begun: bool
    over: bool
    stage: str = ""

    @property
    def boundary(self) -> datetime | None:
        return next_boundary(slot.row for slot in self.on + self.next)

    @property
    def before(self) -> bool:
        return not self.on and not self.over


@dataclass(frozen=True)
class EventNow:
    """A whole event at this moment. `placed` cards have a time, `waiting` ones none, `free` places have no card yet."""

    event: Event
    view: NowView
    days: list[DayView]
    placed: int
    waiting: int
    free: int

    @property
    def today(self) -> list[RowView]:
        """The rows of the day that is not over yet, of the last one when all are."""
        return next((day.rows for day in self.days if not all(row.over for row in day.rows)), self._last)

    @property
    def _last(self) -> list[RowView]:
        return self.days[-1].rows if self.days else []


@dataclass(frozen=True)
class MySlot:
    """One time of somebody's own day, and the cards that draw them then: more than one and they must choose."""

    place: PlaceView
    day: str
    over: bool
    cards: list[CardView]


@dataclass(frozen=True)
class PastEvent:
    """An event that is over: how many pages its write-up has, and the inks of its times in their order."""

    event: Event
    pages: int
    inks: list[int]


NEWEST = 3
Time = TypeVar("Time", RowView, Timeslot)


async def now_view(db: AsyncSession, event: Event, cards: Cards, now: datetime) -> NowView:
    """Reads what the moment shows and not the whole board: with the projector on it is made for every change."""
    assert event.id is not None
    slots, rooms = await timeslots_of(db, event.id), await rooms_of(db, event.id)
    shown = [slot for slot in slots if is_running(slot.starts_at, slot.ends_at, now)] + _next(slots, now)
    rows = await rows_view(db, event, cards, shown, rooms, now)
    newest = await cards.of(db, event, await newest_waiting(db, event.id, NEWEST))
    convergence = await convergence_of(db, event.id)
    return replace(_moment(event, rooms, rows, newest, slots, now), stage=convergence.stage if convergence else "")


async def event_now(db: AsyncSession, event: Event, cards: Cards, now: datetime) -> EventNow:
    board = await board_view(db, event, cards, now)
    ahead = [cell for row in board.rows if row.kind == "open" and not row.over for cell in row.cells]
    return EventNow(
        event=event,
        view=_moment(event, board.rooms, board.rows, board.wall[:NEWEST], board.rows, now),
        days=board.days,
        placed=len({cell.card.number for row in board.rows for cell in row.cells if cell.card}),
        waiting=len(board.wall),
        free=sum(cell.is_free for cell in ahead),
    )


async def past_events(db: AsyncSession, events: Sequence[Event]) -> list[PastEvent]:
    ids = [event.id or 0 for event in events]
    pages, inks = await pages_of(db, ids), await inks_of(db, ids)
    return [PastEvent(event, pages.get(event.id or 0, 0), inks.get(event.id or 0, [])) for event in events]


def my_slots(event: Event, cards: Collection[CardView], now: datetime) -> list[MySlot]:
    """The placed ones of these cards by their time."""
    seen = [card.at(place.cell) for card in cards for place in card.places]
    placed = sorted((card.place.starts_at, card.number, card) for card in seen if card.place)
    groups = groupby(placed, key=lambda entry: entry[0])
    return [_my_slot(event, [card for _start, _number, card in group], now) for _start, group in groups]


def _my_slot(event: Event, cards: list[CardView], now: datetime) -> MySlot:
    place = cards[0].place
    assert place is not None
    day = weekday(place.starts_at.astimezone(ZoneInfo(event.time_zone)).date())
    return MySlot(place, day, is_over(place.ends_at, now), cards)


def _moment(
    event: Event,
    rooms: Sequence[Room],
    rows: Sequence[RowView],
    newest: list[CardView],
    times: Sequence[RowView | Timeslot],
    now: datetime,
) -> NowView:
    """`rows` are those that may be shown, `times` all of the event."""
    return NowView(
        clock=local_time(event, now),
        iso=now.isoformat(),
        on=slots_now(event, rooms, [row for row in rows if row.running], now),
        next=slots_now(event, rooms, _next(rows, now), now),
        newest=newest,
        begun=any(time.starts_at <= now for time in times),
        over=bool(times) and all(is_over(time.ends_at, now) for time in times),
    )


def _next(times: Iterable[Time], now: datetime) -> list[Time]:
    """The ones that start first, and behind a break also those that it leads to."""
    coming = [time for time in times if time.starts_at > now]
    first = next((time.starts_at for time in coming if time.kind != "break"), None)
    return [time for time in coming if first is None or time.starts_at <= first]


def slots_now(event: Event, rooms: Sequence[Room], rows: Iterable[RowView], now: datetime) -> list[SlotNow]:
    return [_slot(event, rooms, row, now) for row in rows]


def _slot(event: Event, rooms: Sequence[Room], row: RowView, now: datetime) -> SlotNow:
    return SlotNow(row, _rooms(rooms, row), _other_day(event, row, now))


def _other_day(event: Event, row: RowView, now: datetime) -> str:
    """What goes on after midnight is of this day still."""
    day, today = (moment.astimezone(ZoneInfo(event.time_zone)).date() for moment in (row.starts_at, now))
    goes_on = now <= row.starts_at < now + NIGHT
    return "" if row.running or goes_on or day == today else weekday(day)


def _rooms(rooms: Sequence[Room], row: RowView) -> list[RoomNow]:
    if row.kind == "break":
        return [RoomNow(None, None, row.title)]
    by_id = {room.id: room for room in rooms}
    return [_room(by_id.get(cell.room_id), cell, row) for cell in row.cells]


def _room(room: Room | None, cell: CellView, row: RowView) -> RoomNow:
    return RoomNow(room, cell.card, "" if cell.card else row.title if row.kind == "plenary" else "", cell.mood)

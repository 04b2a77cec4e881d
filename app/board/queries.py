"""Reading the board: where every card hangs, and the board as people see it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam
from sqlmodel import col, exists, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.feet import Mood
from app.board.line import places_in_line
from app.board.moods import moods_of
from app.board.placements import placement_in, placements_of
from app.board.rules import Cell
from app.board.tables import ClosedCell, Placement
from app.events.queries import rooms_of, timeslots_of
from app.events.rules import is_over, is_running, minutes_left, share_over
from app.events.tables import Event, Room, Timeslot
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.kernel.work import ChangeRow
from app.kernel.writing import on_day, weekday
from app.topics.cards import CardFacts, Cards, CardView, PlaceView
from app.topics.queries import topics_of
from app.topics.tables import Topic

_AMONG: BindParameter[int] = bindparam("ids", expanding=True)
_PLACES = (
    select(Placement, Timeslot, Room)
    .join(Timeslot, col(Timeslot.id) == col(Placement.timeslot_id))
    .join(Room, col(Room.id) == col(Placement.room_id), isouter=True)
    .where(col(Placement.event_id) == bindparam("event_id"), col(Placement.topic_id).in_(_AMONG))
    .order_by(col(Timeslot.starts_at), col(Placement.id))
)
_TAKEN_BACK = (
    select(ChangeRow.subject)
    .where(
        col(ChangeRow.event_id) == bindparam("event_id"),
        col(ChangeRow.name) == "CardTakenBack",
        col(ChangeRow.subject).in_(_AMONG),
        col(ChangeRow.step).is_not(None),
    )
    .distinct()
)

NONE_CLOSED: Mapping[Cell, str] = {}
NO_CARDS: Mapping[int, CardView] = {}
NO_MOODS: Mapping[str, Mood] = {}


@dataclass(frozen=True)
class CellView:
    """One cell of the board. `id` is its element's id and its name in forms. A closed one takes no cards; `why` may be
    empty. While its time runs `mood` is what people say of the room."""

    timeslot_id: int
    room_id: int | None
    name: str
    card: CardView | None
    closed: bool = False
    why: str = ""
    mood: Mood | None = None

    @property
    def is_free(self) -> bool:
        return self.card is None and not self.closed

    @property
    def id(self) -> str:
        return str(Cell(self.timeslot_id, self.room_id))


@dataclass(frozen=True)
class RowView:
    """One timeslot across the rooms. A plenary has one cell for all of them, a break none. `share` of it is over, 0 to
    100."""

    timeslot_id: int
    kind: str
    title: str
    time: str
    until: str
    day: date
    several_days: bool
    iso: str
    ink: int | str | None
    starts_at: datetime
    ends_at: datetime
    running: bool
    over: bool
    minutes_left: int
    share: int
    cells: list[CellView]

    @property
    def when(self) -> str:
        """The time, with its day where the event has several."""
        return on_day(self.day, self.time) if self.several_days else self.time

    def at(self, cell: CellView) -> str:
        """One of its cells in words."""
        return f"{self.when}, {cell.name}"

    @property
    def boundary(self) -> datetime:
        """When the row will look different."""
        return self.ends_at if self.running else self.starts_at


@dataclass(frozen=True)
class DayView:
    """A day's rows, under its local date."""

    iso: str
    name: str
    rows: list[RowView]


@dataclass(frozen=True)
class BoardView:
    """The whole board and the wall beside it."""

    rooms: Sequence[Room]
    days: list[DayView]
    wall: list[CardView]

    @property
    def rows(self) -> list[RowView]:
        return [row for day in self.days for row in day.rows]

    @property
    def boundary(self) -> datetime | None:
        return next_boundary(self.rows)


def next_boundary(rows: Iterable[RowView]) -> datetime | None:
    """The next moment at which a page with these rows is another one."""
    return min((row.boundary for row in rows if not row.over), default=None)


async def closed_among(db: AsyncSession, event_id: int, timeslot_id: int | None = None) -> dict[Cell, str]:
    """The cells that take no cards, of one timeslot or all, and why."""
    closed = select(ClosedCell).where(ClosedCell.event_id == event_id)
    if timeslot_id is not None:
        closed = closed.where(ClosedCell.timeslot_id == timeslot_id)
    return {Cell(each.timeslot_id, each.room_id): each.why for each in await db.exec(closed)}


async def card_facts(db: AsyncSession, event: Event, topic_ids: Collection[int]) -> CardFacts:
    """What the board tells the cards: every place of each topic, which others were taken back, and who is in line."""
    assert event.id is not None
    places: dict[int, list[PlaceView]] = {}
    for placement, slot, room in await db.exec(_PLACES, params={"event_id": event.id, "ids": list(topic_ids)}):
        hung = places.setdefault(placement.topic_id, [])
        hung.append(place_view(event, placement, slot, room, repeat=bool(hung)))
    waiting = set(topic_ids) - places.keys()
    parked = waiting & await _taken_back(db, event.id, waiting) if waiting else ()
    return CardFacts(places, parked, await places_in_line(db, event.id, topic_ids))


async def board_view(db: AsyncSession, event: Event, cards: Cards, now: datetime) -> BoardView:
    assert event.id is not None
    rooms = await rooms_of(db, event.id)
    views = await cards.of(db, event, await topics_of(db, event.id))
    hung = _by_cell(await placements_of(db, event.id), views)
    closed, slots = await closed_among(db, event.id), await timeslots_of(db, event.id)
    moods = await moods_of(db, slots, now)
    rows = [row_view(event, slot, rooms, hung, now, closed, moods) for slot in slots]
    return BoardView(rooms, days_of(event, rows), [card for card in views if card.place is None])


async def cell_view(
    db: AsyncSession, event: Event, cards: Cards, cell: Cell, now: datetime, known: Mapping[int, CardView] = NO_CARDS
) -> tuple[RowView, CellView]:
    """One cell and the row it is in, for a fragment: the cost does not grow with the board. Cards that are `known`, by
    topic, are not read again."""
    slot = await db.get(Timeslot, cell.timeslot_id)
    room = await db.get(Room, cell.room_id) if cell.room_id else None
    if slot is None or event.id is None:
        raise NotFound(_("There is no such place on the board."))
    placement = await placement_in(db, event.id, cell)
    card = await _card_of(db, event, cards, placement.topic_id, known) if placement else None
    hung = {str(cell): card.at(str(cell))} if card else {}
    closed, moods = await closed_among(db, event.id, cell.timeslot_id), await moods_of(db, [slot], now)
    row = row_view(event, slot, [room] if room else [], hung, now, closed, moods)
    return row, row.cells[0]


async def _card_of(
    db: AsyncSession, event: Event, cards: Cards, topic_id: int, known: Mapping[int, CardView]
) -> CardView | None:
    if topic_id in known:
        return known[topic_id]
    topic = await db.get(Topic, topic_id)
    return await cards.of_one(db, event, topic) if topic else None


async def rows_view(
    db: AsyncSession, event: Event, cards: Cards, slots: Sequence[Timeslot], rooms: Sequence[Room], now: datetime
) -> list[RowView]:
    """Some rows of the board: the cost grows with them and not with the board."""
    placed = col(Placement.timeslot_id).in_([slot.id for slot in slots])
    there = or_(col(Placement.room_id).in_([room.id for room in rooms]), col(Placement.room_id).is_(None))
    placements = (await db.exec(select(Placement).where(placed, there))).all()
    topics = select(Topic).where(col(Topic.id).in_([p.topic_id for p in placements]), Topic.state == "open")
    hung = _by_cell(placements, await cards.of(db, event, (await db.exec(topics)).all()))
    moods = await moods_of(db, slots, now)
    return [row_view(event, slot, rooms, hung, now, moods=moods) for slot in slots]


async def newest_waiting(db: AsyncSession, event_id: int, most: int) -> Sequence[Topic]:
    """The newest open topics that hang nowhere."""
    hangs = exists().where(col(Placement.topic_id) == col(Topic.id))
    waiting = select(Topic).where(Topic.event_id == event_id, Topic.state == "open", ~hangs)
    return (await db.exec(waiting.order_by(col(Topic.number).desc()).limit(most))).all()


def _by_cell(placements: Iterable[Placement], views: Iterable[CardView]) -> dict[str, CardView]:
    """A card hangs in every cell of its topic, and in each it shows that place."""
    by_topic = {view.topic_id: view for view in views}
    cells = [(str(Cell(p.timeslot_id, p.room_id)), by_topic.get(p.topic_id)) for p in placements]
    return {cell: view.at(cell) for cell, view in cells if view}


def row_view(
    event: Event,
    slot: Timeslot,
    rooms: Sequence[Room],
    hung: Mapping[str, CardView],
    now: datetime,
    closed: Mapping[Cell, str] = NONE_CLOSED,
    moods: Mapping[str, Mood] = NO_MOODS,
) -> RowView:
    assert slot.id is not None
    return RowView(
        timeslot_id=slot.id,
        kind=slot.kind,
        title=slot.title,
        time=local_time(event, slot.starts_at),
        until=local_time(event, slot.ends_at),
        day=local_date(event, slot.starts_at),
        several_days=has_several_days(event),
        iso=local_iso(event, slot.starts_at),
        ink=ink_of(slot),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        running=is_running(slot.starts_at, slot.ends_at, now),
        over=is_over(slot.ends_at, now),
        minutes_left=minutes_left(slot.ends_at, now),
        share=share_over(slot.starts_at, slot.ends_at, now),
        cells=[replace(cell, mood=moods.get(cell.id)) for cell in _cells(slot, rooms, hung, closed)],
    )


def _cells(
    slot: Timeslot, rooms: Sequence[Room], hung: Mapping[str, CardView], closed: Mapping[Cell, str]
) -> list[CellView]:
    assert slot.id is not None
    if slot.kind == "plenary":
        return [CellView(slot.id, None, slot.title or _("Everybody"), hung.get(str(Cell(slot.id))))]
    if slot.kind == "break":
        return []
    return [_cell(Cell(slot.id, room.id), room.name, hung, closed) for room in rooms]


def _cell(cell: Cell, name: str, hung: Mapping[str, CardView], closed: Mapping[Cell, str]) -> CellView:
    return CellView(
        cell.timeslot_id, cell.room_id, name, hung.get(str(cell)), closed=cell in closed, why=closed.get(cell, "")
    )


def days_of(event: Event, rows: list[RowView]) -> list[DayView]:
    zone = ZoneInfo(event.time_zone)
    by_day = groupby(rows, key=lambda row: row.starts_at.astimezone(zone).date())
    return [DayView(day.isoformat(), weekday(day), list(group)) for day, group in by_day]


def place_view(event: Event, placement: Placement, slot: Timeslot, room: Room | None, repeat: bool) -> PlaceView:
    assert placement.id is not None
    return PlaceView(
        placement_id=placement.id,
        timeslot_id=placement.timeslot_id,
        room_id=placement.room_id,
        cell=str(Cell(placement.timeslot_id, placement.room_id)),
        room=room.name if room else None,
        directions=room.directions if room else "",
        time=local_time(event, slot.starts_at),
        until=local_time(event, slot.ends_at),
        day=local_date(event, slot.starts_at).isoformat(),
        several_days=has_several_days(event),
        iso=local_iso(event, slot.starts_at),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        ink=ink_of(slot) or "all",
        repeat=repeat,
        locked=placement.locked,
    )


def local_date(event: Event, moment: datetime) -> date:
    """The day in the calendar on the wall at the event."""
    return moment.astimezone(ZoneInfo(event.time_zone)).date()


def local_time(event: Event, moment: datetime) -> str:
    """The clock on the wall at the event."""
    local = moment.astimezone(ZoneInfo(event.time_zone))
    return f"{local:%H:%M}"


def local_iso(event: Event, moment: datetime) -> str:
    """The moment for programs, as the clock there and how far that is from UTC."""
    return moment.astimezone(ZoneInfo(event.time_zone)).isoformat()


def local_when(event: Event, moment: datetime) -> str:
    """The clock there, with the day where the event has several."""
    hour = local_time(event, moment)
    return on_day(local_date(event, moment), hour) if has_several_days(event) else hour


def has_begun(event: Event, now: datetime) -> bool:
    """Its first day, there."""
    return local_date(event, now) >= event.starts_on


def has_several_days(event: Event) -> bool:
    return event.starts_on != event.ends_on


def ink_of(slot: Timeslot) -> int | str | None:
    """A slot's ink as markup names it: 1…8, "all" for a plenary, nothing for a break."""
    return "all" if slot.kind == "plenary" else slot.ink


async def _taken_back(db: AsyncSession, event_id: int, topic_ids: Collection[int]) -> set[int]:
    """Those of the topics that were ever taken back; not by an undo, which leaves all as if nothing had been."""
    found = await db.exec(_TAKEN_BACK, params={"event_id": event_id, "ids": list(topic_ids)})
    return {subject for subject in found if subject is not None}

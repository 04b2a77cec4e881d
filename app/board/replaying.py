"""The board as it was: cards by going forward through the log, rooms and times by going back from what they are now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import (
    CardLocked,
    CardMoved,
    CardPlaced,
    CardTakenBack,
    CardUnlocked,
    CellClosed,
    CellOpened,
    StepRedone,
    StepUndone,
    TopicMerged,
    TopicRemoved,
    TopicSplit,
    TopicWithdrawn,
)
from app.board.queries import BoardView, days_of, place_view, row_view
from app.board.rules import Cell
from app.board.tables import Placement
from app.events.changes import (
    DayDelayed,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    RoomsReordered,
    TimeslotAdded,
    TimeslotChanged,
    TimeslotRemoved,
)
from app.events.tables import Event, Room, Timeslot
from app.kernel.work import Change, ChangeRow, change_of
from app.topics.cards import Cards, CardView
from app.topics.changes import TopicProposed, TopicRestored
from app.topics.tables import Topic

#: What changes the picture.
CARD_CHANGES: tuple[type[Change], ...] = (
    TopicProposed,
    TopicRestored,
    TopicWithdrawn,
    TopicRemoved,
    TopicMerged,
    TopicSplit,
    CardPlaced,
    CardMoved,
    CardTakenBack,
    CardLocked,
    CardUnlocked,
    CellClosed,
    CellOpened,
)
SHAPE_CHANGES: tuple[type[Change], ...] = (
    RoomAdded,
    RoomRemoved,
    RoomChanged,
    RoomsReordered,
    TimeslotAdded,
    TimeslotRemoved,
    TimeslotChanged,
    DayDelayed,
)
#: Any moment will do for what was not there yet.
GONE = datetime(9999, 1, 1, tzinfo=UTC)
_SHOWN = [change.__name__ for change in (*CARD_CHANGES, *SHAPE_CHANGES)]


@dataclass(frozen=True)
class Hung:
    """A card in a cell, at some moment."""

    topic_id: int
    cell: Cell
    locked: bool = False


@dataclass
class Scene:
    """Which topics are open, where the placements hang, by their id, and which cells are closed, and why."""

    topics: set[int] = field(default_factory=set)
    hung: dict[int, Hung] = field(default_factory=dict)
    closed: dict[Cell, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Moment:
    """When the board became another one: the revision behind which it is looked at."""

    revision: int
    at: datetime


def replay(changes: Iterable[Change]) -> Scene:
    """What all these changes, from the first one on, have made of the cards. Pure."""
    scene = Scene()
    for change in changes:
        _apply(scene, change)
    return scene


def _apply(scene: Scene, change: Change) -> None:
    match change:
        case TopicProposed() | TopicRestored() | TopicSplit():
            scene.topics.add(change.topic_id)
        case TopicWithdrawn() | TopicRemoved() | TopicMerged():
            scene.topics.discard(change.topic_id)
        case CardPlaced() | CardMoved():
            locked = change.locked if isinstance(change, CardPlaced) else False
            cell = Cell(change.timeslot_id, change.room_id)
            scene.hung[change.placement_id] = Hung(change.topic_id, cell, locked)
        case CardTakenBack():
            scene.hung.pop(change.placement_id, None)
        case CardLocked() | CardUnlocked() if change.placement_id in scene.hung:
            locked = isinstance(change, CardLocked)
            scene.hung[change.placement_id] = replace(scene.hung[change.placement_id], locked=locked)
        case CellClosed():
            scene.closed[Cell(change.timeslot_id, change.room_id)] = change.why
        case CellOpened():
            scene.closed.pop(Cell(change.timeslot_id, change.room_id), None)


async def moments_of(db: AsyncSession, event_id: int) -> list[Moment]:
    """Every moment at which the board changed, what one Work did as one."""
    told = [*_SHOWN, StepUndone.__name__, StepRedone.__name__]
    rows = select(ChangeRow.revision, ChangeRow.at, ChangeRow.request).where(
        ChangeRow.event_id == event_id, col(ChangeRow.name).in_(told)
    )
    moments: dict[tuple[str, datetime], Moment] = {}
    for revision, at, request in await db.exec(rows.order_by(col(ChangeRow.revision))):
        moments[request or str(revision), at] = Moment(revision, at)
    return list(moments.values())


async def board_at(db: AsyncSession, event: Event, cards: Cards, moment: Moment) -> BoardView:
    """The board behind that revision; titles and stars are those of today."""
    assert event.id is not None
    rows = select(ChangeRow).where(ChangeRow.event_id == event.id, col(ChangeRow.name).in_(_SHOWN))
    log = (await db.exec(rows.order_by(col(ChangeRow.revision)))).all()
    scene = replay(change_of(row) for row in log if row.revision <= moment.revision)
    rooms, slots = await _axes(db, event.id, [change_of(row) for row in log if row.revision > moment.revision])
    topics = (await db.exec(select(Topic).where(col(Topic.id).in_(scene.topics)))).all()
    views = {view.topic_id: view for view in await cards.of(db, event, topics)}
    hung = _hung(event, scene, views, rooms, slots)
    rows_then = [row_view(event, slot, rooms, hung, moment.at, scene.closed) for slot in slots]
    placed = {each.topic_id for each in scene.hung.values()}
    waiting = [replace(view, place=None, places=()) for topic_id, view in views.items() if topic_id not in placed]
    return BoardView(rooms, days_of(event, rows_then), sorted(waiting, key=lambda card: -card.number))


def _hung(
    event: Event, scene: Scene, views: dict[int, CardView], rooms: Sequence[Room], slots: Sequence[Timeslot]
) -> dict[str, CardView]:
    by_room, by_slot = {room.id: room for room in rooms}, {slot.id: slot for slot in slots}
    hung: dict[str, CardView] = {}
    for placement_id, each in scene.hung.items():
        view, slot = views.get(each.topic_id), by_slot.get(each.cell.timeslot_id)
        if view and slot:
            repeat = any(other.number == view.number for other in hung.values())
            placement = _placement(placement_id, each, slot)
            place = place_view(event, placement, slot, by_room.get(each.cell.room_id), repeat)
            hung[str(each.cell)] = replace(view, place=place, places=(place,))
    return hung


def _placement(placement_id: int, hung: Hung, slot: Timeslot) -> Placement:
    """One of then; it is never stored."""
    return Placement(
        id=placement_id,
        event_id=slot.event_id,
        topic_id=hung.topic_id,
        room_id=hung.cell.room_id,
        timeslot_id=hung.cell.timeslot_id,
        locked=hung.locked,
        guid="",
        placed_at=slot.starts_at,
    )


async def _axes(db: AsyncSession, event_id: int, later: Sequence[Change]) -> tuple[list[Room], list[Timeslot]]:
    """Copies of all rooms and times, with everything taken back that came later."""
    found_rooms = (await db.exec(select(Room).where(Room.event_id == event_id))).all()
    found_slots = (await db.exec(select(Timeslot).where(Timeslot.event_id == event_id))).all()
    rooms = {room.id: Room(**room.model_dump()) for room in found_rooms}
    slots = {slot.id: Timeslot(**slot.model_dump()) for slot in found_slots}
    for change in reversed(later):
        _room_before(change, rooms)
        _slot_before(change, slots)
    there = sorted((room for room in rooms.values() if not room.removed_at), key=lambda r: (r.position, r.id or 0))
    times = sorted((slot for slot in slots.values() if not slot.removed_at), key=lambda s: (s.starts_at, s.id or 0))
    return there, times


def _room_before(change: Change, rooms: dict[int | None, Room]) -> None:
    match change:
        case RoomAdded():
            rooms[change.room_id].removed_at = GONE
        case RoomRemoved():
            rooms[change.room_id].removed_at = None
        case RoomChanged():
            _set(rooms[change.room_id], change.before)
        case RoomsReordered():
            for position, room_id in enumerate(change.before):
                rooms[room_id].position = position


def _slot_before(change: Change, slots: dict[int | None, Timeslot]) -> None:
    match change:
        case TimeslotAdded():
            slots[change.timeslot_id].removed_at = GONE
        case TimeslotRemoved():
            slots[change.timeslot_id].removed_at = None
        case TimeslotChanged():
            _set(slots[change.timeslot_id], change.before)
        case DayDelayed():
            for slot_id in change.timeslot_ids:
                slots[slot_id].starts_at -= timedelta(minutes=change.minutes)
                slots[slot_id].ends_at -= timedelta(minutes=change.minutes)


def _set(row: Room | Timeslot, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, datetime.fromisoformat(value) if name in ("starts_at", "ends_at") else value)

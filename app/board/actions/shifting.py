"""The one way in which cards change their places: some at once, all or none. The database decides ties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import CardMoved, CardPlaced, CardTakenBack
from app.board.placements import placement_in, placements_among
from app.board.queries import closed_among
from app.board.rules import Cell, takes_cards
from app.board.tables import Placement
from app.events.tables import Event, Room, Timeslot
from app.kernel.errors import Conflict, Invalid
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.queries import topic_by_id
from app.topics.tables import Topic


class CellTaken(Conflict):
    """Another card is in this cell."""


class CardElsewhere(Conflict):
    """The card is not where the sender saw it."""


class CellShut(Conflict):
    """The cell is closed: it takes no cards."""


class CardLockedHere(Conflict):
    """The card stays where it is until somebody unlocks it."""


@dataclass(frozen=True)
class Shift:
    """A card's way from one cell to another; no cell is the wall.

    `placement_id`, `guid` and `locked` are what it has, or had before it was taken back; else it gets new ones.
    """

    topic_id: int
    at: Cell | None
    to: Cell | None
    placement_id: int | None = None
    guid: str = ""
    locked: bool = False


async def lock_board(work: Work, event_id: int) -> None:
    """One board is arranged by one Work at a time, so that no two of them wait for each other's cards."""
    await work.db.exec(select(Event.id).where(Event.id == event_id).with_for_update())


async def shift_cards(work: Work, event: Event, shifts: Sequence[Shift], even_locked: bool = False) -> list[Placement]:
    """Takes all of them out, then puts them in: a cell cannot hold two cards even for a moment.

    Returns those that hang now, in the order given. Raises CardElsewhere when one is not at its `at`, CellTaken when a
    cell holds a card that does not leave it, CardLockedHere, CellShut, Invalid for a cell that never takes cards.
    """
    assert event.id is not None
    await lock_board(work, event.id)
    topics = {shift.topic_id: await topic_by_id(work.db, shift.topic_id) for shift in shifts}
    hanging = await _hanging(work, event.id, shifts, topics)
    if not even_locked:
        _check_unlocked(hanging.values(), topics)
    for cell in {shift.to for shift in shifts if shift.to}:
        await check_cell(work, event, cell)
    await _take_out(work, list(hanging.values()))
    return [
        placement
        for shift in shifts
        if (placement := await _settle(work, event, shift, hanging.get(shift.placement_id), topics[shift.topic_id]))
    ]


async def check_cell(work: Work, event: Event, cell: Cell) -> None:
    """Raises Invalid when no card can hang there, CellShut when none can for now."""
    if not await cell_takes_cards(work.db, event, cell):
        why = _("No card can hang there. Choose a room in an open timeslot.")
        raise Invalid(why, {"cell": why})
    closed = await closed_among(work.db, event.id or 0, cell.timeslot_id)
    if cell in closed:
        raise CellShut(_closed_words(closed[cell]))


async def cell_takes_cards(db: AsyncSession, event: Event, cell: Cell) -> bool:
    """Whether a card could hang there, were the cell not closed."""
    slot = await db.get(Timeslot, cell.timeslot_id, populate_existing=True)
    room = await db.get(Room, cell.room_id, populate_existing=True) if cell.room_id else None
    parts = [slot, room] if cell.room_id else [slot]
    return slot is not None and takes_cards(slot.kind, cell) and all(_is_there(part, event) for part in parts)


def _closed_words(why: str) -> str:
    if why:
        return _("This cell is closed: %s. The card is where it was.") % why
    return _("This cell is closed. The card is where it was.")


def _is_there(part: Room | Timeslot | None, event: Event) -> bool:
    return part is not None and part.event_id == event.id and part.removed_at is None


async def _hanging(
    work: Work, event_id: int, shifts: Sequence[Shift], topics: dict[int, Topic]
) -> dict[int | None, Placement]:
    """The placements that leave their cells, by id, each where its shift says it is."""
    ids = [shift.placement_id for shift in shifts if shift.placement_id]
    found: dict[int | None, Placement] = {p.id: p for p in await placements_among(work.db, event_id, ids)}
    for shift in shifts:
        _check_at(shift, found.get(shift.placement_id), topics[shift.topic_id])
    return found


def _check_at(shift: Shift, placement: Placement | None, topic: Topic) -> None:
    there = Cell(placement.timeslot_id, placement.room_id) if placement else None
    if there != shift.at or (shift.at is None and topic.state != "open"):
        raise CardElsewhere(_("Somebody moved card %d a moment ago. The board shows where it is.") % topic.number)


def _check_unlocked(placements: Iterable[Placement], topics: dict[int, Topic]) -> None:
    for placement in placements:
        if placement.locked:
            number = topics[placement.topic_id].number
            raise CardLockedHere(_("Card %d is locked where it is. Unlock it to move it.") % number)


async def _take_out(work: Work, placements: list[Placement]) -> None:
    await work.db.exec(delete(Placement).where(col(Placement.id).in_([p.id for p in placements])))
    for placement in placements:
        work.db.expunge(placement)


async def _settle(work: Work, event: Event, shift: Shift, was: Placement | None, topic: Topic) -> Placement | None:
    if shift.to is None:
        if was is not None:
            work.record(_taken_back(was, topic.number))
        return None
    placement = await _put(work, event, shift, was, topic)
    work.record(_moved(was, placement, topic.number) if was else _placed(placement, topic.number))
    return placement


async def _put(work: Work, event: Event, shift: Shift, was: Placement | None, topic: Topic) -> Placement:
    assert event.id is not None
    assert shift.to is not None
    placement = Placement(
        id=shift.placement_id,
        event_id=event.id,
        topic_id=shift.topic_id,
        room_id=shift.to.room_id,
        timeslot_id=shift.to.timeslot_id,
        guid=was.guid if was else await _guid_for(work, shift.guid or topic.guid),
        placed_at=work.now,
        locked=was.locked if was else shift.locked,
    )
    occupant = await placement_in(work.db, event.id, shift.to)
    if occupant is not None:
        raise CellTaken(await _in_the_way(work, occupant))
    work.db.add(placement)
    try:
        await work.db.flush()
    except IntegrityError as error:
        raise CellTaken(_("Somebody put a card there a moment ago. Yours is where it was.")) from error
    return placement


async def _guid_for(work: Work, wanted: str) -> str:
    """What it had, or the card's own, which its first place bears however often the card is taken back; else a new
    one."""
    taken = (await work.db.exec(select(Placement.id).where(Placement.guid == wanted))).first()
    return wanted if taken is None else str(uuid4())


async def _in_the_way(work: Work, occupant: Placement) -> str:
    topic = await topic_by_id(work.db, occupant.topic_id)
    return _("Card %d is there already. Yours is where it was.") % topic.number


def _placed(placement: Placement, number: int) -> CardPlaced:
    return CardPlaced(
        event_id=placement.event_id,
        topic_id=placement.topic_id,
        number=number,
        placement_id=placement.id or 0,
        guid=placement.guid,
        locked=placement.locked,
        timeslot_id=placement.timeslot_id,
        room_id=placement.room_id,
    )


def _moved(was: Placement, placement: Placement, number: int) -> CardMoved:
    return CardMoved(
        event_id=placement.event_id,
        topic_id=placement.topic_id,
        number=number,
        placement_id=placement.id or 0,
        from_timeslot_id=was.timeslot_id,
        from_room_id=was.room_id,
        timeslot_id=placement.timeslot_id,
        room_id=placement.room_id,
    )


def _taken_back(was: Placement, number: int) -> CardTakenBack:
    return CardTakenBack(
        event_id=was.event_id,
        topic_id=was.topic_id,
        number=number,
        placement_id=was.id or 0,
        guid=was.guid,
        locked=was.locked,
        from_timeslot_id=was.timeslot_id,
        from_room_id=was.room_id,
    )

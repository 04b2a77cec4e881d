"""What facilitators do with cards on the board. The database decides ties; nobody's card is ever lost."""

from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.board.changes import CardMoved, CardPlaced, CardTakenBack, TopicWithdrawn
from app.board.forms import Move
from app.board.queries import placement_by_id, placement_in, placements_of_topic
from app.board.rules import Cell, may_arrange, takes_cards
from app.board.tables import Placement
from app.events.queries import rooms_of, timeslots_of
from app.events.tables import Event
from app.kernel.errors import Conflict, Forbidden, Invalid
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.changes import TopicRestored
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.rules import may_withdraw
from app.topics.tables import Topic


class CellTaken(Conflict):
    """Another card is in this cell."""


class CardElsewhere(Conflict):
    """The card is not where the sender saw it."""


def check_may_arrange(viewer: Viewer) -> None:
    """Raises Forbidden for everybody but facilitators."""
    if not may_arrange(viewer):
        raise Forbidden(_("Only facilitators arrange the board. Ask one of them."))


async def place_topic(work: Work, event: Event, topic: Topic, move: Move) -> Placement:
    """Puts a card from the wall into a cell; a card named in `swap` goes back to the wall for it.

    Raises CellTaken, CardElsewhere, Invalid (no such cell, or one that takes no cards).
    """
    await _lock(work, topic.event_id)
    topic = await topic_by_id(work.db, topic.id or 0)
    await _check_cell(work, event, move.to)
    if topic.state != "open" or await placements_of_topic(work.db, topic.id or 0):
        raise CardElsewhere(_("Somebody moved card %d a moment ago. The board shows where it is.") % topic.number)
    occupant = await _occupant(work, event, move)
    if occupant is not None:
        await _take_out(work, occupant)
    placement = await _put(work, event, topic.id or 0, move.to, str(uuid4()))
    work.record(_placed(placement, topic))
    return placement


async def move_card(work: Work, event: Event, placement: Placement, move: Move) -> Placement:
    """Moves a placed card to another cell; with the card named in `swap` it changes places.

    Raises CellTaken, CardElsewhere, Invalid.
    """
    placement = await _locked(work, placement)
    here = Cell(placement.timeslot_id, placement.room_id)
    if move.expected is not None and move.expected != here:
        raise CardElsewhere(_("Somebody moved this card a moment ago. The board shows where it is."))
    if move.to == here:
        return placement
    await _check_cell(work, event, move.to)
    occupant = await _occupant(work, event, move)
    return await _exchange(work, event, placement, move.to, occupant)


async def take_back(work: Work, placement: Placement) -> None:
    """The card goes back to the wall. Raises NotFound when somebody else was faster."""
    await _take_out(work, await _locked(work, placement))


async def _take_out(work: Work, placement: Placement) -> None:
    topic = await topic_by_id(work.db, placement.topic_id)
    assert placement.id is not None
    await work.db.delete(placement)
    await work.db.flush()
    work.record(
        CardTakenBack(
            event_id=placement.event_id,
            topic_id=placement.topic_id,
            number=topic.number,
            placement_id=placement.id,
            from_timeslot_id=placement.timeslot_id,
            from_room_id=placement.room_id,
        )
    )


async def withdraw_topic(work: Work, topic: Topic, viewer: Viewer) -> None:
    """The card leaves the wall and frees its cells; its page and its stars stay. Raises Forbidden."""
    await _check_may_withdraw(work, topic, viewer)
    assert topic.id is not None
    await _lock(work, topic.event_id)
    for placement in await placements_of_topic(work.db, topic.id):
        await _take_out(work, placement)
    topic.state = "withdrawn"
    work.db.add(topic)
    work.record(TopicWithdrawn(event_id=topic.event_id, topic_id=topic.id, number=topic.number, title=topic.title))


async def restore_topic(work: Work, topic: Topic, viewer: Viewer) -> None:
    """A withdrawn card comes back to the wall. Raises Forbidden."""
    await _check_may_withdraw(work, topic, viewer)
    assert topic.id is not None
    topic.state = "open"
    work.db.add(topic)
    work.record(TopicRestored(event_id=topic.event_id, topic_id=topic.id, number=topic.number, title=topic.title))


async def _check_may_withdraw(work: Work, topic: Topic, viewer: Viewer) -> None:
    conveners = (await facts_of_one(work.db, topic)).conveners
    if not may_withdraw(viewer, conveners[0].attendee_id if conveners else None):
        raise Forbidden(_("Only whoever called this topic can withdraw it."))


async def _lock(work: Work, event_id: int) -> None:
    """One board is arranged by one Work at a time, so that no two of them wait for each other's cards."""
    await work.db.exec(select(Event.id).where(Event.id == event_id).with_for_update())


async def _locked(work: Work, placement: Placement) -> Placement:
    """The placement as it is when the board is ours; what was read before may be old. Raises NotFound."""
    await _lock(work, placement.event_id)
    return await placement_by_id(work.db, placement.event_id, placement.id or 0)


async def _check_cell(work: Work, event: Event, cell: Cell) -> None:
    assert event.id is not None
    slots = {slot.id: slot for slot in await timeslots_of(work.db, event.id)}
    rooms = {room.id for room in await rooms_of(work.db, event.id)} | {None}
    slot = slots.get(cell.timeslot_id)
    if slot is None or cell.room_id not in rooms or not takes_cards(slot.kind, cell):
        why = _("No card can hang there. Choose a room in an open timeslot.")
        raise Invalid(why, {"cell": why})


async def _occupant(work: Work, event: Event, move: Move) -> Placement | None:
    """The card that makes way, which must be the one the sender saw there."""
    assert event.id is not None
    occupant = await placement_in(work.db, event.id, move.to)
    if occupant is None:
        return None
    if occupant.id != move.swap:
        raise CellTaken(await _taken(work, occupant))
    return occupant


async def _taken(work: Work, occupant: Placement) -> str:
    topic = await topic_by_id(work.db, occupant.topic_id)
    return _("Card %d is there already. Yours is where it was.") % topic.number


async def _exchange(work: Work, event: Event, placement: Placement, to: Cell, occupant: Placement | None) -> Placement:
    """Takes out, then puts in: a unique cell cannot hold two cards even for a moment."""
    here = Cell(placement.timeslot_id, placement.room_id)
    leaving = [placement] + ([occupant] if occupant else [])
    await work.db.exec(delete(Placement).where(col(Placement.id).in_([p.id for p in leaving])))
    for p in leaving:
        work.db.expunge(p)
    if occupant:
        await _put_back(work, event, occupant, here)
    return await _put_back(work, event, placement, to)


async def _put_back(work: Work, event: Event, was: Placement, cell: Cell) -> Placement:
    """The same placement, its id and guid, in another cell."""
    topic = await topic_by_id(work.db, was.topic_id)
    placement = await _put(work, event, was.topic_id, cell, was.guid, was.id)
    assert placement.id is not None
    work.record(
        CardMoved(
            event_id=placement.event_id,
            topic_id=placement.topic_id,
            number=topic.number,
            placement_id=placement.id,
            from_timeslot_id=was.timeslot_id,
            from_room_id=was.room_id,
            timeslot_id=cell.timeslot_id,
            room_id=cell.room_id,
        )
    )
    return placement


async def _put(
    work: Work, event: Event, topic_id: int, cell: Cell, guid: str, placement_id: int | None = None
) -> Placement:
    assert event.id is not None
    placement = Placement(
        id=placement_id,
        event_id=event.id,
        topic_id=topic_id,
        room_id=cell.room_id,
        timeslot_id=cell.timeslot_id,
        guid=guid,
        placed_at=work.now,
    )
    work.db.add(placement)
    try:
        await work.db.flush()
    except IntegrityError as error:
        raise CellTaken(_("Somebody put a card there a moment ago. Yours is where it was.")) from error
    return placement


def _placed(placement: Placement, topic: Topic) -> CardPlaced:
    assert placement.id is not None
    return CardPlaced(
        event_id=placement.event_id,
        topic_id=placement.topic_id,
        number=topic.number,
        placement_id=placement.id,
        timeslot_id=placement.timeslot_id,
        room_id=placement.room_id,
    )

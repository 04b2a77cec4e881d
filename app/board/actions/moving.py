"""What facilitators do with one card on the board."""

from app.board.actions.shifting import CardElsewhere, CellTaken, Shift, lock_board, shift_cards
from app.board.changes import CardLocked, CardUnlocked
from app.board.forms import Move
from app.board.placements import placement_by_id, placement_in, placements_of_topic
from app.board.rules import Cell, may_arrange
from app.board.tables import Placement
from app.events.tables import Event
from app.kernel.errors import Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.viewers import Viewer
from app.topics.queries import topic_by_id
from app.topics.tables import Topic


def check_may_arrange(viewer: Viewer) -> None:
    """Raises Forbidden for everybody but facilitators."""
    if not may_arrange(viewer):
        raise Forbidden(_("Only facilitators arrange the board. Ask one of them."))


async def place_topic(work: Work, event: Event, topic: Topic, move: Move) -> Placement:
    """Puts a card from the wall into a cell; a card named in `swap` goes back to the wall for it.

    Raises CellTaken, CellShut, CardElsewhere, CardLockedHere, Invalid (no such cell, or one that never takes cards).
    """
    await lock_board(work, topic.event_id)
    if await placements_of_topic(work.db, topic.id or 0):
        raise CardElsewhere(_("Somebody moved card %d a moment ago. The board shows where it is.") % topic.number)
    occupant = await _occupant(work, topic.event_id, move)
    leaving = [shift_of(occupant, None)] if occupant else []
    return (await shift_cards(work, event, [*leaving, Shift(topic.id or 0, None, move.to)]))[0]


async def move_card(work: Work, event: Event, placement: Placement, move: Move) -> Placement:
    """Moves a placed card to another cell; with the card named in `swap` it changes places.

    Raises CellTaken, CellShut, CardElsewhere, CardLockedHere, Invalid.
    """
    placement = await locked_placement(work, placement)
    here = cell_of(placement)
    if move.expected is not None and move.expected != here:
        raise CardElsewhere(_("Somebody moved this card a moment ago. The board shows where it is."))
    if move.to == here:
        return placement
    occupant = await _occupant(work, placement.event_id, move)
    giving_way = [shift_of(occupant, here)] if occupant else []
    return (await shift_cards(work, event, [*giving_way, shift_of(placement, move.to)]))[-1]


async def take_back(work: Work, event: Event, placement: Placement) -> None:
    """The card goes back to the wall. Raises NotFound when somebody else was faster, CardLockedHere."""
    await shift_cards(work, event, [shift_of(await locked_placement(work, placement), None)])


async def lock_card(work: Work, placement: Placement, locked: bool) -> None:
    """A locked card stays where it is, for hands and for suggestions. Again does nothing. Raises NotFound."""
    placement = await locked_placement(work, placement)
    if placement.locked == locked:
        return
    placement.locked = locked
    work.db.add(placement)
    topic = await topic_by_id(work.db, placement.topic_id)
    kind = CardLocked if locked else CardUnlocked
    work.record(
        kind(
            event_id=placement.event_id,
            topic_id=placement.topic_id,
            number=topic.number,
            placement_id=placement.id or 0,
            timeslot_id=placement.timeslot_id,
            room_id=placement.room_id,
        )
    )


def cell_of(placement: Placement) -> Cell:
    return Cell(placement.timeslot_id, placement.room_id)


def shift_of(placement: Placement, to: Cell | None) -> Shift:
    return Shift(placement.topic_id, cell_of(placement), to, placement.id, placement.guid)


async def locked_placement(work: Work, placement: Placement) -> Placement:
    """The placement as it is when the board is ours; what was read before may be old. Raises NotFound."""
    await lock_board(work, placement.event_id)
    return await placement_by_id(work.db, placement.event_id, placement.id or 0)


async def _occupant(work: Work, event_id: int, move: Move) -> Placement | None:
    """The card that makes way, which must be the one the sender saw there. Raises CellTaken for another."""
    occupant = await placement_in(work.db, event_id, move.to)
    if occupant is None:
        return None
    if occupant.id != move.swap:
        topic = await topic_by_id(work.db, occupant.topic_id)
        raise CellTaken(_("Card %d is there already. Yours is where it was.") % topic.number)
    return occupant

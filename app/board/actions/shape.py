"""The shape of the day where cards hang: what goes parks its cards on the wall and never deletes one."""

from collections.abc import Sequence

from app.board.actions.moving import cell_of, shift_of
from app.board.actions.shifting import Shift, lock_board, shift_cards
from app.board.forms import Move
from app.board.placements import placements_in_room, placements_in_timeslot
from app.board.rules import takes_cards
from app.board.tables import Placement
from app.events.actions.shaping import (
    change_timeslot,
    room_by_id,
    set_room_removed,
    set_timeslot_removed,
    timeslot_by_id,
)
from app.events.forms import TimeslotPlan
from app.events.tables import Event, Timeslot
from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.tables import Topic


async def remove_room(work: Work, event: Event, room_id: int) -> int:
    """Its cards go to the wall, then it goes. Returns how many were parked. Raises NotFound."""
    assert event.id is not None
    await lock_board(work, event.id)
    room = await room_by_id(work, event.id, room_id)
    if room.removed_at is not None:
        return 0
    parked = await _park(work, event, await placements_in_room(work.db, event.id, room_id))
    await set_room_removed(work, room, removed=True)
    return parked


async def remove_timeslot(work: Work, event: Event, timeslot_id: int) -> int:
    """Its cards go to the wall, then it goes. Returns how many were parked. Raises NotFound."""
    assert event.id is not None
    await lock_board(work, event.id)
    slot = await timeslot_by_id(work, event.id, timeslot_id)
    if slot.removed_at is not None:
        return 0
    parked = await _park(work, event, await placements_in_timeslot(work.db, event.id, timeslot_id))
    await set_timeslot_removed(work, slot, removed=True)
    return parked


async def reshape_timeslot(work: Work, event: Event, slot: Timeslot, plan: TimeslotPlan) -> int:
    """Changes a time; cards that its new kind does not take go to the wall. Returns how many. Raises Invalid."""
    assert event.id is not None
    await lock_board(work, event.id)
    slot = await timeslot_by_id(work, event.id, slot.id or 0)
    hanging = await placements_in_timeslot(work.db, event.id, slot.id or 0)
    leaving = [placement for placement in hanging if not takes_cards(plan.kind, cell_of(placement))]
    parked = await _park(work, event, leaving)
    await change_timeslot(work, event, slot, plan)
    return parked


async def repeat_topic(work: Work, event: Event, topic: Topic, move: Move) -> Placement:
    """Hangs a card in one more place: again at another time, or in a second room because one is too small.

    Raises CellTaken, CardElsewhere when it hangs nowhere yet, Invalid.
    """
    return (await shift_cards(work, event, [Shift(topic.id or 0, None, move.to)]))[0]


async def check_room_empty(work: Work, event_id: int, room_id: int) -> None:
    """For an undo: it must not take others' cards with it. Raises Conflict."""
    if await placements_in_room(work.db, event_id, room_id):
        raise Conflict(_("Cards hang in this room by now."))


async def check_timeslot_empty(work: Work, event_id: int, timeslot_id: int) -> None:
    """As above."""
    if await placements_in_timeslot(work.db, event_id, timeslot_id):
        raise Conflict(_("Cards hang in this time by now."))


async def _park(work: Work, event: Event, placements: Sequence[Placement]) -> int:
    await shift_cards(work, event, [shift_of(placement, None) for placement in placements], even_locked=True)
    return len(placements)

"""Undo and redo: a step is taken back whole or not at all, and only where the board is still as it left it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from app.board.actions.closing import set_closed
from app.board.actions.merging import set_merged
from app.board.actions.moving import lock_card
from app.board.actions.muting import set_mute
from app.board.actions.shape import check_room_empty, check_timeslot_empty
from app.board.actions.shifting import CardElsewhere, Shift, lock_board, shift_cards
from app.board.changes import (
    CardLocked,
    CardMoved,
    CardPlaced,
    CardShifted,
    CardTakenBack,
    CardUnlocked,
    CellClosed,
    CellOpened,
    ClashMuted,
    ClashUnmuted,
    StepRedone,
    StepUndone,
    TopicMerged,
    TopicSplit,
)
from app.board.placements import placement_by_id, placements_of_topic
from app.board.rules import Cell
from app.board.stepping import changes_of_step, placed_since, stacks_of
from app.board.steps import inverse_of
from app.events.actions.shaping import (
    reorder_rooms,
    room_by_id,
    set_delay,
    set_room,
    set_room_removed,
    set_timeslot,
    set_timeslot_removed,
    timeslot_by_id,
)
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
from app.events.tables import Event
from app.kernel.errors import Conflict, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Change, Work


class NothingToUndo(Conflict):
    """There is no such step, or it was undone already."""


class InTheWay(Conflict):
    """The board has gone on since: undoing would undo somebody else's work."""


async def undo_step(work: Work, event: Event, of_all: bool = False, step: int | None = None) -> int:
    """Takes back the actor's last step, the last of anybody's, or the one named. Returns the step.

    Raises NothingToUndo, InTheWay.
    """
    assert event.id is not None
    await lock_board(work, event.id)
    undo = (await stacks_of(work.db, event.id, work.actor, of_all or step is not None)).undo
    step = _chosen(
        undo, step, _("There is nothing of yours to undo.") if not of_all else _("There is nothing to undo.")
    )
    changes = await changes_of_step(work.db, event.id, step)
    await _do_all(work, event, step, [inverse_of(change) for change in reversed(changes)])
    work.record(StepUndone(event_id=event.id, step=step))
    return step


async def redo_step(work: Work, event: Event, of_all: bool = False) -> int:
    """Does again what the actor undid last, or anybody. Returns the step. Raises NothingToUndo, InTheWay."""
    assert event.id is not None
    await lock_board(work, event.id)
    redo = (await stacks_of(work.db, event.id, work.actor, of_all)).redo
    step = _chosen(redo, None, _("There is nothing to redo."))
    await _do_all(work, event, step, await changes_of_step(work.db, event.id, step))
    work.record(StepRedone(event_id=event.id, step=step))
    return step


def _chosen(steps: Sequence[int], step: int | None, otherwise: str) -> int:
    if step is not None and step not in steps:
        raise NothingToUndo(_("That was undone already, or is too long ago."))
    if not steps:
        raise NothingToUndo(otherwise)
    return steps[-1] if step is None else step


async def _do_all(work: Work, event: Event, step: int, changes: Sequence[Change]) -> None:
    """Cards that changed places together do so again: a swap back is a swap."""
    try:
        for are_shifts, group in groupby(changes, key=lambda change: isinstance(change, CardShifted)):
            if are_shifts:
                shifted = list(group)
                await _check_not_placed_since(work, step, shifted)
                await shift_cards(work, event, [_shift(change) for change in shifted])
            else:
                for change in group:
                    await DOINGS[type(change)](work, event, change)
    except (Conflict, NotFound) as refusal:
        raise InTheWay(_("The board has gone on since. %s") % refusal.message) from refusal


async def _check_not_placed_since(work: Work, step: int, changes: Sequence[Change]) -> None:
    """A card that comes back to the board must not hang twice because somebody placed it anew in between."""
    for change in changes:
        if isinstance(change, CardPlaced):
            hanging = {placement.id for placement in await placements_of_topic(work.db, change.topic_id)}
            later = await placed_since(work.db, change.event_id, change.topic_id, step)
            if any(each.placement_id in hanging for each in later):
                raise CardElsewhere(
                    _("Somebody moved card %d a moment ago. The board shows where it is.") % change.number
                )


def _shift(change: Any) -> Shift:
    at = Cell(change.from_timeslot_id, change.from_room_id) if isinstance(change, CardMoved | CardTakenBack) else None
    to = Cell(change.timeslot_id, change.room_id) if isinstance(change, CardMoved | CardPlaced) else None
    guid, locked = getattr(change, "guid", ""), getattr(change, "locked", False)
    return Shift(change.topic_id, at, to, change.placement_id, guid, locked)


async def _lock(work: Work, event: Event, change: CardLocked | CardUnlocked) -> None:
    placement = await placement_by_id(work.db, change.event_id, change.placement_id)
    await lock_card(work, placement, isinstance(change, CardLocked))


async def _close(work: Work, event: Event, change: CellClosed | CellOpened) -> None:
    await set_closed(work, change)


async def _merge(work: Work, event: Event, change: TopicMerged | TopicSplit) -> None:
    await set_merged(work, change)


async def _mute(work: Work, event: Event, change: ClashMuted | ClashUnmuted) -> None:
    await set_mute(work, change)


async def _room(work: Work, event: Event, change: RoomAdded | RoomRemoved) -> None:
    if isinstance(change, RoomRemoved):
        await check_room_empty(work, change.event_id, change.room_id)
    room = await room_by_id(work, change.event_id, change.room_id)
    await set_room_removed(work, room, isinstance(change, RoomRemoved))


async def _timeslot(work: Work, event: Event, change: TimeslotAdded | TimeslotRemoved) -> None:
    if isinstance(change, TimeslotRemoved):
        await check_timeslot_empty(work, change.event_id, change.timeslot_id)
    slot = await timeslot_by_id(work, change.event_id, change.timeslot_id)
    await set_timeslot_removed(work, slot, isinstance(change, TimeslotRemoved))


async def _change_room(work: Work, event: Event, change: RoomChanged) -> None:
    await set_room(work, await room_by_id(work, change.event_id, change.room_id), change)


async def _change_timeslot(work: Work, event: Event, change: TimeslotChanged) -> None:
    await set_timeslot(work, await timeslot_by_id(work, change.event_id, change.timeslot_id), change)


async def _reorder(work: Work, event: Event, change: RoomsReordered) -> None:
    await reorder_rooms(work, change.event_id, change.after)


async def _delay(work: Work, event: Event, change: DayDelayed) -> None:
    await set_delay(work, change)


#: How each change that is no shift of a card is done again; shifts go together.
DOINGS: Mapping[type[Change], Callable[[Work, Event, Any], Awaitable[None]]] = {
    CardLocked: _lock,
    CardUnlocked: _lock,
    CellClosed: _close,
    CellOpened: _close,
    TopicMerged: _merge,
    TopicSplit: _merge,
    ClashMuted: _mute,
    ClashUnmuted: _mute,
    RoomAdded: _room,
    RoomRemoved: _room,
    RoomChanged: _change_room,
    RoomsReordered: _reorder,
    TimeslotAdded: _timeslot,
    TimeslotRemoved: _timeslot,
    TimeslotChanged: _change_timeslot,
    DayDelayed: _delay,
}

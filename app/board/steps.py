"""Steps that can be undone: which is next, and what undoes each change of one. Pure.

A step is what one Work did to the board. The log alone says which steps stand: there is no second account of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.board.changes import (
    CardLocked,
    CardMoved,
    CardPlaced,
    CardTakenBack,
    CardUnlocked,
    CellClosed,
    CellOpened,
    ClashMuted,
    ClashUnmuted,
    LockChange,
    TopicMerged,
    TopicSplit,
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
from app.kernel.work import Change

DONE, UNDONE, REDONE = "done", "undone", "redone"


@dataclass(frozen=True)
class Entry:
    """What `actor` did to a step: `what` is done, undone or redone."""

    what: str
    step: int
    actor: int | None


@dataclass(frozen=True)
class Stacks:
    """Steps that can be undone and redone, the next one last."""

    undo: tuple[int, ...]
    redo: tuple[int, ...]


def stacks(entries: Iterable[Entry], actor: int | None = None, of_all: bool = False) -> Stacks:
    """What this actor may undo of their own (`of_all`: of anybody's) and redo, from the log in its order.

    Whoever takes a new step gives up redoing what they undid before it.
    """
    standing: dict[int, int | None] = {}
    undone: list[tuple[int, int | None, int | None]] = []
    for entry in entries:
        if entry.what == UNDONE and entry.step in standing:
            undone.append((entry.step, standing.pop(entry.step), entry.actor))
        elif entry.what == REDONE:
            owner = next((whose for step, whose, _by in undone if step == entry.step), entry.actor)
            undone = [each for each in undone if each[0] != entry.step]
            standing[entry.step] = owner
        elif entry.what == DONE:
            standing[entry.step] = entry.actor
            undone = [each for each in undone if each[2] != entry.actor]
    mine = [step for step, owner in standing.items() if of_all or owner == actor]
    return Stacks(tuple(sorted(mine)), tuple(step for step, _owner, by in undone if of_all or by == actor))


def inverse_of(change: Change) -> Change:
    """The change that takes this one back. Raises KeyError for one that cannot be undone."""
    return INVERSES[type(change)](change)


def _not_placed(change: CardPlaced) -> CardTakenBack:
    return CardTakenBack(
        **_of(change),
        placement_id=change.placement_id,
        guid=change.guid,
        locked=change.locked,
        from_timeslot_id=change.timeslot_id,
        from_room_id=change.room_id,
    )


def _moved_back(change: CardMoved) -> CardMoved:
    return CardMoved(
        **_of(change),
        placement_id=change.placement_id,
        from_timeslot_id=change.timeslot_id,
        from_room_id=change.room_id,
        timeslot_id=change.from_timeslot_id,
        room_id=change.from_room_id,
    )


def _placed_again(change: CardTakenBack) -> CardPlaced:
    return CardPlaced(
        **_of(change),
        placement_id=change.placement_id,
        guid=change.guid,
        locked=change.locked,
        timeslot_id=change.from_timeslot_id,
        room_id=change.from_room_id,
    )


def _unlocked(change: CardLocked) -> CardUnlocked:
    return CardUnlocked(**_of(change), **_where(change))


def _locked(change: CardUnlocked) -> CardLocked:
    return CardLocked(**_of(change), **_where(change))


def _split(change: TopicMerged) -> TopicSplit:
    return TopicSplit(**_of(change), into_id=change.into_id, into_number=change.into_number)


def _merged(change: TopicSplit) -> TopicMerged:
    return TopicMerged(**_of(change), into_id=change.into_id, into_number=change.into_number)


def _opened(change: CellClosed) -> CellOpened:
    return CellOpened(**_cell(change))


def _closed(change: CellOpened) -> CellClosed:
    return CellClosed(**_cell(change))


def _unmuted(change: ClashMuted) -> ClashUnmuted:
    return ClashUnmuted(event_id=change.event_id, key=change.key, words=change.words, reason=change.reason)


def _muted(change: ClashUnmuted) -> ClashMuted:
    return ClashMuted(event_id=change.event_id, key=change.key, words=change.words, reason=change.reason)


def _of(change: Any) -> dict[str, Any]:
    return {"event_id": change.event_id, "topic_id": change.topic_id, "number": change.number}


def _cell(change: CellClosed | CellOpened) -> dict[str, Any]:
    where = {"timeslot_id": change.timeslot_id, "room_id": change.room_id}
    return {"event_id": change.event_id, **where, "why": change.why}


def _where(change: LockChange) -> dict[str, Any]:
    return {"placement_id": change.placement_id, "timeslot_id": change.timeslot_id, "room_id": change.room_id}


def _room_gone(change: RoomAdded) -> RoomRemoved:
    return RoomRemoved(event_id=change.event_id, room_id=change.room_id, name=change.name)


def _room_back(change: RoomRemoved) -> RoomAdded:
    return RoomAdded(event_id=change.event_id, room_id=change.room_id, name=change.name)


def _timeslot_gone(change: TimeslotAdded) -> TimeslotRemoved:
    return TimeslotRemoved(event_id=change.event_id, timeslot_id=change.timeslot_id, starts_at=change.starts_at)


def _timeslot_back(change: TimeslotRemoved) -> TimeslotAdded:
    return TimeslotAdded(event_id=change.event_id, timeslot_id=change.timeslot_id, starts_at=change.starts_at)


def _before(change: Any) -> Any:
    """Of a change that says what was and what is."""
    return replace(change, before=change.after, after=change.before)


def _earlier(change: DayDelayed) -> DayDelayed:
    return replace(change, minutes=-change.minutes)


#: Every undoable change has an entry; a test holds it.
INVERSES: Mapping[type[Change], Callable[[Any], Change]] = {
    CardPlaced: _not_placed,
    CardMoved: _moved_back,
    CardTakenBack: _placed_again,
    CardLocked: _unlocked,
    CardUnlocked: _locked,
    CellClosed: _opened,
    CellOpened: _closed,
    TopicMerged: _split,
    TopicSplit: _merged,
    ClashMuted: _unmuted,
    ClashUnmuted: _muted,
    RoomAdded: _room_gone,
    RoomRemoved: _room_back,
    RoomChanged: _before,
    RoomsReordered: _before,
    TimeslotAdded: _timeslot_gone,
    TimeslotRemoved: _timeslot_back,
    TimeslotChanged: _before,
    DayDelayed: _earlier,
}

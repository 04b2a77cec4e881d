"""The board's steps in words: who did what, as it is said beside Undo and in the history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import (
    CardLocked,
    CardMoved,
    CardPlaced,
    CardTakenBack,
    CardUnlocked,
    CellChange,
    CellClosed,
    CellOpened,
    ClashMuted,
    ClashUnmuted,
    MergeChange,
    StepRedone,
    StepUndone,
    TopicMerged,
    TopicSplit,
)
from app.board.muting import muted_in_words
from app.board.queries import local_when
from app.board.stepping import rows_of_step
from app.events.changes import (
    DayDelayed,
    RoomAdded,
    RoomChanged,
    RoomRemoved,
    RoomsReordered,
    ShapeChange,
    TimeslotAdded,
    TimeslotChanged,
    TimeslotRemoved,
)
from app.events.tables import Event, Room, Timeslot
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.kernel.work import Change, ChangeRow, change_of
from app.people.queries import names_of


@dataclass(frozen=True)
class LastStep:
    """What somebody did last, in words."""

    step: int
    words: str


@dataclass(frozen=True)
class Places:
    """The names of all rooms and times of an event, of those too that are gone."""

    rooms: Mapping[int, str]
    times: Mapping[int, str]

    def words(self, timeslot_id: int, room_id: int | None) -> str:
        time = self.times.get(timeslot_id, "")
        return f"{time}, {self.rooms.get(room_id, '')}" if room_id else time


Tell = Callable[[Any, Places], str]


async def places_of(db: AsyncSession, event: Event) -> Places:
    rooms = await db.exec(select(Room.id, Room.name).where(Room.event_id == event.id))
    slots = await db.exec(select(Timeslot.id, Timeslot.starts_at).where(Timeslot.event_id == event.id))
    return Places(
        {room_id: name for room_id, name in rooms if room_id},
        {slot_id: local_when(event, starts_at) for slot_id, starts_at in slots if slot_id},
    )


async def last_step(db: AsyncSession, event: Event, now: datetime) -> LastStep | None:
    """The newest step in words, of an undo what was undone."""
    assert event.id is not None
    told = [StepUndone.__name__, StepRedone.__name__]
    newest = select(ChangeRow).where(
        ChangeRow.event_id == event.id,
        or_(col(ChangeRow.step) == col(ChangeRow.revision), col(ChangeRow.name).in_(told)),
    )
    row = (await db.exec(newest.order_by(col(ChangeRow.revision).desc()).limit(1))).first()
    return await _in_words(db, event, row, now) if row else None


async def _in_words(db: AsyncSession, event: Event, row: ChangeRow, now: datetime) -> LastStep:
    assert event.id is not None
    change = change_of(row)
    step = change.step if isinstance(change, StepUndone | StepRedone) else row.revision
    changes = [change_of(each) for each in await rows_of_step(db, event.id, step)]
    who = (await names_of(db, [row.actor], event.id)).get(row.actor or 0) or _("A facilitator")
    done = deed(changes, await places_of(db, event))
    if isinstance(change, StepUndone | StepRedone):
        done = reversed_deed(change, done)
    return LastStep(step, _("%(who)s %(done)s") % {"who": who, "done": done})


def reversed_deed(change: StepUndone | StepRedone, done: str) -> str:
    """What was undone, or done again, to stand behind somebody's name."""
    return (_("undid: %s") if isinstance(change, StepUndone) else _("did again: %s")) % done


def deed(changes: Sequence[Change], places: Places) -> str:
    """What one step did, to stand behind somebody's name."""
    swapped = [change for change in changes if isinstance(change, CardMoved)]
    if len(swapped) == len(changes) == 2:
        return _("swapped %(one)d and %(other)d") % {"one": swapped[1].number, "other": swapped[0].number}
    if merged := next((change for change in changes if isinstance(change, MergeChange)), None):
        return _deed(merged, places)
    shape = [change for change in changes if isinstance(change, ShapeChange | CellChange)]
    parked = len(changes) - len(shape)
    if shape and parked:
        words = ngettext("%(done)s, which parked %(num)d card", "%(done)s, which parked %(num)d cards", parked)
        return words % {"done": _deed(shape[0], places), "num": parked}
    if len(changes) > 2:
        return _("arranged %d cards") % len(changes)
    return "; ".join(_deed(change, places) for change in reversed(changes))


def _deed(change: Any, places: Places) -> str:
    tell = _DEEDS.get(type(change))
    return tell(change, places) if tell else type(change).__name__


def _here(words: Callable[[], str]) -> Tell:
    return lambda change, places: (
        words() % {"number": change.number, "place": places.words(change.timeslot_id, change.room_id)}
    )


def _into(words: Callable[[], str]) -> Tell:
    return lambda change, places: words() % {"number": change.number, "into": change.into_number}


def _taken_back(change: CardTakenBack, places: Places) -> str:
    place = places.words(change.from_timeslot_id, change.from_room_id)
    return _("took %(number)d off the board (%(place)s)") % {"number": change.number, "place": place}


def _room_changed(change: RoomChanged, _places: Places) -> str:
    if change.before["name"] != change.after["name"]:
        return _("renamed %(before)s to %(after)s") % {
            "before": change.before["name"],
            "after": change.after["name"],
        }
    return _("changed %s") % str(change.after["name"])


def _closed(change: CellClosed, places: Places) -> str:
    place = places.words(change.timeslot_id, change.room_id)
    if change.why:
        return _("closed %(place)s (%(why)s)") % {"place": place, "why": change.why}
    return _("closed %s") % place


def _delayed(change: DayDelayed, places: Places) -> str:
    first = places.times.get(change.timeslot_ids[0], "") if change.timeslot_ids else ""
    words = _("delayed the day by %(minutes)d minutes, now from %(time)s")
    if change.minutes < 0:
        words = _("brought the day forward by %(minutes)d minutes, now from %(time)s")
    return words % {"minutes": abs(change.minutes), "time": first}


_DEEDS: Mapping[type[Change], Tell] = {
    CardPlaced: _here(lambda: _("put %(number)d at %(place)s")),
    CardMoved: _here(lambda: _("moved %(number)d to %(place)s")),
    CardTakenBack: _taken_back,
    CardLocked: _here(lambda: _("locked %(number)d at %(place)s")),
    CardUnlocked: _here(lambda: _("unlocked %(number)d at %(place)s")),
    CellClosed: _closed,
    CellOpened: lambda change, places: _("opened %s again") % places.words(change.timeslot_id, change.room_id),
    TopicMerged: _into(lambda: _("joined %(number)d to %(into)d")),
    TopicSplit: _into(lambda: _("took %(number)d out of %(into)d again")),
    ClashMuted: lambda change, places: (
        _("muted: %(words)s (%(reason)s)")
        % {"words": muted_in_words(change.key, change.words), "reason": change.reason}
    ),
    ClashUnmuted: lambda change, places: _("no longer mutes: %s") % muted_in_words(change.key, change.words),
    RoomAdded: lambda change, places: _("added the room %s") % change.name,
    RoomRemoved: lambda change, places: _("removed the room %s") % change.name,
    RoomChanged: _room_changed,
    RoomsReordered: lambda change, places: _("put the rooms in another order"),
    TimeslotAdded: lambda change, places: _("added the time %s") % places.times.get(change.timeslot_id, ""),
    TimeslotRemoved: lambda change, places: _("removed the time %s") % places.times.get(change.timeslot_id, ""),
    TimeslotChanged: lambda change, places: _("changed the time %s") % places.times.get(change.timeslot_id, ""),
    DayDelayed: _delayed,
}

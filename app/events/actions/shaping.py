"""The shape of the day: rooms and times come, change and go while people look on. Cards are no business of this."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

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
from app.events.forms import MOST_ROOMS, MOST_TIMESLOTS, RoomPlan, TimeslotPlan
from app.events.queries import rooms_of, timeslots_of
from app.events.rules import LONGEST, NIGHT, free_ink, may_begin_on, wall_span
from app.events.tables import Event, Room, Timeslot
from app.kernel.errors import Invalid, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work


async def add_room(work: Work, event: Event, plan: RoomPlan) -> Room:
    """A new column behind the others. Raises Invalid for a name that is taken."""
    assert event.id is not None
    rooms = await rooms_of(work.db, event.id)
    _check_name(rooms, plan.name)
    if len(rooms) >= MOST_ROOMS:
        raise _wrong("name", _("That is more rooms than a board can show."))
    position = max((room.position for room in rooms), default=-1) + 1
    room = Room(event_id=event.id, position=position, **_said_of_room(plan))
    work.db.add(room)
    await work.db.flush()
    work.record(RoomAdded(event_id=event.id, room_id=room.id or 0, name=room.name))
    return room


async def change_room(work: Work, room: Room, plan: RoomPlan) -> None:
    """Name, seats, equipment and the way there. Raises Invalid for a name that is taken."""
    _check_name(await rooms_of(work.db, room.event_id), plan.name, room.id)
    before, after = _state(room, plan), _said_of_room(plan)
    if before != after:
        await set_room(
            work, room, RoomChanged(event_id=room.event_id, room_id=room.id or 0, before=before, after=after)
        )


async def set_room(work: Work, room: Room, change: RoomChanged) -> None:
    for name, value in change.after.items():
        setattr(room, name, value)
    work.db.add(room)
    work.record(change)


async def reorder_rooms(work: Work, event_id: int, order: Sequence[int]) -> None:
    """Columns in this order; rooms that are not named stay behind those that are."""
    rooms = {room.id: room for room in await rooms_of(work.db, event_id)}
    before = tuple(room_id for room_id in rooms if room_id)
    named = [room_id for room_id in dict.fromkeys(order) if room_id in rooms]
    after = (*named, *(room_id for room_id in before if room_id not in named))
    if after == before:
        return
    for position, room_id in enumerate(after):
        rooms[room_id].position = position
        work.db.add(rooms[room_id])
    work.record(RoomsReordered(event_id=event_id, before=before, after=after))


async def set_room_removed(work: Work, room: Room, removed: bool) -> None:
    """Its row stays, for the history. Whoever removes it has parked its cards before."""
    room.removed_at = work.now if removed else None
    work.db.add(room)
    await work.db.flush()
    kind = RoomRemoved if removed else RoomAdded
    work.record(kind(event_id=room.event_id, room_id=room.id or 0, name=room.name))


async def add_timeslot(work: Work, event: Event, plan: TimeslotPlan) -> Timeslot:
    """A new row where its time is. Raises Invalid for a time that overlaps another or does not happen."""
    assert event.id is not None
    slots = await timeslots_of(work.db, event.id)
    if len(slots) >= MOST_TIMESLOTS:
        raise _wrong("starts", _("That is more timeslots than a board can show."))
    starts_at, ends_at = _span(event, plan)
    _check_free(event, slots, starts_at, ends_at)
    slot = Timeslot(event_id=event.id, kind=plan.kind, title=plan.title, starts_at=starts_at, ends_at=ends_at)
    slot.ink = _ink(event, slots, starts_at) if plan.kind == "open" else None
    work.db.add(slot)
    await work.db.flush()
    work.record(TimeslotAdded(event_id=event.id, timeslot_id=slot.id or 0, starts_at=starts_at))
    return slot


async def change_timeslot(work: Work, event: Event, slot: Timeslot, plan: TimeslotPlan) -> None:
    """Its times, kind and title; an open one keeps its ink. Raises Invalid as above."""
    starts_at, ends_at = _span(event, plan)
    others = [other for other in await timeslots_of(work.db, slot.event_id) if other.id != slot.id]
    if (starts_at, ends_at) != (slot.starts_at, slot.ends_at):
        _check_free(event, others, starts_at, ends_at)
    ink = (slot.ink or _ink(event, others, starts_at)) if plan.kind == "open" else None
    before = timeslot_state(slot)
    after = {
        "kind": plan.kind,
        "title": plan.title,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
        "ink": ink,
    }
    after = timeslot_state(Timeslot(event_id=slot.event_id, **_read(after)))
    if before != after:
        change = TimeslotChanged(event_id=slot.event_id, timeslot_id=slot.id or 0, before=before, after=after)
        await set_timeslot(work, slot, change)


async def set_timeslot(work: Work, slot: Timeslot, change: TimeslotChanged) -> None:
    for name, value in _read(change.after).items():
        setattr(slot, name, value)
    work.db.add(slot)
    await work.db.flush()
    work.record(change)


async def set_timeslot_removed(work: Work, slot: Timeslot, removed: bool) -> None:
    """Its row stays, for the history. Whoever removes it has parked its cards before."""
    slot.removed_at = work.now if removed else None
    work.db.add(slot)
    await work.db.flush()
    kind = TimeslotRemoved if removed else TimeslotAdded
    work.record(kind(event_id=slot.event_id, timeslot_id=slot.id or 0, starts_at=slot.starts_at))


async def delay_day(work: Work, event: Event, first: Timeslot, minutes: int) -> None:
    """This time and all that follow until the night begin and end so much later; a negative number brings them forward.
    An evening that goes on after midnight is one day.

    Raises Invalid when they would run into a time that stays.
    """
    slots = await timeslots_of(work.db, first.event_id)
    moving = _until_night([slot for slot in slots if slot.starts_at >= first.starts_at])
    staying = [slot for slot in slots if slot not in moving]
    for slot in moving:
        later = timedelta(minutes=minutes)
        _check_free(event, staying, slot.starts_at + later, slot.ends_at + later, "minutes")
    ids = tuple(slot.id for slot in moving if slot.id)
    await set_delay(work, DayDelayed(event_id=first.event_id, timeslot_ids=ids, minutes=minutes))


def _until_night(slots: Sequence[Timeslot]) -> Sequence[Timeslot]:
    """Of times in their order, those before the first long pause."""
    nights = (at for at, (one, other) in enumerate(pairwise(slots), 1) if other.starts_at - one.ends_at >= NIGHT)
    return slots[: next(nights, len(slots))]


async def set_delay(work: Work, change: DayDelayed) -> None:
    """In minutes that pass, also on a day on which clocks are changed."""
    found = await work.db.exec(select(Timeslot).where(col(Timeslot.id).in_(change.timeslot_ids)))
    for slot in found.all():
        slot.starts_at += timedelta(minutes=change.minutes)
        slot.ends_at += timedelta(minutes=change.minutes)
        work.db.add(slot)
    await work.db.flush()
    work.record(change)


async def room_by_id(work: Work, event_id: int, room_id: int) -> Room:
    """As it is now, a removed one too. Raises NotFound."""
    room = await work.db.get(Room, room_id, populate_existing=True)
    if room is None or room.event_id != event_id:
        raise NotFound(_("This room is not on the board any more."))
    return room


async def timeslot_by_id(work: Work, event_id: int, timeslot_id: int) -> Timeslot:
    """As it is now, a removed one too. Raises NotFound."""
    slot = await work.db.get(Timeslot, timeslot_id, populate_existing=True)
    if slot is None or slot.event_id != event_id:
        raise NotFound(_("This time is not on the board any more."))
    return slot


def timeslot_state(slot: Timeslot) -> dict[str, Any]:
    """What can change of a timeslot, in plain values."""
    return {
        "kind": slot.kind,
        "title": slot.title,
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
        "ink": slot.ink,
    }


def _said_of_room(plan: RoomPlan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "capacity": plan.capacity,
        "directions": plan.directions,
        "equipment": plan.equipment,
    }


def _state(room: Room, plan: RoomPlan) -> dict[str, Any]:
    return {name: getattr(room, name) for name in _said_of_room(plan)}


def _read(state: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: datetime.fromisoformat(state[name]) for name in ("starts_at", "ends_at")}
    return {**state, **moments}


def _check_name(rooms: Sequence[Room], name: str, own: int | None = None) -> None:
    if any(room.name.casefold() == name.casefold() and room.id != own for room in rooms):
        raise _wrong("name", _("Another room has this name."))


def _span(event: Event, plan: TimeslotPlan) -> tuple[datetime, datetime]:
    if not may_begin_on(plan.day, event.starts_on, event.ends_on):
        raise _wrong("day", _("%s is not a day of this event.") % plan.day)
    try:
        starts_at, ends_at = wall_span(plan.day, plan.starts, plan.ends, ZoneInfo(event.time_zone))
    except ValueError as error:
        raise _wrong("starts", _("The clocks are changed then: this time does not happen exactly once.")) from error
    if ends_at - starts_at > LONGEST:
        raise _wrong("ends", _("It would end on the next day, many hours later. Is the end before the beginning?"))
    return starts_at, ends_at


def _check_free(
    event: Event, others: Sequence[Timeslot], starts_at: datetime, ends_at: datetime, field: str = "starts"
) -> None:
    """Times follow each other: who goes to one must not miss another that is on at the same time in other rows."""
    for other in others:
        if starts_at < other.ends_at and other.starts_at < ends_at:
            there = other.starts_at.astimezone(ZoneInfo(event.time_zone))
            raise _wrong(field, _("It would overlap the time that begins at %s.") % f"{there:%H:%M}")


def _ink(event: Event, slots: Sequence[Timeslot], starts_at: datetime) -> int:
    zone = ZoneInfo(event.time_zone)
    day = starts_at.astimezone(zone).date()
    today = [slot for slot in slots if slot.ink and slot.starts_at.astimezone(zone).date() == day]
    before = [slot.ink for slot in today if slot.starts_at < starts_at and slot.ink]
    after = [slot.ink for slot in today if slot.starts_at > starts_at and slot.ink]
    return free_ink(before, after)


def _wrong(field: str, why: str) -> Invalid:
    return Invalid(why, {field: why})

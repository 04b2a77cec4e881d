"""Rooms and times: the page on which the day is shaped, and what its forms do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, delete, get, post, put
from litestar.params import FromPath

from app.board.actions import check_may_arrange
from app.board.actions.shape import remove_room, remove_timeslot, reshape_timeslot
from app.board.placements import cards_by_axis
from app.board.telling import last_step
from app.events.actions.shaping import (
    add_room,
    add_timeslot,
    change_room,
    delay_day,
    reorder_rooms,
    room_by_id,
    timeslot_by_id,
)
from app.events.forms import read_delay, read_room, read_timeslot
from app.events.queries import rooms_of, timeslots_of
from app.events.tables import Timeslot
from app.events.visiting import Here
from app.kernel.errors import Invalid
from app.kernel.web import go
from app.topics.pages import AtEvent

Id = FromPath[int]
FIELDS = ("name", "capacity", "equipment", "directions", "day", "starts", "ends", "kind", "title", "minutes")


@dataclass(frozen=True)
class SlotRow:
    """A timeslot as its form shows it, in the event's own time."""

    slot: Timeslot
    day: str
    starts: str
    ends: str
    cards: int


@get("/{event_slug:str}/rooms")
async def show_rooms(here: AtEvent) -> Response[str]:
    check_may_arrange(here.viewer)
    return await _page(here)


@post("/{event_slug:str}/rooms")
async def post_room(here: AtEvent) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        plan = read_room(here.form)
        async with here.begin() as work:
            await add_room(work, here.event, plan)
    except Invalid as refusal:
        return await _page(here, "new-room", refusal)
    return _back(here, "add-room")


@put("/{event_slug:str}/rooms/{room_id:int}", status_code=303)
async def put_room(here: AtEvent, room_id: Id) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        plan = read_room(here.form)
        async with here.begin() as work:
            await change_room(work, await room_by_id(work, here.event_id, room_id), plan)
    except Invalid as refusal:
        return await _page(here, f"room-{room_id}", refusal)
    return _back(here, f"room-{room_id}")


@put("/{event_slug:str}/rooms/{room_id:int}/position", status_code=303)
async def move_room(here: AtEvent, room_id: Id) -> Response[Any]:
    """`by` says how many columns to the right, minus to the left."""
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        order = [room.id or 0 for room in await rooms_of(work.db, here.event_id)]
        if room_id in order:
            at = order.index(room_id)
            order.insert(max(0, at + (-1 if here.form.get("by", "").startswith("-") else 1)), order.pop(at))
            await reorder_rooms(work, here.event_id, order)
    return _back(here, f"room-{room_id}")


@delete("/{event_slug:str}/rooms/{room_id:int}", status_code=303)
async def delete_room(here: AtEvent, room_id: Id) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await remove_room(work, here.event, room_id)
    return _back(here, "rooms")


@post("/{event_slug:str}/timeslots")
async def post_timeslot(here: AtEvent) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        plan = read_timeslot(here.form)
        async with here.begin() as work:
            await add_timeslot(work, here.event, plan)
    except Invalid as refusal:
        return await _page(here, "new-time", refusal)
    return _back(here, "add-time")


@put("/{event_slug:str}/timeslots/{timeslot_id:int}", status_code=303)
async def put_timeslot(here: AtEvent, timeslot_id: Id) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        plan = read_timeslot(here.form)
        async with here.begin() as work:
            slot = await timeslot_by_id(work, here.event_id, timeslot_id)
            await reshape_timeslot(work, here.event, slot, plan)
    except Invalid as refusal:
        return await _page(here, f"time-{timeslot_id}", refusal)
    return _back(here, f"time-{timeslot_id}")


@delete("/{event_slug:str}/timeslots/{timeslot_id:int}", status_code=303)
async def delete_timeslot(here: AtEvent, timeslot_id: Id) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await remove_timeslot(work, here.event, timeslot_id)
    return _back(here, "times")


@post("/{event_slug:str}/delay")
async def post_delay(here: AtEvent) -> Response[Any]:
    """`timeslot` is the first to begin `minutes` later."""
    check_may_arrange(here.viewer)
    try:
        asked = read_delay(here.form)
        async with here.begin() as work:
            first = await timeslot_by_id(work, here.event_id, asked.timeslot_id)
            await delay_day(work, here.event, first, asked.minutes)
    except Invalid as refusal:
        return await _page(here, "delay", refusal)
    return _back(here, "times")


def _back(here: Here, where: str) -> Response[Any]:
    """`where` is what was changed: there the page says so."""
    return go(f"{here.home}/rooms?done={where}#{where}") if here.wants_page else Response(None, status_code=204)


async def _page(here: Here, wrong: str = "", refusal: Invalid | None = None) -> Response[str]:
    """`wrong` names the form that was refused; what was typed into it stays."""
    if refusal is not None:
        if not here.wants_page:
            raise refusal
        await here.look_again()
    in_rooms, in_times = await cards_by_axis(here.db, here.event_id)
    zone, now = ZoneInfo(here.event.time_zone), here.clock()
    slots = [_row(slot, zone, in_times.get(slot.id, 0)) for slot in await timeslots_of(here.db, here.event_id)]
    return here.page(
        "board/rooms.html",
        status=refusal.status if refusal else 200,
        active="board",
        rooms=await rooms_of(here.db, here.event_id),
        in_rooms=in_rooms,
        slots=slots,
        ahead=[row for row in slots if row.slot.ends_at > now],
        delay_from=here.form.get("timeslot") or _next_begins(slots, now),
        wrong=wrong,
        errors=refusal.fields if refusal else {},
        typed={**dict.fromkeys(FIELDS, ""), **here.form},
        next_time=_next_time(here, slots),
        done=here.asked("done"),
        last=await last_step(here.db, here.event, now),
    )


def _row(slot: Timeslot, zone: ZoneInfo, cards: int) -> SlotRow:
    starts, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    return SlotRow(slot, starts.date().isoformat(), f"{starts:%H:%M}", f"{ends:%H:%M}", cards)


def _next_begins(slots: list[SlotRow], now: datetime) -> str:
    """The id of the timeslot that begins next, as a form has it."""
    return next((str(row.slot.id) for row in slots if row.slot.starts_at > now), "")


def _next_time(here: Here, slots: list[SlotRow]) -> dict[str, str]:
    """What is likely wanted next: as long as the last one, right behind it."""
    if not slots:
        return {
            "day": here.event.starts_on.isoformat(),
            "starts": "10:00",
            "ends": "10:45",
            "kind": "open",
            "title": "",
        }
    last = slots[-1]
    zone = ZoneInfo(here.event.time_zone)
    length = last.slot.ends_at - last.slot.starts_at
    starts = last.slot.ends_at.astimezone(zone)
    ends = (last.slot.ends_at + length).astimezone(zone)
    times = {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    return {"day": starts.date().isoformat(), **times, "kind": "open", "title": ""}


HANDLERS: list[Any] = [
    show_rooms,
    post_room,
    put_room,
    move_room,
    delete_room,
    post_timeslot,
    put_timeslot,
    delete_timeslot,
    post_delay,
]

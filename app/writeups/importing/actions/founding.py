"""The event that topics are brought into: made if there is none, with the rooms and times that they need."""

from zoneinfo import ZoneInfo

from app.events.actions import change_series, create_event
from app.events.actions.shaping import add_room, add_timeslot
from app.events.forms import RoomPlan, TimeslotPlan
from app.events.queries import event_by_slug, rooms_of, slug_is_taken, timeslots_of
from app.events.tables import Event
from app.kernel.errors import Invalid
from app.kernel.work import Work
from app.writeups.importing.actions.knowing import source_at
from app.writeups.importing.forms import Founding, Text
from app.writeups.importing.rules import mark_of_text
from app.writeups.importing.tables import ImportSource


async def found_event(work: Work, founding: Founding) -> tuple[Event, list[str]]:
    """The event, and what of the wish could not be had. One that is there keeps its name, days and policy, and gets the
    rooms, times and series that it lacks. Raises Invalid for a slug that no event can have."""
    if await slug_is_taken(work.db, founding.plan.slug):
        event = await event_by_slug(work.db, founding.plan.slug)
        if founding.plan.series and event.series_id is None:
            await change_series(work, event, founding.plan.series)
    else:
        event = await create_event(work, founding.plan)
    remarks = [why for room in founding.rooms if (why := await _with_room(work, event, room))]
    remarks += [why for slot in founding.timeslots if (why := await _with_timeslot(work, event, slot))]
    remarks += [why for part, text in founding.texts.items() if (why := await _with_text(work, event, part, text))]
    return event, remarks


async def _with_room(work: Work, event: Event, plan: RoomPlan) -> str:
    rooms = await rooms_of(work.db, event.id or 0)
    if any(room.name.casefold() == plan.name.casefold() for room in rooms):
        return ""
    try:
        await add_room(work, event, plan)
    except Invalid as refusal:
        return f"no room “{plan.name}”: {refusal.message}"
    return ""


async def _with_timeslot(work: Work, event: Event, plan: TimeslotPlan) -> str:
    """None where one begins at that moment already."""
    zone = ZoneInfo(event.time_zone)
    slots = await timeslots_of(work.db, event.id or 0)
    begin = [slot.starts_at.astimezone(zone).replace(tzinfo=None) for slot in slots]
    if any((moment.date(), moment.time()) == (plan.day, plan.starts) for moment in begin):
        return ""
    try:
        await add_timeslot(work, event, plan)
    except Invalid as refusal:
        return f"no time on {plan.day} at {plan.starts:%H:%M}: {refusal.message}"
    return ""


async def _with_text(work: Work, event: Event, part: str, text: Text) -> str:
    """Who wrote another text here has the last word."""
    source = await source_at(work.db, event.id or 0, text.path)
    now = getattr(event, part)
    if source and source.mark == text.mark:
        return ""
    if now.strip() and now.strip() != text.text and (source is None or mark_of_text(now) != source.text_mark):
        return f"{text.path}: the event has another text there by now, which stays"
    setattr(event, part, text.text)
    source = source or ImportSource(event_id=event.id or 0, path=text.path, mark="")
    source.mark, source.text_mark = text.mark, mark_of_text(text.text)
    work.db.add_all([event, source])
    await work.db.flush()
    return ""

"""What can be done to an event."""

from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from app.events.actions.door import give_code
from app.events.actions.series import series_named
from app.events.changes import EventCreated, LanguageChanged, PhaseChanged
from app.events.forms import EventPlan
from app.events.queries import slug_is_taken
from app.events.rules import BEHIND_A_CODE, PHASES, deal_inks, slug_is_free_of_routes, wall_span
from app.events.tables import Event, Room, Timeslot
from app.kernel.errors import Invalid
from app.kernel.words import LANGUAGES
from app.kernel.words import gettext as _
from app.kernel.work import Work


async def create_event(work: Work, plan: EventPlan) -> Event:
    """A new event with its rooms and timeslots. Raises Invalid when its address is taken."""
    if not slug_is_free_of_routes(plan.slug) or await slug_is_taken(work.db, plan.slug):
        raise _taken()
    event = Event(
        slug=plan.slug,
        name=plan.name,
        theme=plan.theme,
        venue=plan.venue,
        time_zone=plan.time_zone,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        intro=plan.intro,
        closing=plan.closing,
        thanks=plan.thanks,
        attribution=plan.attribution,
        language=plan.language,
        visibility=plan.visibility,
        made_at=work.now,
    )
    if plan.series:
        event.series_id = (await series_named(work, plan.series)).id
    if plan.visibility in BEHIND_A_CODE:
        give_code(event)
    work.db.add(event)
    try:
        await work.db.flush()
    except IntegrityError as error:
        raise _taken() from error
    assert event.id is not None
    _add_rooms(work, event.id, plan)
    _add_timeslots(work, event.id, plan)
    work.record(EventCreated(event_id=event.id, slug=event.slug, name=event.name))
    return event


async def change_phase(work: Work, event: Event, phase: str) -> None:
    """Any phase may follow any other: days do not go as planned. Raises ValueError for an unknown one."""
    if phase not in PHASES:
        raise ValueError(f"no such phase: {phase}")
    if phase == event.phase or event.id is None:
        return
    before, event.phase = event.phase, phase
    work.db.add(event)
    work.record(PhaseChanged(event_id=event.id, before=before, phase=phase))


async def change_language(work: Work, event: Event, language: str) -> None:
    """Raises ValueError for one that we do not speak."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    if language == event.language or event.id is None:
        return
    before, event.language = event.language, language
    work.db.add(event)
    work.record(LanguageChanged(event_id=event.id, before=before, language=language))


def _taken() -> Invalid:
    words = _("Another event has this address. Choose another one.")
    return Invalid(words, {"slug": words})


def _add_rooms(work: Work, event_id: int, plan: EventPlan) -> None:
    for position, room in enumerate(plan.rooms):
        work.db.add(
            Room(
                event_id=event_id,
                name=room.name,
                capacity=room.capacity,
                directions=room.directions,
                position=position,
            )
        )


def _add_timeslots(work: Work, event_id: int, plan: EventPlan) -> None:
    zone = ZoneInfo(plan.time_zone)
    ordered = sorted(plan.timeslots, key=lambda slot: (slot.day, slot.starts))
    for _day, slots in groupby(ordered, key=lambda slot: slot.day):
        day = list(slots)
        inks = iter(deal_inks(sum(slot.kind == "open" for slot in day)))
        for slot in day:
            starts_at, ends_at = wall_span(slot.day, slot.starts, slot.ends, zone)
            work.db.add(
                Timeslot(
                    event_id=event_id,
                    kind=slot.kind,
                    title=slot.title,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    ink=next(inks) if slot.kind == "open" else None,
                )
            )

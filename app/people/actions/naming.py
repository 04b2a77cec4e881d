"""What people are called: told apart when they choose a name, marked anew when they take a role or lose it."""

from collections.abc import Collection

from app.kernel.errors import Conflict, Invalid
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.changes import AttendeeRenamed
from app.people.names import ATTENDEE, FACILITATOR, clean_name, mark_for, namesake_for, skeleton
from app.people.queries import alike, holds_space, people_on
from app.people.tables import Attendee


async def give_name(work: Work, attendee: Attendee, name: str) -> None:
    """Again does nothing. Raises Invalid for the name that a facilitator took away."""
    before, name = (attendee.name, attendee.shown), clean_name(name)
    if attendee.lost_name and skeleton(name) == skeleton(attendee.lost_name):
        taken = _("A facilitator has taken this name away. Choose another one.")
        raise Invalid(taken, {"name": taken})
    attendee.name = name
    if not before[0] or skeleton(name) != attendee.look:
        await _tell_apart(work, attendee)
    work.db.add(attendee)
    await work.db.flush()
    if attendee.shown != before[1] and (before[0] or attendee.lost_name):
        record_renamed(work, attendee)


async def take_name_away(work: Work, attendee: Attendee) -> None:
    """They go without one until they choose another. Again does nothing."""
    if attendee.name:
        attendee.lost_name, attendee.name, attendee.look = attendee.name, "", ""
        work.db.add(attendee)
        record_renamed(work, attendee)


async def give_name_back(work: Work, attendee: Attendee) -> None:
    """Again does nothing. Raises Conflict when they go by another one by now."""
    if attendee.name and attendee.lost_name:
        raise Conflict(_("They have chosen another name since."))
    if attendee.lost_name:
        name, attendee.lost_name = attendee.lost_name, ""
        attendee.name = name
        await _tell_apart(work, attendee)
        work.db.add(attendee)
        record_renamed(work, attendee)


async def mark_anew(work: Work, visit_ids: Collection[int]) -> None:
    """After a role was taken with these devices, or lost: for who they are, and for those who look like them."""
    for attendee in await people_on(work.db, visit_ids):
        holds = await holds_space(work.db, attendee)
        await _mark(work, attendee, mark_for(attendee.look, holds_space=holds, beside_facilitator=False))
        others = await alike(work.db, attendee, attendee.look) if holds and attendee.look else []
        for other in others:
            if other.mark != FACILITATOR:
                await _mark(work, other, ATTENDEE)


def record_renamed(work: Work, attendee: Attendee) -> None:
    assert attendee.id is not None
    work.record(AttendeeRenamed(event_id=attendee.event_id, attendee_id=attendee.id))


async def _tell_apart(work: Work, attendee: Attendee) -> None:
    attendee.look = skeleton(attendee.name)
    others = await alike(work.db, attendee, attendee.look)
    attendee.namesake = namesake_for([other.namesake for other in others])
    attendee.mark = mark_for(
        attendee.look,
        holds_space=await holds_space(work.db, attendee),
        beside_facilitator=any(other.mark == FACILITATOR for other in others),
    )


async def _mark(work: Work, attendee: Attendee, mark: str) -> None:
    if attendee.mark != mark:
        attendee.mark = mark
        work.db.add(attendee)
        await work.db.flush()
        record_renamed(work, attendee)

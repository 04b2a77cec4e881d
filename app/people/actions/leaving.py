"""Somebody leaves an event, or is shut out of it and let in again."""

from sqlmodel import col, delete

from app.kernel.errors import Conflict
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.actions.naming import record_renamed
from app.people.changes import AttendeeLetIn, AttendeeShutOut
from app.people.queries import holds_space
from app.people.tables import Attendance, Attendee, DeviceLink, RoleHeld


async def forget_attendee(work: Work, attendee: Attendee) -> None:
    """Nothing tells any more who this was; what they did stays, by somebody who left. Their devices take no part, and
    write with no pen."""
    attendee.name = attendee.lost_name = attendee.look = attendee.mark = ""
    attendee.namesake, attendee.left_at = 0, work.now
    work.db.add(attendee)
    await work.db.exec(delete(Attendance).where(col(Attendance.attendee_id) == attendee.id))
    await work.db.exec(delete(DeviceLink).where(col(DeviceLink.attendee_id) == attendee.id))
    await work.db.exec(delete(RoleHeld).where(col(RoleHeld.attendee_id) == attendee.id))
    record_renamed(work, attendee)


async def shut_out(work: Work, attendee: Attendee) -> None:
    """All their devices take no part any more. Again does nothing. Raises Conflict for one who holds the space."""
    if await holds_space(work.db, attendee):
        raise Conflict(_("Whoever holds the space cannot be shut out. Their role has to go first."))
    if attendee.shut_out_at is None and attendee.id is not None:
        attendee.shut_out_at = work.now
        work.db.add(attendee)
        work.record(AttendeeShutOut(event_id=attendee.event_id, attendee_id=attendee.id))


async def let_in_again(work: Work, attendee: Attendee) -> None:
    """Again does nothing."""
    if attendee.shut_out_at is not None and attendee.id is not None:
        attendee.shut_out_at = None
        work.db.add(attendee)
        work.record(AttendeeLetIn(event_id=attendee.event_id, attendee_id=attendee.id))

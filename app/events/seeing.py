"""Which events somebody may see, wherever they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import true
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.people.queries import events_arranged
from app.people.tables import Attendance, Attendee, EventPass
from app.people.viewers import Viewer


async def events_seen(db: AsyncSession, viewer: Viewer, now: datetime, named: str = "") -> Sequence[Event]:
    """Public ones, those they take part in or arrange or whose code they know, and one that they can name if the
    address is enough to read it. Newest first."""
    visit_id = viewer.visit_id
    attended = (
        select(Attendance.event_id)
        .join(Attendee, col(Attendee.id) == col(Attendance.attendee_id))
        .where(Attendance.visit_id == visit_id, col(Attendee.shut_out_at).is_(None))
    )
    passes = select(EventPass.event_id).where(EventPass.visit_id == visit_id)
    readable = (
        (col(Event.visibility) == "public")
        | ((col(Event.visibility) == "link") & (col(Event.slug) == named))
        | ((col(Event.visibility) == "code") & col(Event.id).in_(passes))
        | col(Event.id).in_(attended)
        | col(Event.id).in_(await events_arranged(db, visit_id, now))
    )
    seen = select(Event).where(true() if viewer.is_steward else readable)
    return (await db.exec(seen.order_by(col(Event.starts_on).desc(), col(Event.id)))).all()

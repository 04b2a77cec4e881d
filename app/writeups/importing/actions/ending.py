"""The end of an import: an event of the past is over, and written up if anything of it is published."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from app.events.actions import change_phase
from app.events.tables import Event
from app.kernel.work import Work
from app.writeups.rules import PUBLISHED
from app.writeups.tables import Publication


async def end_import(work: Work, event: Event) -> str:
    """The phase that it has now. One that is going on goes its own way."""
    today = work.now.astimezone(ZoneInfo(event.time_zone)).date()
    if event.phase in ("announced", "closed") and event.ends_on + timedelta(days=1) < today:
        standing = select(Publication.topic_id).where(Publication.event_id == event.id, Publication.state == PUBLISHED)
        is_written_up = (await work.db.exec(standing.limit(1))).first() is not None
        await change_phase(work, event, "published" if is_written_up else "closed")
    return event.phase

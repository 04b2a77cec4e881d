"""Short messages to everybody, which expire."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.events.changes import NoticeGiven, NoticeTakenDown
from app.events.forms import NoticePlan
from app.events.tables import Event, Notice
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work


async def give_notice(work: Work, event: Event, plan: NoticePlan) -> Notice:
    """On all phones and the projector until its time is over."""
    assert event.id is not None
    notice = Notice(
        event_id=event.id,
        words=plan.words,
        made_at=work.now,
        made_by=work.actor,
        expires_at=_expiry(event, work.now, plan.minutes),
    )
    work.db.add(notice)
    await work.db.flush()
    work.record(NoticeGiven(event_id=event.id, notice_id=notice.id or 0, words=notice.words))
    return notice


async def take_notice_down(work: Work, event_id: int, notice_id: int) -> None:
    """Again does nothing. Raises NotFound."""
    notice = await work.db.get(Notice, notice_id)
    if notice is None or notice.event_id != event_id:
        raise NotFound(_("There is no such notice."))
    if notice.taken_down_at is None:
        notice.taken_down_at = work.now
        work.db.add(notice)
        work.record(NoticeTakenDown(event_id=event_id, notice_id=notice_id, words=notice.words))


def _expiry(event: Event, now: datetime, minutes: int) -> datetime:
    """0 minutes: until midnight at the event."""
    if minutes:
        return now + timedelta(minutes=minutes)
    zone = ZoneInfo(event.time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)

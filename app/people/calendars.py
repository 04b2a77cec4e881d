"""Links under which programs fetch somebody's own calendar: made, shown again, told from forged ones, taken back."""

import base64
import hashlib
import hmac
import re
import secrets

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.work import Work
from app.people.tables import Attendee, CalendarLink

_TOKEN = re.compile(r"(\d{1,10})-([A-Za-z0-9_-]{32})")


async def calendar_of(db: AsyncSession, attendee_id: int) -> CalendarLink | None:
    return (await db.exec(select(CalendarLink).where(CalendarLink.attendee_id == attendee_id))).first()


async def make_calendar(work: Work, attendee_id: int) -> CalendarLink:
    """The one there is, or a new one."""
    link = await calendar_of(work.db, attendee_id)
    if link is None:
        link = CalendarLink(attendee_id=attendee_id, salt=secrets.token_hex(16), made_at=work.now)
        work.db.add(link)
        await work.db.flush()
    return link


async def revoke_calendar(work: Work, attendee_id: int) -> None:
    """Whoever fetches it gets nothing any more; a later one has another address."""
    await work.db.exec(delete(CalendarLink).where(col(CalendarLink.attendee_id) == attendee_id))


async def attendee_by_calendar(db: AsyncSession, secret: str, token: str, event_id: int) -> int | None:
    """Whose calendar of this event it is; unknown, forged and revoked ones look the same."""
    found = _TOKEN.fullmatch(token)
    link_id = int(found[1]) if found else GREATEST + 1
    if link_id > GREATEST:
        return None
    here = select(CalendarLink).join(Attendee, col(Attendee.id) == col(CalendarLink.attendee_id))
    link = (await db.exec(here.where(CalendarLink.id == link_id, Attendee.event_id == event_id))).first()
    return link.attendee_id if link and hmac.compare_digest(token_of(secret, link), token) else None


def token_of(secret: str, link: CalendarLink) -> str:
    """Its id and 192 bits that nobody makes without the server's secret."""
    proof = hmac.new(secret.encode(), f"calendar:{link.id}:{link.salt}".encode(), hashlib.sha256).digest()[:24]
    return f"{link.id}-{base64.urlsafe_b64encode(proof).decode()}"

"""One person on several devices: a link moves them to another, a lost one is cut off."""

import secrets

from sqlmodel import col, select, update

from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.actions.joining import open_visit
from app.people.queries import device_link_by_token, hash_of
from app.people.rules import DEVICE_LINK_LIFE
from app.people.tables import Attendance, DeviceLink, Visit


async def offer_identity(work: Work, attendee_id: int, event_id: int) -> str:
    """The token of a link that makes one more device speak for this attendee: used once, and soon."""
    token = secrets.token_urlsafe(24)
    expires = work.now + DEVICE_LINK_LIFE
    work.db.add(DeviceLink(token_hash=hash_of(token), attendee_id=attendee_id, event_id=event_id, expires_at=expires))
    await work.db.flush()
    return token


async def take_identity(work: Work, key: str, token: str, new_key: str) -> DeviceLink:
    """The device with this key speaks for the link's attendee from now on, under a new key. Raises NotFound."""
    link = await device_link_by_token(work.db, token, work.now)
    if link is None or not await _use_up(work, link):
        raise NotFound(_("This link was used or is too old. Your other device makes a new one under your name."))
    visit_id = await open_visit(work, key)
    await _speak_for(work, visit_id, link)
    await work.db.exec(update(Visit).where(col(Visit.id) == visit_id).values(key=new_key))
    return link


async def close_visit(work: Work, visit_id: int) -> None:
    """The device speaks for nobody any more and holds no role, at any event; its cookie opens nothing."""
    await work.db.exec(update(Visit).where(col(Visit.id) == visit_id).values(closed_at=work.now))


async def note_device(work: Work, key: str, device: str) -> None:
    """It was used just now, and this is what it says it is."""
    await work.db.exec(update(Visit).where(col(Visit.key) == key).values(seen_at=work.now, device=device))


async def _use_up(work: Work, link: DeviceLink) -> bool:
    """One statement, so that of two devices at once only one gets it."""
    unused = update(DeviceLink).where(col(DeviceLink.id) == link.id, col(DeviceLink.taken_at).is_(None))
    taken = await work.db.exec(unused.values(taken_at=work.now))
    return bool(taken.rowcount)


async def _speak_for(work: Work, visit_id: int, link: DeviceLink) -> None:
    found = await work.db.exec(
        select(Attendance).where(Attendance.visit_id == visit_id, Attendance.event_id == link.event_id)
    )
    attendance = found.first() or Attendance(visit_id=visit_id, event_id=link.event_id, attendee_id=link.attendee_id)
    attendance.attendee_id = link.attendee_id
    work.db.add(attendance)
    await work.db.flush()

"""What people do about themselves: join with a name, take a role from a link."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlmodel import col, select, update

from app.kernel.columns import UtcDateTime
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.actions.naming import give_name, mark_anew
from app.people.links import holds, holds_without
from app.people.queries import (
    about_to_sleep,
    attendee_by_id,
    attendee_of,
    hash_of,
    holders_of,
    link_by_token,
    writes_as_one_shut_out,
)
from app.people.rules import WRITER
from app.people.tables import Attendance, Attendee, EventPass, RoleHeld, RoleLink, Visit

_MAKE_VISIT = text("INSERT INTO visit (key, made_at) VALUES (:key, :made_at) ON CONFLICT (key) DO NOTHING").bindparams(
    bindparam("made_at", type_=UtcDateTime())
)


async def open_visit(work: Work, key: str) -> int:
    """The id of the visit with this key, made when it is new; held until commit, so that a double tap joins once."""
    await (await work.db.connection()).execute(_MAKE_VISIT, {"key": key, "made_at": work.now})
    visit_id = (await work.db.exec(select(Visit.id).where(Visit.key == key).with_for_update())).one()
    assert visit_id is not None
    return visit_id


class ShutOut(Forbidden):
    """A facilitator has shut this person out of the event."""


async def join_event(work: Work, key: str, event_id: int, name: str) -> int:
    """The visit takes part under this name; a second time only renames. Returns the attendee's id. Raises ShutOut, and
    Invalid for a name that was taken away."""
    visit_id = await open_visit(work, key)
    attendee = await attendee_of(work.db, visit_id, event_id)
    await _check_is_let_in(work, attendee, visit_id, event_id)
    if attendee is None:
        attendee = await _attendee(work, event_id)
        work.db.add(Attendance(visit_id=visit_id, event_id=event_id, attendee_id=attendee.id or 0))
        await work.db.flush()
    await give_name(work, attendee, name)
    assert attendee.id is not None
    return attendee.id


async def _check_is_let_in(work: Work, attendee: Attendee | None, visit_id: int, event_id: int) -> None:
    is_shut_out = attendee is not None and attendee.shut_out_at is not None
    if is_shut_out or await writes_as_one_shut_out(work.db, visit_id, event_id):
        raise ShutOut(_("A facilitator has shut you out of this event. If that is a mistake, talk to them."))


async def let_in(work: Work, key: str, event_id: int) -> None:
    """The visit knows the code: it may read, and join."""
    visit_id = await open_visit(work, key)
    if await work.db.get(EventPass, (visit_id, event_id)) is None:
        work.db.add(EventPass(visit_id=visit_id, event_id=event_id))
        await work.db.flush()


async def add_attendee(work: Work, event_id: int, name: str) -> Attendee:
    attendee = await _attendee(work, event_id)
    await give_name(work, attendee, name)
    return attendee


async def _attendee(work: Work, event_id: int) -> Attendee:
    attendee = Attendee(event_id=event_id, name="", made_at=work.now)
    work.db.add(attendee)
    await work.db.flush()
    return attendee


async def make_link(
    work: Work, role: str, event_id: int | None, lasts: timedelta, topic_number: int | None = None
) -> str:
    """A new link's token: 192 random bits. It is shown now and never again."""
    token = secrets.token_urlsafe(24)
    expires: datetime = work.now + lasts
    link = RoleLink(token_hash=hash_of(token), role=role, event_id=event_id, made_at=work.now, expires_at=expires)
    link.topic_number = topic_number
    work.db.add(link)
    await work.db.flush()
    return token


class OwnLink(Conflict):
    """Whoever does it would be without the right to take it back."""


async def take_role(work: Work, key: str, token: str, new_key: str, device: str = "", name: str = "") -> RoleLink:
    """The visit takes the link's role and its key changes, so that a planted key never gains rights. A writer who takes
    no part in the event writes under this name. Raises NotFound, ShutOut, and Invalid for a name taken away."""
    link = await link_by_token(work.db, token, work.now)
    if link is None or link.id is None:
        raise NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
    visit_id = await open_visit(work, key)
    held = await _hold(work, visit_id, link.id, device)
    if link.role == WRITER and link.event_id:
        held.attendee_id = await _writer(work, visit_id, link.event_id, held.attendee_id, name)
    await work.db.exec(update(Visit).where(col(Visit.id) == visit_id).values(key=new_key))
    await mark_anew(work, [visit_id])
    return link


async def revoke_link(work: Work, link: RoleLink, by: int | None = None) -> None:
    """Nobody can take its role any more, and whoever holds it has it no longer. Again does nothing.

    Raises OwnLink when the visit `by` would lose its own right.
    """
    if by is not None and await holds(work.db, by, link) and not await holds_without(work.db, by, link, work.now):
        raise OwnLink(_("Your own role hangs on this link. Take another link first, or ask somebody who has one."))
    link.revoked_at = link.revoked_at or work.now
    await _changed(work, link)


async def give_link_back(work: Work, link: RoleLink) -> None:
    """A revoked one works again, for those who hold it too, until it expires."""
    link.revoked_at = None
    await _changed(work, link)


async def _changed(work: Work, link: RoleLink) -> None:
    """Whoever holds it is marked anew."""
    work.db.add(link)
    await work.db.flush()
    await mark_anew(work, await holders_of(work.db, link.id or 0))


async def renew_roles(work: Work, visit_id: int) -> None:
    """Somebody is at work with this device: its roles stay awake. Those that sleep already need their link."""
    await work.db.exec(update(RoleHeld).where(*about_to_sleep(visit_id, work.now)).values(used_at=work.now))


async def _hold(work: Work, visit_id: int, link_id: int, device: str) -> RoleHeld:
    found = await work.db.exec(select(RoleHeld).where(RoleHeld.visit_id == visit_id, RoleHeld.link_id == link_id))
    held = found.first() or RoleHeld(visit_id=visit_id, link_id=link_id, taken_at=work.now, used_at=work.now)
    held.used_at, held.device = work.now, device or held.device
    work.db.add(held)
    await work.db.flush()
    return held


async def _writer(work: Work, visit_id: int, event_id: int, writer_id: int | None, name: str) -> int:
    """Who writes: whoever takes part as themselves, anybody else as the same person as before."""
    attendee = await attendee_of(work.db, visit_id, event_id)
    await _check_is_let_in(work, attendee, visit_id, event_id)
    if attendee is None and writer_id:
        attendee = await attendee_by_id(work.db, writer_id)
        await give_name(work, attendee, name or attendee.name)
    attendee = attendee or await add_attendee(work, event_id, name)
    assert attendee.id is not None
    return attendee.id

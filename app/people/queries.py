"""Reading people."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, join
from sqlalchemy.orm import aliased
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.names import DOT, skeleton
from app.people.names import FACILITATOR as MARK
from app.people.rules import AWAKE, FACILITATOR, RENEWAL, ROLES, STEWARD, link_works
from app.people.tables import Attendance, Attendee, DeviceLink, EventPass, RoleHeld, RoleLink, Visit
from app.people.viewers import READER, Pen, Viewer


def awake(event_id: int | None, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Roles that count at the event, or outside of any."""
    return _awake(event_id, now, now - AWAKE)


def _awake(event_id: Any, now: Any, used_after: Any) -> tuple[ColumnElement[bool], ...]:
    """The same for values, or for the parameters of a statement."""
    return (
        col(RoleHeld.used_at) > used_after,
        col(RoleLink.revoked_at).is_(None),
        col(RoleLink.expires_at) > now,
        or_(col(RoleLink.event_id).is_(None), col(RoleLink.event_id) == event_id),
    )


class Held(NamedTuple):
    """A role that is awake; a writer's is for one topic, and has its attendee, who may have been shut out."""

    role: str
    topic_number: int | None
    attendee_id: int | None
    shut_out_at: datetime | None


#: Who writes with a pen.
_PenHolder = aliased(Attendee)
_HELD = (col(RoleLink.role), col(RoleLink.topic_number), col(RoleHeld.attendee_id), col(_PenHolder.shut_out_at))


#: Every page asks it: who is behind a key, with a row for each role that is awake, and one row for who has none.
_BEHIND_KEY: Any = (
    select(Visit, Attendee, EventPass.event_id)
    .add_columns(*_HELD)
    .join(
        Attendance,
        and_(col(Attendance.visit_id) == col(Visit.id), col(Attendance.event_id) == bindparam("event_id")),
        isouter=True,
    )
    .join(Attendee, col(Attendee.id) == col(Attendance.attendee_id), isouter=True)
    .join(
        EventPass,
        and_(col(EventPass.visit_id) == col(Visit.id), col(EventPass.event_id) == bindparam("event_id")),
        isouter=True,
    )
    .join(
        join(RoleHeld, RoleLink, col(RoleLink.id) == col(RoleHeld.link_id)).outerjoin(
            _PenHolder, col(_PenHolder.id) == col(RoleHeld.attendee_id)
        ),
        and_(
            col(RoleHeld.visit_id) == col(Visit.id),
            *_awake(bindparam("event_id"), bindparam("now"), bindparam("used_after")),
        ),
        isouter=True,
    )
    .where(col(Visit.key) == bindparam("key"), col(Visit.closed_at).is_(None))
)

_HELD_BY: Any = (
    select(RoleHeld.visit_id, RoleLink.role)
    .add_columns(*_HELD[1:])
    .join(RoleLink, col(RoleHeld.link_id) == col(RoleLink.id))
    .join(_PenHolder, col(_PenHolder.id) == col(RoleHeld.attendee_id), isouter=True)
)


async def viewer_of(db: AsyncSession, key: str | None, event_id: int | None, now: datetime) -> Viewer:
    """Who this visit key is at the event (`None`: outside of any event)."""
    if not key:
        return READER
    asked = {"key": key, "event_id": event_id, "now": now, "used_after": now - AWAKE}
    rows = (await db.exec(_BEHIND_KEY, params=asked)).all()
    if not rows:
        return READER
    visit, attendee, passed, *_ = rows[0]
    held = [each for row in rows if (each := Held(*row[-len(_HELD) :])).role]
    return _viewer(visit.id, visit.seen_at, attendee, held, passed is not None)


async def is_closed(db: AsyncSession, key: str) -> bool:
    closed = select(Visit.id).where(Visit.key == key, col(Visit.closed_at).is_not(None))
    return (await db.exec(closed)).first() is not None


async def ended_since(db: AsyncSession, moment: datetime) -> set[tuple[int, int | None]]:
    """What ended after this moment: visits that were cut off or left a device (everywhere), and those of people who
    were shut out of an event (its id)."""
    closed = await db.exec(select(Visit.id).where(col(Visit.closed_at) > moment))
    shut_out = await db.exec(
        select(Attendance.visit_id, Attendance.event_id)
        .join(Attendee, col(Attendee.id) == col(Attendance.attendee_id))
        .where(col(Attendee.shut_out_at) > moment)
    )
    return {(visit_id, None) for visit_id in closed if visit_id} | set(shut_out.all())


async def devices_of(db: AsyncSession, attendee_id: int) -> Sequence[Visit]:
    """The open devices that speak for this attendee, the last used first."""
    found = [device for device in await devices_ever_of(db, attendee_id) if device.closed_at is None]
    return sorted(found, key=lambda device: device.seen_at or device.made_at, reverse=True)


async def devices_ever_of(db: AsyncSession, attendee_id: int) -> Sequence[Visit]:
    """Those that were cut off too, in the order in which they came."""
    devices = select(Visit).join(Attendance, col(Attendance.visit_id) == col(Visit.id))
    own = devices.where(Attendance.attendee_id == attendee_id)
    return (await db.exec(own.order_by(col(Visit.id)))).all()


async def device_link_by_token(db: AsyncSession, token: str, now: datetime) -> DeviceLink | None:
    """The link if it can still be used; unknown, old and used ones look the same."""
    link = (await db.exec(select(DeviceLink).where(DeviceLink.token_hash == hash_of(token)))).first()
    return link if link and link.taken_at is None and now < link.expires_at else None


async def attendee_by_id(db: AsyncSession, attendee_id: int) -> Attendee:
    return (await db.exec(select(Attendee).where(Attendee.id == attendee_id))).one()


async def attendee_here(db: AsyncSession, event_id: int, attendee_id: int) -> Attendee:
    """Raises NotFound, also for one of another event, or one who left."""
    attendee = await db.get(Attendee, attendee_id) if attendee_id <= GREATEST else None
    if attendee is None or attendee.event_id != event_id or attendee.left_at is not None:
        raise NotFound(_("Nobody like that is here."))
    return attendee


async def attendees_called(db: AsyncSession, event_id: int, written: str, most: int = 20) -> list[Attendee]:
    """Those who are shown under this name, or look like it."""
    looks = skeleton(written.partition(DOT)[0])
    alike = select(Attendee).where(Attendee.event_id == event_id, col(Attendee.left_at).is_(None))
    found = (await db.exec(alike.where(Attendee.look == looks).order_by(col(Attendee.id)))).all()
    if not found:
        part = col(Attendee.look).contains(looks, autoescape=True)
        found = (await db.exec(alike.where(part).order_by(col(Attendee.id)).limit(most))).all()
    return [each for each in found if written.strip() in (each.shown, each.called)] or list(found)


async def alike(db: AsyncSession, attendee: Attendee, look: str) -> Sequence[Attendee]:
    """All others at the event who look like this."""
    others = select(Attendee).where(Attendee.event_id == attendee.event_id, Attendee.look == look)
    return (await db.exec(others.where(col(Attendee.id) != attendee.id))).all()


async def holds_space(db: AsyncSession, attendee: Attendee) -> bool:
    """Whether one of their devices has a facilitator's role, awake or asleep."""
    holding = (
        select(RoleHeld.id)
        .join(RoleLink, col(RoleLink.id) == col(RoleHeld.link_id))
        .join(Attendance, col(Attendance.visit_id) == col(RoleHeld.visit_id))
        .where(
            Attendance.attendee_id == attendee.id,
            or_(col(RoleLink.event_id).is_(None), col(RoleLink.event_id) == attendee.event_id),
            col(RoleLink.revoked_at).is_(None),
            col(RoleLink.role).in_(ROLES),
        )
    )
    return (await db.exec(holding)).first() is not None


async def people_on(db: AsyncSession, visit_ids: Collection[int]) -> Sequence[Attendee]:
    """Everybody for whom these devices speak, at any event."""
    people = select(Attendee).join(Attendance, col(Attendance.attendee_id) == col(Attendee.id))
    return (await db.exec(people.where(col(Attendance.visit_id).in_(visit_ids)).distinct())).all()


async def holders_of(db: AsyncSession, link_id: int) -> Sequence[int]:
    """The devices that took their role from this link."""
    return (await db.exec(select(RoleHeld.visit_id).where(RoleHeld.link_id == link_id))).all()


async def attendee_of(db: AsyncSession, visit_id: int, event_id: int) -> Attendee | None:
    found = await db.exec(
        select(Attendee)
        .join(Attendance, col(Attendance.attendee_id) == col(Attendee.id))
        .where(Attendance.visit_id == visit_id, Attendance.event_id == event_id)
    )
    return found.first()


async def writes_as_one_shut_out(db: AsyncSession, visit_id: int, event_id: int) -> bool:
    """Whether somebody who was shut out of the event has a pen on this device."""
    pens = select(RoleHeld.id).join(Attendee, col(Attendee.id) == col(RoleHeld.attendee_id))
    theirs = pens.where(RoleHeld.visit_id == visit_id, Attendee.event_id == event_id)
    return (await db.exec(theirs.where(col(Attendee.shut_out_at).is_not(None)))).first() is not None


async def visits_of(db: AsyncSession, attendee_id: int) -> set[int]:
    """The devices that speak for this attendee."""
    return set((await db.exec(select(Attendance.visit_id).where(Attendance.attendee_id == attendee_id))).all())


async def viewers_of(db: AsyncSession, visit_ids: Collection[int], event_id: int, now: datetime) -> dict[int, Viewer]:
    """Who many visits are at the event, with a few queries. One that has no part and no role in it, or was closed, is
    left out."""
    found = select(Visit.id, Visit.seen_at).where(col(Visit.id).in_(visit_ids), col(Visit.closed_at).is_(None))
    seen_at = {visit_id: seen_at for visit_id, seen_at in await db.exec(found) if visit_id is not None}
    open_ids = list(seen_at)
    people = await _people_of(db, open_ids, event_id)
    held = await db.exec(_HELD_BY.where(col(RoleHeld.visit_id).in_(open_ids), *awake(event_id, now)))
    roles: dict[int, list[Held]] = defaultdict(list)
    for visit_id, *role in held:
        roles[visit_id].append(Held(*role))
    passes = select(EventPass.visit_id).where(col(EventPass.visit_id).in_(open_ids), EventPass.event_id == event_id)
    knowing = set((await db.exec(passes)).all())
    return {
        visit_id: _viewer(visit_id, seen_at[visit_id], people.get(visit_id), roles[visit_id], visit_id in knowing)
        for visit_id in {*people, *roles, *knowing}
    }


async def names_of(db: AsyncSession, visit_ids: Collection[int | None], event_id: int) -> dict[int, str]:
    """What to call those who did something, also on devices that were closed since; one without a name is missing."""
    known = [visit_id for visit_id in visit_ids if visit_id]
    return {visit_id: attendee.called for visit_id, attendee in (await _people_of(db, known, event_id)).items()}


async def _people_of(db: AsyncSession, visit_ids: Collection[int], event_id: int) -> dict[int, Attendee]:
    attending = await db.exec(
        select(Attendance.visit_id, Attendee)
        .join(Attendee, col(Attendance.attendee_id) == col(Attendee.id))
        .where(col(Attendance.visit_id).in_(visit_ids), Attendance.event_id == event_id)
    )
    return dict(attending.all())


def _viewer(
    visit_id: int | None, seen_at: datetime | None, attendee: Attendee | None, held: Collection[Held], knows_code: bool
) -> Viewer:
    roles = {each.role for each in held}
    is_steward = STEWARD in roles
    is_shut_out = any(each.shut_out_at for each in (attendee, *held) if each)
    person = None if is_shut_out else attendee
    return Viewer(
        visit_id,
        attendee_id=person.id if person else None,
        name=person.called if person else None,
        is_marked=person is not None and person.mark == MARK,
        is_facilitator=FACILITATOR in roles or is_steward,
        is_steward=is_steward,
        knows_code=knows_code and not is_shut_out,
        is_shut_out=is_shut_out,
        seen_at=seen_at,
        pens=()
        if is_shut_out
        else tuple(Pen(each.topic_number, each.attendee_id) for each in held if each.topic_number and each.attendee_id),
    )


async def link_by_token(db: AsyncSession, token: str, now: datetime) -> RoleLink | None:
    """The link if it still works; unknown, expired and revoked ones look the same."""
    link = (await db.exec(select(RoleLink).where(RoleLink.token_hash == hash_of(token)))).first()
    return link if link and link_works(link.expires_at, link.revoked_at, now) else None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_needs_noting(viewer: Viewer, now: datetime) -> bool:
    """Whether it was last noted as used a while ago."""
    return viewer.seen_at is None or viewer.seen_at < now - RENEWAL


async def roles_need_renewal(db: AsyncSession, visit_id: int, now: datetime) -> bool:
    """Whether a role of this device is awake but was last noted as used a while ago."""
    return (await db.exec(select(RoleHeld.id).where(*about_to_sleep(visit_id, now)))).first() is not None


def about_to_sleep(visit_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Roles of this device that are awake and have not been noted as used for a while."""
    used_at = col(RoleHeld.used_at)
    return (col(RoleHeld.visit_id) == visit_id, used_at < now - RENEWAL, used_at > now - AWAKE)

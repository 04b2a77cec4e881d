"""Reading people."""

import hashlib
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.people.rules import AWAKE, FACILITATOR, RENEWAL, STEWARD, link_works
from app.people.tables import Attendance, Attendee, RoleHeld, RoleLink, Visit
from app.people.viewers import READER, Viewer


async def viewer_of(db: AsyncSession, key: str | None, event_id: int | None, now: datetime) -> Viewer:
    """Who this visit key is at the event (`None`: outside of any event)."""
    visit = await visit_by_key(db, key) if key else None
    if visit is None or visit.id is None:
        return READER
    attendee = await attendee_of(db, visit.id, event_id) if event_id else None
    person = (attendee.id, attendee.name) if attendee else None
    return _viewer(visit.id, person, await roles_of(db, visit.id, event_id, now))


async def visit_by_key(db: AsyncSession, key: str) -> Visit | None:
    return (await db.exec(select(Visit).where(Visit.key == key))).first()


async def attendee_of(db: AsyncSession, visit_id: int, event_id: int) -> Attendee | None:
    found = await db.exec(
        select(Attendee)
        .join(Attendance, col(Attendance.attendee_id) == col(Attendee.id))
        .where(Attendance.visit_id == visit_id, Attendance.event_id == event_id)
    )
    return found.first()


async def roles_of(db: AsyncSession, visit_id: int, event_id: int | None, now: datetime) -> set[str]:
    """The roles that are awake on this device, at the event and everywhere."""
    found = await db.exec(
        select(RoleLink.role)
        .join(RoleHeld, col(RoleHeld.link_id) == col(RoleLink.id))
        .where(RoleHeld.visit_id == visit_id, *_awake(event_id, now))
    )
    return set(found.all())


def _awake(event_id: int | None, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(RoleHeld.used_at) > now - AWAKE,
        col(RoleLink.revoked_at).is_(None),
        col(RoleLink.expires_at) > now,
        or_(col(RoleLink.event_id).is_(None), col(RoleLink.event_id) == event_id),
    )


async def viewers_of(db: AsyncSession, visit_ids: Collection[int], event_id: int, now: datetime) -> dict[int, Viewer]:
    """Who many visits are at the event, with two queries. One that has no part and no role in it is left out."""
    attending = await db.exec(
        select(Attendance.visit_id, Attendee.id, Attendee.name)
        .join(Attendee, col(Attendance.attendee_id) == col(Attendee.id))
        .where(col(Attendance.visit_id).in_(visit_ids), Attendance.event_id == event_id)
    )
    people = {visit_id: (attendee_id, name) for visit_id, attendee_id, name in attending}
    held = await db.exec(
        select(RoleHeld.visit_id, RoleLink.role)
        .join(RoleLink, col(RoleHeld.link_id) == col(RoleLink.id))
        .where(col(RoleHeld.visit_id).in_(visit_ids), *_awake(event_id, now))
    )
    roles: dict[int, set[str]] = defaultdict(set)
    for visit_id, role in held:
        roles[visit_id].add(role)
    return {visit_id: _viewer(visit_id, people.get(visit_id), roles[visit_id]) for visit_id in {*people, *roles}}


def _viewer(visit_id: int, person: tuple[int | None, str] | None, roles: set[str]) -> Viewer:
    attendee_id, name = person or (None, None)
    is_steward = STEWARD in roles
    return Viewer(visit_id, attendee_id, name, is_facilitator=FACILITATOR in roles or is_steward, is_steward=is_steward)


async def link_by_token(db: AsyncSession, token: str, now: datetime) -> RoleLink | None:
    """The link if it still works; unknown, expired and revoked ones look the same."""
    link = (await db.exec(select(RoleLink).where(RoleLink.token_hash == hash_of(token)))).first()
    return link if link and link_works(link.expires_at, link.revoked_at, now) else None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def roles_need_renewal(db: AsyncSession, visit_id: int, now: datetime) -> bool:
    """Whether a role of this device is awake but was last noted as used a while ago."""
    return (await db.exec(select(RoleHeld.id).where(*about_to_sleep(visit_id, now)))).first() is not None


def about_to_sleep(visit_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Roles of this device that are awake and have not been noted as used for a while."""
    used_at = col(RoleHeld.used_at)
    return (col(RoleHeld.visit_id) == visit_id, used_at < now - RENEWAL, used_at > now - AWAKE)

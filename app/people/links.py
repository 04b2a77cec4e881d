"""Reading the links that carry a role, and who holds it by them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.queries import awake
from app.people.rules import AWAKE, ROLES
from app.people.tables import Attendance, Attendee, RoleHeld, RoleLink

#: A revoked link can be given back for so long.
REGRET = timedelta(days=2)


@dataclass(frozen=True)
class HolderView:
    """A device that took the role. `name` is that of its attendee, or empty."""

    visit_id: int
    name: str
    device: str
    used_at: datetime
    awake: bool


@dataclass(frozen=True)
class LinkView:
    """A link without its token, which nobody knows any more."""

    id: int
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    holders: list[HolderView]

    @property
    def works(self) -> bool:
        return self.revoked_at is None


async def links_of(
    db: AsyncSession, role: str, event_id: int | None, now: datetime, topic_number: int | None = None
) -> list[LinkView]:
    """Those that work, and those that were revoked lately; the newest first."""
    links = await _links(db, role, event_id, topic_number, now)
    holders = await _holders(db, [link.id or 0 for link in links], event_id, now)
    return [
        LinkView(link.id or 0, link.made_at, link.expires_at, link.revoked_at, holders[link.id or 0]) for link in links
    ]


async def link_by_id(
    db: AsyncSession, role: str, event_id: int | None, link_id: int, topic_number: int | None = None
) -> RoleLink:
    """Raises NotFound, also for a link of another event, role or topic."""
    link = await db.get(RoleLink, link_id) if link_id <= GREATEST else None
    if link is None or (link.role, link.event_id, link.topic_number) != (role, event_id, topic_number):
        raise NotFound(_("There is no such link."))
    return link


async def holds_without(db: AsyncSession, visit_id: int, link: RoleLink, now: datetime) -> bool:
    """Whether this device would still have its rights there if the link were gone."""
    held = (
        select(RoleHeld.id)
        .join(RoleLink, col(RoleHeld.link_id) == col(RoleLink.id))
        .where(RoleHeld.visit_id == visit_id, RoleHeld.link_id != link.id, *awake(link.event_id, now))
        .where(col(RoleLink.role).in_(ROLES))
    )
    return (await db.exec(held)).first() is not None


async def holds(db: AsyncSession, visit_id: int, link: RoleLink) -> bool:
    held = select(RoleHeld.id).where(RoleHeld.visit_id == visit_id, RoleHeld.link_id == link.id)
    return (await db.exec(held)).first() is not None


async def _links(
    db: AsyncSession, role: str, event_id: int | None, topic_number: int | None, now: datetime
) -> Sequence[RoleLink]:
    here = col(RoleLink.event_id).is_not_distinct_from(event_id)
    there = col(RoleLink.topic_number).is_not_distinct_from(topic_number)
    lately = or_(col(RoleLink.revoked_at).is_(None), col(RoleLink.revoked_at) > now - REGRET)
    links = select(RoleLink).where(RoleLink.role == role, here, there, col(RoleLink.expires_at) > now, lately)
    return (await db.exec(links.order_by(col(RoleLink.id).desc()))).all()


async def _holders(
    db: AsyncSession, link_ids: Collection[int], event_id: int | None, now: datetime
) -> dict[int, list[HolderView]]:
    held = select(RoleHeld).where(col(RoleHeld.link_id).in_(link_ids)).order_by(col(RoleHeld.used_at).desc())
    rows = (await db.exec(held)).all()
    names = await _names(db, [row.visit_id for row in rows], event_id)
    writers = await _called(db, [row.attendee_id for row in rows if row.attendee_id])
    holders: dict[int, list[HolderView]] = defaultdict(list)
    for row in rows:
        name = names.get(row.visit_id, "") or writers.get(row.attendee_id or 0, "")
        is_awake = row.used_at > now - AWAKE
        holders[row.link_id].append(HolderView(row.visit_id, name, row.device, row.used_at, is_awake))
    return holders


async def _names(db: AsyncSession, visit_ids: Collection[int], event_id: int | None) -> dict[int, str]:
    """What they are called at the event; without one, at the last that they joined."""
    people = (
        select(Attendance.visit_id, Attendee)
        .join(Attendee, col(Attendee.id) == col(Attendance.attendee_id))
        .where(col(Attendance.visit_id).in_(visit_ids))
        .order_by(col(Attendance.id))
    )
    if event_id is not None:
        people = people.where(Attendance.event_id == event_id)
    return {visit_id: attendee.called for visit_id, attendee in await db.exec(people)}


async def _called(db: AsyncSession, attendee_ids: Collection[int]) -> dict[int, str]:
    people = await db.exec(select(Attendee).where(col(Attendee.id).in_(attendee_ids))) if attendee_ids else ()
    return {attendee.id or 0: attendee.called for attendee in people}

"""Reading events, rooms and timeslots."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import plain_code
from app.events.tables import Event, Notice, Room, Timeslot
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _

_BY_SLUG = select(Event).where(col(Event.slug) == bindparam("slug"))
_BY_ID = select(Event).where(col(Event.id) == bindparam("event_id"))
_NOTICES = (
    select(Notice)
    .where(
        col(Notice.event_id) == bindparam("event_id"),
        col(Notice.expires_at) > bindparam("now"),
        col(Notice.taken_down_at).is_(None),
    )
    .order_by(col(Notice.id).desc())
)


async def event_by_slug(db: AsyncSession, slug: str) -> Event:
    event = (await db.exec(_BY_SLUG, params={"slug": slug})).first()
    if event is None:
        raise NotFound(_("There is no event at this address. The list of all events may help."))
    return event


async def event_by_code(db: AsyncSession, written: str) -> Event | None:
    """Whatever the code is, one look at an index: how long it takes tells nothing."""
    code = plain_code(written)
    return (await db.exec(select(Event).where(Event.code == code))).first() if code else None


async def event_by_name(db: AsyncSession, written: str) -> Event | None:
    """A public event by its short name, as somebody reads it off the wall."""
    listed = select(Event).where(Event.slug == written.strip().strip("/").lower(), Event.visibility == "public")
    return (await db.exec(listed)).first()


async def event_by_id(db: AsyncSession, event_id: int) -> Event:
    return (await db.exec(_BY_ID, params={"event_id": event_id})).one()


async def all_events(db: AsyncSession) -> Sequence[Event]:
    """Every event that anybody may find, newest first."""
    listed = select(Event).where(Event.visibility == "public").order_by(col(Event.starts_on).desc(), col(Event.id))
    return (await db.exec(listed)).all()


async def slug_is_taken(db: AsyncSession, slug: str) -> bool:
    return (await db.exec(select(Event.id).where(Event.slug == slug))).first() is not None


async def rooms_of(db: AsyncSession, event_id: int) -> Sequence[Room]:
    """In the order of the board's columns."""
    rooms = (
        select(Room)
        .where(Room.event_id == event_id, col(Room.removed_at).is_(None))
        .order_by(col(Room.position), col(Room.id))
    )
    return (await db.exec(rooms)).all()


async def room_of(db: AsyncSession, event_id: int, room_id: int) -> Room:
    """Raises NotFound for a room that is not there, or not any more."""
    room = await db.get(Room, room_id) if room_id <= GREATEST else None
    if room is None or room.event_id != event_id or room.removed_at is not None:
        raise NotFound(_("There is no such room any more. Now says what is on where."))
    return room


async def timeslots_of(db: AsyncSession, event_id: int) -> Sequence[Timeslot]:
    """In the order of the day."""
    slots = select(Timeslot).where(Timeslot.event_id == event_id, col(Timeslot.removed_at).is_(None))
    slots = slots.order_by(col(Timeslot.starts_at), col(Timeslot.id))
    return (await db.exec(slots)).all()


async def notices_of(db: AsyncSession, event_id: int, now: datetime) -> Sequence[Notice]:
    """What everybody shall know now, the newest first."""
    return (await db.exec(_NOTICES, params={"event_id": event_id, "now": now})).all()


async def past_notices_of(db: AsyncSession, event_id: int, now: datetime, most: int = 10) -> Sequence[Notice]:
    over = or_(col(Notice.expires_at) <= now, col(Notice.taken_down_at).is_not(None))
    notices = select(Notice).where(Notice.event_id == event_id, over)
    return (await db.exec(notices.order_by(col(Notice.id).desc()).limit(most))).all()


async def inks_of(db: AsyncSession, event_ids: Collection[int]) -> dict[int, list[int]]:
    """The inks of each event's times in the order of its first day, every ink once."""
    slots = select(Timeslot.event_id, Timeslot.ink).where(
        col(Timeslot.event_id).in_(event_ids), col(Timeslot.ink).is_not(None), col(Timeslot.removed_at).is_(None)
    )
    inks: dict[int, dict[int, None]] = {}
    for event_id, ink in await db.exec(slots.order_by(col(Timeslot.starts_at), col(Timeslot.id))):
        inks.setdefault(event_id, {})[ink or 0] = None
    return {event_id: list(found) for event_id, found in inks.items()}

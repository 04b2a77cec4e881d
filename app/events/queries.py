"""Reading events, rooms and timeslots."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event, Room, Timeslot
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _


async def event_by_slug(db: AsyncSession, slug: str) -> Event:
    event = (await db.exec(select(Event).where(Event.slug == slug))).first()
    if event is None:
        raise NotFound(_("There is no event at this address. The list of all events may help."))
    return event


async def event_by_id(db: AsyncSession, event_id: int) -> Event:
    return (await db.exec(select(Event).where(Event.id == event_id))).one()


async def all_events(db: AsyncSession) -> Sequence[Event]:
    """Every event that anybody may find, newest first."""
    listed = select(Event).where(Event.visibility == "public").order_by(col(Event.starts_on).desc(), col(Event.id))
    return (await db.exec(listed)).all()


async def slug_is_taken(db: AsyncSession, slug: str) -> bool:
    return (await db.exec(select(Event.id).where(Event.slug == slug))).first() is not None


async def rooms_of(db: AsyncSession, event_id: int) -> Sequence[Room]:
    """In the order of the board's columns."""
    rooms = select(Room).where(Room.event_id == event_id).order_by(col(Room.position), col(Room.id))
    return (await db.exec(rooms)).all()


async def timeslots_of(db: AsyncSession, event_id: int) -> Sequence[Timeslot]:
    """In the order of the day."""
    slots = select(Timeslot).where(Timeslot.event_id == event_id).order_by(col(Timeslot.starts_at), col(Timeslot.id))
    return (await db.exec(slots)).all()


async def inks_of(db: AsyncSession, event_ids: Collection[int]) -> dict[int, list[int]]:
    """The inks of each event's times in the order of its first day, every ink once."""
    slots = select(Timeslot.event_id, Timeslot.ink).where(
        col(Timeslot.event_id).in_(event_ids), col(Timeslot.ink).is_not(None)
    )
    inks: dict[int, dict[int, None]] = {}
    for event_id, ink in await db.exec(slots.order_by(col(Timeslot.starts_at), col(Timeslot.id))):
        inks.setdefault(event_id, {})[ink or 0] = None
    return {event_id: list(found) for event_id, found in inks.items()}

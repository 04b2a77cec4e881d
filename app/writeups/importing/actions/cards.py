"""The card of a topic that was brought in: as it is now, where it hangs, and as its source has it."""

from zoneinfo import ZoneInfo

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.actions import place_topic
from app.board.forms import Move
from app.board.placements import placements_of_topic
from app.board.rules import Cell
from app.events.queries import rooms_of, timeslots_of
from app.events.tables import Event
from app.kernel.errors import Refusal
from app.kernel.work import Work
from app.topics.actions.proposing import set_words
from app.topics.tables import Convener, Topic, TopicTag
from app.writeups.importing.forms import Incoming, Place
from app.writeups.importing.rules import mark_of_card

NO_SUCH_CELL = "not on the board: its time or room is not there"


def mark_of_incoming(incoming: Incoming) -> str:
    return mark_of_card(incoming.card.title, incoming.card.pitch, incoming.card.tags, incoming.hosts)


async def mark_of_topic(db: AsyncSession, topic: Topic) -> str:
    """Of the card as it is now."""
    tags = (await db.exec(select(TopicTag.tag).where(TopicTag.topic_id == topic.id))).all()
    found = await db.exec(select(Convener).where(Convener.topic_id == topic.id).order_by(col(Convener.position)))
    hosts = found.all()
    claimed = any(host.attendee_id is not None for host in hosts)
    return mark_of_card(topic.title, topic.pitch, tags, [host.name for host in hosts], claimed)


async def set_card(work: Work, topic: Topic, incoming: Incoming) -> None:
    """As its source has it by now."""
    await set_words(work, topic, incoming.card)
    await work.db.exec(delete(Convener).where(col(Convener.topic_id) == topic.id))
    work.db.add_all(
        Convener(topic_id=topic.id or 0, name=name, position=position) for position, name in enumerate(incoming.hosts)
    )


async def place_card(work: Work, event: Event, topic: Topic, place: Place | None) -> list[str]:
    """Hangs the card where it was held, unless that cannot be; why not."""
    if place is None:
        return []
    cell = await _cell(work.db, event, place)
    if cell is None:
        return [NO_SUCH_CELL]
    try:
        await place_topic(work, event, topic, Move(cell, None, None))
    except Refusal as refusal:
        return [f"not on the board: {refusal.message}"]
    return []


async def compare_place(db: AsyncSession, event: Event, topic: Topic, place: Place | None) -> list[str]:
    """The board is arranged here: a card that hangs somewhere stays there, whatever its source says by now."""
    hanging = {Cell(each.timeslot_id, each.room_id) for each in await placements_of_topic(db, topic.id or 0)}
    cell = await _cell(db, event, place) if place else None
    if place is None or cell in hanging:
        return []
    return [f"its file says {place.day} at {place.starts:%H:%M} {place.room}".strip() + "; the card stays where it is"]


async def _cell(db: AsyncSession, event: Event, place: Place) -> Cell | None:
    zone = ZoneInfo(event.time_zone)
    rooms = {room.name.casefold(): room.id for room in await rooms_of(db, event.id or 0)}
    for slot in await timeslots_of(db, event.id or 0):
        begins = slot.starts_at.astimezone(zone).replace(tzinfo=None)
        if (begins.date(), begins.time()) == (place.day, place.starts):
            room = rooms.get(place.room.casefold()) if place.room else None
            return Cell(slot.id or 0, room) if room or not place.room else None
    return None

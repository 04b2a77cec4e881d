"""The pile: cards one at a time for the thumb, those first that the fewest have looked at."""

from collections.abc import Collection, Sequence
from hashlib import sha256

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.topics.own import dots_given
from app.topics.tables import Convener, Sighting, Topic


async def pile_of(
    db: AsyncSession, event_id: int, attendee_id: int | None, most: int, over: Collection[int] = ()
) -> tuple[Sequence[Topic], int]:
    """The top of somebody's pile, and how many cards are in it: open ones that they neither host, starred nor passed,
    and not those that are `over`, by their ids.

    Those that the fewest have passed come first; among equals everybody has another order, so that no card is the
    first for all. Whoever takes no part has a pile of everything.
    """
    topics = (await db.exec(select(Topic).where(Topic.event_id == event_id, Topic.state == "open"))).all()
    known = await _known_to(db, event_id, attendee_id) if attendee_id else set()
    seen = await _sightings(db, event_id)
    pile = [topic for topic in topics if topic.id not in known and topic.id not in over]
    pile.sort(key=lambda topic: (seen.get(topic.id or 0, 0), _lot(attendee_id, topic)))
    return pile[:most], len(pile)


async def _known_to(db: AsyncSession, event_id: int, attendee_id: int) -> set[int]:
    passed = await db.exec(select(Sighting.topic_id).where(Sighting.attendee_id == attendee_id))
    hosted = await db.exec(select(Convener.topic_id).where(Convener.attendee_id == attendee_id))
    return {*passed.all(), *hosted.all()} | await dots_given(db, event_id, attendee_id)


async def _sightings(db: AsyncSession, event_id: int) -> dict[int, int]:
    counted = (
        select(Sighting.topic_id, func.count())
        .join(Topic, col(Topic.id) == col(Sighting.topic_id))
        .where(Topic.event_id == event_id)
        .group_by(col(Sighting.topic_id))
    )
    return dict((await db.exec(counted)).all())


def _lot(attendee_id: int | None, topic: Topic) -> bytes:
    return sha256(f"{attendee_id}:{topic.guid}".encode()).digest()

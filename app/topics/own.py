"""Reading what is somebody's own: the topics that they host or starred, and what became of those."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.topics.queries import survivor_of, topic_by_id
from app.topics.rules import REMOVED
from app.topics.tables import Convener, Star, Topic

_STARRED = (
    select(Topic)
    .join(Star, col(Star.topic_id) == col(Topic.id))
    .where(
        col(Topic.event_id) == bindparam("event_id"),
        col(Star.attendee_id) == bindparam("attendee_id"),
        col(Topic.state) != REMOVED,
    )
)
_CALLED = (
    select(Topic)
    .join(Convener, col(Convener.topic_id) == col(Topic.id))
    .where(col(Topic.event_id) == bindparam("event_id"), col(Convener.attendee_id) == bindparam("attendee_id"))
    .order_by(col(Topic.number))
)
#: The ids of all that `attendee_id` hosts, and of all they starred.
HOSTED = select(Convener.topic_id).where(col(Convener.attendee_id) == bindparam("attendee_id"))
STARRED = select(Star.topic_id).where(col(Star.attendee_id) == bindparam("attendee_id"))
_WRITES = col(Topic.scribe_id) == bindparam("attendee_id")
_CONCERNED = or_(col(Topic.id).in_(HOSTED), col(Topic.id).in_(STARRED), _WRITES)
_CONCERNS = (
    select(Topic, col(Topic.id).in_(HOSTED), col(Topic.id).in_(STARRED), _WRITES)
    .where(col(Topic.event_id) == bindparam("event_id"), _CONCERNED)
    .order_by(col(Topic.number))
)


@dataclass(frozen=True)
class Concern:
    """A topic that is somebody's own: they host it, starred it or write its note, or did so with `parts` that are part
    of it now, by their ids. Those are all there is when `direct` is not so. A star at what was taken away counts no
    more."""

    topic: Topic
    hosted: bool
    starred: bool
    written: bool
    parts: tuple[int, ...] = ()
    direct: bool = True


async def starred_by(db: AsyncSession, event_id: int, attendee_id: int) -> list[int]:
    """The numbers of the topics this attendee starred, or starred something of."""
    return [topic.number for topic in await topics_starred_by(db, event_id, attendee_id)]


async def topics_starred_by(db: AsyncSession, event_id: int, attendee_id: int) -> Sequence[Topic]:
    """What was merged stands under what it is part of. Not those that were taken away."""
    found = await db.exec(_STARRED, params={"event_id": event_id, "attendee_id": attendee_id})
    return await _survivors(db, found.all())


async def dots_given(db: AsyncSession, event_id: int, attendee_id: int) -> set[int]:
    """The ids of the open topics that this attendee's stars stand at: each takes one dot, however much was merged."""
    starred = select(Topic).join(Star, col(Star.topic_id) == col(Topic.id))
    found = await db.exec(starred.where(Topic.event_id == event_id, Star.attendee_id == attendee_id))
    return {topic.id or 0 for topic in await _survivors(db, found.all()) if topic.state == "open"}


async def called_by(db: AsyncSession, event_id: int, attendee_id: int) -> Sequence[Topic]:
    """The topics this attendee convenes, withdrawn ones too and those that were taken away; what was merged stands
    under what it is part of."""
    found = await db.exec(_CALLED, params={"event_id": event_id, "attendee_id": attendee_id})
    return await _survivors(db, found.all())


async def concerns_of(db: AsyncSession, event_id: int, attendee_id: int) -> list[Concern]:
    """All that this attendee convenes or starred, in whatever state, and what that is part of; each once."""
    own = await db.exec(_CONCERNS, params={"event_id": event_id, "attendee_id": attendee_id})
    found = {
        topic.id: Concern(topic, bool(hosts), bool(stars) and topic.state != REMOVED, bool(writes))
        for topic, hosts, stars, writes in own
    }
    for concern in list(found.values()):
        topic = concern.topic
        while topic.merged_into is not None:
            topic = await topic_by_id(db, topic.merged_into)
            known = found.get(topic.id, Concern(topic, hosted=False, starred=False, written=False, direct=False))
            found[topic.id] = replace(
                known,
                hosted=known.hosted or concern.hosted,
                starred=known.starred or concern.starred,
                parts=(*known.parts, concern.topic.id or 0),
            )
    return list(found.values())


async def merged_for(db: AsyncSession, event_id: int, attendee_id: int) -> list[tuple[Topic, Topic]]:
    """The merged topics that this attendee convened or starred, each with what it is part of now."""
    merged = select(Topic).where(Topic.event_id == event_id, Topic.state == "merged", _CONCERNED)
    found = await db.exec(merged.order_by(col(Topic.number)), params={"attendee_id": attendee_id})
    return [(topic, await survivor_of(db, topic)) for topic in found]


async def _survivors(db: AsyncSession, topics: Sequence[Topic]) -> list[Topic]:
    """Each once, in the order given."""
    survivors = [await survivor_of(db, topic) for topic in topics]
    return list({topic.id: topic for topic in survivors}.values())

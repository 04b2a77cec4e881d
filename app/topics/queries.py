"""Reading topics, their conveners, tags and stars."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.tables import Attendee
from app.topics.tables import Convener, Star, Topic, TopicTag


@dataclass(frozen=True)
class HostView:
    """A convener: an attendee, or a name without a visit."""

    name: str
    attendee_id: int | None


@dataclass(frozen=True)
class TopicFacts:
    """What is written on a card and counted beside it."""

    topic: Topic
    conveners: tuple[HostView, ...]
    tags: tuple[str, ...]
    stars: int

    @property
    def hosts(self) -> list[str]:
        return [convener.name for convener in self.conveners]


async def topic_by_number(db: AsyncSession, event_id: int, number: int) -> Topic:
    topic_here = select(Topic).where(Topic.event_id == event_id, Topic.number == number)
    topic = (await db.exec(topic_here)).first() if number <= GREATEST else None
    if topic is None:
        raise NotFound(_("There is no card with this number on the wall."))
    return topic


async def topic_by_id(db: AsyncSession, topic_id: int) -> Topic:
    """As it is now, also when `db` has read it before."""
    return (await db.exec(select(Topic).where(Topic.id == topic_id).execution_options(populate_existing=True))).one()


async def topics_of(db: AsyncSession, event_id: int) -> Sequence[Topic]:
    """All open topics, the newest first."""
    topics = select(Topic).where(Topic.event_id == event_id, Topic.state == "open").order_by(col(Topic.number).desc())
    return (await db.exec(topics)).all()


async def facts_of(db: AsyncSession, topics: Sequence[Topic]) -> list[TopicFacts]:
    """Facts of many topics with one query for each kind, in the order given."""
    ids = [topic.id for topic in topics if topic.id is not None]
    conveners, tags, stars = await _conveners(db, ids), await _tags(db, ids), await _stars(db, ids)
    return [TopicFacts(t, tuple(conveners[t.id or 0]), tuple(tags[t.id or 0]), stars.get(t.id or 0, 0)) for t in topics]


async def facts_of_one(db: AsyncSession, topic: Topic) -> TopicFacts:
    return (await facts_of(db, [topic]))[0]


async def starred_by(db: AsyncSession, event_id: int, attendee_id: int) -> list[int]:
    """The numbers of the topics this attendee starred."""
    found = await db.exec(
        select(Topic.number)
        .join(Star, col(Star.topic_id) == col(Topic.id))
        .where(Topic.event_id == event_id, Star.attendee_id == attendee_id)
    )
    return list(found.all())


async def called_by(db: AsyncSession, event_id: int, attendee_id: int) -> Sequence[Topic]:
    """The topics this attendee convenes, withdrawn ones too."""
    found = await db.exec(
        select(Topic)
        .join(Convener, col(Convener.topic_id) == col(Topic.id))
        .where(Topic.event_id == event_id, Convener.attendee_id == attendee_id)
        .order_by(col(Topic.number))
    )
    return found.all()


async def stars_of(db: AsyncSession, topic_id: int) -> int:
    return (await _stars(db, [topic_id])).get(topic_id, 0)


async def _conveners(db: AsyncSession, ids: list[int]) -> dict[int, list[HostView]]:
    """Attendees under the name they go by now."""
    by_topic: dict[int, list[HostView]] = defaultdict(list)
    rows = (
        select(Convener, Attendee.name)
        .join(Attendee, col(Attendee.id) == col(Convener.attendee_id), isouter=True)
        .where(col(Convener.topic_id).in_(ids))
        .order_by(col(Convener.position), col(Convener.id))
    )
    for convener, name in await db.exec(rows):
        by_topic[convener.topic_id].append(HostView(name or convener.name, convener.attendee_id))
    return by_topic


async def _tags(db: AsyncSession, ids: list[int]) -> dict[int, list[str]]:
    by_topic: dict[int, list[str]] = defaultdict(list)
    for row in await db.exec(select(TopicTag).where(col(TopicTag.topic_id).in_(ids)).order_by(col(TopicTag.tag))):
        by_topic[row.topic_id].append(row.tag)
    return by_topic


async def _stars(db: AsyncSession, ids: list[int]) -> dict[int, int]:
    counted = select(Star.topic_id, func.count()).where(col(Star.topic_id).in_(ids)).group_by(col(Star.topic_id))
    return dict((await db.exec(counted)).all())

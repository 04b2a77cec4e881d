"""Reading topics, their conveners, tags and stars."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.people.tables import Attendee
from app.topics.tables import Convener, Star, Topic, TopicTag, TopicWish
from app.topics.wishes import Wishes, wishes_from


@dataclass(frozen=True)
class HostView:
    """A convener: an attendee, or a name without a visit."""

    name: str
    attendee_id: int | None


@dataclass(frozen=True)
class TopicFacts:
    """What is written on a card and counted beside it, with what the cards that were merged into it add. These are
    `joined`."""

    topic: Topic
    conveners: tuple[HostView, ...]
    tags: tuple[str, ...]
    stars: int
    joined: tuple[Topic, ...] = ()

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
    families = await families_of(db, [topic.id for topic in topics if topic.id is not None])
    ids = [member for family in families.values() for member in family]
    conveners, tags, stars = await _conveners(db, ids), await _tags(db, ids), await _stars(db, families)
    joined = await _joined(db, families)
    return [
        TopicFacts(
            topic,
            _each_once([host for member in families[topic.id or 0] for host in conveners[member]]),
            tuple(dict.fromkeys(tag for member in families[topic.id or 0] for tag in tags[member])),
            stars.get(topic.id or 0, 0),
            tuple(joined[member] for member in families[topic.id or 0][1:]),
        )
        for topic in topics
    ]


async def families_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, list[int]]:
    """For each topic itself, and then all that were merged into it, directly or through others."""
    families = {topic_id: [topic_id] for topic_id in topic_ids}
    heads, frontier = {topic_id: topic_id for topic_id in topic_ids}, list(topic_ids)
    while frontier:
        part = select(Topic.id, Topic.merged_into).where(col(Topic.merged_into).in_(frontier))
        frontier = []
        for member, into in (await db.exec(part.order_by(col(Topic.number)))).all():
            assert member is not None
            assert into is not None
            heads[member] = heads[into]
            families[heads[into]].append(member)
            frontier.append(member)
    return families


async def survivor_of(db: AsyncSession, topic: Topic) -> Topic:
    """The topic that this one is part of, by however many steps; itself, if it is part of none."""
    while topic.merged_into is not None:
        topic = await topic_by_id(db, topic.merged_into)
    return topic


async def facts_of_one(db: AsyncSession, topic: Topic) -> TopicFacts:
    return (await facts_of(db, [topic]))[0]


async def starred_by(db: AsyncSession, event_id: int, attendee_id: int) -> list[int]:
    """The numbers of the topics this attendee starred, or starred something of."""
    starred = select(Topic).join(Star, col(Star.topic_id) == col(Topic.id))
    found = await db.exec(starred.where(Topic.event_id == event_id, Star.attendee_id == attendee_id))
    return [topic.number for topic in await _survivors(db, found.all())]


async def called_by(db: AsyncSession, event_id: int, attendee_id: int) -> Sequence[Topic]:
    """The topics this attendee convenes, withdrawn ones too; what was merged stands under what it is part of."""
    found = await db.exec(
        select(Topic)
        .join(Convener, col(Convener.topic_id) == col(Topic.id))
        .where(Topic.event_id == event_id, Convener.attendee_id == attendee_id)
        .order_by(col(Topic.number))
    )
    return await _survivors(db, found.all())


async def merged_for(db: AsyncSession, event_id: int, attendee_id: int) -> list[tuple[Topic, Topic]]:
    """The merged topics that this attendee convened or starred, each with what it is part of now."""
    concerned = or_(
        col(Topic.id).in_(select(Convener.topic_id).where(Convener.attendee_id == attendee_id)),
        col(Topic.id).in_(select(Star.topic_id).where(Star.attendee_id == attendee_id)),
    )
    merged = select(Topic).where(Topic.event_id == event_id, Topic.state == "merged", concerned)
    return [(topic, await survivor_of(db, topic)) for topic in await db.exec(merged.order_by(col(Topic.number)))]


async def wishes_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, Wishes]:
    """Of those that ask for anything."""
    kept: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in await db.exec(select(TopicWish).where(col(TopicWish.topic_id).in_(topic_ids))):
        kept[row.topic_id].append((row.kind, row.value))
    return {topic_id: wishes_from(rows) for topic_id, rows in kept.items()}


async def stargazers_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, set[int]]:
    """Who starred each of these topics, by attendee. For reckoning, never for showing."""
    return await _gazers(db, await families_of(db, topic_ids))


async def appetites_of(db: AsyncSession, event_id: int) -> tuple[list[int], int]:
    """How many topics each attendee starred, merged ones too, without saying who, and how many there are."""
    here = (Topic.event_id == event_id, col(Topic.state).in_(["open", "merged"]))
    counted = select(func.count()).select_from(Star).join(Topic, col(Topic.id) == col(Star.topic_id))
    appetites = (await db.exec(counted.where(*here).group_by(col(Star.attendee_id)))).all()
    return list(appetites), (await db.exec(select(func.count()).select_from(Topic).where(*here))).one()


async def stars_of(db: AsyncSession, topic_id: int) -> int:
    return (await _stars(db, await families_of(db, [topic_id]))).get(topic_id, 0)


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


async def _stars(db: AsyncSession, families: dict[int, list[int]]) -> dict[int, int]:
    """Whoever starred several of a family counts once."""
    alone = [topic_id for topic_id, family in families.items() if len(family) == 1]
    counted = select(Star.topic_id, func.count()).where(col(Star.topic_id).in_(alone)).group_by(col(Star.topic_id))
    large = {topic_id: family for topic_id, family in families.items() if len(family) > 1}
    united = {topic_id: len(people) for topic_id, people in (await _gazers(db, large)).items()} if large else {}
    return {**dict((await db.exec(counted)).all()), **united}


async def _gazers(db: AsyncSession, families: dict[int, list[int]]) -> dict[int, set[int]]:
    heads = {member: topic_id for topic_id, family in families.items() for member in family}
    people: dict[int, set[int]] = defaultdict(set)
    starred = select(Star.topic_id, Star.attendee_id).where(col(Star.topic_id).in_(heads.keys()))
    for member, attendee_id in await db.exec(starred):
        people[heads[member]].add(attendee_id)
    return people


async def _joined(db: AsyncSession, families: dict[int, list[int]]) -> dict[int, Topic]:
    ids = [member for family in families.values() for member in family[1:]]
    found = (await db.exec(select(Topic).where(col(Topic.id).in_(ids)))).all() if ids else []
    return {topic.id: topic for topic in found if topic.id is not None}


async def _survivors(db: AsyncSession, topics: Sequence[Topic]) -> list[Topic]:
    """Each once, in the order given."""
    survivors = [await survivor_of(db, topic) for topic in topics]
    return list({topic.id: topic for topic in survivors}.values())


def _each_once(hosts: list[HostView]) -> tuple[HostView, ...]:
    """An attendee, or a name on paper."""
    return tuple({host.attendee_id or host.name.casefold(): host for host in reversed(hosts)}.values())[::-1]

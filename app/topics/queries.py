"""Reading topics, their conveners, tags and stars."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BindParameter, and_, bindparam, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.columns import GREATEST
from app.kernel.errors import Gone, NotFound
from app.kernel.words import gettext as _
from app.people.tables import Attendee
from app.topics.forms import Proposal, read_proposal
from app.topics.rules import REMOVED
from app.topics.tables import Convener, Draft, Star, Topic, TopicTag, TopicWish
from app.topics.wishes import Wishes, wishes_from

MOST_TAGS_KNOWN = 200

_AMONG: BindParameter[int] = bindparam("ids", expanding=True)
_BY_NUMBER = select(Topic).where(col(Topic.event_id) == bindparam("event_id"), col(Topic.number) == bindparam("number"))
_BY_ID = select(Topic).where(col(Topic.id) == bindparam("topic_id")).execution_options(populate_existing=True)
_BY_IDS = select(Topic).where(col(Topic.id).in_(_AMONG)).execution_options(populate_existing=True)
_OPEN = (
    select(Topic)
    .where(col(Topic.event_id) == bindparam("event_id"), col(Topic.state) == "open")
    .order_by(col(Topic.number).desc())
)
_PARTS = select(Topic.id, Topic.merged_into).where(col(Topic.merged_into).in_(_AMONG)).order_by(col(Topic.number))
_WISHES = select(TopicWish.topic_id, TopicWish.kind, TopicWish.value).where(col(TopicWish.topic_id).in_(_AMONG))
_CONVENERS = (
    select(Convener, Attendee)
    .join(Attendee, col(Attendee.id) == col(Convener.attendee_id), isouter=True)
    .where(col(Convener.topic_id).in_(_AMONG))
    .order_by(col(Convener.position), col(Convener.id))
)
_ATTENDEES = select(Attendee).where(col(Attendee.id).in_(_AMONG))
_TAGS = select(TopicTag.topic_id, TopicTag.tag).where(col(TopicTag.topic_id).in_(_AMONG)).order_by(col(TopicTag.tag))
_STARS = select(Star.topic_id, func.count()).where(col(Star.topic_id).in_(_AMONG)).group_by(col(Star.topic_id))


@dataclass(frozen=True)
class HostView:
    """A convener: an attendee, or a name without a visit. `credited` is what they chose, if anything."""

    name: str
    attendee_id: int | None
    credited: bool | None = None


@dataclass(frozen=True)
class TopicFacts:
    """What is written on a card and counted beside it, with what the cards that were merged into it add. These are
    `joined`. `scribe` is the name of who writes its note, or empty."""

    topic: Topic
    conveners: tuple[HostView, ...]
    tags: tuple[str, ...]
    stars: int
    joined: tuple[Topic, ...] = ()
    scribe: str = ""

    @property
    def hosts(self) -> list[str]:
        return [convener.name for convener in self.conveners]

    @property
    def caretakers(self) -> list[int | None]:
        """Who may change it, whoever may withdraw it first: its hosts, or who put it up as long as nobody hosts it."""
        return [convener.attendee_id for convener in self.conveners] or [self.topic.proposer_id]


async def topic_by_number(db: AsyncSession, event_id: int, number: int, *, even_removed: bool = False) -> Topic:
    """Raises NotFound, and Gone for a card that a facilitator took away, unless that is asked for."""
    where = {"event_id": event_id, "number": number}
    topic = (await db.exec(_BY_NUMBER, params=where)).first() if number <= GREATEST else None
    if topic is None:
        raise NotFound(_("There is no card with this number on the wall."))
    if topic.state == REMOVED and not even_removed:
        raise taken_away()
    return topic


def taken_away(why: str = "") -> Gone:
    """Why is for the card's hosts, and for facilitators, to know."""
    if why:
        return Gone(_("A facilitator has taken this card away: %s") % why)
    return Gone(_("A facilitator has taken this card away."))


async def topic_by_id(db: AsyncSession, topic_id: int) -> Topic:
    """As it is now, also when `db` has read it before."""
    return (await db.exec(_BY_ID, params={"topic_id": topic_id})).one()


async def numbers_among(db: AsyncSession, event_id: int, numbers: Collection[int]) -> set[int]:
    """Those of these numbers that a card has or had."""
    if not numbers:
        return set()
    found = select(Topic.number).where(Topic.event_id == event_id, col(Topic.number).in_(numbers))
    return set((await db.exec(found)).all())


async def topics_by_id(db: AsyncSession, topic_ids: Collection[int]) -> Sequence[Topic]:
    """The same for many."""
    return (await db.exec(_BY_IDS, params={"ids": list(topic_ids)})).all()


async def topics_ever(db: AsyncSession, event_id: int) -> Sequence[Topic]:
    """Those too that are not open any more."""
    return (await db.exec(select(Topic).where(Topic.event_id == event_id).order_by(col(Topic.number)))).all()


async def removed_of(db: AsyncSession, topic_ids: Collection[int]) -> set[int]:
    """Those of the topics that were taken away."""
    removed = select(Topic.id).where(col(Topic.id).in_(topic_ids), Topic.state == REMOVED)
    return {topic_id for topic_id in await db.exec(removed) if topic_id is not None}


async def topics_of(db: AsyncSession, event_id: int) -> Sequence[Topic]:
    """All open topics, the newest first."""
    return (await db.exec(_OPEN, params={"event_id": event_id})).all()


async def facts_of(db: AsyncSession, topics: Sequence[Topic]) -> list[TopicFacts]:
    """Facts of many topics with one query for each kind, in the order given."""
    if not topics:
        return []
    families = await families_of(db, [topic.id for topic in topics if topic.id is not None])
    ids = [member for family in families.values() for member in family]
    conveners, tags, stars = await _conveners(db, ids), await tags_of(db, ids), await _stars(db, families)
    joined, scribes = await _joined(db, families), await _scribes(db, topics)
    return [
        TopicFacts(
            topic,
            _each_once([host for member in families[topic.id or 0] for host in conveners[member]]),
            tuple(dict.fromkeys(tag for member in families[topic.id or 0] for tag in tags[member])),
            stars.get(topic.id or 0, 0),
            tuple(joined[member] for member in families[topic.id or 0][1:]),
            scribes.get(topic.scribe_id or 0, ""),
        )
        for topic in topics
    ]


async def _scribes(db: AsyncSession, topics: Sequence[Topic]) -> dict[int, str]:
    """Names by the ids of attendees."""
    ids = {topic.scribe_id for topic in topics if topic.scribe_id}
    found = (await db.exec(_ATTENDEES, params={"ids": list(ids)})).all() if ids else []
    return {attendee.id or 0: attendee.shown for attendee in found}


async def families_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, list[int]]:
    """For each topic itself, and then all that were merged into it, directly or through others."""
    families = {topic_id: [topic_id] for topic_id in topic_ids}
    heads, frontier = {topic_id: topic_id for topic_id in topic_ids}, list(topic_ids)
    while frontier:
        parts = (await db.exec(_PARTS, params={"ids": frontier})).all()
        frontier = []
        for member, into in parts:
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


async def drafts_of(db: AsyncSession, event_id: int, attendee_id: int) -> Sequence[Draft]:
    """What this attendee keeps in their drawer, the newest first."""
    drafts = select(Draft).where(Draft.event_id == event_id, Draft.attendee_id == attendee_id)
    return (await db.exec(drafts.order_by(col(Draft.id).desc()))).all()


async def draft_of(db: AsyncSession, event_id: int, attendee_id: int | None, draft_id: int) -> Draft:
    """Raises NotFound, for other people's too."""
    mine = select(Draft).where(Draft.event_id == event_id, Draft.attendee_id == attendee_id, Draft.id == draft_id)
    draft = (await db.exec(mine)).first() if draft_id <= GREATEST else None
    if draft is None:
        raise NotFound(_("This draft is not there any more."))
    return draft


def proposal_in(draft: Draft, name: str) -> Proposal:
    """What the draft says, signed with its author's name."""
    written = {"title": draft.title, "pitch": draft.pitch, "tags": draft.tags, **json.loads(draft.wishes)}
    read = read_proposal(written)
    return replace(read, name=name, wanted=draft.wanted, can_repeat=draft.can_repeat)


async def tags_known(db: AsyncSession, event: Event) -> list[str]:
    """The tags of the event and of its series' public events, the most used first."""
    series = and_(
        col(Event.series_id).is_not(None), col(Event.series_id) == event.series_id, col(Event.visibility) == "public"
    )
    used = (
        select(TopicTag.tag, func.count())
        .join(Topic, col(Topic.id) == col(TopicTag.topic_id))
        .join(Event, col(Event.id) == col(Topic.event_id))
        .where(or_(col(Event.id) == event.id, series), col(Topic.state).in_(["open", "merged"]))
        .group_by(TopicTag.tag)
        .order_by(func.count().desc(), col(TopicTag.tag))
        .limit(MOST_TAGS_KNOWN)
    )
    return [tag for tag, _count in await db.exec(used)]


async def wishes_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, Wishes]:
    """Of those that ask for anything."""
    kept: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for topic_id, kind, value in await db.exec(_WISHES, params={"ids": list(topic_ids)}):
        kept[topic_id].append((kind, value))
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
    for convener, attendee in await db.exec(_CONVENERS, params={"ids": ids}):
        name = attendee.shown if attendee else convener.name
        by_topic[convener.topic_id].append(HostView(name, convener.attendee_id, convener.credited))
    return by_topic


async def tags_of(db: AsyncSession, ids: list[int]) -> dict[int, list[str]]:
    """By topic, in the order of the alphabet. A topic without any has an empty list."""
    by_topic: dict[int, list[str]] = defaultdict(list)
    for topic_id, tag in await db.exec(_TAGS, params={"ids": ids}):
        by_topic[topic_id].append(tag)
    return by_topic


async def _stars(db: AsyncSession, families: dict[int, list[int]]) -> dict[int, int]:
    """Whoever starred several of a family counts once."""
    alone = [topic_id for topic_id, family in families.items() if len(family) == 1]
    large = {topic_id: family for topic_id, family in families.items() if len(family) > 1}
    united = {topic_id: len(people) for topic_id, people in (await _gazers(db, large)).items()} if large else {}
    return {**dict((await db.exec(_STARS, params={"ids": alone})).all()), **united}


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


def _each_once(hosts: list[HostView]) -> tuple[HostView, ...]:
    """An attendee, or a name on paper."""
    return tuple({host.attendee_id or host.name.casefold(): host for host in reversed(hosts)}.values())[::-1]

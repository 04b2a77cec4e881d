"""Echoes: which topics are on the same matter, over the years, both ways."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.seeing import events_seen
from app.events.tables import Event
from app.people.viewers import Viewer
from app.topics.cards import Cards, CardView
from app.topics.policy import credited, policy_of
from app.topics.queries import families_of, topics_by_id
from app.topics.rules import LONGEST_CHAIN, may_be_echoed
from app.topics.tables import Echo, Topic


@dataclass(frozen=True)
class EchoView:
    """A topic in a chain. `hosts` are empty where they may not be told; `is_here` marks the one that is looked at, and
    `is_linked` those that it was itself linked with as an echo of theirs."""

    card: CardView
    event: Event
    hosts: tuple[str, ...]
    is_here: bool
    is_linked: bool

    @property
    def year(self) -> int:
        return self.event.starts_on.year

    @property
    def url(self) -> str:
        """What was written up, or else the card."""
        return self.card.write_up or self.card.url

    @property
    def name(self) -> str:
        """How an address names it."""
        return f"{self.event.slug}/{self.card.number}"


async def chain_of(
    db: AsyncSession, cards: Cards, event: Event, topic: Topic, viewer: Viewer, now: datetime
) -> list[EchoView]:
    """The topic among all that it is linked with, directly or through others, by year; nothing if it stands alone.

    A card that was merged stands for what it is part of. What the viewer may not see, was taken away or was off the
    record is not there, and nothing is found beyond it.
    """
    if not await _other_ends(db, await _members(db, [topic.id or 0])):
        return []
    seen = {each.id or 0: each for each in await events_seen(db, viewer, now, event.slug)}
    found, frontier = {topic.id or 0: topic}, [topic.id or 0]
    while frontier and len(found) < LONGEST_CHAIN:
        ends = await _other_ends(db, await _members(db, frontier))
        beside = await survivors_of(db, await topics_by_id(db, ends))
        new = {each.id or 0: each for each in beside if each.state == "open" and _is_told(seen, each)}
        frontier = [topic_id for topic_id in new if topic_id not in found]
        found |= {topic_id: new[topic_id] for topic_id in frontier[: LONGEST_CHAIN - len(found)]}
    if len(found) == 1:
        return []
    return await _views(db, cards, found.values(), {**seen, event.id or 0: event}, topic)


def _is_told(seen: Mapping[int, Event], topic: Topic) -> bool:
    return topic.event_id in seen and may_be_echoed(policy_of(seen[topic.event_id], topic))


async def _members(db: AsyncSession, topic_ids: Collection[int]) -> set[int]:
    """These, and all that were merged into them."""
    return {member for family in (await families_of(db, topic_ids)).values() for member in family}


async def _other_ends(db: AsyncSession, topic_ids: Collection[int]) -> set[int]:
    linked = select(Echo.topic_id, Echo.of_id)
    linked = linked.where(or_(col(Echo.topic_id).in_(topic_ids), col(Echo.of_id).in_(topic_ids)))
    return {end for ends in await db.exec(linked) for end in ends} - set(topic_ids)


async def survivors_of(db: AsyncSession, topics: Sequence[Topic]) -> list[Topic]:
    """Each topic, or what it is part of by now, once."""
    found: dict[int, Topic] = {}
    while topics:
        found |= {each.id or 0: each for each in topics if each.merged_into is None}
        topics = await topics_by_id(db, {each.merged_into for each in topics if each.merged_into is not None})
    return list(found.values())


async def _views(
    db: AsyncSession, cards: Cards, topics: Collection[Topic], events: Mapping[int, Event], topic: Topic
) -> list[EchoView]:
    linked, numbered = {each.id for each in await echoed_by(db, topic)}, {each.id: each for each in topics}
    by_event: dict[int, list[Topic]] = {}
    for each in sorted(topics, key=lambda each: place_of(events[each.event_id], each)):
        by_event.setdefault(each.event_id, []).append(each)
    return [
        EchoView(
            card,
            events[event_id],
            tuple(credited(events[event_id], numbered[card.topic_id], card.conveners)),
            card.topic_id == topic.id,
            card.topic_id in linked,
        )
        for event_id, theirs in by_event.items()
        for card in await cards.of(db, events[event_id], theirs)
    ]


async def echoed_by(db: AsyncSession, topic: Topic) -> list[Topic]:
    """The earlier topics that this one is an echo of."""
    of = select(Echo.of_id).where(col(Echo.topic_id).in_(await _members(db, [topic.id or 0])))
    return await survivors_of(db, await topics_by_id(db, (await db.exec(of)).all()))


def place_of(event: Event, topic: Topic) -> tuple[date, int, int]:
    """Where a topic stands among all."""
    return event.starts_on, event.id or 0, topic.number

"""Cards that are close to what somebody writes: of this event, and of earlier ones that they may read.

The titles of each event are kept on a shelf in memory, made anew when its revision is another. Beyond the titles
nothing is kept: the cards that are shown are read each time.
"""

from asyncio import Lock, to_thread
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import OFF_RECORD
from app.events.tables import Event
from app.kernel.database import Database
from app.kernel.work import Revision
from app.people.tables import Attendance
from app.people.viewers import Viewer
from app.topics.cards import Cards, CardView
from app.topics.echoes import echoed_by
from app.topics.policy import names_told, policy_of
from app.topics.queries import TopicFacts
from app.topics.rules import may_be_echoed
from app.topics.similar import CLOSE, Likeness, Shelf, Titled, Weights, called, closest
from app.topics.tables import Topic, TopicTag

#: So many are shown of each kind, and so many earlier events are looked through, the latest first.
MOST_HERE, MOST_EARLIER, MOST_EVENTS = 4, 3, 100
#: Of those that somebody looks for.
MOST_CALLED = 12
#: Events whose titles are kept.
KEPT = 200

#: Finds cards on shelves, so many at most.
Look = Callable[[Sequence[Shelf], int], list[Likeness]]


@dataclass(frozen=True)
class Neighbour:
    """A card that is close. `event` is an earlier one, or None for this one; `hosts` are empty where they may not be
    told; `shared` are the words that both have; `is_close` says that it may be the same matter. `echoed` is how an
    address names an earlier one that can be linked, else empty."""

    card: CardView
    event: Event | None
    hosts: tuple[str, ...]
    shared: tuple[str, ...]
    is_close: bool
    echoed: str = ""


@dataclass(frozen=True)
class Neighbourhood:
    """What is close in this event, and in earlier ones; the closest first."""

    here: list[Neighbour]
    earlier: list[Neighbour]
    #: Who asks.
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.here or self.earlier)

    @property
    def people(self) -> int:
        """How many others host the cards of this event that are close."""
        return len({host.casefold() for neighbour in self.here for host in neighbour.hosts} - {self.name.casefold()})

    @property
    def is_own(self) -> bool:
        """Whoever asks hosts the closest card of this event."""
        return bool(self.here) and self.name.casefold() in map(str.casefold, self.here[0].hosts)

    @property
    def close_here(self) -> list[Neighbour]:
        return [neighbour for neighbour in self.here if neighbour.is_close]


class Neighbours:
    """One for the whole application."""

    def __init__(self, cards: Cards) -> None:
        self._cards = cards
        self._shelves: OrderedDict[int, tuple[int, Shelf]] = OrderedDict()
        self._making = Lock()

    async def of(
        self, db: AsyncSession, event: Event, viewer: Viewer, title: str, tags: Sequence[str] = ()
    ) -> Neighbourhood:
        """Those of a title that somebody writes at this event."""
        if not title:
            return Neighbourhood([], [])
        took_part = await _events_of(db, viewer)
        before = await _earlier(db, event, took_part)
        async with self._making:
            shelves = await self._shelves_of(db, [event, *before])
        wanted = Titled(None, title, tuple(tags))
        # A title that is close in one event is as close in another: a word weighs the same in all.
        weights = Weights(shelves)
        here = closest(wanted, shelves[:1], MOST_HERE, weights=weights)
        earlier = closest(wanted, shelves[1:], MOST_EARLIER, weights=weights)
        return Neighbourhood(
            await self._seen(db, here, {event.id or 0: event}, took_part | {event.id or 0}, earlier=False),
            await self._seen(db, earlier, {each.id or 0: each for each in before}, took_part, earlier=True),
            viewer.name or "",
        )

    async def before(self, db: AsyncSession, event: Event, viewer: Viewer, facts: TopicFacts) -> list[Neighbour]:
        """Earlier topics that this one may be an echo of, the closest first, without those that it is linked with."""
        wanted = Titled(None, facts.topic.title, facts.tags)
        return await self._echoable(db, event, viewer, facts.topic, partial(closest, wanted), MOST_EARLIER)

    async def called(self, db: AsyncSession, event: Event, viewer: Viewer, topic: Topic, words: str) -> list[Neighbour]:
        """The same by words that somebody looks for: those like them first, then those whose titles have them."""

        def look(shelves: Sequence[Shelf], most: int) -> list[Likeness]:
            found = [*closest(Titled(None, words), shelves, most), *called(words, shelves, most)]
            return list({like.key: like for like in reversed(found)}.values())[::-1]

        return await self._echoable(db, event, viewer, topic, look, MOST_CALLED)

    async def _echoable(
        self, db: AsyncSession, event: Event, viewer: Viewer, topic: Topic, look: Look, most: int
    ) -> list[Neighbour]:
        took_part = await _events_of(db, viewer)
        before = await _earlier(db, event, took_part)
        earlier = {each.id or 0: each for each in before if may_be_echoed(each.attribution)}
        linked = {each.id for each in await echoed_by(db, topic)}
        async with self._making:
            shelves = await self._shelves_of(db, list(earlier.values()))
        new = [like for like in look(shelves, most + len(linked)) if like.key not in linked][:most]
        seen = await self._seen(db, new, earlier, took_part, earlier=True)
        return [each for each in seen if each.echoed]

    async def one(self, db: AsyncSession, viewer: Viewer, event: Event, topic: Topic) -> list[Neighbour]:
        """An earlier topic that somebody names by its address; nothing if it was taken down or off the record."""
        took_part = await _events_of(db, viewer)
        like = Likeness(topic.id, 1.0, ())
        seen = await self._seen(db, [like], {event.id or 0: event}, took_part, earlier=True)
        return [each for each in seen if each.echoed]

    async def get_ready(self, database: Database, event: Event, viewer: Viewer) -> None:
        """Makes the shelves while somebody still thinks of a title: for thousands of cards that takes seconds."""
        async with database.reading() as db, self._making:
            await self._shelves_of(db, [event, *await _earlier(db, event, await _events_of(db, viewer))])

    async def _shelves_of(self, db: AsyncSession, events: Sequence[Event]) -> list[Shelf]:
        ids = [event.id or 0 for event in events]
        found = await db.exec(select(Revision.event_id, Revision.number).where(col(Revision.event_id).in_(ids)))
        revisions = {**dict.fromkeys(ids, 0), **dict(found.all())}
        shelves = {each: kept[1] for each in ids if (kept := self._shelves.get(each)) and kept[0] == revisions[each]}
        for event_id, titles in (await _titles(db, [each for each in ids if each not in shelves])).items():
            shelves[event_id] = await to_thread(Shelf, titles)
        for event_id in ids:
            self._shelves[event_id] = revisions[event_id], shelves[event_id]
            self._shelves.move_to_end(event_id)
        while len(self._shelves) > KEPT:
            self._shelves.popitem(last=False)
        return [shelves[each] for each in ids]

    async def _seen(
        self, db: AsyncSession, found: list[Likeness], events: dict[int, Event], took_part: set[int], earlier: bool
    ) -> list[Neighbour]:
        """As cards, without those that were taken down a moment ago."""
        ids = [like.key for like in found]
        topics = await db.exec(select(Topic).where(col(Topic.id).in_(ids), Topic.state == "open"))
        by_event: dict[int, list[Topic]] = defaultdict(list)
        for topic in topics.all():
            by_event[topic.event_id].append(topic)
        seen: dict[int, Neighbour] = {}
        likes = {like.key: like for like in found}
        for event_id, theirs in by_event.items():
            event = events[event_id]
            numbered = {topic.id: topic for topic in theirs}
            for card in await self._cards.of(db, event, theirs):
                like = likes[card.topic_id]
                was_there, topic = event_id in took_part, numbered[card.topic_id]
                if not was_there and policy_of(event, topic) == OFF_RECORD:
                    continue
                told = was_there or names_told(event, topic)
                hosts = tuple(host.name for host in card.conveners) if told else ()
                close, name = like.score >= CLOSE, f"{event.slug}/{card.number}"
                echoed = name if earlier and may_be_echoed(policy_of(event, topic)) else ""
                seen[card.topic_id] = Neighbour(card, event if earlier else None, hosts, like.shared, close, echoed)
        return [seen[like.key] for like in found if like.key in seen]


async def _events_of(db: AsyncSession, viewer: Viewer) -> set[int]:
    """Where this device takes or took part."""
    if viewer.visit_id is None:
        return set()
    found = await db.exec(select(Attendance.event_id).where(Attendance.visit_id == viewer.visit_id))
    return set(found.all())


async def _earlier(db: AsyncSession, event: Event, took_part: set[int]) -> Sequence[Event]:
    """What began before this one, for everybody or with this device among those who took part. What was said off the
    record is for the latter only."""
    told = (col(Event.visibility) == "public") & (col(Event.attribution) != OFF_RECORD)
    began = or_(
        col(Event.starts_on) < event.starts_on, and_(col(Event.starts_on) == event.starts_on, col(Event.id) < event.id)
    )
    before = select(Event).where(began, or_(told, col(Event.id).in_(took_part)))
    return (await db.exec(before.order_by(col(Event.starts_on).desc(), col(Event.id)).limit(MOST_EVENTS))).all()


async def _titles(db: AsyncSession, event_ids: Sequence[int]) -> dict[int, list[Titled]]:
    """The open cards of events, each with its tags, by event."""
    if not event_ids:
        return {}
    open_ones = (col(Topic.event_id).in_(event_ids), col(Topic.state) == "open")
    tagged = select(TopicTag.topic_id, TopicTag.tag).join(Topic, col(Topic.id) == col(TopicTag.topic_id))
    tags: dict[int, list[str]] = defaultdict(list)
    for topic_id, tag in await db.exec(tagged.where(*open_ones).order_by(col(TopicTag.tag))):
        tags[topic_id].append(tag)
    titles: dict[int, list[Titled]] = {event_id: [] for event_id in event_ids}
    for key, event_id, title in await db.exec(select(Topic.id, Topic.event_id, Topic.title).where(*open_ones)):
        titles[event_id].append(Titled(key, title, tuple(tags[key or 0])))
    return titles

"""The card as it is seen: what a topic knows of itself, and what later packages know of it.

A card never knows who looks at it, so that one rendering serves everybody. Where it hangs is asked of a provider that
`create_app` joins in, once for all cards of a page.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import is_over, is_past
from app.events.tables import Event
from app.kernel.clock import Clock, utc_now
from app.kernel.writing import on_day
from app.people.viewers import Viewer
from app.topics.policy import hosts_shown, people_shown
from app.topics.queries import HostView, TopicFacts, facts_of
from app.topics.rules import is_wanted, posting_is_open
from app.topics.tables import Topic


@dataclass(frozen=True)
class PlaceView:
    """A cell in words; `cell` is how forms name it. `time` is the start in the event's zone, `ink` is 1…8 or "all" for
    a plenary. A `repeat` is not the topic's first place."""

    placement_id: int
    timeslot_id: int
    room_id: int | None
    cell: str
    room: str | None
    directions: str
    time: str
    until: str
    day: str
    iso: str
    starts_at: datetime
    ends_at: datetime
    ink: int | str
    repeat: bool = False
    locked: bool = False
    several_days: bool = False

    @property
    def when(self) -> str:
        """The time, with its day where the event has several."""
        return on_day(date.fromisoformat(self.day), self.time) if self.several_days else self.time


@dataclass(frozen=True)
class JoinedView:
    """A card that is part of another now."""

    number: int
    title: str
    pitch: str
    url: str


@dataclass(frozen=True)
class CardView:
    """What a card shows to everybody. `hosts` are those who may be named, `conveners` all. `stars` are None where they
    are kept back. `place` is the next of its `places` that is not over, else the last, or the one in whose cell it is
    seen; `write_up` is the address of what was published of it, or empty; `in_line` its place among those that wait to
    be pitched, 0 when it is its turn. It `seeks_scribe` when it has a time and nobody said that they write its
    note. It is `past` when its event is: nobody can go there any more, and stars stay as they are."""

    topic_id: int
    number: int
    title: str
    pitch: str
    hosts: tuple[str, ...]
    tags: tuple[str, ...]
    stars: int | None
    state: str
    url: str
    place: PlaceView | None
    parked: bool
    write_up: str
    places: tuple[PlaceView, ...] = ()
    in_line: int | None = None
    joined: tuple[JoinedView, ...] = ()
    can_repeat: bool = False
    scribe: str = ""
    seeks_scribe: bool = False
    conveners: tuple[HostView, ...] = ()
    past: bool = False

    @property
    def wanted(self) -> bool:
        """Nobody hosts it yet, and anybody may."""
        return not self.past and is_wanted(self.state, self.conveners)

    @property
    def hosted(self) -> bool:
        """By somebody, named or not."""
        return bool(self.conveners)

    @property
    def first(self) -> PlaceView | None:
        """Under which it is told of afterwards, however often it hung."""
        return self.places[0] if self.places else self.place

    @property
    def others(self) -> tuple[PlaceView, ...]:
        """Its places beside the one that it shows."""
        return tuple(place for place in self.places if place != self.place)

    @property
    def anchor(self) -> str:
        """Its element on the board: a topic that hangs twice has two."""
        repeat = f"-{self.place.placement_id}" if self.place and self.place.repeat else ""
        return f"card-{self.number}{repeat}"

    def at(self, cell: str) -> "CardView":
        """The same card, seen in one of its cells."""
        return replace(self, place=next((place for place in self.places if place.cell == cell), self.place))


@dataclass(frozen=True)
class CardFacts:
    """What the board knows of topics: where they hang, which of those that do not have hung there before, and their
    places in the line of pitches."""

    places: Mapping[int, Sequence[PlaceView]]
    parked: Collection[int]
    in_line: Mapping[int, int] = field(default_factory=dict)


#: Both are asked with the ids of all topics in question.
Provider = Callable[[AsyncSession, Event, Collection[int]], Awaitable[CardFacts]]
WriteUps = Callable[[AsyncSession, Event, Collection[int]], Awaitable[Mapping[int, str]]]


#: When each of these topics was sent to review; of those that were not, nothing.
Reviews = Callable[[AsyncSession, Collection[int]], Awaitable[Mapping[int, datetime]]]


#: Whether the topic's note says anything.
Noted = Callable[[AsyncSession, int], Awaitable[bool]]


async def no_write_ups(_db: AsyncSession, _event: Event, _topic_ids: Collection[int]) -> Mapping[int, str]:
    return {}


async def no_reviews(_db: AsyncSession, _topic_ids: Collection[int]) -> Mapping[int, datetime]:
    return {}


async def nothing_noted(_db: AsyncSession, _topic_id: int) -> bool:
    return False


class Cards:
    """Makes the cards of topics, many at once."""

    def __init__(
        self,
        provider: Provider,
        write_ups: WriteUps = no_write_ups,
        clock: Clock = utc_now,
        count_all: bool = False,
        reviews: Reviews = no_reviews,
        noted: Noted = nothing_noted,
    ) -> None:
        self._provider = provider
        self._write_ups = write_ups
        self._clock = clock
        self._count_all = count_all
        self._reviews = reviews
        self._noted = noted

    def seen_by(self, viewer: Viewer) -> "Cards":
        """For pages that only facilitators' fragments go to, or none."""
        return self.counted() if viewer.is_facilitator else self

    def counted(self) -> "Cards":
        """The same for facilitators, who always see how many stars a card has."""
        return Cards(self._provider, self._write_ups, self._clock, True, self._reviews, self._noted)

    async def of(self, db: AsyncSession, event: Event, topics: Sequence[Topic]) -> list[CardView]:
        return await self.with_facts(db, event, await facts_of(db, topics))

    async def with_facts(self, db: AsyncSession, event: Event, facts: Sequence[TopicFacts]) -> list[CardView]:
        """The same for topics of which the facts are known."""
        if not facts:
            return []
        ids = [each.topic.id for each in facts if each.topic.id is not None]
        known, write_ups = await self._provider(db, event, ids), await self._write_ups(db, event, ids)
        now, stars_shown = self._clock(), event.stars_shown or self._count_all
        return [_card(event, each, known, write_ups, now, stars_shown) for each in facts]

    async def of_one(self, db: AsyncSession, event: Event, topic: Topic) -> CardView:
        return (await self.of(db, event, [topic]))[0]

    async def sent_to_review(self, db: AsyncSession, topic: Topic) -> datetime | None:
        """Since when its note waits to be published."""
        return (await self._reviews(db, [topic.id or 0])).get(topic.id or 0)

    async def is_noted(self, db: AsyncSession, topic: Topic) -> bool:
        """Whether something is written that could be published."""
        return await self._noted(db, topic.id or 0)


def turn_of(cards: Iterable[CardView], now: datetime) -> datetime | None:
    """The next moment at which a card that hangs more than once shows another place."""
    ends = (place.ends_at for card in cards for place in card.places[:-1])
    return min((end for end in ends if end > now), default=None)


def _card(
    event: Event,
    facts: TopicFacts,
    known: CardFacts,
    write_ups: Mapping[int, str],
    now: datetime,
    stars_shown: bool,
) -> CardView:
    topic = facts.topic
    is_held = topic.state == "open" and posting_is_open(event.phase)
    places = tuple(known.places.get(topic.id or 0, ()))
    assert topic.id is not None
    return CardView(
        topic_id=topic.id,
        number=topic.number,
        title=topic.title,
        pitch=topic.pitch,
        hosts=tuple(hosts_shown(event, topic, facts.conveners)),
        conveners=facts.conveners,
        tags=facts.tags,
        stars=facts.stars if stars_shown else None,
        state=topic.state,
        url=f"/{event.slug}/topics/{topic.number}",
        place=_next(places, now),
        parked=topic.id in known.parked,
        write_up=write_ups.get(topic.id, ""),
        places=places,
        in_line=known.in_line.get(topic.id),
        joined=tuple(_joined(event, each) for each in facts.joined),
        can_repeat=topic.can_repeat,
        scribe=facts.scribe if people_shown(event, topic) else "",
        seeks_scribe=is_held and bool(places) and not facts.scribe,
        past=is_past(event.phase, event.ends_on, now.astimezone(ZoneInfo(event.time_zone))),
    )


def _next(places: Sequence[PlaceView], now: datetime) -> PlaceView | None:
    ahead = (place for place in places if not is_over(place.ends_at, now))
    return next(ahead, places[-1] if places else None)


def _joined(event: Event, topic: Topic) -> JoinedView:
    return JoinedView(topic.number, topic.title, topic.pitch, f"/{event.slug}/topics/{topic.number}")

"""What somebody should hear of what is theirs: derived from the log when they look, so that no change costs more.

Their own topics are those that they host or starred, and whose note they write; facilitators hear of corrections too,
hosts and facilitators of replies. What they have seen is noted for all their devices (topics/told).
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import and_, bindparam
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import TopicMerged
from app.board.overlaps import Overlap, overlaps_of
from app.board.rules import Cell
from app.board.tables import Placement
from app.day.news import BEFORE_END, BEFORE_START, OF_TIMES, OF_TOPICS, Known, Logged, News, Span, news_of
from app.day.saying import Saying, of_corrections, of_edition, of_replies
from app.events.tables import Event, Room, Timeslot
from app.events.visiting import Here
from app.kernel.work import ChangeRow, change_of, last_of
from app.people.queries import visits_of
from app.topics.cards import Cards, CardView
from app.topics.own import Concern, concerns_of
from app.topics.pages import all_cards
from app.topics.queries import topics_by_id
from app.topics.tables import Topic
from app.topics.told import BESIDE, CHANGES, CORRECTION, EDITION, END, REPLY, START, minute_of, told_of
from app.writeups.changes import ReplySent
from app.writeups.correcting.waiting import Waiting, last_sent, waiting_at
from app.writeups.replying.queries import waiting_at as replies_waiting_at
from app.writeups.reviews import standing_of

#: While nothing is to be told: before the wall opens and when all is over.
QUIET_PHASES = frozenset({"announced", "closed", "published"})


_HUNG = select(Placement).where(col(Placement.topic_id).in_(bindparam("ids", expanding=True)))
_LOG = (
    select(ChangeRow)
    .where(
        col(ChangeRow.event_id) == bindparam("event_id"),
        col(ChangeRow.revision) > bindparam("since"),
        or_(
            and_(
                col(ChangeRow.subject).in_(bindparam("ids", expanding=True)),
                col(ChangeRow.name).in_([each.__name__ for each in OF_TOPICS]),
            ),
            col(ChangeRow.name).in_([each.__name__ for each in OF_TIMES]),
        ),
    )
    .order_by(col(ChangeRow.revision).desc())
)


@dataclass(frozen=True)
class Item:
    """One thing to tell. `keys` are what is noted when it was seen; `ways` say what else there is."""

    keys: tuple[str, ...]
    words: str
    url: str
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class Inbox:
    """All of it, as of a revision, with the topics that concern its reader. `was` says of those that moved where they
    were; at `next_look` there is something else to tell."""

    revision: int
    concerns: Sequence[Concern]
    items: tuple[Item, ...] = ()
    was: Mapping[int, str] = field(default_factory=dict)
    next_look: datetime | None = None

    @property
    def follows(self) -> list[int]:
        """The numbers of the topics whose changes concern its reader."""
        return [concern.topic.number for concern in self.concerns]

    @property
    def keys(self) -> str:
        return " ".join(key for item in self.items for key in item.keys)


InboxOf = Callable[[Here], Awaitable[Inbox | None]]


@dataclass(frozen=True)
class Shape:
    """When the timeslots are and what the rooms are called, by their ids; those too that were taken away."""

    times: Mapping[int, Span]
    rooms: Mapping[int, str]


@dataclass(frozen=True)
class Ours:
    """What is read of one reader: their topics, how far they were told of them, and where those hang."""

    event: Event
    now: datetime
    concerns: Sequence[Concern]
    told: Mapping[tuple[int, str], int]
    hung: Mapping[int, Mapping[int, Cell]]
    times: Mapping[int, Span]

    @cached_property
    def topics(self) -> dict[int, Topic]:
        return {concern.topic.id or 0: concern.topic for concern in self.concerns}

    @property
    def parts(self) -> dict[int, Topic]:
        """Of each merged one what it is part of."""
        topics = self.topics
        return {id_: topics[topic.merged_into] for id_, topic in topics.items() if topic.merged_into in topics}

    def ends(self) -> Iterator[tuple[Topic, datetime]]:
        """Of all places of what they write: which, and when."""
        for concern in self.concerns:
            if concern.written:
                for cell in self.hung[concern.topic.id or 0].values():
                    yield concern.topic, self.times[cell.timeslot_id][1]

    def starts(self) -> Iterator[tuple[Topic, datetime, int | None]]:
        """Every place of theirs: which, when and where."""
        for topic_id, cells in self.hung.items():
            for cell in cells.values():
                yield self.topics[topic_id], self.times[cell.timeslot_id][0], cell.room_id


def inbox_with(cards: Cards) -> InboxOf:
    async def inbox(here: Here) -> Inbox | None:
        """None for those who take no part."""
        return await inbox_of(here, cards, here.viewer.attendee_id) if here.viewer.attendee_id else None

    return inbox


async def inbox_of(here: Here, cards: Cards, attendee_id: int) -> Inbox:
    revision = await here.revision()
    concerns = await concerns_of(here.db, here.event_id, attendee_id)
    published = await _published(here, attendee_id, concerns)
    asked = await _asked(here, attendee_id) if here.viewer.is_facilitator else ()
    replied = await _replied(here, attendee_id, concerns)
    if not concerns or here.event.phase in QUIET_PHASES:
        return Inbox(revision, concerns, (*asked, *replied, *published))
    shape = await here.alike("shape", lambda: _shape(here.db, here.event_id))
    ours = await _ours(here, attendee_id, concerns, shape.times)
    news = await _news(here.db, ours, attendee_id)
    overlaps = await _overlaps(here, ours, cards)
    words = Saying(ours.event, ours.now, shape.rooms, ours.topics, ours.parts)
    return Inbox(
        revision,
        concerns,
        (
            *asked,
            *replied,
            *published,
            *_ending(ours, words),
            *_starting(ours, words),
            *_changed(ours, news, words),
            *_beside(ours, overlaps, words),
        ),
        {ours.topics[each.topics[0]].number: words.places(each.old) for each in news if each.kind == "moved"},
        _next_look(ours),
    )


async def _published(here: Here, attendee_id: int, concerns: Sequence[Concern]) -> tuple[Item, ...]:
    """Pages of what they host or write, unless they published it themselves; also when all is over."""
    theirs = {concern.topic.id or 0: concern.topic for concern in concerns if concern.hosted or concern.written}
    editions = await standing_of(here.db, here.event, theirs) if theirs else []
    if not editions:
        return ()
    told = await told_of(here.db, attendee_id, theirs)
    own = await visits_of(here.db, attendee_id)
    return tuple(
        Item((f"{EDITION}:{topic.number}:{each.number}",), of_edition(topic, each.number), each.url)
        for each in editions
        for topic in [theirs[each.topic_id]]
        if told.get((each.topic_id, EDITION), 0) < each.number and each.published_by not in own
    )


async def _asked(here: Here, attendee_id: int) -> tuple[Item, ...]:
    """What corrections ask of facilitators: one thing to tell, of everything that was sent since they saw it."""
    sent = await here.alike("corrections", lambda: last_sent(here.db, here.event_id))
    told = await told_of(here.db, attendee_id, sent) if sent else {}
    unseen = [id_ for id_, revision in sent.items() if told.get((id_, CORRECTION), 0) < revision]
    waiting = await waiting_at(here.db, here.event_id, unseen) if unseen else []
    if not waiting:
        return ()
    keys = tuple(f"{CORRECTION}:{each.topic.number}:{sent[each.topic.id or 0]}" for each in waiting)
    return (Item(keys, of_corrections(waiting), _where_corrected(here, waiting)),)


def _where_corrected(here: Here, waiting: Sequence[Waiting]) -> str:
    one = f"/topics/{waiting[0].topic.number}" if len(waiting) == 1 else ""
    return f"{here.home}{one}/corrections"


async def _replied(here: Here, attendee_id: int, concerns: Sequence[Concern]) -> tuple[Item, ...]:
    """Replies that wait for whoever may show them: one thing to tell, of all that came since they saw it."""
    sent = await here.alike("replies", lambda: last_of(here.db, here.event_id, ReplySent))
    hosted = {concern.topic.id or 0 for concern in concerns if concern.hosted}
    theirs = [id_ for id_ in sent if here.viewer.is_facilitator or id_ in hosted]
    told = await told_of(here.db, attendee_id, theirs) if theirs else {}
    unseen = {id_ for id_ in theirs if told.get((id_, REPLY), 0) < sent[id_]}
    waiting = await replies_waiting_at(here.db, here.event_id) if unseen else {}
    topics = await topics_by_id(here.db, unseen & set(waiting))
    if not topics:
        return ()
    keys = tuple(f"{REPLY}:{topic.number}:{sent[topic.id or 0]}" for topic in topics)
    where = f"{here.home}/topics/{topics[0].number}/replies" if len(topics) == 1 else f"{here.home}/replies"
    return (Item(keys, of_replies(sum(waiting[topic.id or 0] for topic in topics)), where),)


async def _shape(db: AsyncSession, event_id: int) -> Shape:
    slots = select(Timeslot.id, Timeslot.starts_at, Timeslot.ends_at).where(Timeslot.event_id == event_id)
    times = {slot_id or 0: (starts_at, ends_at) for slot_id, starts_at, ends_at in await db.exec(slots)}
    rooms = await db.exec(select(Room.id, Room.name).where(Room.event_id == event_id))
    return Shape(times, {room_id or 0: name for room_id, name in rooms})


async def _ours(here: Here, attendee_id: int, concerns: Sequence[Concern], times: Mapping[int, Span]) -> Ours:
    ids = [concern.topic.id or 0 for concern in concerns]
    hung: dict[int, dict[int, Cell]] = {topic_id: {} for topic_id in ids}
    for placement in await here.db.exec(_HUNG, params={"ids": ids}):
        hung[placement.topic_id][placement.id or 0] = Cell(placement.timeslot_id, placement.room_id)
    return Ours(here.event, here.clock(), concerns, await told_of(here.db, attendee_id, ids), hung, times)


async def _news(db: AsyncSession, ours: Ours, attendee_id: int) -> list[News]:
    """Only when there is anything in the log that they may not have seen."""
    log = await _log(db, ours, attendee_id)
    if not log or not any(ends_at > ours.now for _starts_at, ends_at in ours.times.values()):
        return []
    known = [
        Known(id_, concern.topic.state, ours.hung[id_], _seen(ours, concern, log))
        for concern in ours.concerns
        if (id_ := concern.topic.id or 0)
    ]
    return news_of(known, log, ours.times, ours.now)


async def _log(db: AsyncSession, ours: Ours, attendee_id: int) -> list[Logged]:
    """The newest first."""
    ids = list(ours.topics)
    since = min(ours.told.get((topic_id, CHANGES), 0) for topic_id in ids)
    found = (await db.exec(_LOG, params={"event_id": ours.event.id, "since": since, "ids": ids})).all()
    own = await visits_of(db, attendee_id) if found else set()
    return [Logged(row.revision, row.actor in own, change_of(row)) for row in found]


def _seen(ours: Ours, concern: Concern, log: Sequence[Logged]) -> int:
    """Of what only became theirs by a merger they know nothing older than that."""
    told = ours.told.get((concern.topic.id or 0, CHANGES), 0)
    if concern.direct:
        return told
    merged = [
        each.revision for each in log if isinstance(each.change, TopicMerged) and each.change.topic_id in concern.parts
    ]
    return max([told, *merged, *(ours.told.get((part, CHANGES), 0) for part in concern.parts)])


async def _overlaps(here: Here, ours: Ours, cards: Cards) -> list[Overlap]:
    """Cards are looked at only when some are on at once."""
    spans = [
        (ours.times[cell.timeslot_id], topic_id)
        for topic_id, cells in ours.hung.items()
        for cell in cells.values()
        if ours.times[cell.timeslot_id][1] > ours.now
    ]
    at_once = {
        topic_id
        for (starts_at, ends_at), topic_id in spans
        for (other_starts, other_ends), other in spans
        if other != topic_id and starts_at < other_ends and other_starts < ends_at
    }
    if not at_once:
        return []
    everything = await all_cards(here, cards)
    return overlaps_of([card for card in everything if card.topic_id in ours.topics], ours.now, everything)


def _ending(ours: Ours, words: Saying) -> list[Item]:
    """About to, for who writes."""
    return [
        Item((key_of(topic, END, ends_at),), words.of_end(topic, ends_at), f"{_url(ours, topic)}/note")
        for topic, ends_at in ours.ends()
        if ends_at - BEFORE_END <= ours.now < ends_at and ours.told.get((topic.id or 0, END), 0) < minute_of(ends_at)
    ]


def _starting(ours: Ours, words: Saying) -> list[Item]:
    """About to: from five minutes before until it does."""
    soon = [each for each in ours.starts() if each[1] - BEFORE_START <= ours.now < each[1]]
    return [
        Item((key_of(topic, START, starts_at),), words.of_start(topic, starts_at, room_id), _url(ours, topic))
        for topic, starts_at, room_id in sorted(soon, key=lambda each: each[0].number)
        if ours.told.get((topic.id or 0, START), 0) < minute_of(starts_at)
    ]


def _changed(ours: Ours, news: Sequence[News], words: Saying) -> list[Item]:
    return [
        Item(
            tuple(f"{CHANGES}:{ours.topics[topic_id].number}" for topic_id in each.topics),
            words.of(each),
            _url(ours, ours.topics[each.topics[0]]) if len(each.topics) == 1 else f"/{ours.event.slug}/mine",
        )
        for each in news
    ]


def _beside(ours: Ours, overlaps: Sequence[Overlap], words: Saying) -> list[Item]:
    """All that begins to be on at once is one thing to tell, until each two of it were seen."""
    items = []
    for overlap in overlaps:
        until = minute_of(overlap.starts_at)
        if any(ours.told.get((one.topic_id, _kind(other)), 0) < until for one, other in overlap.pairs):
            keys = tuple(f"{_kind(other)}:{one.number}:{until}" for one, other in overlap.pairs)
            ways = tuple(words.of_ways(overlap))
            items.append(Item(keys, words.of_overlap(overlap), f"/{ours.event.slug}/mine", ways))
    return items


def _kind(other: CardView) -> str:
    return f"{BESIDE}-{other.number}"


def key_of(topic: Topic, kind: str, at: datetime) -> str:
    return f"{kind}:{topic.number}:{minute_of(at)}"


def _url(ours: Ours, topic: Topic) -> str:
    return f"/{ours.event.slug}/topics/{topic.number}"


def _next_look(ours: Ours) -> datetime | None:
    """When something starts, or is about to; or ends, for who writes."""
    starts = [moment for _topic, starts_at, _room in ours.starts() for moment in (starts_at - BEFORE_START, starts_at)]
    ends = [moment for _topic, ends_at in ours.ends() for moment in (ends_at - BEFORE_END, ends_at)]
    return min((moment for moment in starts + ends if moment > ours.now), default=None)

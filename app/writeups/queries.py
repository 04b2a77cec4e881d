"""Reading what is published: a topic's page, the event's write-up, and what a search finds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import OFF_RECORD
from app.events.seeing import events_seen
from app.events.tables import Event
from app.kernel.errors import Gone, NotFound
from app.kernel.words import gettext as _
from app.people.viewers import Viewer
from app.topics.cards import Cards, CardView, PlaceView
from app.topics.policy import credited, policy_of
from app.topics.queries import topics_of
from app.topics.rules import REMOVED
from app.topics.tables import Topic
from app.writeups.naming import titles_told
from app.writeups.rules import HELD, PUBLISHED, WAITING, may_be_published, page_name
from app.writeups.tables import Edition, Publication

#: Joins topics and their publications with the editions that stand.
STANDING = (col(Edition.topic_id) == col(Topic.id)) & (col(Edition.number) == col(Publication.edition_number))
#: Letters of HTML that stand on one page; whatever is longer is read on its own.
LONGEST_WHOLE = 1024**2


class Retracted(Gone):
    """It was published; `at` is when that was taken back, and `why` what readers may know of it."""

    def __init__(self, topic: Topic, at: datetime | None, why: str) -> None:
        super().__init__(_("What was written about “%s” has been withdrawn.") % topic.title)
        self.topic, self.at, self.why = topic, at, why


@dataclass(frozen=True)
class EntryView:
    """One published topic in the contents of a write-up. `hosts` is empty where names may not be told."""

    number: int
    title: str
    url: str
    summary: str
    hosts: Sequence[str]
    tags: Sequence[str]
    place: PlaceView | None

    @property
    def order(self) -> tuple[bool, datetime | int, int]:
        """By time; what never hung on the board comes last."""
        return (self.place is None, self.place.starts_at if self.place else 0, self.number)


@dataclass(frozen=True)
class SlotView:
    """The entries of one timeslot, or those without any."""

    place: PlaceView | None
    entries: list[EntryView]


@dataclass(frozen=True)
class EditionLine:
    """An edition as the history of a page lists it."""

    number: int
    published_at: datetime
    change_note: str


@dataclass(frozen=True)
class ContentsView:
    """What an event's write-up holds. `unwritten` are on the board, and nothing of them is published."""

    slots: list[SlotView]
    unwritten: list[CardView]

    @property
    def entries(self) -> list[EntryView]:
        return [entry for slot in self.slots for entry in slot.entries]

    def talked_about(self, now: datetime) -> list[CardView]:
        """What has begun by now and is not written up."""
        return [card for card in self.unwritten if card.first and card.first.starts_at <= now]


@dataclass(frozen=True)
class ReadingView:
    """One edition of a topic's page. `editions` are all of them, newest first; `day` is everything published of the
    event, and `before` and `after` are the page's neighbours in it."""

    entry: EntryView
    edition: Edition
    standing: Edition
    editions: list[EditionLine]
    day: list[EntryView]
    before: EntryView | None
    after: EntryView | None

    @property
    def is_standing(self) -> bool:
        return self.edition.number == self.standing.number


_STANDS = (col(Edition.topic_id) == col(Publication.topic_id)) & (
    col(Edition.number) == col(Publication.edition_number)
)


async def publication_of(db: AsyncSession, topic_id: int) -> Publication | None:
    return (await db.exec(select(Publication).where(Publication.topic_id == topic_id))).first()


async def latest_edition(db: AsyncSession, topic_id: int) -> Edition | None:
    editions = select(Edition).where(Edition.topic_id == topic_id).order_by(col(Edition.number).desc())
    return (await db.exec(editions.limit(1))).first()


async def edition_of(db: AsyncSession, topic_id: int, number: int) -> Edition:
    edition = (await db.exec(select(Edition).where(Edition.topic_id == topic_id, Edition.number == number))).first()
    if edition is not None and edition.redacted_at and not edition.html:
        raise Gone(_("Edition %d has been withdrawn.") % number)
    if edition is None:
        raise NotFound(_("There is no such edition of this page."))
    return edition


async def edition_lines(db: AsyncSession, topic_id: int) -> list[EditionLine]:
    """All editions, the newest first, without their texts."""
    lines = select(Edition.number, Edition.published_at, Edition.change_note).where(Edition.topic_id == topic_id)
    return [EditionLine(*line) for line in await db.exec(lines.order_by(col(Edition.number).desc()))]


async def published_topic(db: AsyncSession, event: Event, number: int | None) -> tuple[Topic, Edition]:
    """The topic and the edition that stands. Raises NotFound, or Gone for what was withdrawn."""
    nothing = NotFound(_("There is no such page in this write-up. Its contents may lead you on."))
    if number is None:
        raise nothing
    found = await db.exec(
        select(Topic, Publication)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .where(Topic.event_id == event.id, Topic.number == number)
    )
    row = found.first()
    if row is None:
        raise nothing
    topic, publication = row
    if topic.state == REMOVED or not may_be_published(policy_of(event, topic)):
        raise Gone(_("What stood here has been withdrawn."))
    if publication.state in (WAITING, HELD):
        raise Gone(_("This page is being looked through. It comes back when that is done."))
    if publication.state != PUBLISHED:
        raise Retracted(topic, publication.withdrawn_at, publication.withdrawn_why)
    return topic, await edition_of(db, publication.topic_id, publication.edition_number)


async def contents_of(db: AsyncSession, event: Event, cards: Cards) -> ContentsView:
    """Everything published of an event by the time it was held, and what else was on the board."""
    entries = await entries_of(db, event, cards)
    written = {entry.number for entry in entries}
    others = [topic for topic in await topics_of(db, event.id or 0) if topic.number not in written]
    told = await titles_told(db, event, others)
    unwritten = [card for card in await cards.of(db, event, told) if card.place]
    slots = [list(found) for _key, found in groupby(entries, key=_slot)]
    return ContentsView([SlotView(group[0].place, group) for group in slots], sorted(unwritten, key=_start))


async def entries_of(db: AsyncSession, event: Event, cards: Cards) -> list[EntryView]:
    """Everything published of an event, in the order of the day."""
    published = await _published(db, event)
    views = {card.topic_id: card for card in await cards.of(db, event, [topic for topic, *_edition in published])}
    entries = [_entry(event, topic, views[topic.id or 0], *edition) for topic, *edition in published]
    return sorted(entries, key=lambda entry: entry.order)


async def texts_of(db: AsyncSession, event: Event) -> dict[int, tuple[str, str]]:
    """The HTML of everything published of an event, by the topics' numbers and with their policies, as long as it is
    together no more than one page can bear."""
    published = (
        select(Topic, Edition.html)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Publication.event_id == event.id, Publication.state == PUBLISHED)
        .order_by(func.length(Edition.html))
    )
    size, texts = 0, {}
    for topic, html in await db.exec(published):
        if not may_be_published(policy := policy_of(event, topic)):
            continue
        size += len(html)
        if size > LONGEST_WHOLE:
            break
        texts[topic.number] = html, policy
    return texts


async def standing_texts(db: AsyncSession, event: Event) -> list[tuple[Topic, Edition]]:
    """Everything that readers see of an event, however long it is."""
    published = (
        select(Topic, Edition)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Publication.event_id == event.id, Publication.state == PUBLISHED, Topic.state != REMOVED)
    )
    return [row for row in await db.exec(published) if may_be_published(policy_of(event, row[0]))]


async def reading_of(
    db: AsyncSession, topic: Topic, edition: Edition, standing: Edition, day: list[EntryView]
) -> ReadingView:
    """`day` is everything published of the event."""
    at = next(place for place, entry in enumerate(day) if entry.number == topic.number)
    before, after = day[at - 1] if at else None, day[at + 1] if at + 1 < len(day) else None
    return ReadingView(day[at], edition, standing, await edition_lines(db, standing.topic_id), day, before, after)


async def pages_of(db: AsyncSession, event_ids: Collection[int]) -> dict[int, int]:
    """How many pages each event's write-up has; events without any are left out."""
    counted = (
        select(Publication.event_id, func.count())
        .where(col(Publication.event_id).in_(event_ids), Publication.state == PUBLISHED)
        .group_by(col(Publication.event_id))
    )
    return dict((await db.exec(counted)).all())


_WRITE_UPS = (
    select(Topic.id, Topic.number, Edition.slug)
    .join(Publication, col(Publication.topic_id) == col(Topic.id))
    .join(Edition, STANDING)
    .where(
        col(Publication.state) == PUBLISHED,
        col(Publication.event_id) == bindparam("event_id"),
        col(Topic.id).in_(bindparam("ids", expanding=True)),
    )
)


async def published_moments(db: AsyncSession, event: Event) -> dict[str, datetime]:
    """By the addresses of its pages, in the order of its cards: when each was published or last had words taken out."""
    found = await db.exec(
        select(Topic, Edition.slug, Edition.published_at, Edition.redacted_at)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Publication.event_id == event.id, Publication.state == PUBLISHED, Topic.state != REMOVED)
        .order_by(col(Topic.number))
    )
    return {
        page_url(event, topic.number, slug): max(at, redacted or at)
        for topic, slug, at, redacted in found
        if may_be_published(policy_of(event, topic))
    }


async def write_ups_of(db: AsyncSession, event: Event, topic_ids: Collection[int]) -> dict[int, str]:
    """The addresses of what readers can see of these topics."""
    found = await db.exec(_WRITE_UPS, params={"event_id": event.id, "ids": list(topic_ids)})
    return {topic_id or 0: page_url(event, number, slug) for topic_id, number, slug in found}


async def standing_editions(db: AsyncSession) -> Sequence[tuple[Event, Topic, Edition]]:
    """All that readers can see, of all events, in the order of publication."""
    found = await db.exec(
        select(Event, Topic, Edition)
        .join(Topic, col(Topic.event_id) == col(Event.id))
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Publication.state == PUBLISHED)
        .order_by(col(Edition.published_at), col(Edition.id))
    )
    return found.all()


async def published_ids(db: AsyncSession, event_id: int) -> Sequence[int]:
    """The topics of an event that readers can see something of, in the order of publication."""
    standing = (
        select(Publication.topic_id)
        .join(Edition, _STANDS)
        .where(Publication.event_id == event_id, Publication.state == PUBLISHED)
    )
    return (await db.exec(standing.order_by(col(Edition.published_at), col(Edition.id)))).all()


async def standing_edition(db: AsyncSession, topic_id: int) -> tuple[Event, Topic, Edition] | None:
    """What readers see of a topic; None if that is nothing."""
    found = await db.exec(
        select(Event, Topic, Edition)
        .join(Topic, col(Topic.event_id) == col(Event.id))
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, _STANDS)
        .where(Publication.topic_id == topic_id, Publication.state == PUBLISHED)
    )
    return found.first()


async def readable_events(db: AsyncSession, viewer: Viewer, now: datetime, named: str = "") -> Sequence[Event]:
    """The events whose write-ups this viewer may search: those they see, but for what was off the record."""
    return [event for event in await events_seen(db, viewer, now, named) if event.attribution != OFF_RECORD]


async def _published(db: AsyncSession, event: Event) -> Sequence[tuple[Topic, str, str, str]]:
    """Topics with slug, title and summary of the edition that stands; a day's texts together would be megabytes."""
    found = await db.exec(
        select(Topic, Edition.slug, Edition.title, Edition.summary)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Publication.event_id == event.id, Publication.state == PUBLISHED)
    )
    return [row for row in found if may_be_published(policy_of(event, row[0]))]


def _entry(event: Event, topic: Topic, card: CardView, slug: str, title: str, summary: str) -> EntryView:
    return EntryView(
        number=card.number,
        title=title,
        url=page_url(event, card.number, slug),
        summary=summary,
        hosts=credited(event, topic, card.conveners),
        tags=card.tags,
        place=card.first,
    )


def _slot(entry: EntryView) -> tuple[datetime, int] | None:
    return (entry.place.starts_at, entry.place.timeslot_id) if entry.place else None


def _start(card: CardView) -> tuple[datetime, int]:
    assert card.first
    return card.first.starts_at, card.number


def page_url(event: Event, number: int, slug: str) -> str:
    return f"/{event.slug}/write-up/{page_name(number, slug)}"

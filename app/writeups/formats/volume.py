"""Everything that readers see of an event, read at once, for formats that carry it away. It is told what pages are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.schedules import guid_of
from app.events.queries import rooms_of
from app.events.tables import Event, Room
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import use_language
from app.notes.photos.queries import address_of
from app.notes.photos.showing import all_pictured, all_told
from app.notes.photos.tables import Photo
from app.topics.cards import Cards
from app.topics.policy import names_told, policy_of
from app.topics.tables import Topic
from app.writeups.attendance import Attendance
from app.writeups.converging.chapter import as_markdown, chapter_of
from app.writeups.extracting import MARKED
from app.writeups.extracts import attendance_among
from app.writeups.formats.tombstones import WithdrawnPage, withdrawn_pages
from app.writeups.queries import (
    EntryView,
    contents_of,
    entries_of,
    standing_texts,
)
from app.writeups.tables import Edition, Extract
from app.writeups.texts import OF_EVENTS, texts_told

#: The text that the groups of the last chapter make.
GROUPS = "groups"


@dataclass(frozen=True)
class Figure:
    """A photo that a text shows. `address` is its path here, `digest` that of its file."""

    name: str
    address: str
    width: int
    height: int
    alt: str
    credit: str
    digest: str


@dataclass(frozen=True)
class Mark:
    """Something that a text says in marks; `who` only where that is told."""

    kind: str
    text: str
    who: str
    address: str
    anchor: str


@dataclass(frozen=True)
class Chapter:
    """What stands of one topic. `html` has its photos with their credits; `markdown` may name others beside the
    `figures`, which are all that it may show."""

    entry: EntryView
    guid: str
    edition: Edition
    first_at: datetime
    html: str
    markdown: str
    marks: Sequence[Mark]
    figures: Sequence[Figure]

    @property
    def attendance(self) -> Attendance | None:
        """How many were there, where the text says it."""
        return attendance_among(self.marks)

    @property
    def changed_at(self) -> datetime:
        """When its words were published, or last taken out."""
        return max(self.edition.published_at, self.edition.redacted_at or self.edition.published_at)


@dataclass(frozen=True)
class EventText:
    markdown: str
    html: str


@dataclass(frozen=True)
class Volume:
    """One event's. `address` is this Hallway's; `texts` are the event's own, by name, and what
    comes of it; none is empty. `withdrawn` are pages that were taken back."""

    event: Event
    address: str
    rooms: Sequence[Room]
    texts: Mapping[str, EventText]
    chapters: Sequence[Chapter]
    withdrawn: Sequence[WithdrawnPage] = ()

    @property
    def url(self) -> str:
        return f"{self.address}/{self.event.slug}/write-up"

    @property
    def changed_at(self) -> datetime:
        return max((chapter.changed_at for chapter in self.chapters), default=self.event.made_at)

    def guid(self, kind: str, name: str = "") -> str:
        """Of a whole that is made of these chapters; it stays."""
        return guid_of(self.event, kind, name)


async def volume_of(db: AsyncSession, event: Event, cards: Cards, markdown: MarkdownRenderer, address: str) -> Volume:
    """In the event's language."""
    with use_language(event.language):
        return Volume(
            event,
            address,
            await rooms_of(db, event.id or 0),
            await _texts(db, event, cards, markdown),
            await _chapters(db, event, cards),
            [replace(page, guid=str(UUID(page.guid))) for page in await withdrawn_pages(db, event)],
        )


async def _texts(db: AsyncSession, event: Event, cards: Cards, markdown: MarkdownRenderer) -> dict[str, EventText]:
    told = await texts_told(db, event)
    chapter = await chapter_of(db, event, await contents_of(db, event, cards), told)
    texts = {**{name: told[name] for name in OF_EVENTS}, GROUPS: as_markdown(chapter)}
    return {name: EventText(text, (await markdown.render(text)).html) for name, text in texts.items() if text}


async def _chapters(db: AsyncSession, event: Event, cards: Cards) -> list[Chapter]:
    standing = {topic.number: (topic, edition) for topic, edition in await standing_texts(db, event)}
    entries = [entry for entry in await entries_of(db, event, cards) if entry.number in standing]
    texts = {number: (edition.html, policy_of(event, topic)) for number, (topic, edition) in standing.items()}
    shown, photos = await all_pictured(db, event, texts), await all_told(db, event, texts)
    firsts, marks = await _firsts(db, event), await _marks(db, event, [topic for topic, _edition in standing.values()])
    return [
        Chapter(
            entry=entry,
            guid=str(UUID(topic.guid)),
            edition=edition,
            first_at=firsts[edition.topic_id],
            html=shown[entry.number],
            markdown=edition.markdown,
            marks=marks[edition.topic_id, edition.number],
            figures=[_figure(event, photo) for photo in photos[entry.number]],
        )
        for entry in entries
        for topic, edition in [standing[entry.number]]
    ]


async def _firsts(db: AsyncSession, event: Event) -> dict[int, datetime]:
    """When each topic's first edition was published."""
    first = select(Edition.topic_id, func.min(Edition.published_at)).where(Edition.event_id == event.id)
    return dict((await db.exec(first.group_by(col(Edition.topic_id)))).all())


async def _marks(db: AsyncSession, event: Event, topics: Sequence[Topic]) -> Mapping[tuple[int, int], list[Mark]]:
    """By topic and edition, in the order of the text."""
    told = {topic.id for topic in topics if names_told(event, topic)}
    found = select(Extract).where(
        Extract.event_id == event.id, col(Extract.stands).is_(True), col(Extract.kind).in_(MARKED)
    )
    marks = defaultdict[tuple[int, int], list[Mark]](list)
    for each in await db.exec(found.order_by(col(Extract.position))):
        who = each.who if each.topic_id in told else ""
        marks[each.topic_id, each.edition].append(Mark(each.kind, each.text, who, each.address, each.anchor))
    return marks


def _figure(event: Event, photo: Photo) -> Figure:
    address = address_of(event, photo.name)
    return Figure(photo.name, address, photo.width, photo.height, photo.alt, photo.credit, photo.hash)

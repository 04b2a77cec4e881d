"""What would be published of a note now."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.markdown import MarkdownRenderer
from app.notes.photos.showing import pictures_to_publish
from app.notes.queries import note_of, text_of
from app.notes.tables import Note
from app.topics.tables import Topic
from app.writeups.compose import EditionDraft, compose
from app.writeups.naming import text_told
from app.writeups.rules import PUBLISHED
from app.writeups.tables import Edition, Publication


@dataclass(frozen=True)
class Written:
    """A topic of which something is written. `edition` is the latest, 0 without one; `stands` tells whether readers see
    it, `is_changed` whether the note says something else by now."""

    topic: Topic
    words: int
    edition: int
    stands: bool
    is_changed: bool

    @property
    def is_ready(self) -> bool:
        """Whether publishing it would give readers something that they do not have."""
        return self.is_changed or not self.stands


async def draft_of(db: AsyncSession, event: Event, topic: Topic, markdown: MarkdownRenderer) -> EditionDraft:
    """Raises what the renderer refuses."""
    note = await note_of(db, topic.id or 0)
    written = (await text_of(db, note.id or 0))[0] if note else ""
    text = await text_told(db, event, topic, written)
    pictures, _left_out = await pictures_to_publish(db, event, text)
    return compose(topic.title, text, await markdown.render(text, pictures))


async def written_at(db: AsyncSession, event: Event) -> list[Written]:
    """In the order of their numbers. Of the notes this takes the texts that are kept, a second or two old."""
    found = await db.exec(
        select(Topic, Note.body, Edition, Publication)
        .join(Note, col(Note.topic_id) == col(Topic.id))
        .outerjoin(Publication, col(Publication.topic_id) == col(Topic.id))
        .outerjoin(
            Edition,
            (col(Edition.topic_id) == col(Topic.id)) & (col(Edition.number) == col(Publication.edition_number)),
        )
        .where(Topic.event_id == event.id, Topic.state == "open", Note.body != "")
        .order_by(col(Topic.number))
    )
    return [await _written(db, event, *row) for row in found.all() if row[1].strip()]


async def _written(
    db: AsyncSession, event: Event, topic: Topic, body: str, edition: Edition | None, publication: Publication | None
) -> Written:
    told = await text_told(db, event, topic, body)
    return Written(
        topic=topic,
        words=len(told.split()),
        edition=edition.number if edition else 0,
        stands=publication is not None and publication.state == PUBLISHED,
        is_changed=edition is None or (edition.markdown, edition.title) != (told, topic.title),
    )

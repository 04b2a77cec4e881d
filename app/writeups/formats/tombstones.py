"""Pages that were taken back, which readers' programs are told to drop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.topics.queries import tags_of
from app.topics.rules import REMOVED
from app.topics.tables import Topic
from app.writeups.rules import PUBLISHED
from app.writeups.tables import Publication


@dataclass(frozen=True)
class WithdrawnPage:
    """Of a card whose page was taken back and does not stand. `tags` are the card's, as long as it shows any."""

    guid: str
    at: datetime
    tags: Sequence[str]


async def withdrawn_pages(db: AsyncSession, event: Event) -> list[WithdrawnPage]:
    """The latest first."""
    at = col(Publication.withdrawn_at)
    withdrawn = (
        select(Topic, Publication.withdrawn_at)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .where(Publication.event_id == event.id, Publication.state != PUBLISHED, at.is_not(None))
        .order_by(at.desc())
    )
    pages = [(topic, moment) for topic, moment in await db.exec(withdrawn) if moment]
    tags = await tags_of(db, [topic.id or 0 for topic, _moment in pages if topic.state != REMOVED])
    return [WithdrawnPage(topic.guid, moment, tags[topic.id or 0]) for topic, moment in pages]

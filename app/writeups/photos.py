"""Photos of what is published: which ones everybody may see."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.notes.photos.queries import address_of, lack_of
from app.notes.photos.tables import Photo
from app.topics.policy import policy_of
from app.topics.queries import topic_by_id
from app.writeups.rules import PUBLISHED, may_be_published
from app.writeups.tables import Edition, Publication


async def photo_is_public(db: AsyncSession, event: Event, photo: Photo) -> bool:
    """Whether it stands in an edition that readers can see, and still may be told of whom it is."""
    policy = policy_of(event, await topic_by_id(db, photo.topic_id))
    if lack_of(policy, photo) or not may_be_published(policy):
        return False
    standing = (
        select(Edition.id)
        .join(Publication, col(Publication.topic_id) == col(Edition.topic_id))
        .where(Publication.event_id == event.id, Publication.state == PUBLISHED)
        .where(col(Edition.html).contains(address_of(event, photo.name), autoescape=True))
    )
    return (await db.exec(standing.limit(1))).first() is not None

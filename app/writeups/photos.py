"""Photos of what is published: which ones everybody may see."""

from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.words import gettext as _
from app.notes.photos.queries import address_of, lack_of
from app.notes.photos.tables import Photo
from app.topics.policy import policy_of
from app.topics.queries import topic_by_id
from app.topics.rules import REMOVED
from app.topics.tables import Topic
from app.writeups.queries import STANDING, page_url
from app.writeups.rules import PUBLISHED, may_be_published
from app.writeups.tables import Edition, Publication


@dataclass(frozen=True)
class PhotoShown:
    """A photo beside its event's write-up. `url` is the page that it stands on; `small` is its address in a small size,
    whose `width` and `height` these are, and `credit` the words
    beneath it."""

    url: str
    title: str
    small: str
    width: int
    height: int
    alt: str
    credit: str


async def photo_is_public(db: AsyncSession, event: Event, photo: Photo) -> bool:
    """Whether it stands in an edition that readers can see, and still may be told of whom it is."""
    if not _is_told(event, photo, await topic_by_id(db, photo.topic_id)):
        return False
    standing = (
        select(Edition.id)
        .join(Publication, col(Publication.topic_id) == col(Edition.topic_id))
        .where(Publication.event_id == event.id, Publication.state == PUBLISHED)
        .where(col(Edition.html).contains(address_of(event, photo.name), autoescape=True))
    )
    return (await db.exec(standing.limit(1))).first() is not None


async def photos_published(db: AsyncSession, event: Event) -> list[PhotoShown]:
    """Those that readers see on the pages of an event, in the order of its cards."""
    standing = (
        select(Photo, Topic, Edition.slug, Edition.title)
        .join(Topic, col(Topic.id) == col(Photo.topic_id))
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Photo.event_id == event.id, col(Photo.taken_away_at).is_(None))
        .where(Publication.state == PUBLISHED, Topic.state != REMOVED)
        .where(col(Edition.html).contains(col(Photo.name)))
        .order_by(col(Topic.number), col(Photo.id))
    )
    found = await db.exec(standing)
    told = [row for row in found if _is_told(event, row[0], row[1])]
    return [_shown(event, photo, topic.number, slug, title) for photo, topic, slug, title in told]


def _is_told(event: Event, photo: Photo, topic: Topic) -> bool:
    policy = policy_of(event, topic)
    return may_be_published(policy) and not lack_of(policy, photo)


def _shown(event: Event, photo: Photo, number: int, slug: str, title: str) -> PhotoShown:
    return PhotoShown(
        url=page_url(event, number, slug),
        title=title,
        small=address_of(event, photo.name, small=True),
        width=photo.small_width,
        height=photo.small_height,
        alt=photo.alt,
        credit=_("Photo: %s") % photo.credit,
    )

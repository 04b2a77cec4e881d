"""Reading what is on its way through review: since when and by whom it waits, whether its note was written on since,
and what its hosts are told when it is published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.people.tables import Attendee
from app.topics.policy import policy_of
from app.topics.tables import Topic
from app.writeups.forms import mark_of
from app.writeups.queries import STANDING, page_url
from app.writeups.rules import PUBLISHED, may_be_published
from app.writeups.tables import Edition, Publication, Review


@dataclass(frozen=True)
class EditionMade:
    """An edition that stands: where, and which visit published it."""

    topic_id: int
    number: int
    url: str
    published_by: int | None


@dataclass(frozen=True)
class ReviewView:
    """`by` is empty for somebody without a name. It is for those who look after the note, so it may be told whose
    word it was."""

    sent_at: datetime
    by: str
    mark: str

    def is_stale(self, note: str) -> bool:
        """Whether the note says something else by now."""
        return self.mark != mark_of(note)


async def reviews_of(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, ReviewView]:
    """By topic."""
    found = await db.exec(
        select(Review, Attendee)
        .outerjoin(Attendee, col(Attendee.id) == col(Review.sent_by))
        .where(col(Review.topic_id).in_(topic_ids))
    )
    return {
        review.topic_id: ReviewView(review.sent_at, attendee.shown if attendee else "", review.mark)
        for review, attendee in found
    }


async def sent_at(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, datetime]:
    """By topic since when it waits."""
    found = await db.exec(select(Review.topic_id, Review.sent_at).where(col(Review.topic_id).in_(topic_ids)))
    return dict(found.all())


async def review_of(db: AsyncSession, topic_id: int) -> ReviewView | None:
    return (await reviews_of(db, [topic_id])).get(topic_id)


async def standing_of(db: AsyncSession, event: Event, topics: Mapping[int, Topic]) -> list[EditionMade]:
    """Of these topics, by their ids, the editions that readers see."""
    told = [id_ for id_, topic in topics.items() if may_be_published(policy_of(event, topic))]
    found = await db.exec(
        select(Edition.topic_id, Edition.number, Edition.slug, Edition.published_by)
        .join(Topic, col(Topic.id) == col(Edition.topic_id))
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .where(STANDING, col(Topic.id).in_(told), Topic.state == "open", Publication.state == PUBLISHED)
        .order_by(col(Edition.published_at))
    )
    return [EditionMade(id_, number, page_url(event, topics[id_].number, slug), by) for id_, number, slug, by in found]

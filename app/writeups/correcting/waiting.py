"""What corrections ask of facilitators: what was sent and nobody has settled, and words that may be told again and come
back only when the note is published anew."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.work import last_of
from app.notes.tables import Note
from app.topics.queries import topics_by_id
from app.topics.tables import Topic
from app.writeups.changes import CorrectionSent
from app.writeups.correcting.queries import waiting_of
from app.writeups.correcting.quotations import is_said
from app.writeups.correcting.rules import TAKEN_BACK, WITHDRAWAL
from app.writeups.correcting.tables import Correction
from app.writeups.correcting.withheld import withdrawn_of
from app.writeups.queries import STANDING
from app.writeups.rules import PUBLISHED
from app.writeups.tables import Edition, Publication


@dataclass(frozen=True)
class Waiting:
    """Of one topic how much was `sent` that nobody has settled, and whether publishing it anew brings words back."""

    topic: Topic
    sent: int
    brings_back: bool


async def last_sent(db: AsyncSession, event_id: int) -> dict[int, int]:
    """By topic the revision at which anybody last sent something, or took it back."""
    return await last_of(db, event_id, CorrectionSent)


async def waiting_at(db: AsyncSession, event_id: int, topic_ids: Collection[int]) -> list[Waiting]:
    """Of these topics, those that ask for something, in the order of their numbers."""
    sent, back = await waiting_of(db, event_id), await coming_back(db, topic_ids)
    asking = [topic_id for topic_id in topic_ids if topic_id in sent or topic_id in back]
    topics = sorted(await topics_by_id(db, asking), key=lambda topic: topic.number)
    return [Waiting(topic, sent.get(topic.id or 0, 0), topic.id in back) for topic in topics]


async def coming_back(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, set[int]]:
    """By topic the withdrawals that were undone while the page has no place for the words, and the note still says
    them."""
    found = (
        await db.exec(
            select(Correction, Edition.markdown, Note.body)
            .join(Topic, col(Topic.id) == col(Correction.topic_id))
            .join(Publication, col(Publication.topic_id) == col(Topic.id))
            .join(Edition, STANDING)
            .join(Note, col(Note.topic_id) == col(Topic.id))
            .where(col(Correction.topic_id).in_(topic_ids), Publication.state == PUBLISHED)
            .where(Correction.kind == WITHDRAWAL, Correction.state == TAKEN_BACK)
        )
    ).all()
    withdrawn = await withdrawn_of(db, {each.topic_id for each, _standing, _note in found}) if found else {}
    back: dict[int, set[int]] = defaultdict(set)
    for each, standing, note in found:
        again = any(other.words == each.before for other in withdrawn.get(each.topic_id, ()))
        if not again and is_said(each.before, note) and not is_said(each.before, standing):
            back[each.topic_id].add(each.id or 0)
    return back

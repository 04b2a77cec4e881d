"""Names in the notes of an event where names are not told, and what was decided about them."""

import asyncio

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import names_may_be_told
from app.events.tables import Event
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.people.tables import Attendee
from app.topics.tables import Convener, Topic
from app.writeups.compose import EditionDraft, text_to_publish
from app.writeups.tables import NameDecision
from app.writeups.telling import Leftover, left_out, leftovers, without_speakers


async def text_told(db: AsyncSession, event: Event, topic: Topic, note: str) -> str:
    """What of a note is published: all of it, or where names are not told what is left without them."""
    text = text_to_publish(topic.title, note)
    if names_may_be_told(event.attribution):
        return text
    decided = await decisions_of(db, topic.id or 0)
    with use_language(event.language):
        return left_out(
            without_speakers(text), [words for words, is_kept in decided.items() if not is_kept], _("somebody")
        )


async def names_left(db: AsyncSession, event: Event, topic: Topic, draft: EditionDraft) -> list[Leftover]:
    """Names that readers would see, where names are not told, and about which nobody has decided."""
    if names_may_be_told(event.attribution):
        return []
    names, decided = await _names_at(db, event.id or 0), await decisions_of(db, topic.id or 0)
    texts = (draft.title, draft.markdown, *(passage.text for passage in draft.passages))
    found = await asyncio.to_thread(leftovers, texts, names)
    return [leftover for leftover in found if not decided.get(leftover.words)]


async def decisions_of(db: AsyncSession, topic_id: int) -> dict[str, bool]:
    """Words, and whether readers see them; in the order of the alphabet."""
    rows = await db.exec(
        select(NameDecision.words, NameDecision.is_kept)
        .where(NameDecision.topic_id == topic_id)
        .order_by(NameDecision.words)
    )
    return dict(rows.all())


async def _names_at(db: AsyncSession, event_id: int) -> set[str]:
    """Everybody who was there, and whoever called a topic; also those who have left."""
    attendees = await db.exec(select(Attendee.name).where(Attendee.event_id == event_id))
    conveners = await db.exec(
        select(Convener.name).join(Topic, col(Topic.id) == col(Convener.topic_id)).where(Topic.event_id == event_id)
    )
    return {name for name in (*attendees, *conveners) if name}

"""Looking up what decides about notes: the event's policy, whose topics they are, and which are locked."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.notes.rules import HOSTS, Terms
from app.notes.tables import Note
from app.topics.queries import facts_of
from app.topics.tables import Topic


async def terms_of(
    db: AsyncSession, event: Event, topics: Sequence[Topic], *, with_hosts: bool = False
) -> dict[int, Terms]:
    """By the ids of the topics. Their hosts are looked up where the policy asks for them, or `with_hosts`."""
    ids = [topic.id or 0 for topic in topics]
    is_locked = select(Note.topic_id).where(col(Note.topic_id).in_(ids), col(Note.locked_at).is_not(None))
    locked = set(await db.exec(is_locked))
    asks_for_hosts = HOSTS in (event.notes_readers, event.notes_writers)
    hosts = await _hosts(db, topics) if with_hosts or asks_for_hosts else {}
    return {
        topic_id: Terms(
            event.visibility,
            event.notes_readers,
            event.notes_writers,
            topic.number,
            hosts.get(topic_id, frozenset()),
            topic_id in locked,
        )
        for topic_id, topic in zip(ids, topics, strict=True)
    }


async def terms_of_one(db: AsyncSession, event: Event, topic: Topic) -> Terms:
    """With its hosts."""
    return (await terms_of(db, event, [topic], with_hosts=True))[topic.id or 0]


async def _hosts(db: AsyncSession, topics: Sequence[Topic]) -> dict[int, frozenset[int]]:
    """Who hosts each of them, or put it up as long as nobody does; and its scribe."""
    return {
        facts.topic.id or 0: frozenset(one for one in (*facts.caretakers, facts.topic.scribe_id) if one)
        for facts in await facts_of(db, topics)
    }

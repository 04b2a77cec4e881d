"""What a policy would do to what is published now, before anybody chooses it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.topics.policy import names_told
from app.topics.queries import facts_of
from app.topics.tables import Topic
from app.writeups.naming import names_at
from app.writeups.queries import STANDING
from app.writeups.rules import HELD, PUBLISHED
from app.writeups.tables import Edition, Publication, RedactionDue
from app.writeups.telling import leftovers, without_speakers


@dataclass(frozen=True)
class Effects:
    """Of what readers see now: how many pages there are, and from how many of them names would go, those of hosts too.
    `hosting` pages have hosts who chose nothing, and whom an open event names. `due` topics are being looked through;
    `held` are the topics whose pages wait for a decision."""

    pages: int
    named: int
    hosting: int
    due: int
    held: Sequence[Topic]


async def effects_at(db: AsyncSession, event: Event, topic: Topic | None = None) -> Effects:
    """At an event, or of one of its topics."""
    standing = (
        select(Topic, Edition)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .join(Edition, STANDING)
        .where(Topic.event_id == event.id, Publication.state == PUBLISHED)
    )
    rows = [row for row in await db.exec(standing) if topic is None or row[0].id == topic.id]
    facts = {each.topic.id: each for each in await facts_of(db, [row[0] for row in rows])}
    hosting = {each for each, found in facts.items() if any(host.credited is None for host in found.conveners)}
    open_ones = [(edition, each.id in hosting) for each, edition in rows if names_told(event, each)]
    named = await asyncio.to_thread(_naming, open_ones, await names_at(db, event.id or 0))
    due = select(func.count()).select_from(RedactionDue).where(RedactionDue.event_id == event.id)
    return Effects(len(rows), named, len(hosting), (await db.exec(due)).one(), await held_at(db, event.id or 0))


async def held_at(db: AsyncSession, event_id: int) -> Sequence[Topic]:
    """The topics whose pages wait for somebody to decide about names."""
    held = (
        select(Topic)
        .join(Publication, col(Publication.topic_id) == col(Topic.id))
        .where(Publication.event_id == event_id, Publication.state == HELD)
    )
    return (await db.exec(held.order_by(col(Topic.number)))).all()


def _naming(editions: Sequence[tuple[Edition, bool]], names: set[str]) -> int:
    return sum(has_hosts or _says_names(edition, names) for edition, has_hosts in editions)


def _says_names(edition: Edition, names: set[str]) -> bool:
    told = without_speakers(edition.markdown)
    return told != edition.markdown or bool(leftovers([edition.title, told], names))

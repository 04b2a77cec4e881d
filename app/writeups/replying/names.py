"""Names of an event's people in replies, where names are not told; that of the writer, which may be one, among them."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.topics.policy import names_told
from app.topics.tables import Topic
from app.writeups.naming import names_at
from app.writeups.replying.tables import Reply
from app.writeups.telling import Leftover, leftovers


async def names_in(db: AsyncSession, event: Event, topic: Topic, reply: Reply) -> Sequence[Leftover]:
    return (await names_in_each(db, event, topic, [reply]))[reply.id or 0]


async def names_in_each(
    db: AsyncSession, event: Event, topic: Topic, replies: Collection[Reply]
) -> Mapping[int, Sequence[Leftover]]:
    """By the ids of the replies."""
    if names_told(event, topic) or not replies:
        return {reply.id or 0: () for reply in replies}
    return await asyncio.to_thread(_found, replies, await names_at(db, event.id or 0))


def _found(replies: Iterable[Reply], names: Collection[str]) -> dict[int, Sequence[Leftover]]:
    return {reply.id or 0: leftovers([reply.name, reply.words], names) for reply in replies}

"""How far somebody was told of what is theirs, and noting what they have seen, for all their devices."""

import re
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.work import Work, revision_of
from app.topics.own import concerns_of
from app.topics.tables import Told, Topic

#: The kinds of what is told; what is on at once has the other topic's number behind it.
CHANGES, START, END, BESIDE, EDITION = "changes", "start", "end", "beside", "edition"
#: What is told to facilitators, of whatever topic.
CORRECTION = "correction"
#: And to hosts too.
REPLY = "reply"

_KEY = re.compile(r"(changes|start|end|edition|correction|reply|beside-\d{1,9}):(\d{1,9})(?::(\d{1,9}))?")
_NOTE = text(
    "INSERT INTO told (topic_id, attendee_id, kind, up_to) VALUES (:topic_id, :attendee_id, :kind, :up_to)"
    " ON CONFLICT (topic_id, attendee_id, kind) DO UPDATE SET up_to ="
    " CASE WHEN excluded.up_to > told.up_to THEN excluded.up_to ELSE told.up_to END"
)
_TOLD = select(Told.topic_id, Told.kind, Told.up_to).where(
    col(Told.attendee_id) == bindparam("attendee_id"), col(Told.topic_id).in_(bindparam("ids", expanding=True))
)


async def told_of(db: AsyncSession, attendee_id: int, topic_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """By topic and kind."""
    told = await db.exec(_TOLD, params={"attendee_id": attendee_id, "ids": list(topic_ids)})
    return {(topic_id, kind): up_to for topic_id, kind, up_to in told}


async def note_told(work: Work, topic_id: int, attendee_id: int, kind: str, up_to: int) -> None:
    """What was known is not forgotten: the furthest counts, whichever device says it."""
    told = {"topic_id": topic_id, "attendee_id": attendee_id, "kind": kind, "up_to": up_to}
    await (await work.db.connection()).execute(_NOTE, told)


async def follow_from_now(work: Work, event_id: int, topic_id: int, attendee_id: int) -> None:
    """What happened to the topic before is no news to whoever takes an interest in it now."""
    await note_told(work, topic_id, attendee_id, CHANGES, await revision_of(work.db, event_id))


async def note_seen(work: Work, event_id: int, attendee_id: int, keys: Collection[str], revision: int) -> None:
    """Notes what these keys stand for, of the attendee's own topics, or of any for corrections and replies; what is
    changed after `revision` is still news. Keys of others, and what is none, are passed over."""
    own = {concern.topic.number: concern.topic for concern in await concerns_of(work.db, event_id, attendee_id)}
    newest = min(revision, await revision_of(work.db, event_id))
    for key in keys:
        if not (found := _KEY.fullmatch(key)):
            continue
        kind, number = found[1], int(found[2])
        topic = await _any(work.db, event_id, number) if kind in (CORRECTION, REPLY) else own.get(number)
        up_to = newest if kind == CHANGES else int(found[3] or 0)
        if topic and topic.id:
            await note_told(work, topic.id, attendee_id, kind, up_to)


async def _any(db: AsyncSession, event_id: int, number: int) -> Topic | None:
    return (await db.exec(select(Topic).where(Topic.event_id == event_id, Topic.number == number))).first()


def minute_of(moment: datetime) -> int:
    """Of all time, so that it can be compared and kept as a number."""
    return int(moment.timestamp() // 60)

"""Deciding about names in a note, where names are not told. No change tells of it: it would tell the names."""

from sqlmodel import delete

from app.kernel.work import Work
from app.topics.tables import Topic
from app.writeups.tables import NameDecision


async def decide_name(work: Work, topic: Topic, words: str, *, is_kept: bool, by: int | None = None) -> None:
    """Readers see these words although they may be a name, or something else instead."""
    decision = await work.db.get(NameDecision, (topic.id, words))
    decision = decision or NameDecision(topic_id=topic.id or 0, words=words, is_kept=is_kept, decided_at=work.now)
    decision.is_kept, decision.decided_at, decision.decided_by = is_kept, work.now, by
    work.db.add(decision)


async def reopen_name(work: Work, topic: Topic, words: str) -> None:
    """Somebody decides anew."""
    await work.db.exec(delete(NameDecision).where(NameDecision.topic_id == topic.id, NameDecision.words == words))  # type: ignore[arg-type]

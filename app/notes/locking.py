"""Locking a note, so that it stays as it is, and unlocking it."""

from sqlmodel import select

from app.kernel.work import Work
from app.notes.actions import ensure_note
from app.notes.changes import NoteLocked, NoteUnlocked
from app.notes.tables import Note
from app.topics.tables import Topic


async def lock_note(work: Work, topic: Topic) -> None:
    """Again does nothing. One that nobody has begun can be locked too."""
    note = await _held(work, topic)
    if note.locked_at is None:
        note.locked_at = work.now
        work.db.add(note)
        work.record(NoteLocked(**_about(topic)))


async def unlock_note(work: Work, topic: Topic) -> None:
    """Again does nothing."""
    note = await _held(work, topic)
    if note.locked_at is not None:
        note.locked_at = None
        work.db.add(note)
        work.record(NoteUnlocked(**_about(topic)))


async def _held(work: Work, topic: Topic) -> Note:
    note = await ensure_note(work.db, topic.event_id, topic.id or 0)
    held = select(Note).where(Note.id == note.id).with_for_update().execution_options(populate_existing=True)
    return (await work.db.exec(held)).one()


def _about(topic: Topic) -> dict[str, int]:
    return {"event_id": topic.event_id, "topic_id": topic.id or 0, "number": topic.number}

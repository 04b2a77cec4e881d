"""Reading notes: a topic's note, and its log as far as it is needed to make the document."""

from typing import NamedTuple

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.notes.live_note import made_from
from app.notes.tables import Note, NoteSnapshot, NoteUpdate


class Stored(NamedTuple):
    """A note as the database has it: `updates` make the document, the snapshot first if there is one."""

    epoch: int
    body: str
    updates: list[bytes]
    last_id: int
    rows_since_snapshot: int


async def note_of(db: AsyncSession, topic_id: int) -> Note | None:
    return (await db.exec(select(Note).where(Note.topic_id == topic_id))).first()


async def stored_note(db: AsyncSession, note_id: int, at_most: int | None = None) -> Stored | None:
    """Snapshot and (`at_most` so many) later rows, to be applied one after another: merging many is quadratic."""
    note = (await db.exec(select(Note).where(Note.id == note_id))).first()
    if note is None:
        return None
    snapshot = (
        await db.exec(select(NoteSnapshot).where(NoteSnapshot.note_id == note_id, NoteSnapshot.epoch == note.epoch))
    ).first()
    rows = await _rows(db, note_id, note.epoch, snapshot.upto_id if snapshot else 0, at_most)
    updates = [snapshot.data] if snapshot else []
    last_id = rows[-1][0] if rows else snapshot.upto_id if snapshot else 0
    return Stored(note.epoch, note.body, updates + [data for _, data in rows], last_id, len(rows))


async def updates_upto(db: AsyncSession, note_id: int, epoch: int, upto_id: int) -> list[bytes]:
    """What makes the document as it was at `upto_id`: from the snapshot if it is not younger, else from the start."""
    snapshot = (
        await db.exec(
            select(NoteSnapshot).where(
                NoteSnapshot.note_id == note_id, NoteSnapshot.epoch == epoch, NoteSnapshot.upto_id <= upto_id
            )
        )
    ).first()
    rows = await _rows(db, note_id, epoch, snapshot.upto_id if snapshot else 0)
    return ([snapshot.data] if snapshot else []) + [data for row_id, data in rows if row_id <= upto_id]


async def text_of(db: AsyncSession, note_id: int) -> tuple[str, int]:
    """The text of a note and the id of the last edit in it, for a form that will come back with both."""
    stored = await stored_note(db, note_id)
    return ((await made_from(stored.updates)).text(), stored.last_id) if stored else ("", 0)


async def _rows(
    db: AsyncSession, note_id: int, epoch: int, after_id: int, at_most: int | None = None
) -> list[tuple[int, bytes]]:
    found = await db.exec(
        select(NoteUpdate.id, NoteUpdate.data)
        .where(NoteUpdate.note_id == note_id, NoteUpdate.epoch == epoch, col(NoteUpdate.id) > after_id)
        .order_by(col(NoteUpdate.id))
        .limit(at_most)
    )
    return [(row_id, data) for row_id, data in found if row_id is not None]

"""Changing notes in the database: the log's batches, compactions, the text projection, and a topic's first note."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.database import Database
from app.notes.queries import note_of
from app.notes.tables import Hand, Note, NoteSnapshot, NoteUpdate


class Edit(NamedTuple):
    """A row of the log to be. Nobody has written with the clients in `new_hands` before this author, who without an
    attendee is known by the visit."""

    note_id: int
    epoch: int
    data: bytes
    author_id: int | None
    visit_id: int | None = None
    new_hands: Sequence[int] = ()


class NewHand(NamedTuple):
    """A row of the table of hands to be."""

    note_id: int
    epoch: int
    client: int
    attendee_id: int | None
    visit_id: int | None


async def ensure_note(db: AsyncSession, event_id: int, topic_id: int) -> Note:
    """The note of a topic, begun if there is none."""
    note = await note_of(db, topic_id)
    if note is None:
        note = Note(topic_id=topic_id, event_id=event_id)
        db.add(note)
        await db.flush()
    return note


async def begun_note(database: Database, event_id: int, topic_id: int) -> Note:
    """The topic's note; when several come first at once, one of them begins it."""
    async with database.reading() as db:
        note = await note_of(db, topic_id)
    if note is not None:
        return note
    try:
        async with database.writing() as db:
            return await ensure_note(db, event_id, topic_id)
    except IntegrityError:
        return await begun_note(database, event_id, topic_id)


async def append_updates(db: AsyncSession, dialect: str, edits: Sequence[Edit], at: datetime) -> list[int | None]:
    """Insert edits in one statement; their ids, None for those whose epoch is over.

    Locking the notes keeps ids in the order of commit on PostgreSQL too, which snapshots rely on.
    """
    epochs = await lock_notes(db, {edit.note_id for edit in edits})
    fresh = [epochs.get(edit.note_id) == edit.epoch for edit in edits]
    reserved = iter(await _reserve(db, dialect, sum(fresh)))
    ids = [next(reserved) if is_fresh else None for is_fresh in fresh]
    rows = [
        {"id": i, "note_id": e.note_id, "epoch": e.epoch, "data": e.data, "author_id": e.author_id, "at": at}
        for i, e in zip(ids, edits, strict=True)
        if i is not None
    ]
    if rows:
        connection = await db.connection()
        await connection.execute(insert(NoteUpdate), rows)
        if hands := [hand._asdict() for hand in hands_in(edits, ids)]:
            await connection.execute(postgresql.insert(Hand).on_conflict_do_nothing(), hands)
    return ids


def hands_in(edits: Sequence[Edit], ids: Sequence[int | None]) -> list[NewHand]:
    """The new ones of those edits that were stored."""
    return [
        NewHand(edit.note_id, edit.epoch, client, edit.author_id, None if edit.author_id else edit.visit_id)
        for edit, row in zip(edits, ids, strict=True)
        if row is not None
        for client in edit.new_hands
    ]


async def lock_notes(db: AsyncSession, ids: Iterable[int]) -> dict[int, int]:
    """The current epoch of each note; they are held until commit."""
    wanted = select(Note.id, Note.epoch).where(col(Note.id).in_(sorted(ids))).order_by(col(Note.id)).with_for_update()
    return {note_id: epoch for note_id, epoch in await db.exec(wanted) if note_id is not None}


async def _reserve(db: AsyncSession, dialect: str, count: int) -> list[int]:
    """Ids for new rows, known beforehand so that a plain bulk insert does."""
    if dialect == "postgresql":
        sequence = "SELECT nextval(pg_get_serial_sequence('note_update', 'id')) FROM generate_series(1, :count)"
        return sorted((await (await db.connection()).execute(text(sequence), {"count": count})).scalars())
    last = (await db.exec(select(func.max(NoteUpdate.id)))).one() or 0
    return list(range(last + 1, last + 1 + count))


async def store_snapshot(db: AsyncSession, snapshot: NoteSnapshot) -> bool:
    """Keep a compaction unless the note has begun anew since it was made, or another one reaches as far.

    The log stays as it is.
    """
    epochs = await lock_notes(db, [snapshot.note_id])
    if epochs.get(snapshot.note_id) != snapshot.epoch:
        return False
    kept = await db.get(NoteSnapshot, snapshot.note_id)
    if kept and kept.epoch == snapshot.epoch and kept.upto_id >= snapshot.upto_id:
        return False
    await db.merge(snapshot)
    return True


async def store_body(db: AsyncSession, note_id: int, epoch: int, body: str, upto: int, at: datetime) -> bool:
    """The text for search and for pages that only read, unless another worker has stored one that holds more."""
    stored = await db.exec(
        update(Note)
        .where(col(Note.id) == note_id, col(Note.epoch) == epoch, col(Note.body_upto) <= upto)
        .values(body=body, body_upto=upto, body_at=at)
    )
    return bool(stored.rowcount)


async def try_writing(db: AsyncSession) -> None:
    """Write something that changes nothing: fails while the disk is full or the database locked."""
    await db.exec(
        update(Note).where(col(Note.id) == select(func.min(Note.id)).scalar_subquery()).values(epoch=Note.epoch)
    )

"""Reading notes: a topic's note, and its log as far as it is needed to make the document."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.notes.counting import says_something
from app.notes.hands import Writer
from app.notes.live_note import made_from
from app.notes.tables import Hand, Note, NoteSnapshot, NoteUpdate


class Stored(NamedTuple):
    """A note as the database has it: `updates` make the document, the snapshot first if there is one."""

    epoch: int
    body: str
    body_upto: int
    updates: list[bytes]
    last_id: int
    rows_since_snapshot: int
    annotated: int


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
    updates += [data for _, data in rows]
    return Stored(note.epoch, note.body, note.body_upto, updates, last_id, len(rows), note.annotated)


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


class Standing(NamedTuple):
    """What of a note changes beside its log."""

    epoch: int
    annotated: int


async def standings_of(db: AsyncSession, note_ids: Collection[int]) -> dict[int, Standing]:
    found = await db.exec(select(Note.id, Note.epoch, Note.annotated).where(col(Note.id).in_(note_ids)))
    return {note_id: Standing(*standing) for note_id, *standing in found if note_id is not None}


class Mark(NamedTuple):
    """A place in the log of a note."""

    note_id: int
    epoch: int
    row: int


async def rows_after(db: AsyncSession, marks: Iterable[Mark], at_most: int) -> dict[int, list[int]]:
    """The ids of the rows that each note has beyond its mark, in their order, the earliest if there are too many."""
    log = NoteUpdate
    beyond = [
        and_(col(log.note_id) == mark.note_id, col(log.id) > mark.row, col(log.epoch) == mark.epoch) for mark in marks
    ]
    found = await db.exec(
        select(NoteUpdate.note_id, NoteUpdate.id).where(or_(*beyond)).order_by(col(NoteUpdate.id)).limit(at_most)
    )
    rows: dict[int, list[int]] = defaultdict(list)
    for note_id, row in found:
        rows[note_id].append(row or 0)
    return rows


async def hands_of(db: AsyncSession, note_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """By note: the persons (see `Writer`) who first wrote with each client of the document that it has now."""
    found = await db.exec(
        select(Hand.note_id, Hand.client, Hand.attendee_id, Hand.visit_id)
        .join(Note, and_(col(Note.id) == col(Hand.note_id), col(Note.epoch) == col(Hand.epoch)))
        .where(col(Hand.note_id).in_(note_ids))
    )
    hands: dict[int, dict[int, int]] = defaultdict(dict)
    for note_id, client, attendee_id, visit_id in found:
        hands[note_id][client] = Writer(attendee_id, visit_id).person
    return hands


async def updates_of(db: AsyncSession, rows: Collection[int]) -> dict[int, bytes]:
    found = await db.exec(select(NoteUpdate.id, NoteUpdate.data).where(col(NoteUpdate.id).in_(rows)))
    return {row: data for row, data in found if row is not None}


async def text_of(db: AsyncSession, note_id: int) -> tuple[str, int]:
    """The text of a note and the id of the last edit in it, for a form that will come back with both."""
    stored = await stored_note(db, note_id)
    return ((await made_from(stored.updates)).text(), stored.last_id) if stored else ("", 0)


async def is_written(db: AsyncSession, topic_id: int) -> bool:
    """Whether its note says anything; what was typed a moment ago counts."""
    note = await note_of(db, topic_id)
    return note is not None and (says_something(note.body) or says_something((await text_of(db, note.id or 0))[0]))


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

"""The note of a topic that was brought in: begun, or rewritten by an edit like any other."""

from asyncio import to_thread
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.database import Database
from app.kernel.errors import Conflict
from app.kernel.work import Work, Works
from app.notes.actions import Edit, append_updates, begun_note, ensure_note, store_body
from app.notes.hands import Writer
from app.notes.live_notes import LiveNotes
from app.notes.merging import edit_between
from app.notes.queries import note_of, stored_note, text_of
from app.notes.refusals import UNWRITTEN, reason
from app.topics.tables import Topic


class Notes(Protocol):
    """What it takes to write notes."""

    @property
    def database(self) -> Database: ...

    @property
    def works(self) -> Works: ...

    @property
    def live_notes(self) -> LiveNotes: ...


@dataclass(frozen=True)
class NoteNow:
    """What the log of a note says, up to which row."""

    text: str = ""
    upto: int = 0
    is_locked: bool = False


async def note_now(db: AsyncSession, topic: Topic) -> NoteNow:
    note = await note_of(db, topic.id or 0)
    if note is None:
        return NoteNow()
    text, upto = await text_of(db, note.id or 0)
    return NoteNow(text, upto, note.locked_at is not None)


async def begin_note(work: Work, topic: Topic, text: str, dialect: str) -> None:
    if not text:
        return
    edit = await to_thread(edit_between, [], text)
    note = await ensure_note(work.db, topic.event_id, topic.id or 0)
    await _append(work.db, dialect, Edit(note.id or 0, note.epoch, edit or b"", None), text, work.now)


async def rewrite_note(notes: Notes, topic: Topic, now: NoteNow, text: str) -> None:
    """Through the live notes where they run, so that whoever has it open sees it. Raises Conflict where it cannot be
    written."""
    if text.strip() == now.text.strip():
        return
    note = await begun_note(notes.database, topic.event_id, topic.id or 0)
    if not notes.live_notes.is_running:
        await _rewrite_in_log(notes, note.id or 0, now.upto, text)
        return
    try:
        await notes.live_notes.write(note.id or 0, text, now.upto, Writer(), note.epoch)
    except UNWRITTEN as error:
        raise Conflict(reason(error)[0]) from error


async def _rewrite_in_log(notes: Notes, note_id: int, upto: int, text: str) -> None:
    async with notes.database.reading() as db:
        stored = await stored_note(db, note_id)
    if stored is None or stored.last_id != upto:
        raise Conflict("Somebody writes in its note at this moment. Run this again.")
    edit = await to_thread(edit_between, stored.updates, text)
    if edit:
        async with notes.works.begin() as work:
            row = Edit(note_id, stored.epoch, edit, None)
            await _append(work.db, notes.database.dialect, row, text, work.now)


async def _append(db: AsyncSession, dialect: str, edit: Edit, text: str, at: datetime) -> None:
    (upto,) = await append_updates(db, dialect, [edit], at)
    await store_body(db, edit.note_id, edit.epoch, text, upto or 0, at)

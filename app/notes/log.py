"""The one writer of the note log: everything that came in meanwhile goes into one transaction, then it is told.

The time a commit takes is the batching window: many editors share one fsync, and nobody sees what is not on disk. While
notes are quiet an edit is committed at once; when they are busy, small batches wait a few milliseconds to be fewer.
"""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.logs import log
from app.notes.actions import Edit
from app.notes.appending import append_batch
from app.notes.contents import clients_in
from app.notes.conversation import Conversation
from app.notes.hands import Writer
from app.notes.open_note import OpenNote
from app.notes.protocol import EMPTY_UPDATE

#: A batch that would begin sooner than this after the last one waits, in seconds...
BUSY_WINDOW = 0.015
#: ...unless it is already this large.
WORTHWHILE = 128
#: While notes are busy, writers hear that their edits are stored at most this often, in seconds.
ACKNOWLEDGED_EVERY = 0.02


class NotSaved(Exception):
    """The edit did not get into the log; it is not in the note."""


@dataclass(slots=True, eq=False)
class Entry:
    """One edit on its way into the log. `done` is for those who wait for it without a socket."""

    note: OpenNote
    update: bytes
    writer: Writer
    conversation: Conversation | None
    new_hands: Sequence[int] = ()
    #: Called when this and all that was queued before it is stored; not called if it is not.
    then: Callable[[], None] | None = None
    done: asyncio.Future[None] | None = None
    id: int | None = None


#: What to do with a note whose document went ahead of the log: (note, replaced by a new epoch?).
OnLost = Callable[[OpenNote, bool], None]


class NoteLog:
    """A queue and a task. `trouble` says why notes cannot be saved, as long as they cannot."""

    def __init__(self, database: Database, clock: Clock, on_lost: OnLost) -> None:
        self.trouble: str | None = None
        self._database = database
        self._clock = clock
        self._on_lost = on_lost
        self._queue: list[Entry] = []
        self._something = asyncio.Event()
        self._enough = asyncio.Event()
        self._written_at = 0.0
        self._stopping = False
        self._owed: Counter[Conversation] = Counter()
        self._paying: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="note log")

    async def stop(self) -> None:
        """Writes what is queued, then ends."""
        if self._task is None:
            return
        self._stopping = True
        self._something.set()
        await self._task
        self._task = None
        self._pay()

    def add(
        self,
        note: OpenNote,
        update: bytes,
        writer: Writer,
        conversation: Conversation | None,
        new_hands: Sequence[int] = (),
        then: Callable[[], None] | None = None,
    ) -> Entry:
        """Queue an edit that has been applied to the note's document already. `new_hands` are clients in it that had
        not written before; `then` is called when it and what was queued before is stored."""
        entry = Entry(note, update, writer, conversation, new_hands, then)
        self._queue.append(entry)
        note.queued += 1
        self._something.set()
        if len(self._queue) == WORTHWHILE:
            self._enough.set()
        return entry

    async def save(self, note: OpenNote, update: bytes, writer: Writer) -> None:
        """Queue an applied edit and wait until it is in the log. Raises NotSaved."""
        entry = self.add(note, update, writer, None, note.hands.write(clients_in(update), writer.person))
        entry.done = asyncio.get_running_loop().create_future()
        await entry.done

    async def _run(self) -> None:
        while self._queue or not self._stopping:
            await self._something.wait()
            await self._gather()
            await self._write_queued()

    async def _gather(self) -> None:
        """Nothing while it is quiet; when busy, a moment for more edits to share the commit and the frames."""
        pause = self._written_at + BUSY_WINDOW - time.monotonic()
        if pause > 0 and not self._enough.is_set() and not self._stopping:
            try:
                async with asyncio.timeout(pause):
                    await self._enough.wait()
            except TimeoutError:
                pass

    async def _write_queued(self) -> None:
        batch, self._queue = self._queue, []
        self._something.clear()
        self._enough.clear()
        try:
            await self._commit(batch)
        except Exception as error:
            _count_off(batch)
            self._failed(batch, error)
        else:
            self.trouble = None
            asyncio.get_running_loop().call_soon(self._committed, batch)  # while the disk takes the next
        self._written_at = time.monotonic()

    async def _commit(self, batch: list[Entry]) -> None:
        """One transaction for all. An entry without an id afterwards was not stored: its note has begun anew."""
        stored = [entry for entry in batch if entry.update != EMPTY_UPDATE]
        if not stored:
            return
        edits = [
            Edit(e.note.id, e.note.epoch, e.update, e.writer.attendee_id, e.writer.visit_id, e.new_hands)
            for e in stored
        ]
        ids = await append_batch(self._database, edits, self._clock())
        for entry, entry_id in zip(stored, ids, strict=True):
            entry.id = entry_id

    def _committed(self, batch: list[Entry]) -> None:
        _count_off(batch)
        for note, entries in _by_note(batch).items():
            edits = [entry for entry in entries if entry.update != EMPTY_UPDATE]
            if any(entry.id is None for entry in edits):
                _give_up(entries, "the note has begun anew")
                self._on_lost(note, True)
                continue
            note.stored([entry.id for entry in edits if entry.id])
            self._acknowledge(entries)
            self._tell(note, edits)

    def _tell(self, note: OpenNote, edits: list[Entry]) -> None:
        """Stored is stored: where the readers cannot be told, they come back and sync."""
        try:
            new_hands = {client: entry.writer.person for entry in edits for client in entry.new_hands}
            note.tell_edits([(entry.id or 0, entry.update, entry.conversation) for entry in edits], new_hands)
        except Exception as error:
            log.error("note_not_told", note=note.id, exc_info=error)
            self._on_lost(note, False)

    def _acknowledge(self, entries: list[Entry]) -> None:
        self._owed.update(entry.conversation for entry in entries if entry.conversation)
        for entry in entries:
            if entry.done and not entry.done.done():
                entry.done.set_result(None)
            if entry.then:
                entry.then()
        if self._paying is None:
            self._pay()

    def _pay(self) -> None:
        """Acknowledges at once after a quiet while, and again later what is stored meanwhile."""
        self._paying = None
        if self._owed:
            owed, self._owed = self._owed, Counter()
            for conversation, count in owed.items():
                conversation.acknowledge(count)
            self._paying = asyncio.get_running_loop().call_later(ACKNOWLEDGED_EVERY, self._pay)

    def _failed(self, batch: list[Entry], error: Exception) -> None:
        """The documents are ahead of the log now. They go, with whatever was queued for them meanwhile."""
        self.trouble = str(error)
        by_note = _by_note(batch)
        log.error("notes_not_saved", notes=[note.id for note in by_note], exc_info=error)
        for note, entries in by_note.items():
            _give_up(entries, str(error))
            self._on_lost(note, False)
        kept = []
        for entry in self._queue:
            if entry.note.dropped:
                _count_off([entry])
                _give_up([entry], str(error))
            else:
                kept.append(entry)
        self._queue = kept


def _by_note(batch: list[Entry]) -> dict[OpenNote, list[Entry]]:
    by_note: dict[OpenNote, list[Entry]] = defaultdict(list)
    for entry in batch:
        by_note[entry.note].append(entry)
    return by_note


def _count_off(entries: list[Entry]) -> None:
    for entry in entries:
        entry.note.queued -= 1


def _give_up(entries: list[Entry], why: str) -> None:
    for entry in entries:
        if entry.done and not entry.done.done():
            entry.done.set_exception(NotSaved(why))

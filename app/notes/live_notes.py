"""The notes that are open on this server: each loaded once, kept while somebody needs it, tidied, and closed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from app.kernel.clock import Clock, utc_now
from app.kernel.database import Database
from app.kernel.fanout import Fanout
from app.kernel.health import Check, Trouble
from app.kernel.logs import log
from app.kernel.outbox import TRY_AGAIN_LATER
from app.kernel.words import gettext as _
from app.notes.actions import store_body, store_snapshot, try_writing
from app.notes.conversation import OLD_EPOCH, check_room
from app.notes.elsewhere import SILENCE, Elsewhere
from app.notes.hands import Hands, Writer
from app.notes.limits import Limits
from app.notes.live_note import LiveNote, made_from
from app.notes.log import NoteLog, NotSaved
from app.notes.merging import edit_between
from app.notes.open_note import OpenNote
from app.notes.queries import Stored, hands_of, standings_of, stored_note, updates_upto
from app.notes.tables import NoteSnapshot, NoteVersion
from app.notes.versions import AUTOMATIC, Moment, keep_version, last_version
from app.notes.watch import Watch

SERVICE_RESTART = 1012

#: Between two rounds of tidying, in seconds; `note.body` is at most this old plus the time of one round.
ROUND = 1.5
#: Rows after which the log of a note gets a new snapshot, and the most that go into it in one round.
COMPACTED, COMPACTED_AT_ONCE = 500, 5000


class NoSuchNote(Exception):
    """There is no row for this note."""


class NoteBegunAnew(Exception):
    """The text was started from an epoch of the note that is over."""


class LiveNotes:
    """The engine. Give it the database; `start()` and `stop()` belong into the application's lifespan."""

    def __init__(
        self,
        database: Database,
        clock: Clock = utc_now,
        limits: Limits | None = None,
        fanout: Fanout | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.log = NoteLog(database, clock, self._lost)
        self.watch = Watch(database, clock)
        self._database = database
        self._clock = clock
        self._notes: dict[int, OpenNote] = {}
        self._loading: dict[int, asyncio.Task[OpenNote]] = {}
        self._tidying: asyncio.Task[None] | None = None
        self._elsewhere = Elsewhere(fanout or Fanout(), database, self._notes, self._lost)

    @property
    def trouble(self) -> str | None:
        """Why notes cannot be saved; None while they can."""
        return self.log.trouble

    @property
    def healthy(self) -> bool:
        return self.trouble is None

    @property
    def is_running(self) -> bool:
        return self._tidying is not None

    async def start(self) -> None:
        self.log.start()
        self.watch.start()
        self._elsewhere.start()
        self._tidying = asyncio.create_task(self._keep_tidy(), name="tidy notes")

    async def stop(self) -> None:
        """Commit what is queued, store the texts, send everybody away to come back to the next process."""
        if self._tidying is None:
            return
        self._tidying.cancel()
        await asyncio.gather(self._tidying, return_exceptions=True)
        self._tidying = None
        await self.watch.stop()
        await self.log.stop()
        await self._elsewhere.stop()
        try:
            await self._elsewhere.look(self._notes.values())
            await self._store_bodies([note for note in self._notes.values() if note.body_is_old])
        except Exception as error:  # the log has every word; the texts are made of it again
            log.error("notes_not_tidied", exc_info=error)
        for note in list(self._notes.values()):
            note.close(SERVICE_RESTART, "restart")
        self._notes.clear()

    @asynccontextmanager
    async def opened(self, note_id: int) -> AsyncIterator[OpenNote]:
        """The note, loaded and up to date: nobody hears a word of it before. Raises NoSuchNote."""
        note = await self._get(note_id)
        note.holders += 1
        try:
            await self._elsewhere.look([note])
            yield note
        finally:
            note.holders -= 1

    async def write(self, note_id: int, text: str, base: int, writer: Writer, epoch: int | None = None) -> None:
        """Take a text that was started from the note as of the row `base`; what others wrote meanwhile stays.

        Raises NoSuchNote, NoteBegunAnew, NotSaved, and Refused if the note would become too large.
        """
        async with self.opened(note_id) as note:
            if epoch not in (None, note.epoch):
                raise NoteBegunAnew(note_id)
            async with self._database.reading() as db:
                updates = await updates_upto(db, note_id, note.epoch, base)
            update = await asyncio.to_thread(edit_between, updates, text)
            if update is None:
                return
            if note.dropped:
                raise NotSaved("the note was closed meanwhile")
            check_room(note, update, self.limits)
            note.document.apply(update)
            await self.log.save(note, update, writer)

    async def store_text(self, note_id: int) -> None:
        """Bring `note.body` up to date now, for whoever is about to publish it."""
        async with self.opened(note_id) as note:
            await self._store_bodies([note])

    async def keep_version(self, note_id: int, name: str = "") -> NoteVersion | None:
        """The note as it is now, under a name or without; None if it begins anew at this moment."""
        async with self.opened(note_id) as note:
            return await self._keep_version(note, name)

    async def bring_back(self, note_id: int, text: str, writer: Writer) -> NoteVersion:
        """The note says what it said once, by an edit like any other. What it said before is kept as a version; what
        somebody writes meanwhile stays.

        Raises as `write` does.
        """
        kept = await self.keep_version(note_id)
        if kept is None:
            raise NoteBegunAnew(note_id)
        await self.write(note_id, text, kept.upto_id, writer, kept.epoch)
        return kept

    def begin_anew(self, note_id: int) -> None:
        """The note has a new epoch in the database: forget the old document, close its sockets for good."""
        if note := self._notes.get(note_id):
            self._lost(note, True)
        if loading := self._loading.get(note_id):  # it may have read what was
            loading.add_done_callback(lambda task: None if task.exception() else self._lost(task.result(), True))
        self._elsewhere.there_is_news(note_id)

    async def tell_annotated(self, note_id: int) -> None:
        """Comments on the note have changed: all who have it open hear of it."""
        async with self._database.reading() as db:
            standing = (await standings_of(db, [note_id]))[note_id]
        if note := self._notes.get(note_id):
            note.tell_annotated(standing.annotated)
        self._elsewhere.there_is_news(note_id)

    async def _get(self, note_id: int) -> OpenNote:
        while True:
            if note := self._notes.get(note_id):
                return note
            if note_id not in self._loading:
                self._loading[note_id] = asyncio.create_task(self._load(note_id))
            await asyncio.shield(self._loading[note_id])

    async def _load(self, note_id: int) -> OpenNote:
        try:
            async with self._database.reading() as db:
                stored, last = await stored_note(db, note_id), await last_version(db, note_id)
                written = await hands_of(db, [note_id])
            if stored is None:
                raise NoSuchNote(note_id)
            hands = Hands(written.get(note_id))
            document = await made_from(stored.updates)
            elsewhere = self._elsewhere if self._elsewhere.is_anybody else None
            last_id = max(stored.last_id, stored.body_upto)  # a new epoch has no rows at first
            note = OpenNote(note_id, stored.epoch, document, last_id, stored.rows_since_snapshot, elsewhere, hands)
            note.body_is_old = document.text() != stored.body
            note.is_unversioned = last_id > (last.upto_id if last else 0)
            note.versioned_at = last.at if last else self._clock()
            note.annotated = stored.annotated
            self._notes[note_id] = note
            self._elsewhere.who_is_there(note_id)
            return note
        finally:
            del self._loading[note_id]

    def _lost(self, note: OpenNote, begun_anew: bool) -> None:
        """Its document is not what the log says: everybody comes back and syncs with a fresh one."""
        if self._notes.get(note.id) is note:
            del self._notes[note.id]
        if begun_anew:
            note.close(OLD_EPOCH, "this note has begun anew")
        else:
            note.close(TRY_AGAIN_LATER, "notes cannot be saved")

    async def _keep_tidy(self) -> None:
        while True:
            await asyncio.sleep(ROUND)
            try:
                await self._tidy()
            except Exception as error:
                self.log.trouble = str(error)
                log.error("notes_not_tidied", exc_info=error)

    async def _tidy(self) -> None:
        """Store texts, compact long logs, let go of notes that nobody needs. Raises, in the end, what failed for one of
        them."""
        notes = list(self._notes.values())
        await self._elsewhere.look(notes)
        failures = await self._store_old_bodies([note for note in notes if note.body_is_old])
        failures += await self._each(
            [n for n in notes if _is_version_due(n, self._clock())], self._keep_automatic_version
        )
        failures += await self._each([n for n in notes if _is_worth_compacting(n)], self._compact)
        for note in notes:
            note.miss_people(asyncio.get_running_loop().time() - SILENCE)
        for note in notes:
            if note.is_idle and not (note.body_is_old or note.is_unversioned) and self._notes.get(note.id) is note:
                note.dropped = True
                del self._notes[note.id]
        for failure in failures:
            raise failure

    async def _store_old_bodies(self, notes: list[OpenNote]) -> list[Exception]:
        """Together, or each by itself when that fails because of one of them."""
        try:
            await self._store_bodies(notes)
        except Exception:
            await self._try_writing()
            return await self._each(notes, lambda note: self._store_bodies([note]))
        return []

    async def _each(self, notes: list[OpenNote], tidy: Callable[[OpenNote], Awaitable[object]]) -> list[Exception]:
        """What failed for one note stops no other one. Raises what would fail for all."""
        failures: list[Exception] = []
        for note in notes:
            try:
                await tidy(note)
            except Exception as error:
                log.error("note_not_tidied", note=note.id, exc_info=error)
                failures.append(error)
                await self._try_writing()
        return failures

    async def _try_writing(self) -> None:
        async with self._database.writing() as db:
            await try_writing(db)

    async def _store_bodies(self, notes: list[OpenNote]) -> None:
        """One transaction for all texts. In trouble it writes anyway, to learn whether notes can be saved again.

        In the order of their ids, in which the log locks notes too: on PostgreSQL two orders could wait in a circle.
        """
        if not notes and self.healthy:
            return
        for note in notes:
            note.body_is_old = False
        try:
            async with self._database.writing() as db:
                await try_writing(db)
                for note in sorted(notes, key=lambda note: note.id):
                    text, upto = note.document.text(), note.last_id
                    note.body_is_old |= not await store_body(db, note.id, note.epoch, text, upto, self._clock())
        except Exception:
            for note in notes:
                note.body_is_old = True
            raise
        self.log.trouble = None

    async def _keep_automatic_version(self, note: OpenNote) -> None:
        await self._keep_version(note, apart=timedelta() if note.is_deserted else AUTOMATIC)

    async def _keep_version(self, note: OpenNote, name: str = "", apart: timedelta = timedelta()) -> NoteVersion | None:
        moment, now = Moment(note.id, note.epoch, note.last_id, note.document.text()), self._clock()
        note.is_unversioned, note.versioned_at = False, now
        try:
            async with self._database.writing() as db:
                kept = await keep_version(db, moment, now, name, apart)
        except Exception:
            note.is_unversioned = True
            raise
        note.is_unversioned |= kept is not None and kept.text != moment.text
        return kept

    async def _compact(self, note: OpenNote) -> None:
        """A new snapshot, unless another worker makes one at this moment."""
        async with self._database.alone("compact a note", note.id) as is_ours:
            if is_ours:
                await self._make_snapshot(note)

    async def _make_snapshot(self, note: OpenNote) -> None:
        """Of the log itself and not of memory, which may be ahead of it."""
        stored, document = await self._read(note, COMPACTED_AT_ONCE)
        if document.has_gap and stored.rows_since_snapshot == COMPACTED_AT_ONCE:
            stored, document = await self._read(note, None)  # what fills the gap may come later
        if document.has_gap or stored.epoch != note.epoch:
            return
        if stored.rows_since_snapshot < _worth_compacting(note):  # another worker has done it
            note.rows_since_snapshot = stored.rows_since_snapshot
            return
        data = await asyncio.to_thread(document.whole)
        snapshot = NoteSnapshot(note_id=note.id, upto_id=stored.last_id, epoch=stored.epoch, data=data)
        async with self._database.writing() as db:
            await store_snapshot(db, snapshot)
        note.rows_since_snapshot = max(0, note.rows_since_snapshot - stored.rows_since_snapshot)

    async def _read(self, note: OpenNote, at_most: int | None) -> tuple[Stored, LiveNote]:
        async with self._database.reading() as db:
            stored = await stored_note(db, note.id, at_most)
        if stored is None:
            raise NoSuchNote(note.id)
        return stored, await made_from(stored.updates)


def _is_version_due(note: OpenNote, now: datetime) -> bool:
    """When the last writer has gone, and now and then while they write."""
    lately = note.versioned_at is not None and now - note.versioned_at < AUTOMATIC
    return note.is_unversioned and (note.is_deserted or not lately)


def _is_worth_compacting(note: OpenNote) -> bool:
    return note.rows_since_snapshot >= _worth_compacting(note)


def _worth_compacting(note: OpenNote) -> int:
    """Rows that a new snapshot should have beyond the last one."""
    return 1 if note.is_idle else COMPACTED


def saving_check(notes: LiveNotes) -> Check:
    """For /readyz."""

    async def check() -> Trouble | None:
        return Trouble(_("Notes cannot be saved"), notes.trouble) if notes.trouble else None

    return check

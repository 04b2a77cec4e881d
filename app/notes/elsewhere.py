"""The same notes on other workers: what they store is taken over here, and who writes there is seen here.

A hint brings an edit at once, with its bytes; it is no more than that. What no hint brought is found in the log, at the
next look at the latest. What was taken over is never stored again.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from secrets import token_hex

from app.kernel.database import Database
from app.kernel.fanout import Fanout
from app.kernel.logs import log
from app.notes import hints
from app.notes.hints import EditsStored, Hint, LookAgain, PeopleThere, Someone, WhoIsThere
from app.notes.open_note import OpenNote
from app.notes.queries import Mark, Standing, hands_of, rows_after, standings_of, updates_of

TOPIC = "notes"
#: Longer updates are read from the log, not carried by a hint.
LONGEST_HINT = 16 * 1024
#: Rows taken over in one look; the rest follows in the next.
MOST_ROWS = 1000
#: Seconds between two looks that hints asked for.
PAUSE = 0.05
#: Seconds after which somebody elsewhere is gone of whom nothing is heard; clients say every 15 that they are there.
SILENCE = 40.0

#: What to do with a note whose document is not what the database says: (note, replaced by a new epoch?).
OnLost = Callable[[OpenNote, bool], None]


class Elsewhere:
    """Other workers, as the notes that are open here see them. Without any there is nothing to do."""

    def __init__(self, fanout: Fanout, database: Database, notes: Mapping[int, OpenNote], on_lost: OnLost) -> None:
        self.is_anybody = fanout.reaches_others
        self._fanout = fanout
        self._database = database
        self._notes = notes
        self._on_lost = on_lost
        self._worker = token_hex(4)
        self._poked: set[int] = set()
        self._something = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        fanout.hear(TOPIC, self._hear)
        fanout.on_return(self._poke_all)

    def start(self) -> None:
        if self.is_anybody:
            self._task = asyncio.create_task(self._run(), name="look at notes from elsewhere")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def edits_stored(self, note: OpenNote, rows: list[int], update: bytes, hands: dict[int, int]) -> None:
        short = len(update) <= LONGEST_HINT
        self._tell(EditsStored(note.id, note.epoch, rows, update, hands) if short else LookAgain(note.id))

    def people_there(self, note: OpenNote, people: list[Someone]) -> None:
        self._tell(PeopleThere(note.id, self._worker, people))

    def who_is_there(self, note_id: int) -> None:
        self._tell(WhoIsThere(note_id))

    def there_is_news(self, note_id: int) -> None:
        self._tell(LookAgain(note_id))

    async def look(self, notes: Iterable[OpenNote]) -> None:
        """Bring notes up to what the log says at this moment, whatever hints were lost."""
        if not self.is_anybody:
            return
        marks = {note: Mark(note.id, note.epoch, note.last_id) for note in notes if not note.dropped}
        if not marks:
            return
        async with self._database.reading() as db:
            standings = await standings_of(db, [note.id for note in marks])
            rows = await rows_after(db, marks.values(), MOST_ROWS)
            missing = [row for note in marks for row in rows.get(note.id, ()) if note.lacks(row)]
            updates = await updates_of(db, missing) if missing else {}
            hands = await hands_of(db, [note.id for note in marks]) if missing else {}
        for note in marks:
            note.hands.learn(hands.get(note.id, {}))
            self._bring(note, standings.get(note.id), rows.get(note.id, []), updates)
        if sum(map(len, rows.values())) == MOST_ROWS:
            self._poke(rows)

    def _bring(self, note: OpenNote, standing: Standing | None, rows: list[int], updates: Mapping[int, bytes]) -> None:
        if note.dropped:
            return
        if standing is None or standing.epoch != note.epoch:
            self._on_lost(note, standing is not None)
            return
        note.tell_annotated(standing.annotated)
        try:
            note.take_over([(row, updates[row]) for row in rows if row in updates])
            note.holds_all_upto(rows[-1] if rows else 0)
        except Exception as error:
            self._lose(note, error)

    def _tell(self, hint: Hint) -> None:
        if self.is_anybody:
            self._fanout.tell(TOPIC, hints.write(hint))

    def _hear(self, said: bytes) -> None:
        hint = hints.read(said)
        note = self._notes.get(hint.note_id) if hint else None
        if hint is None or note is None:
            return
        if isinstance(hint, EditsStored):
            self._take(note, hint)
        elif isinstance(hint, LookAgain):
            self._poke([note.id])
        elif isinstance(hint, PeopleThere):
            note.hear_of_people(hint.worker, hint.people, asyncio.get_running_loop().time())
        elif people := note.company.here():
            self.people_there(note, people)

    def _take(self, note: OpenNote, hint: EditsStored) -> None:
        if hint.epoch != note.epoch:
            self._poke([note.id])
            return
        note.hands.learn(hint.hands)
        try:
            if not note.take(hint.rows, hint.update):
                self._poke([note.id])
        except Exception as error:
            self._lose(note, error)

    def _lose(self, note: OpenNote, error: Exception) -> None:
        """Everybody at it comes back, and finds it made anew from the log."""
        log.error("edit_from_elsewhere_not_taken", note=note.id, exc_info=error)
        self._on_lost(note, False)

    def _poke(self, note_ids: Iterable[int]) -> None:
        self._poked.update(note_ids)
        self._something.set()

    def _poke_all(self) -> None:
        """Hints may have been lost, so edits may be missing; and nobody said who came meanwhile."""
        for note_id in self._notes:
            self.who_is_there(note_id)
        self._poke(list(self._notes))

    async def _run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            poked, self._poked = self._poked, set()
            try:
                await self.look([note for note_id in poked if (note := self._notes.get(note_id))])
            except Exception as error:  # the next look finds it
                log.error("notes_not_looked_at", exc_info=error)
            await asyncio.sleep(PAUSE)

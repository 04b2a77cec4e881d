"""Whatever people do at once, everybody ends with the same text, and the log says the same."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.kernel.database import Database
from app.notes import protocol
from app.notes.hands import Writer
from app.notes.live_note import LiveNote
from app.notes.live_notes import LiveNotes
from app.notes.queries import text_of
from app.notes.tables import NoteUpdate
from tests.notes.conftest import ADA, NOTE, make_database
from tests.notes.pens import Pen, logged_text
from tests.notes.wires import AT_ONCE, LATE, NEVER, TWICE, Wire

PENS = 3
WORDS = st.sampled_from(["a", "é", "😀", "words ", "\n", "# ", "long " * 20])
PEN = st.integers(0, PENS - 1)
PLACE = st.integers(0, 60)

STEPS = st.one_of(
    st.tuples(st.just("write"), PEN, PLACE, WORDS, st.integers(0, 6)),
    st.tuples(st.just("write"), PEN, PLACE, WORDS, st.just(0)),
    st.tuples(st.just("lose"), PEN, PLACE, WORDS),
    st.tuples(st.just("leave"), PEN),
    st.tuples(st.just("come"), PEN),
    st.tuples(st.just("form"), PLACE, WORDS),
    st.tuples(st.just("tidy")),
    st.tuples(st.just("wait")),
)
HINTS = st.one_of(
    st.tuples(st.just("carry"), st.sampled_from([AT_ONCE, TWICE, LATE, NEVER])),
    st.tuples(st.just("release")),
)


class Story:
    """Some people at one note, and what happens to them."""

    def __init__(self, database: Database, workers: int) -> None:
        self.database = database
        self.wire = Wire()
        self.workers = [LiveNotes(database, fanout=self.wire.end() if workers > 1 else None) for _ in range(workers)]
        self.notes = self.workers[0]
        self.pens = [Pen(self.workers[number % workers], ADA) for number in range(PENS)]
        self.here = [False] * PENS

    async def write(self, pen: int, place: int, text: str, remove: int) -> None:
        update = self.pens[pen].write(min(place, len(str(self.pens[pen].text))), text, remove)
        if self.here[pen]:
            self.pens[pen].say(protocol.edit(update))

    async def lose(self, pen: int, place: int, text: str) -> None:
        """Written, and the frame never arrives: what comes next leaves a gap."""
        self.pens[pen].write(min(place, len(str(self.pens[pen].text))), text)

    async def leave(self, pen: int) -> None:
        if self.here[pen]:
            self.here[pen] = False
            await self.pens[pen].leave()

    async def come(self, pen: int) -> None:
        if not self.here[pen]:
            self.here[pen] = True
            await self.pens[pen].join(NOTE)

    async def form(self, place: int, text: str) -> None:
        async with self.database.reading() as db:
            before, base = await text_of(db, NOTE)
        await self.notes.write(NOTE, before[:place] + text + before[place:], base, Writer(ADA))

    async def tidy(self) -> None:
        for notes in self.workers:
            await notes._tidy()

    async def carry(self, manner: str) -> None:
        self.wire.manner = manner

    async def release(self) -> None:
        self.wire.release()

    async def wait(self) -> None:
        await asyncio.sleep(0.001)

    async def end(self) -> None:
        """Everybody comes back once more and syncs; then the engine stops."""
        for pen in range(PENS):
            await self.leave(pen)
            await self.come(pen)
        async with asyncio.timeout(10):
            while not self._quiet():
                await asyncio.sleep(0.001)
                if len(self.workers) > 1:
                    await self.tidy()
        texts = {str(pen.text) for pen in self.pens}
        for notes in self.workers:
            await notes.stop()
        assert texts == {await logged_text(self.database)}
        async with self.database.reading() as db:
            every_row = await db.exec(select(NoteUpdate.data).order_by(col(NoteUpdate.id)))
            assert LiveNote(every_row.all()).text() in texts

    def _quiet(self) -> bool:
        open_here = [notes._notes[NOTE] for notes in self.workers]
        states = {(protocol_state(pen), str(pen.text)) for pen in self.pens}
        is_whole = not any(note.queued or note.document.has_gap for note in open_here)
        return is_whole and len(states) == 1


def protocol_state(pen: Pen) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(protocol.read_state(pen.doc.get_state()).items()))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=40))
def test_everybody_ends_with_the_same_text(steps: list[tuple[object, ...]]) -> None:
    asyncio.run(_told(steps, workers=1))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS | HINTS, max_size=40))
def test_on_two_workers_too_whatever_becomes_of_hints(steps: list[tuple[object, ...]]) -> None:
    asyncio.run(_told(steps, workers=2))


async def _told(steps: list[tuple[object, ...]], workers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await make_database(Path(folder))
        story = Story(database, workers)
        for notes in story.workers:
            await notes.start()
        for name, *details in steps:
            await getattr(story, str(name))(*details)
        await story.end()
        await database.close()

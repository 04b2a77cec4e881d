"""Whatever people do at once, everybody ends with the same text, and the log says the same."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.kernel.database import Database
from app.notes import protocol
from app.notes.live_note import LiveNote
from app.notes.live_notes import LiveNotes
from app.notes.queries import text_of
from app.notes.tables import NoteUpdate
from tests.notes.conftest import ADA, NOTE, make_database
from tests.notes.pens import Pen, logged_text

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


class Story:
    """Some people at one note, and what happens to them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.notes = LiveNotes(database)
        self.pens = [Pen(self.notes, ADA) for _ in range(PENS)]
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
        await self.notes.write(NOTE, before[:place] + text + before[place:], base, ADA)

    async def tidy(self) -> None:
        await self.notes._tidy()

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
        texts = {str(pen.text) for pen in self.pens}
        await self.notes.stop()
        assert texts == {await logged_text(self.database)}
        async with self.database.reading() as db:
            every_row = await db.exec(select(NoteUpdate.data).order_by(col(NoteUpdate.id)))
            assert LiveNote(every_row.all()).text() in texts

    def _quiet(self) -> bool:
        note = self.notes._notes[NOTE]
        states = {protocol_state(pen) for pen in self.pens}
        return not note.queued and len(states) == 1 and not note.document.has_gap


def protocol_state(pen: Pen) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(protocol.read_state(pen.doc.get_state()).items()))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=40))
def test_everybody_ends_with_the_same_text(steps: list[tuple[object, ...]]) -> None:
    asyncio.run(_told(steps))


async def _told(steps: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await make_database(Path(folder))
        story = Story(database)
        await story.notes.start()
        for name, *details in steps:
            await getattr(story, str(name))(*details)
        await story.end()
        await database.close()

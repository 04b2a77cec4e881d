import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from app.kernel.database import Database
from app.notes import protocol
from app.notes.hands import Writer
from app.notes.live_notes import LiveNotes
from app.notes.log import NotSaved
from app.notes.tables import Note, NoteUpdate
from tests.notes.conftest import ADA, NOOR, NOTE
from tests.notes.pens import Pen, logged_text


async def rows(database: Database) -> list[NoteUpdate]:
    async with database.reading() as db:
        return list(await db.exec(select(NoteUpdate).order_by(col(NoteUpdate.id))))


@asynccontextmanager
async def writer_is_busy(database: Database) -> AsyncIterator[None]:
    """Nothing can be committed meanwhile."""
    async with database.writing() as db:
        await db.exec(select(Note.id).with_for_update())
        yield


FULL = "database or disk is full"
FILL_DISK = {
    "sqlite": [f"CREATE TRIGGER full_disk BEFORE INSERT ON note_update BEGIN SELECT RAISE(FAIL, '{FULL}'); END"],
    "postgresql": [
        f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE '{FULL}'; END $$",
        "CREATE TRIGGER full_disk BEFORE INSERT ON note_update EXECUTE FUNCTION full_disk()",
    ],
}
FREE_DISK = {
    "sqlite": ["DROP TRIGGER full_disk"],
    "postgresql": ["DROP TRIGGER full_disk ON note_update", "DROP FUNCTION full_disk"],
}


class Disk:
    """Full from `fill()` to `free()`: no edit can be stored meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_full = False

    async def fill(self) -> None:
        self.is_full = True
        await self._run(FILL_DISK)

    async def free(self) -> None:
        self.is_full = False
        await self._run(FREE_DISK)

    async def _run(self, statements: dict[str, list[str]]) -> None:
        async with self._database.writer_engine.begin() as connection:
            for statement in statements[self._database.dialect]:
                await connection.execute(text(statement))


@pytest.fixture
async def disk(database: Database) -> AsyncIterator[Disk]:
    made = Disk(database)
    yield made
    if made.is_full:
        await made.free()


async def test_what_is_acknowledged_is_in_the_log_with_its_author(notes: LiveNotes, database: Database) -> None:
    ada, noor = await Pen(notes, ADA).join(), await Pen(notes, NOOR).join()
    ada.type("Ada was here. ")
    await ada.until_acknowledged(1)
    assert await logged_text(database) == "Ada was here. "
    noor.type("Noor too.")
    await noor.until_acknowledged(1)
    assert [row.author_id for row in await rows(database)] == [ADA, NOOR]


async def test_nobody_hears_of_an_edit_before_it_is_in_the_log(notes: LiveNotes, database: Database) -> None:
    ada, noor = await Pen(notes, ADA).join(), await Pen(notes, NOOR).join()
    async with writer_is_busy(database):
        ada.type("Patience")
        await asyncio.sleep(0.05)
        assert str(noor.text) == ""
        assert ada.acknowledged == 0
    await noor.until(lambda: str(noor.text) == "Patience")


async def test_edits_that_come_together_share_a_transaction_and_a_frame(notes: LiveNotes, database: Database) -> None:
    ada, noor, reader = await Pen(notes, ADA).join(), await Pen(notes, NOOR).join(), await Pen(notes).join()
    reader.received.clear()
    for number in range(40):
        (ada if number % 2 else noor).type(f"{number} ")
    await reader.until(lambda: len(str(reader.text).split()) == 40)
    edits = [frame for frame in reader.received if frame[:2] == b"\x00\x02"]
    assert len(edits) == 1
    await ada.until_acknowledged(20)
    await noor.until_acknowledged(20)
    assert len(await rows(database)) == 40
    assert len({row.at for row in await rows(database)}) == 1


async def test_an_empty_step_counts_but_is_not_stored(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    ada.say(protocol.step2(protocol.EMPTY_UPDATE))
    await ada.until_acknowledged(1)
    assert await rows(database) == []


async def test_a_commit_that_fails_is_not_acknowledged_and_heals(
    notes: LiveNotes, database: Database, disk: Disk
) -> None:
    ada, noor = await Pen(notes, ADA).join(), await Pen(notes, NOOR).join()
    ada.type("Kept. ")
    await ada.until_acknowledged(1)
    await disk.fill()
    ada.type("Not yet.")
    await ada.until(lambda: ada.closed)
    assert ada.closed == (1013, "notes cannot be saved")
    assert (ada.acknowledged, noor.closed) == (1, ada.closed)
    assert not notes.healthy
    assert "disk is full" in str(notes.trouble)
    assert await logged_text(database) == "Kept. "

    await ada.leave()
    await disk.free()
    await ada.join()
    await ada.until_acknowledged(2)
    assert notes.healthy
    assert await logged_text(database) == "Kept. Not yet."


async def test_edits_queued_behind_a_failed_batch_fail_with_it(
    notes: LiveNotes, database: Database, disk: Disk
) -> None:
    ada = await Pen(notes, ADA).join()
    await disk.fill()
    async with writer_is_busy(database):
        ada.type("first ")
        await asyncio.sleep(0.05)  # the batch is taken and waits for the writer
        ada.type("second")
    await ada.until(lambda: ada.closed)
    assert ada.note.queued == 0
    assert await rows(database) == []


async def test_trouble_ends_by_itself_when_saving_works_again(notes: LiveNotes, database: Database, disk: Disk) -> None:
    await disk.fill()
    with pytest.raises(NotSaved):
        await notes.write(NOTE, "A form", 0, Writer(ADA))
    assert not notes.healthy
    await disk.free()
    await notes._tidy()
    assert notes.healthy


async def test_an_old_epoch_is_not_stored_and_sent_away_for_good(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    async with database.writing() as db:
        note = await db.get(Note, NOTE)
        assert note is not None
        note.epoch += 1
    ada.type("too late")
    await ada.until(lambda: ada.closed)
    assert ada.closed == (4409, "this note has begun anew")
    assert await rows(database) == []


async def test_stopping_saves_what_is_queued(database: Database) -> None:
    notes = LiveNotes(database)
    await notes.start()
    ada = await Pen(notes, ADA).join()
    for _ in range(5):
        ada.type("more ")
    await notes.stop()
    assert ada.closed == (1012, "restart")
    assert await logged_text(database) == "more " * 5

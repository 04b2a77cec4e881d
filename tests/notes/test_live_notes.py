import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.kernel.database import Database
from app.notes import live_notes, protocol
from app.notes.hands import Writer
from app.notes.live_note import LiveNote
from app.notes.live_notes import COMPACTED, LiveNotes, NoSuchNote, NoteBegunAnew
from app.notes.queries import stored_note, text_of
from app.notes.tables import Note, NoteSnapshot, NoteUpdate, NoteVersion
from app.notes.versions import versions_of
from app.topics.tables import Topic
from tests.notes.conftest import ADA, NOOR, NOTE, NOW
from tests.notes.pens import Pen, logged_text
from tests.notes.test_live_note import typed
from tests.notes.wires import Wire


async def snapshot(database: Database) -> NoteSnapshot | None:
    async with database.reading() as db:
        return (await db.exec(select(NoteSnapshot))).first()


async def body(database: Database) -> str:
    async with database.reading() as db:
        return (await db.exec(select(Note.body))).one()


async def count_rows(database: Database) -> int:
    async with database.reading() as db:
        return len((await db.exec(select(NoteUpdate.id))).all())


async def test_many_who_open_a_note_share_one_load(notes: LiveNotes) -> None:
    async def opened() -> object:
        async with notes.opened(NOTE) as note:
            return note

    assert len(set(await asyncio.gather(*(opened() for _ in range(20))))) == 1


async def test_a_note_that_is_not_there(notes: LiveNotes) -> None:
    for _ in range(2):
        with pytest.raises(NoSuchNote):
            async with notes.opened(77):
                pass


async def test_nobody_sees_a_note_before_it_is_loaded(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    ada.type("Text")
    await ada.until_acknowledged(1)
    await ada.leave()
    await notes._tidy()
    assert notes._notes == {}
    noor = await Pen(notes, NOOR).join()
    assert str(noor.text) == "Text"


async def test_the_last_to_leave_leaves_a_snapshot_and_a_text(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    for _ in range(10):
        ada.type("word ")
    await ada.until_acknowledged(10)
    await ada.leave()
    await notes._tidy()
    made = await snapshot(database)
    assert made is not None
    assert LiveNote([made.data]).text() == await body(database) == "word " * 10
    assert await count_rows(database) == 10


async def test_a_long_log_is_compacted_while_people_write(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    for _ in range(COMPACTED + 3):
        ada.type(".")
    await ada.until_acknowledged(COMPACTED + 3)
    await notes._tidy()
    ada.type("!")
    await ada.until_acknowledged(COMPACTED + 4)
    async with database.reading() as db:
        stored = await stored_note(db, NOTE)
    assert stored is not None
    assert (len(stored.updates), stored.rows_since_snapshot) == (2, 1)
    assert ada.note.rows_since_snapshot == 1
    assert LiveNote(stored.updates).text() == "." * (COMPACTED + 3) + "!"
    assert await count_rows(database) == COMPACTED + 4


async def test_a_note_with_a_gap_is_never_compacted(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    ada.doc = LiveNote()._doc  # a client that cannot answer the question for what is missing
    first, second, third = typed("one ", "two ", "three")
    ada.say(protocol.edit(first))
    ada.say(protocol.edit(third))
    await ada.until_acknowledged(2)
    await ada.leave()
    await notes._tidy()
    assert await snapshot(database) is None
    assert await count_rows(database) == 2

    noor = await Pen(notes, ADA).join()
    noor.say(protocol.edit(second))
    await noor.until_acknowledged(1)
    await noor.leave()
    await notes._tidy()
    assert await snapshot(database) is not None
    assert await logged_text(database) == "one two three"


async def test_a_gap_is_healed_by_asking_the_sender(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    ada.write(0, "lost on the way, ")
    ada.type("but found again")
    await ada.until_acknowledged(2)
    assert not ada.note.document.has_gap
    assert await logged_text(database) == "lost on the way, but found again"


async def test_two_forms_from_the_same_base_both_stay(notes: LiveNotes, database: Database) -> None:
    await notes.write(NOTE, "# Title\n\nMiddle.\n", 0, Writer(ADA))
    async with database.reading() as db:
        text, base = await text_of(db, NOTE)
    await notes.write(NOTE, text.replace("Title", "Better title"), base, Writer(ADA))
    await notes.write(NOTE, text + "An end.\n", base, Writer(NOOR))
    assert await logged_text(database) == "# Better title\n\nMiddle.\nAn end.\n"


async def test_a_form_merges_with_those_who_type(notes: LiveNotes, database: Database) -> None:
    noor = await Pen(notes, NOOR).join()
    noor.type("Typed. ")
    await noor.until_acknowledged(1)
    async with database.reading() as db:
        text, base = await text_of(db, NOTE)
    noor.type("Typed meanwhile. ")
    await noor.until_acknowledged(2)
    await notes.write(NOTE, "From a form. " + text, base, Writer(ADA))
    await noor.until(lambda: "form" in str(noor.text))
    assert str(noor.text) == await logged_text(database) == "From a form. Typed. Typed meanwhile. "


async def test_a_form_from_before_the_last_snapshot_still_merges(notes: LiveNotes, database: Database) -> None:
    await notes.write(NOTE, "First.", 0, Writer(ADA))
    async with database.reading() as db:
        text, base = await text_of(db, NOTE)
    await notes.write(NOTE, "First. Second.", base, Writer(ADA))
    await notes._tidy()
    made = await snapshot(database)
    assert made is not None
    assert made.upto_id > base
    await notes.write(NOTE, "Zeroth. " + text, base, Writer(NOOR))
    assert await logged_text(database) == "Zeroth. First. Second."


async def test_a_form_of_an_old_epoch_is_refused(notes: LiveNotes) -> None:
    with pytest.raises(NoteBegunAnew):
        await notes.write(NOTE, "old", 0, Writer(ADA), epoch=0)


async def test_the_text_follows_while_people_write(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    ada.type("Draft")
    await ada.until_acknowledged(1)
    await notes.store_text(NOTE)
    assert await body(database) == "Draft"


async def test_what_no_database_holds_is_replaced_where_the_text_is_stored(
    notes: LiveNotes, database: Database
) -> None:
    ada = await Pen(notes, ADA).join()
    ada.type("a\x00b c")
    await ada.until_acknowledged(1)
    await notes.store_text(NOTE)
    version = await notes.keep_version(NOTE)
    assert version is not None
    assert version.text == await body(database) == "a\ufffdb c"
    async with database.reading() as db:
        text, base = await text_of(db, NOTE)
    await notes.write(NOTE, text + " d", base, Writer(NOOR))
    await ada.until(lambda: str(ada.text).endswith(" d"))
    assert await logged_text(database) == "a\ufffdb c d"


REFUSE = {
    "sqlite": ["CREATE TRIGGER no BEFORE {0} WHEN NEW.{1} = 'bad' BEGIN SELECT RAISE(ABORT, 'no'); END"],
    "postgresql": [
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$",
        "CREATE TRIGGER no BEFORE {0} FOR EACH ROW WHEN (NEW.{1} = 'bad') EXECUTE FUNCTION no()",
    ],
}
TAKE = {"sqlite": ["DROP TRIGGER no"], "postgresql": ["DROP FUNCTION no CASCADE"]}


async def run(database: Database, statements: list[str], *how: str) -> None:
    async with database.writer_engine.begin() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement.format(*how))


@asynccontextmanager
async def refusing(database: Database, deed: str, column: str) -> AsyncIterator[None]:
    """The database does not store a bad text there."""
    await run(database, REFUSE[database.dialect], deed, column)
    try:
        yield
    finally:
        await run(database, TAKE[database.dialect])


@pytest.fixture
def no_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tidied by hand."""
    monkeypatch.setattr(live_notes, "ROUND", 1000)


@pytest.mark.usefixtures("no_rounds")
@pytest.mark.parametrize(("deed", "column"), [("UPDATE ON note", "body"), ("INSERT ON note_version", "text")])
async def test_what_cannot_be_stored_of_one_note_stops_no_other(
    notes: LiveNotes, database: Database, deed: str, column: str
) -> None:
    async with database.writing() as db:
        db.add(Topic(id=2, event_id=1, number=2, guid="h", title="U", made_at=NOW))
        await db.flush()
        db.add(Note(id=2, topic_id=2, event_id=1))
    async with refusing(database, deed, column):
        await notes.write(NOTE, "bad", 0, Writer(ADA))
        await notes.write(2, "good", 0, Writer(ADA))
        with pytest.raises(DBAPIError):
            await notes._tidy()
        async with database.reading() as db:
            assert (await db.exec(select(Note.body).where(Note.id == 2))).one() == "good"
            assert (await db.exec(select(NoteVersion.text).where(NoteVersion.note_id == 2))).one() == "good"
            assert (await db.exec(select(NoteSnapshot.note_id).where(NoteSnapshot.note_id == 2))).one()
        assert list(notes._notes) == [NOTE]
    await notes._tidy()
    async with database.reading() as db:
        assert (await db.exec(select(Note.body).where(Note.id == NOTE))).one() == "bad"
        assert (await db.exec(select(NoteVersion.text).where(NoteVersion.note_id == NOTE))).one() == "bad"
    assert notes._notes == {}


async def test_a_note_that_begins_anew_is_loaded_anew(notes: LiveNotes, database: Database) -> None:
    ada = await Pen(notes, ADA).join()
    ada.type("The old text")
    await ada.until_acknowledged(1)
    async with database.writing() as db:
        note = await db.get(Note, NOTE)
        assert note is not None
        note.epoch += 1
    notes.begin_anew(NOTE)
    assert ada.closed == (4409, "this note has begun anew")
    noor = await Pen(notes, NOOR).join()
    assert str(noor.text) == ""
    assert noor.note.epoch == 2


async def test_what_is_written_while_a_version_is_brought_back_stays(
    notes: LiveNotes, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await notes.write(NOTE, "As it was.", 0, Writer(ADA))
    async with database.reading() as db:
        base = (await text_of(db, NOTE))[1]
    await notes.write(NOTE, "As it is.", base, Writer(ADA))
    ada = await Pen(notes, ADA).join()
    keep_version = live_notes.keep_version

    async def keep_and_be_late(*what: object) -> object:
        """Somebody else's words are stored before the note is written."""
        ada.type(" And this, just now.")
        await ada.until_acknowledged(1)
        return await keep_version(*what)  # type: ignore[arg-type]

    await ada.until(lambda: str(ada.text) == "As it is.")
    monkeypatch.setattr(live_notes, "keep_version", keep_and_be_late)
    await notes.bring_back(NOTE, "As it was.", Writer(NOOR))
    assert await logged_text(database) == "As it was. And this, just now."


async def test_two_workers_keep_one_version_between_them(database: Database) -> None:
    wire = Wire()
    engines = [LiveNotes(database, fanout=wire.end()) for _ in range(2)]
    for engine in engines:
        await engine.start()
    ada, noor = await Pen(engines[0], ADA).join(), await Pen(engines[1], NOOR).join()
    presence = protocol.awareness([protocol.Presence(ada.doc.client_id, 1, "{}")])
    ada.say(presence)
    await noor.until(lambda: presence[:1] in [frame[:1] for frame in noor.received])
    ada.type("One. ")
    await noor.until(lambda: str(noor.text) == "One. ")
    for engine in engines:
        for note in engine._notes.values():
            note.versioned_at = None
        await engine._tidy()
    noor.type("Two. ")
    await ada.until(lambda: str(ada.text) == "One. Two. ")
    await noor.leave()
    await engines[1]._tidy()
    async with database.reading() as db:
        assert [version.words for version in await versions_of(db, NOTE)] == [1]
    for engine in engines:
        await engine.stop()

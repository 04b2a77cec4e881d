"""One note on two engines over one database: each sees what the other stored, whatever happens to the hints."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from sqlmodel import col, select

from app.kernel.database import Database
from app.notes import elsewhere, hints, live_notes, protocol
from app.notes.hands import Writer
from app.notes.hints import EditsStored, LookAgain, PeopleThere, Someone, WhoIsThere
from app.notes.live_notes import COMPACTED, LiveNotes
from app.notes.presence import GONE, Presence
from app.notes.queries import stored_note, text_of
from app.notes.tables import Note, NoteUpdate
from tests.notes.conftest import ADA, NOOR, NOTE
from tests.notes.pens import Pen, logged_text
from tests.notes.test_live_notes import body, count_rows, snapshot
from tests.notes.wires import LATE, NEVER, TWICE, Wire


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def engines(database: Database, wire: Wire) -> AsyncIterator[list[LiveNotes]]:
    both = [LiveNotes(database, fanout=wire.end()) for _ in range(2)]
    for engine in both:
        await engine.start()
    yield both
    for engine in both:
        await engine.stop()


@pytest.fixture
async def pens(engines: list[LiveNotes]) -> list[Pen]:
    ada, noor = Pen(engines[0], ADA, "Ada"), Pen(engines[1], NOOR, "Noor")
    return [await ada.join(), await noor.join()]


@pytest.fixture
def no_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only hints bring news."""
    monkeypatch.setattr(live_notes, "ROUND", 1000)


def says(pen: Pen, words: str) -> bool:
    return str(pen.text) == words


async def test_what_one_stores_the_other_shows_and_does_not_store_again(
    no_rounds: None, pens: list[Pen], database: Database
) -> None:
    ada, noor = pens
    ada.type("From Ada. ")
    await noor.until(lambda: says(noor, "From Ada. "))
    noor.type("From Noor. ")
    await ada.until(lambda: says(ada, "From Ada. From Noor. "))
    await noor.until_acknowledged(1)
    assert await logged_text(database) == "From Ada. From Noor. "
    async with database.reading() as db:
        authors = (await db.exec(select(NoteUpdate.author_id).order_by(col(NoteUpdate.id)))).all()
    assert authors == [ADA, NOOR]


async def test_an_edit_is_told_elsewhere_only_when_it_is_in_the_log(
    no_rounds: None, pens: list[Pen], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, noor = pens
    reached = asyncio.Event()
    held = asyncio.Event()
    commit = ada._notes.log._commit

    async def slowly(batch: list[object]) -> None:
        reached.set()
        await held.wait()
        await commit(batch)  # type: ignore[arg-type]

    monkeypatch.setattr(ada._notes.log, "_commit", slowly)
    before = wire.carried
    ada.type("Soon. ")
    await reached.wait()
    assert wire.carried == before
    held.set()
    await noor.until(lambda: says(noor, "Soon. "))


async def test_lost_hints_are_made_good_by_a_look(no_rounds: None, pens: list[Pen], wire: Wire) -> None:
    ada, noor = pens
    wire.manner = NEVER
    for word in ("one ", "two ", "three "):
        ada.type(word)
    await ada.until_acknowledged(3)
    noor.type("meanwhile ")
    await noor.until_acknowledged(1)
    assert says(noor, "meanwhile ")
    for pen in pens:
        await pen._notes._tidy()
    assert str(noor.text) == str(ada.text)
    assert sorted(str(ada.text).split()) == ["meanwhile", "one", "three", "two"]


async def test_a_hint_after_lost_ones_brings_them_all(no_rounds: None, pens: list[Pen], wire: Wire) -> None:
    ada, noor = pens
    wire.manner = NEVER
    ada.type("lost ")
    await ada.until_acknowledged(1)
    wire.manner = TWICE
    ada.type("heard ")
    await noor.until(lambda: says(noor, "lost heard "))
    assert not noor.note.document.has_gap


async def test_when_hints_come_again_everybody_looks(no_rounds: None, pens: list[Pen], wire: Wire) -> None:
    ada, noor = pens
    wire.manner = NEVER
    ada.type("Lost. ")
    await ada.until_acknowledged(1)
    wire.returned()
    await noor.until(lambda: says(noor, "Lost. "))


async def test_what_is_too_long_for_a_hint_is_read_from_the_log(no_rounds: None, pens: list[Pen]) -> None:
    ada, noor = pens
    long = "long " * elsewhere.LONGEST_HINT
    ada.type(long)
    await noor.until(lambda: says(noor, long))


async def test_more_than_one_look_can_carry_comes_in_several(
    no_rounds: None, pens: list[Pen], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "MOST_ROWS", 7)
    ada, noor = pens
    wire.manner = NEVER
    for _ in range(20):
        ada.type("word ")
    await ada.until_acknowledged(20)
    await noor._notes._tidy()
    await noor.until(lambda: says(noor, "word " * 20))
    assert noor.note.rows_since_snapshot == 20


async def test_who_opens_a_note_here_sees_what_no_hint_told_of(
    no_rounds: None, pens: list[Pen], engines: list[LiveNotes], wire: Wire
) -> None:
    wire.manner = NEVER
    pens[0].type("Lost on the wire. ")
    await pens[0].until_acknowledged(1)
    late = await Pen(engines[1], NOOR).join()
    assert says(late, "Lost on the wire. ")


async def test_a_form_merges_with_what_was_stored_elsewhere(
    no_rounds: None, pens: list[Pen], engines: list[LiveNotes], wire: Wire, database: Database
) -> None:
    wire.manner = NEVER
    pens[0].type("Typed there. ")
    await pens[0].until_acknowledged(1)
    async with database.reading() as db:
        text, base = await text_of(db, NOTE)
    await engines[1].write(NOTE, text + "Sent here. ", base, Writer(NOOR))
    assert not pens[1].note.document.has_gap
    assert await logged_text(database) == str(pens[1].text) == "Typed there. Sent here. "


async def test_hints_of_an_epoch_that_is_over_change_nothing(no_rounds: None, pens: list[Pen], wire: Wire) -> None:
    ada, noor = pens
    wire.manner = LATE
    ada.type("Withdrawn. ")
    await ada.until_acknowledged(1)
    noor.note.epoch += 1
    wire.release()
    assert says(noor, "")


async def test_a_note_that_begins_anew_begins_anew_everywhere(
    no_rounds: None, pens: list[Pen], engines: list[LiveNotes], database: Database
) -> None:
    ada, noor = pens
    ada.type("The old text")
    await noor.until(lambda: says(noor, "The old text"))
    async with database.writing() as db:
        note = await db.get(Note, NOTE)
        assert note
        note.epoch += 1
    engines[0].begin_anew(NOTE)
    await noor.until(lambda: noor.closed is not None)
    assert ada.closed == noor.closed == (4409, "this note has begun anew")
    fresh = await Pen(engines[1], NOOR).join()
    assert str(fresh.text) == ""
    fresh.type("The new text")
    await fresh.until_acknowledged(1)
    await engines[1].store_text(NOTE)
    assert await body(database) == "The new text"


async def test_a_text_with_less_in_it_is_not_stored_over_one_with_more(
    no_rounds: None, pens: list[Pen], engines: list[LiveNotes], wire: Wire, database: Database
) -> None:
    ada, noor = pens
    noor.type("Early. ")
    await ada.until(lambda: says(ada, "Early. "))
    await ada._notes.store_text(NOTE)
    wire.manner = NEVER
    ada.type("Late. ")
    await ada.until_acknowledged(1)
    await ada._notes.store_text(NOTE)
    await engines[1]._store_bodies([noor.note])
    assert await body(database) == "Early. Late. "
    assert noor.note.body_is_old
    await engines[1]._tidy()
    assert await body(database) == "Early. Late. "
    assert not noor.note.body_is_old


async def test_a_long_log_is_compacted_once(
    no_rounds: None, pens: list[Pen], engines: list[LiveNotes], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, noor = pens
    for _ in range(COMPACTED):
        ada.type(".")
    await noor.until(lambda: len(str(noor.text)) == COMPACTED)
    made = []
    read = LiveNotes._read

    async def counted(*arguments: object) -> object:
        made.append(arguments)
        return await read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(LiveNotes, "_read", counted)
    await asyncio.gather(*(engine._tidy() for engine in engines))
    await asyncio.gather(*(engine._tidy() for engine in engines))
    kept = await snapshot(database)
    assert kept
    async with database.reading() as db:
        stored = await stored_note(db, NOTE)
    assert stored
    assert (stored.rows_since_snapshot, await count_rows(database)) == (0, COMPACTED)
    assert [pen.note.rows_since_snapshot for pen in pens] == [0, 0]


async def test_an_older_compaction_is_not_kept_over_a_newer_one(
    no_rounds: None, pens: list[Pen], engines: list[LiveNotes], database: Database
) -> None:
    ada, _noor = pens
    ada.type("one ")
    await ada.until_acknowledged(1)
    ada.note.holders -= 1  # as if nobody had it open
    await engines[0]._compact(ada.note)
    older = await snapshot(database)
    ada.type("two ")
    await ada.until_acknowledged(2)
    await engines[0]._compact(ada.note)
    newer = await snapshot(database)
    ada.note.holders += 1
    assert older
    assert newer
    async with database.writing() as db:
        assert not await live_notes.store_snapshot(db, older)
    kept = await snapshot(database)
    assert kept
    assert kept.upto_id == newer.upto_id > older.upto_id


async def test_only_one_worker_compacts_a_note_at_a_time(database: Database) -> None:
    async with database.alone("compact a note", 1) as mine, database.alone("compact a note", 2) as another:
        assert mine
        assert another
        if database.dialect == "postgresql":
            async with database.alone("compact a note", 1) as second:
                assert not second
    async with database.alone("compact a note", 1) as again:
        assert again


def shown(pen: Pen) -> dict[int, str]:
    """Who is there as this one was told: client and name."""
    here: dict[int, tuple[int, str]] = {}
    for frame in pen.received:
        if frame[0] == protocol.AWARENESS:
            for one in protocol.read_awareness(protocol.read_message(frame)[2]):
                if one.clock >= here.get(one.client_id, (0, ""))[0]:
                    here[one.client_id] = (one.clock, one.state)
    return {client: json.loads(state)["user"]["name"] for client, (_, state) in here.items() if state != GONE}


def wave(pen: Pen, client_id: int, clock: int = 1, state: str = "{}") -> None:
    pen.say(protocol.awareness([Presence(client_id, clock, state)]))


async def test_people_elsewhere_are_seen_with_their_names_and_leave(no_rounds: None, pens: list[Pen]) -> None:
    ada, noor = pens
    wave(ada, 5)
    await noor.until(lambda: shown(noor) == {5: "Ada"})
    wave(noor, 6)
    await ada.until(lambda: shown(ada) == {5: "Ada", 6: "Noor"})
    await ada.leave()
    await noor.until(lambda: shown(noor) == {6: "Noor"})


async def test_who_comes_later_is_told_who_is_elsewhere(
    no_rounds: None, engines: list[LiveNotes], database: Database
) -> None:
    ada = await Pen(engines[0], ADA, "Ada").join()
    wave(ada, 5)
    noor = await Pen(engines[1], NOOR, "Noor").join()
    await noor.until(lambda: shown(noor) == {5: "Ada"})


async def test_people_of_a_worker_that_died_are_missed(
    no_rounds: None, pens: list[Pen], wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, noor = pens
    wave(ada, 5)
    wave(noor, 6)
    await noor.until(lambda: 5 in shown(noor))
    monkeypatch.setattr(live_notes, "SILENCE", -1)
    await noor._notes._tidy()
    await noor.until(lambda: shown(noor) == {6: "Noor"})


@pytest.mark.parametrize(
    "hint",
    [
        EditsStored(1, 2, [3, 4], b"\x00\xff", {2**32 - 1: 5, 6: -7}),
        LookAgain(1),
        WhoIsThere(2**31 - 1),
        PeopleThere(1, "w", [Someone(2**53, 1, "{}", -12), Someone(7, 2, "null", 3)]),
    ],
)
def test_hints_are_read_as_they_were_written(hint: hints.Hint) -> None:
    assert hints.read(hints.write(hint)) == hint


@pytest.mark.parametrize("said", [b"", b"\xff", b"\x93\x09\x01\x02", b"\x92\x01\x01", b"junk"])
def test_what_another_release_says_is_passed_over(said: bytes) -> None:
    assert hints.read(said) is None


async def test_news_of_comments_is_told_on_both_once_and_to_those_who_come(
    no_rounds: None, engines: list[LiveNotes], pens: list[Pen], database: Database
) -> None:
    told = protocol.annotated(1)
    async with database.writing() as db:
        note = await db.get(Note, NOTE)
        assert note
        note.annotated = 1
        db.add(note)
    await engines[0].tell_annotated(NOTE)
    for pen in pens:
        await pen.until(lambda pen=pen: told in pen.received)  # type: ignore[misc]
    late = await Pen(engines[1]).join()
    assert told in late.received
    await engines[0].tell_annotated(NOTE)
    pens[0].type("And on. ")
    await pens[1].until(lambda: says(pens[1], "And on. "))
    assert [pen.received.count(told) for pen in pens] == [1, 1]

import json
from typing import Any

import pytest
from pycrdt import Doc, Map

from app.kernel.database import Database
from app.notes import protocol
from app.notes.conversation import MALFORMED, TOO_LARGE, Refused
from app.notes.limits import Limits
from app.notes.live_notes import LiveNotes
from app.notes.protocol import Malformed, Presence
from tests.notes.conftest import ADA, NOOR
from tests.notes.pens import Pen, logged_text


@pytest.fixture
async def small(database: Database) -> LiveNotes:
    return LiveNotes(database, limits=Limits(frame_bytes=2000, text_bytes=1000, document_bytes=3000))


async def test_what_is_malformed_ends_the_conversation_and_harms_nobody(notes: LiveNotes, database: Database) -> None:
    ada, noor = await Pen(notes, ADA).join(), await Pen(notes, NOOR).join()
    noor.type("here first, ")
    hidden: Doc[Any] = Doc()
    hidden["hidden"] = Map({"a": "b"})
    for junk in (
        b"",
        b"\x00\x02\x03abc",
        b"\x07",
        b"\x00\x00\x02\xff\xff",
        b"\x01\x01\x01",
        protocol.edit(hidden.get_update()),
    ):
        with pytest.raises(Malformed):
            ada.say(junk)
    await ada.leave()
    noor.type("undisturbed")
    await noor.until_acknowledged(2)
    assert await logged_text(database) == "here first, undisturbed"


async def test_a_frame_that_is_too_large_is_refused(small: LiveNotes) -> None:
    ada = await Pen(small, ADA).join()
    with pytest.raises(Refused) as refused:
        ada.say(protocol.edit(ada.write(0, "x" * 2000)))
    assert refused.value.code == TOO_LARGE


async def test_a_full_note_takes_no_more_but_may_shrink(small: LiveNotes) -> None:
    ada = await Pen(small, ADA).join()
    ada.type("x" * 900)
    before = ada.doc.get_update()
    with pytest.raises(Refused) as refused:
        ada.type("y" * 200)
    assert refused.value.code == TOO_LARGE
    noor = Pen(small, NOOR)
    noor.doc.apply_update(before)
    await noor.join()
    noor.say(protocol.edit(noor.write(0, "", remove=500)))
    assert noor.note.document.size == 400
    noor.type("room again")


async def test_deleted_text_counts_against_the_document(small: LiveNotes) -> None:
    ada = await Pen(small, ADA).join()

    def write_and_erase() -> None:
        for number in range(2000):
            ada.say(protocol.edit(ada.write(0, str(number % 10))))
            ada.say(protocol.edit(ada.write(0, "", remove=number % 2)))

    with pytest.raises(Refused, match="history"):
        write_and_erase()
    assert ada.note.document.size <= 1000


async def test_edits_that_build_on_nothing_are_borne_for_a_while_only(
    notes: LiveNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.notes.conversation.MOST_LATE", 3)
    ada = await Pen(notes, ADA).join()
    ada.write(0, "never sent")
    for _ in range(5):
        ada.type("x")
    await ada.until(lambda: ada.closed)
    assert ada.closed == (MALFORMED, "edits that build on nothing")


async def test_who_is_here_is_told_to_those_who_come_and_ends_with_the_socket(notes: LiveNotes) -> None:
    ada = await Pen(notes, ADA, "Ada").join()
    ada.say(protocol.awareness([Presence(5, 1, '{"user": {"name": "Somebody else"}}')]))
    noor = await Pen(notes, NOOR, "Noor").join()
    told = [frame for frame in noor.received if frame[0] == protocol.AWARENESS]
    (here,) = protocol.read_awareness(protocol.read_message(told[0])[2])
    assert json.loads(here.state)["user"]["name"] == "Ada"
    noor.received.clear()
    await ada.leave()
    await noor.until(lambda: noor.received)
    assert protocol.read_awareness(protocol.read_message(noor.received[0])[2]) == [Presence(5, 2, "null")]


async def test_whoever_asks_who_is_here_is_told(notes: LiveNotes) -> None:
    ada = await Pen(notes, ADA).join()
    ada.received.clear()
    ada.say(b"\x03")
    assert ada.received == [protocol.awareness([])]


async def test_only_who_asked_for_acknowledgements_gets_them(notes: LiveNotes) -> None:
    ada, noor = await Pen(notes, ADA).join(), await Pen(notes, NOOR).join()
    noor.conversation.knows_ours = False
    noor.type("stock client")
    await ada.until(lambda: str(ada.text))
    assert not any(frame[0] == protocol.ACK for frame in noor.received)


async def test_answers_are_counted(notes: LiveNotes) -> None:
    ada = await Pen(notes, ADA).join()
    ada.type("x" * 1000)
    ada.conversation.take_cost()
    for _ in range(3):
        ada.say(protocol.step1(b"\x00"))
    assert ada.conversation.take_cost() > 3000
    assert ada.conversation.take_cost() == 0

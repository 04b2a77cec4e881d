"""The note's socket on a real server, spoken to by a real websocket client."""

import asyncio
import socket as system
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Doc, Text
from sqlmodel import col, delete, select, update
from websockets.asyncio.client import ClientConnection

from app.board.actions import remove_topic
from app.events.queries import event_by_id
from app.events.tables import Event
from app.notes import protocol
from app.notes.conversation import COME_AGAIN
from app.notes.limits import MIB, Limits
from app.notes.live_note import TEXT
from app.notes.tables import Note, NoteUpdate
from app.people.actions import close_visit, make_link, take_role
from app.people.queries import viewer_of
from app.people.rules import WRITER
from app.people.tables import Attendance, Attendee, RoleLink, Visit
from app.topics.queries import topic_by_number
from app.topics.tables import Topic
from tests.notes.conftest import NOW
from tests.notes.pens import logged_text
from tests.notes.serving import Served, closing_of, serving
from tests.samples import FACILITATOR


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as running:
        yield running


class Client:
    """A Yjs document behind a websocket."""

    def __init__(self, wire: ClientConnection) -> None:
        self.wire = wire
        self.doc: Doc[Text] = Doc()
        self.text = self.doc.get(TEXT, type=Text)
        self.acknowledged = 0

    async def type(self, words: str) -> None:
        state = self.doc.get_state()
        self.text.insert(0, words)
        await self.wire.send(protocol.edit(self.doc.get_update(state)))

    async def until_acknowledged(self, count: int) -> None:
        await self._read_until(lambda: self.acknowledged >= count)

    async def until_it_says(self, words: str) -> None:
        await self._read_until(lambda: str(self.text) == words)

    async def _read_until(self, condition: object) -> None:
        async with asyncio.timeout(10):
            while not condition():  # type: ignore[operator]
                await self._read(await self.wire.recv(decode=False))

    async def _read(self, frame: bytes) -> None:
        if frame[0] == protocol.ACK:
            self.acknowledged += protocol.read_number(frame, 1)[0]
        elif frame[:2] == b"\x00\x00":  # what was written before this greeting has to be asked for
            await self.wire.send(protocol.step1(self.doc.get_state()))
            await self.wire.send(protocol.step2(self.doc.get_update(protocol.read_message(frame)[2])))
        elif frame[0] == protocol.SYNC:
            self.doc.apply_update(protocol.read_message(frame)[2])


async def test_two_write_and_what_is_acknowledged_is_stored_with_its_author(served: Served) -> None:
    ada, noor = await served.visitor("Ada"), await served.visitor("Noor")
    async with served.open_note(ada, "?ack=1") as one, served.open_note(noor) as two:
        writer, reader = Client(one), Client(two)
        await writer.until_acknowledged(1)  # the answer to the greeting
        await writer.type("Hello")
        await writer.until_acknowledged(2)
        assert await logged_text(served.hallway.database) == "Hello"
        await reader.until_it_says("Hello")
    async with served.hallway.database.reading() as db:
        authors = select(Attendee.name).join(NoteUpdate, col(NoteUpdate.author_id) == col(Attendee.id))
        assert (await db.exec(authors)).all() == ["Ada"]


@pytest.mark.parametrize(
    ("name", "path", "query", "code"),
    [
        (None, "/small-camp/topics/1/note", "", 4401),
        ("Ada", "/small-camp/topics/99/note", "", 4404),
        ("Ada", "/no-such-camp/topics/1/note", "", 4404),
        ("Ada", "/small-camp/topics/1/note", "?epoch=0", 4409),
        ("Ada", "/small-camp/topics/1/note", "?epoch=x", 4400),
    ],
)
async def test_who_may_not_is_told_why(served: Served, name: str | None, path: str, query: str, code: int) -> None:
    async with served.open_note(await served.visitor(name), query, path=path) as wire:
        assert (await closing_of(wire))[0] == code


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "{https}"])
async def test_other_origins_are_refused(served: Served, origin: str) -> None:
    theirs = origin.replace("{https}", f"https://127.0.0.1:{served.port}")
    async with served.open_note(await served.visitor("Ada"), origin=theirs) as wire:
        assert (await closing_of(wire))[0] == 4403


async def test_our_own_origin_is_welcome(served: Served) -> None:
    async with served.open_note(await served.visitor("Ada"), origin=served.address) as wire:
        assert (await wire.recv(decode=False))[:2] == b"\x00\x00"


@pytest.mark.parametrize(
    ("frame", "code"),
    [(b"\x00\x02\x09abc", 4400), (b"", 4400), ("text", 4400), (protocol.edit(b"x" * 5 * 1024 * 1024), 4413)],
)
async def test_a_bad_frame_closes_its_own_socket_only(served: Served, frame: bytes | str, code: int) -> None:
    ada, noor = await served.visitor("Ada"), await served.visitor("Noor")
    async with served.open_note(ada) as bad, served.open_note(noor, "?ack=1") as good:
        await bad.send(frame)
        closed, reason = await closing_of(bad)
        assert closed == code
        assert reason
        client = Client(good)
        await client.type("undisturbed")
        await client.until_acknowledged(2)
    assert await logged_text(served.hallway.database) == "undisturbed"


async def test_whoever_loses_the_right_is_sent_away_and_the_others_stay(served: Served) -> None:
    ada, noor = await served.visitor("Ada"), await served.visitor("Noor")
    async with served.open_note(ada, "?ack=1") as one, served.open_note(noor, "?ack=1") as two:
        client, other = Client(one), Client(two)
        await client.type("allowed")
        await client.until_acknowledged(2)
        await other.until_acknowledged(1)
        async with served.hallway.database.writing() as db:
            adas = select(Attendee.id).where(Attendee.name == "Ada")
            await db.exec(delete(Attendance).where(col(Attendance.attendee_id).in_(adas)))
        await served.hallway.live_notes.watch.look()
        assert (await closing_of(one))[0] == 4401
        await other.type("still here, ")
        await other.until_acknowledged(2)
    assert await logged_text(served.hallway.database) in ("still here, allowed", "allowedstill here, ")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (update(Note).values(locked_at=NOW), 4423),
        (update(Event).values(notes_writers="hosts"), 4403),
        (update(Topic).values(state="removed"), 4404),
    ],
)
async def test_a_note_that_is_closed_to_them_sends_writers_away(served: Served, statement: Any, code: int) -> None:
    ada = await served.visitor("Ada")
    async with served.open_note(ada, "?ack=1") as wire:
        client = Client(wire)
        await client.type("in time")
        await client.until_acknowledged(2)
        async with served.hallway.database.writing() as db:
            await db.exec(statement)
        await served.hallway.live_notes.watch.look()
        assert (await closing_of(wire))[0] == code
    async with served.open_note(ada) as wire:
        assert (await closing_of(wire))[0] == code
    assert await logged_text(served.hallway.database) == "in time"


async def test_a_lent_pen_writes_under_its_name_until_it_is_taken_back(served: Served) -> None:
    rae, key = await served.visitor(None), "key-of-None"
    async with served.hallway.works.begin() as work:
        token = await make_link(work, WRITER, served.event_id, timedelta(days=1), 1)
        await take_role(work, key, token, key, name="Rae")
    async with served.open_note(rae, "?ack=1") as wire:
        client = Client(wire)
        await client.type("by a guest")
        await client.until_acknowledged(2)
        async with served.hallway.database.writing() as db:
            written = (await db.exec(select(Attendee.name).join(NoteUpdate))).all()
            await db.exec(update(RoleLink).values(revoked_at=NOW))
        assert set(written) == {"Rae"}
        await served.hallway.live_notes.watch.look()
        assert (await closing_of(wire))[0] == 4401


async def test_who_becomes_somebody_else_comes_anew_and_writes_as_that(served: Served) -> None:
    """At a note for everybody a device that was cut off may write on, but not in its owner's name."""
    async with served.hallway.works.begin() as work:
        (await event_by_id(work.db, served.event_id)).notes_writers = "link"
    ada = await served.visitor("Ada")
    async with served.open_note(ada, "?ack=1") as wire:
        await Client(wire).type("As Ada. ")
        async with served.hallway.works.begin() as work:
            await work.db.exec(delete(Attendance))
        await served.hallway.live_notes.watch.look()
        assert (await closing_of(wire))[0] == COME_AGAIN
    async with served.open_note(ada, "?ack=1") as wire:
        client = Client(wire)
        await client.type("As a guest. ")
        await client.until_acknowledged(2)
    async with served.hallway.database.reading() as db:
        assert (await db.exec(select(NoteUpdate.author_id).order_by(col(NoteUpdate.id)))).all()[-1] is None


async def test_a_visit_that_gets_a_new_key_stays(served: Served) -> None:
    async with served.open_note(await served.visitor("Ada"), "?ack=1") as wire:
        client = Client(wire)
        await client.until_acknowledged(1)
        async with served.hallway.database.writing() as db:
            await db.exec(update(Visit).values(key="rotated, as when a role is taken"))
        await served.hallway.live_notes.watch.look()
        await client.type("still allowed")
        await client.until_acknowledged(2)


async def test_rights_are_looked_up_by_themselves(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.notes.watch.EVERY", 0.02)
    async with served.open_note(await served.visitor("Ada")) as wire:
        await wire.recv()
        async with served.hallway.database.writing() as db:
            await db.exec(delete(Attendance))
        assert (await closing_of(wire))[0] == 4401


async def test_a_new_epoch_closes_the_socket_for_good(served: Served) -> None:
    async with served.open_note(await served.visitor("Ada"), "?ack=1&epoch=1") as wire:
        client = Client(wire)
        await client.until_acknowledged(1)
        async with served.hallway.database.writing() as db:
            note = (await db.exec(select(Note))).one()
            note.epoch += 1
        await client.type("too late")
        assert (await closing_of(wire))[0] == 4409


async def test_one_who_stops_reading_delays_nobody(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kernel.outbox.PATIENCE", 0.5)
    served.hallway.live_notes.limits = Limits(text_bytes=64 * MIB, document_bytes=64 * MIB, bytes_at_once=64 * MIB)
    ada, noor, sam = [await served.visitor(name) for name in ("Ada", "Noor", "Sam")]
    async with (
        served.open_note(sam, sock=_small_socket(served)) as stalled,
        served.open_note(ada, "?ack=1") as one,
        served.open_note(noor) as two,
    ):
        stalled.transport.pause_reading()
        writer, reader = Client(one), Client(two)
        said = ""
        for number in range(40):  # more than the system's buffers hold
            words = f"{number} " + "x" * 200_000
            said = words + said
            await writer.type(words)
            await reader.until_it_says(said)
        await _until_alone(served, 2)
        await writer.type("still here ")
        await reader.until_it_says("still here " + said)
        stalled.transport.abort()


def _small_socket(served: Served) -> system.socket:
    made = system.socket()
    made.setsockopt(system.SOL_SOCKET, system.SO_RCVBUF, 4096)
    made.connect(("127.0.0.1", served.port))
    return made


async def _until_alone(served: Served, count: int) -> None:
    """Until the note has so many conversations left."""
    async with asyncio.timeout(10):
        while len(served.hallway.live_notes._notes[1].conversations) != count:
            await asyncio.sleep(0.02)


async def test_stopping_sends_everybody_away_to_come_back(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        wire = await served.open_note(await served.visitor("Ada"))
        await wire.recv()
    assert (await closing_of(wire))[0] == 1012


async def test_the_note_of_a_card_that_was_taken_away_closes_under_everybody(served: Served) -> None:
    ada = await served.visitor("Ada")
    async with served.open_note(ada) as wire:
        async with served.hallway.works.begin() as work:
            topic = await topic_by_number(work.db, served.event_id, 1)
            await remove_topic(work, topic, FACILITATOR, "insults people")
        assert (await closing_of(wire))[0] == 4404
    async with served.open_note(ada) as wire:
        assert (await closing_of(wire))[0] == 4404


async def test_a_device_that_was_cut_off_writes_no_more(served: Served) -> None:
    ada = await served.visitor("Ada")
    async with served.open_note(ada) as wire:
        async with served.hallway.works.begin() as work:
            await close_visit(work, (await viewer_of(work.db, "key-of-Ada", None, work.now)).visit_id or 0)
        assert (await closing_of(wire))[0] == 4401

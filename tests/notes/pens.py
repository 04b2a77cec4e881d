"""A client of the notes engine as a browser is one: a Yjs document of its own that speaks y-protocols."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from pycrdt import Doc, Text

from app.kernel.database import Database
from app.kernel.outbox import Outbox
from app.notes import protocol
from app.notes.conversation import Conversation
from app.notes.hands import Writer
from app.notes.live_note import TEXT, LiveNote
from app.notes.live_notes import LiveNotes
from app.notes.queries import stored_note

NOTE = 1


class Pen:
    """Joins a note of the engine directly, without a network: what it is sent arrives in `received` at once."""

    def __init__(
        self,
        notes: LiveNotes,
        attendee_id: int | None = None,
        name: str | None = None,
        *,
        visit_id: int | None = None,
        client_id: int | None = None,
    ) -> None:
        self.doc: Doc[Text] = Doc(client_id=client_id) if client_id else Doc()
        self.text = self.doc.get(TEXT, type=Text)
        self.received: list[bytes] = []
        self.acknowledged = 0
        self.closed: tuple[int, str] | None = None
        self.heard = asyncio.Event()
        self._notes = notes
        self._attendee_id = attendee_id
        self._name = name
        self._visit_id = visit_id
        self._stack = AsyncExitStack()

    async def join(self, note_id: int = NOTE) -> "Pen":
        self.closed = None
        self.note = await self._stack.enter_async_context(self._notes.opened(note_id))
        self.conversation = Conversation(
            self.note,
            self._notes.log,
            Outbox(self._send, lambda: None),
            self._notes.limits,
            Writer(self._attendee_id, self._visit_id, self._name),
        )
        self.conversation.knows_ours = True
        self.note.conversations.add(self.conversation)
        self.conversation.greet()
        self.say(protocol.step1(self.doc.get_state()))
        return self

    async def leave(self) -> None:
        self.note.conversations.discard(self.conversation)
        self.conversation.leave()
        await self._stack.aclose()

    def write(self, at: int, text: str, remove: int = 0) -> bytes:
        """Edit the own document (positions in characters); the update that a browser would send."""
        state, before = self.doc.get_state(), str(self.text)
        start = len(before[:at].encode())
        with self.doc.transaction():
            if removed := len(before[at : at + remove].encode()):
                del self.text[start : start + removed]
            if text:
                self.text.insert(start, text)
        return self.doc.get_update(state)

    def type(self, text: str) -> None:
        self.say(protocol.edit(self.write(len(str(self.text)), text)))

    def say(self, frame: bytes) -> None:
        self.conversation.hear(frame)

    async def until_acknowledged(self, count: int) -> None:
        await self.until(lambda: self.acknowledged >= count)

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(10):
            while not condition():
                self.heard.clear()
                await self.heard.wait()

    async def _send(self, event: dict[str, Any]) -> None:
        self.heard.set()
        if event["type"] == "websocket.close":
            self.closed = (event["code"], event["reason"])
            return
        frame: bytes = event["bytes"]
        self.received.append(frame)
        if frame[0] == protocol.ACK:
            self.acknowledged += protocol.read_number(frame, 1)[0]
        elif frame[0] == protocol.SYNC:
            self._sync(*protocol.read_message(frame)[1:])

    def _sync(self, step: int, content: bytes) -> None:
        if step == protocol.STEP1:
            update = self.doc.get_update(content)
            if update != protocol.EMPTY_UPDATE:
                asyncio.get_running_loop().call_soon(self._answer, protocol.step2(update))
        else:
            self.doc.apply_update(content)

    def _answer(self, frame: bytes) -> None:
        if self.closed is None:
            self.say(frame)


async def logged_text(database: Database, note_id: int = NOTE) -> str:
    """The text that snapshot and log make."""
    async with database.reading() as db:
        stored = await stored_note(db, note_id)
    assert stored is not None
    return LiveNote(stored.updates).text()

"""One client's dialogue about one note: what it says is checked, applied, queued for the log, and answered."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from pycrdt import get_update

from app.kernel.outbox import TRY_AGAIN_LATER, Outbox, outgoing_bytes
from app.notes import protocol
from app.notes.contents import check_contents, clients_in
from app.notes.hands import Writer
from app.notes.limits import Limits
from app.notes.open_note import OpenNote
from app.notes.protocol import EMPTY_UPDATE

COME_AGAIN = 1012
MALFORMED, NOBODY, NOT_YOURS, NO_SUCH_NOTE, OLD_EPOCH, TOO_LARGE, LOCKED = 4400, 4401, 4403, 4404, 4409, 4413, 4423

#: A client whose edits do not fit together is asked for what is missing so often, and not more often than this.
MOST_QUESTIONS = 20
QUESTION_PAUSE = 2.0
#: Edits that may wait for their predecessors.
MOST_LATE = 500


class Refused(Exception):
    """The socket is to be closed with this code; the reason is short and for programs, pages say it in words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Queue(Protocol):
    """What a conversation needs of the log."""

    def add(
        self,
        note: OpenNote,
        update: bytes,
        writer: Writer,
        conversation: "Conversation | None",
        new_hands: Sequence[int] = (),
        then: Callable[[], None] | None = None,
    ) -> object: ...


class Conversation:
    """A socket at a note. The author of its edits is whoever its visit is, whatever presence says."""

    def __init__(self, note: OpenNote, log: Queue, outbox: Outbox, limits: Limits, writer: Writer) -> None:
        self.outbox = outbox
        self.knows_ours = False
        self._note = note
        self._log = log
        self._limits = limits
        self._writer = writer
        self._persons = writer.persons
        self._answered = 0
        self._questions = 0
        self._asked_at = 0.0

    @property
    def longest_frame(self) -> int:
        return self._limits.frame_bytes

    def greet(self) -> None:
        """Both sides tell what they have; the server also tells who is here."""
        self._say(protocol.step1(self._note.document.state()))
        if here := self._note.company.all():
            self._say(protocol.awareness(here))
        if self._note.annotated:
            self.tell_annotated(self._note.annotated)

    def hear(self, frame: bytes, clients: list[int] | None = None) -> None:
        """One message of the client. Raises Malformed or Refused: close the socket, nobody else is harmed.

        `clients` is what `check_frame` found when it has looked at it already, beside the event loop.
        """
        if self.outbox.closed:
            return
        if len(frame) > self._limits.frame_bytes:
            raise Refused(TOO_LARGE, "frame too large")
        kind, step, content = protocol.read_message(frame)
        if kind == protocol.SYNC:
            if step == protocol.STEP1:
                self._answer(self._note.document.since(content))
            else:
                self._take(content, clients)
        elif kind == protocol.AWARENESS:
            self._note.tell_presence(self._note.company.hear(self, self._writer, content))
        else:
            self._say(protocol.awareness(self._note.company.all()))

    def rename(self, name: str | None) -> None:
        """They go by another name now: the others see it on their cursor at once."""
        if name and name != self._writer.name:
            self._writer = replace(self._writer, name=name)
            self._note.tell_presence(self._note.company.rename(self, name))

    def leave(self) -> None:
        self._note.tell_presence(self._note.company.leave(self))

    def acknowledge(self, count: int) -> None:
        if self.knows_ours:
            self._say(protocol.acknowledgement(count))

    def tell_annotated(self, changes: int) -> None:
        if self.knows_ours:
            self._say(protocol.annotated(changes))

    def take_cost(self) -> int:
        """Bytes that were answered since the last call: asking for a whole note again and again is not free."""
        cost, self._answered = self._answered, 0
        return cost

    def ask_for_what_is_missing(self) -> None:
        """Not for ever: a client that keeps sending edits that build on nothing is sent away."""
        if len(self._note.document.late) > MOST_LATE or self._questions >= MOST_QUESTIONS:
            self.outbox.close(MALFORMED, "edits that build on nothing")
            return
        now = time.monotonic()
        if now - self._asked_at > QUESTION_PAUSE:
            self._questions += 1
            self._asked_at = now
            self._say(protocol.step1(self._note.document.state()))

    def _answer(self, update: bytes) -> None:
        """When all of it is in the log: what is said before could be lost, and would come back by another's hand."""
        self._answered += len(update)
        if not self._note.queued:
            self._say(protocol.step2(update))
            return
        self._log.add(self._note, EMPTY_UPDATE, self._writer, None, then=lambda: self._say(protocol.step2(update)))

    def _take(self, update: bytes, clients: list[int] | None) -> None:
        if update == EMPTY_UPDATE:
            self._log.add(self._note, update, self._writer, self)
            return
        clients = self._check_hands(update, check_contents(update) if clients is None else clients)
        check_room(self._note, update, self._limits)
        self._note.document.apply(update)
        new_hands = self._note.hands.write(clients, self._writer.person)
        self._log.add(self._note, update, self._writer, self, new_hands)

    def _check_hands(self, update: bytes, clients: list[int]) -> list[int]:
        """With which clients this one writes. What others have written may be brought along, but not more than they
        said themselves: that may come, and then it fits. Raises Refused."""
        if not self._holds_anothers(clients):
            return clients
        new = clients_in(get_update(update, self._note.document.state()))
        if self._holds_anothers(new):
            raise Refused(TRY_AGAIN_LATER, "an edit by somebody else")
        return new

    def _holds_anothers(self, clients: list[int]) -> bool:
        for client in clients:  # noqa: SIM110 (for every edit: a generator would cost more than what it asks)
            if self._note.hands.is_anothers(client, self._persons):
                return True
        return False

    def _say(self, frame: bytes) -> None:
        self.outbox.post(outgoing_bytes(frame))


def check_frame(frame: bytes) -> list[int]:
    """Whose texts a frame holds, and whether it holds what it may. For a long one this takes a while. Raises
    Malformed."""
    kind, step, content = protocol.read_message(frame)
    return check_contents(content) if kind == protocol.SYNC and step != protocol.STEP1 else []


def check_room(note: OpenNote, update: bytes, limits: Limits) -> None:
    """Refused if the edit would make the note too large; one that makes a full note smaller is welcome.

    Text grows by no more than the bytes of an edit: sizes are looked at only when the last known room is used up.
    """
    if len(update) > note.room:
        _measure(note, update, limits)
    note.room -= len(update)


def _measure(note: OpenNote, update: bytes, limits: Limits) -> None:
    document, size = note.document, note.document.size
    if size + len(update) > limits.text_bytes and document.size_with(update) > max(limits.text_bytes, size):
        raise Refused(TOO_LARGE, "note too large")
    if document.weight + len(update) > limits.document_bytes and document.weigh() + len(update) > limits.document_bytes:
        raise Refused(TOO_LARGE, "note has too much history")
    note.room = min(limits.text_bytes - size, limits.document_bytes - document.weight)

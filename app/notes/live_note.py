"""One note as a live CRDT document: takes edits, answers syncs, and knows when an edit came before its predecessor.

There are no observers: they do not fire for edits that wait for a predecessor, and they keep documents alive. What is
stored and sent on is what came in. The text is read here, never edited by position (positions in pycrdt are UTF-8
bytes, in Yjs UTF-16 units).
"""

import asyncio
from collections.abc import Sequence

from pycrdt import Doc, Text, Transaction, get_update, merge_updates

from app.notes.protocol import EMPTY_UPDATE, Malformed, deletions, read_state

#: The name of the text in the Yjs document; browsers use the same.
TEXT = "markdown"
#: So many edits are kept to make the document again from them; then one that holds them all.
REMEMBERED = 2000
#: Beyond these, making a document is no matter of a millisecond.
QUICK_UPDATES, QUICK_BYTES = 200, 64 * 1024
#: PostgreSQL holds no text with the first; whoever reads gets the second for it.
NUL, REPLACED = "\x00", "\ufffd"
#: An update whose first number is this holds no items (only deletions, if any).
_NO_ITEMS = 0


class LiveNote:
    """The document of one note. `late` holds edits whose predecessors have not arrived."""

    def __init__(self, updates: Sequence[bytes] = ()) -> None:
        self._doc: Doc[Text]
        self._text: Text
        self._turn: Transaction | None = None
        self._taken = list(updates)
        self.late: list[bytes] = []
        #: About what the document weighs encoded; deleted text counts. `weigh` makes it exact.
        self.weight = sum(map(len, updates))
        self._make()
        self.find_late(updates)
        self._shorten()

    def apply(self, update: bytes) -> None:
        """Take an edit. Raises Malformed and changes nothing."""
        self._begin_turn()
        try:
            self._doc.apply_update(update)
        except ValueError as error:  # it could not be read
            raise Malformed(str(error)) from None
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            self._make()  # it was half applied
            raise Malformed("an update that cannot be applied") from None
        self.weight += len(update)
        self._taken.append(update)
        if len(self._taken) > REMEMBERED:
            self.find_late(self._taken[1:])
            self._shorten()

    def _make(self) -> None:
        """The document from what was taken; also after an update on which yrs stumbled in the middle."""
        self._turn = None
        self._doc = Doc()
        self._text = self._doc.get(TEXT, type=Text)
        with self._doc.transaction():
            for update in self._taken:
                self._doc.apply_update(update)

    def _begin_turn(self) -> None:
        """What comes in one turn of the event loop shares a transaction: to begin and end one costs several times what
        an edit does. Whoever reads meanwhile reads it with these edits."""
        if self._turn is None and (loop := _running_loop()):
            self._turn = self._doc.transaction()
            self._turn.__enter__()
            loop.call_soon(self._end_turn)

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.__exit__(None, None, None)

    def _shorten(self) -> None:
        """`whole` holds the late ones too, provided they are known."""
        if len(self._taken) > REMEMBERED:
            self._taken = [self.whole()]

    def find_late(self, applied: Sequence[bytes]) -> list[bytes]:
        """Which of these edits build on something that is missing. They are in `late` until it comes."""
        state = self._doc.get_state()
        self.late = [update for update in dict.fromkeys((*self.late, *applied)) if _exceeds(update, state)]
        return [update for update in applied if update in self.late] if self.late else []

    def is_whole_with(self, merged: bytes) -> bool:
        """Whether an update that was applied, or many merged into one, left no gap; cheaper than asking for each."""
        return not self.late and not _exceeds(merged, self._doc.get_state())

    @property
    def has_gap(self) -> bool:
        """While it has, it must not be compacted: encoding a document drops edits that wait."""
        return bool(self.late)

    @property
    def size(self) -> int:
        """The length of the text in UTF-8 bytes."""
        return len(self._text)

    def text(self) -> str:
        return str(self._text).replace(NUL, REPLACED)

    def state(self) -> bytes:
        return self._doc.get_state()

    def since(self, state: bytes) -> bytes:
        """Everything that somebody with `state` lacks, edits in waiting included. Raises Malformed."""
        try:
            update = self._doc.get_update(state)
        except ValueError as error:
            raise Malformed(str(error)) from None
        return merge_updates(update, *self.late) if self.late else update

    def whole(self) -> bytes:
        return self.since(b"\x00")

    def weigh(self) -> int:
        self.weight = len(self.whole())
        return self.weight

    def size_with(self, update: bytes) -> int:
        """What `size` would be after this edit. Costs a copy of the document. Raises Malformed."""
        copy = LiveNote([self.whole()])
        copy.apply(update)
        return copy.size


def _running_loop() -> asyncio.AbstractEventLoop | None:
    """None in a thread beside it."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def made_from(updates: Sequence[bytes]) -> LiveNote:
    """A document, made beside the event loop if that takes long."""
    is_long = len(updates) > QUICK_UPDATES or sum(map(len, updates)) > QUICK_BYTES
    return await asyncio.to_thread(LiveNote, updates) if is_long else LiveNote(updates)


def _exceeds(update: bytes, state: bytes) -> bool:
    """Whether an applied update reaches beyond what the document holds without a hole.

    yrs integrates items over holes in a client's clock (y-crdt#632), while Yjs in browsers lets them wait. The state
    vector stops at the hole, so what is left of the update against it tells both kinds of gap.
    """
    if update == EMPTY_UPDATE:
        return False
    rest = get_update(update, state)
    if rest[0] != _NO_ITEMS:
        return True
    if rest == EMPTY_UPDATE:
        return False
    clocks = read_state(state)
    return any(reach > clocks.get(client, 0) for client, reach in deletions(rest, 1))

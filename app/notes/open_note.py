"""A note that is open on this server: its document, the sockets that follow it, and who is there."""

import asyncio
from typing import TYPE_CHECKING

from pycrdt import merge_updates

from app.kernel.outbox import frame_event
from app.notes import protocol
from app.notes.live_note import LiveNote
from app.notes.presence import Company

if TYPE_CHECKING:
    from app.notes.conversation import Conversation

#: Cursors move with every key; they are told at most this often, in seconds.
PRESENCE_PAUSE = 0.05
#: Updates merged into one frame; merging is quadratic in their number.
MERGED = 100


class OpenNote:
    """Joined by conversations, fed by the log. `dropped` means that its document may be ahead of the log: forget it."""

    def __init__(self, note_id: int, epoch: int, document: LiveNote, last_id: int, unsaved_rows: int) -> None:
        self.id = note_id
        self.epoch = epoch
        self.document = document
        self.last_id = last_id
        #: Rows in the log that the snapshot does not hold yet.
        self.rows_since_snapshot = unsaved_rows
        self.body_is_old = False
        self.holders = 0
        self.queued = 0
        self.dropped = False
        #: So many bytes of edits may come before the sizes of text and document are looked at again.
        self.room = 0
        self.conversations: set[Conversation] = set()
        self.company: Company[Conversation] = Company()
        self._news: dict[int, protocol.Presence] = {}
        self._telling: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        return not self.holders and not self.queued

    def stored(self, ids: list[int]) -> None:
        """These rows of the log are committed."""
        if ids:
            self.last_id = ids[-1]
            self.rows_since_snapshot += len(ids)
            self.body_is_old = True

    def tell_edits(self, updates: list[bytes], authors: list["Conversation | None"]) -> None:
        """Committed edits, merged: one frame to each reader. A sole author has its own edits already."""
        for start in range(0, len(updates), MERGED):
            some, by = updates[start : start + MERGED], authors[start : start + MERGED]
            merged = merge_updates(*some) if len(some) > 1 else some[0]
            self._tell_edit(merged, by[0] if len(set(by)) == 1 else None)
            if not self.document.is_whole_with(merged):
                self._ask_authors(some, by)

    def _tell_edit(self, update: bytes, sole_author: "Conversation | None") -> None:
        event = frame_event(protocol.edit(update))
        for conversation in self.conversations:
            if conversation is not sole_author:
                conversation.outbox.post(event)

    def _ask_authors(self, updates: list[bytes], authors: list["Conversation | None"]) -> None:
        """Those whose edits came before their predecessors hold these: their answers close the gap."""
        late = set(self.document.find_late(updates))
        for author in {author for update, author in zip(updates, authors, strict=True) if update in late}:
            if author is not None:
                author.ask_for_what_is_missing()

    def tell_presence(self, news: list[protocol.Presence]) -> None:
        """At once when it is quiet, gathered when it is busy."""
        for one in news:
            self._news[one.client_id] = one
        if self._news and self._telling is None:
            self._tell_presence()
            self._telling = asyncio.get_running_loop().call_later(PRESENCE_PAUSE, self._presence_pause_over)

    def _presence_pause_over(self) -> None:
        self._telling = None
        self.tell_presence([])

    def _tell_presence(self) -> None:
        event = frame_event(protocol.awareness(list(self._news.values())))
        self._news.clear()
        for conversation in self.conversations:
            conversation.outbox.post(event)

    def close(self, code: int, reason: str) -> None:
        """Send everybody away; a client that comes back finds the note loaded anew."""
        self.dropped = True
        for conversation in list(self.conversations):
            conversation.outbox.close(code, reason)

"""A note that is open on this server: its document, the sockets that follow it, and who is there."""

import asyncio
from typing import TYPE_CHECKING

from pycrdt import merge_updates

from app.notes import protocol
from app.notes.live_note import LiveNote
from app.notes.outbox import frame_event
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
            some = updates[start : start + MERGED]
            event = frame_event(protocol.edit(merge_updates(*some)))
            by = set(authors[start : start + MERGED])
            sole = by.pop() if len(by) == 1 else None
            for conversation in self.conversations:
                if conversation is not sole:
                    conversation.outbox.post(event)

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

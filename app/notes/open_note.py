"""A note that is open on this server: its document, the sockets that follow it, and who is there."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pycrdt import merge_updates

from app.kernel.outbox import outgoing_bytes
from app.notes import protocol
from app.notes.hands import Hands
from app.notes.hints import Someone
from app.notes.live_note import LiveNote
from app.notes.presence import Company

if TYPE_CHECKING:
    from app.notes.conversation import Conversation
    from app.notes.elsewhere import Elsewhere

#: Cursors move with every key; they are told at most this often, in seconds.
PRESENCE_PAUSE = 0.05
#: Merging takes the square of how many updates there are, so it goes by so many at once, and then by what they gave.
MERGED = 16


class OpenNote:
    """Joined by conversations, fed by the log. `dropped` means that its document may be ahead of the log: forget it."""

    def __init__(
        self,
        note_id: int,
        epoch: int,
        document: LiveNote,
        last_id: int,
        unsaved_rows: int,
        elsewhere: "Elsewhere | None" = None,
        hands: Hands | None = None,
    ) -> None:
        self.id = note_id
        self.epoch = epoch
        self.document = document
        #: The document holds every row of the log up to this one...
        self.last_id = last_id
        #: ...and these behind it; there may be others in between, of other workers.
        self._beyond: set[int] = set()
        self._elsewhere = elsewhere
        #: Rows in the log that the snapshot does not hold yet.
        self.rows_since_snapshot = unsaved_rows
        self.body_is_old = False
        #: Something was written since the last version was kept, which was at that time.
        self.is_unversioned = False
        self.versioned_at: datetime | None = None
        #: How often comments on it have changed.
        self.annotated = 0
        self.holders = 0
        self.queued = 0
        self.dropped = False
        #: So many bytes of edits may come before the sizes of text and document are looked at again.
        self.room = 0
        self.conversations: set[Conversation] = set()
        self.hands = hands or Hands()
        self.company: Company[Conversation | str] = Company(self.hands)
        self._news: dict[int, protocol.Presence] = {}
        self._news_elsewhere: set[int] = set()
        self._telling: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        return not self.holders and not self.queued

    @property
    def is_deserted(self) -> bool:
        """Nobody is at it, on no worker."""
        return self.is_idle and not self.company.all()

    def stored(self, ids: list[int]) -> None:
        """These rows of the log are committed, and their edits in the document."""
        if not ids:
            return
        self.body_is_old = self.is_unversioned = True
        if self._elsewhere is None:
            self.last_id = ids[-1]
            self.rows_since_snapshot += len(ids)
        else:
            new = [row for row in ids if self.lacks(row)]
            self._beyond.update(new)
            self.rows_since_snapshot += len(new)

    def lacks(self, row: int) -> bool:
        return row > self.last_id and row not in self._beyond

    def holds_all_upto(self, row: int) -> None:
        """Whatever the log has up to there is known to be in the document."""
        if row > self.last_id:
            self.last_id = row
            self._beyond = {each for each in self._beyond if each > row}

    def tell_edits(self, edits: "list[tuple[int, bytes, Conversation | None]]", new_hands: Mapping[int, int]) -> None:
        """Committed edits with their rows and authors, merged: one frame to each reader.

        A sole author has its own edits already. Other workers hear of new hands too, with the persons behind them.
        """
        if not edits:
            return
        rows, updates, authors = zip(*edits, strict=True)
        merged = _merged(updates)
        self._tell_edit(merged, authors[0] if len(set(authors)) == 1 else None)
        if self._elsewhere:
            self._elsewhere.edits_stored(self, list(rows), merged, dict(new_hands))
        if not self.document.is_whole_with(merged):
            self._ask_authors(updates, authors)

    def take_over(self, edits: list[tuple[int, bytes]]) -> None:
        """Rows that another worker stored. Raises Malformed."""
        if edits:
            rows, updates = zip(*edits, strict=True)
            self.take(list(rows), _merged(updates))

    def take(self, rows: list[int], update: bytes) -> bool:
        """The same, merged; what is known already is passed over. Raises Malformed.

        The answer is whether nothing is missing before it.
        """
        if not any(self.lacks(row) for row in rows):
            return True
        self.document.apply(update)
        self.room -= len(update)
        self.stored(rows)
        self._tell_edit(update, None)
        if self.document.is_whole_with(update):
            return True
        self.document.find_late([update])
        return not self.document.has_gap

    def _tell_edit(self, update: bytes, sole_author: "Conversation | None") -> None:
        message = outgoing_bytes(protocol.edit(update))
        for conversation in self.conversations:
            if conversation is not sole_author:
                conversation.outbox.post(message)

    def _ask_authors(self, updates: Sequence[bytes], authors: "Sequence[Conversation | None]") -> None:
        """Those whose edits came before their predecessors hold these: their answers close the gap."""
        late = set(self.document.find_late(updates))
        for author in {author for update, author in zip(updates, authors, strict=True) if update in late}:
            if author is not None:
                author.ask_for_what_is_missing()

    def tell_annotated(self, changes: int) -> None:
        """Comments on it have changed so often; what is known already is passed over."""
        if changes > self.annotated:
            self.annotated = changes
            for conversation in self.conversations:
                conversation.tell_annotated(changes)

    def tell_presence(self, news: list[protocol.Presence]) -> None:
        """At once when it is quiet, gathered when it is busy."""
        for one in news:
            self._news[one.client_id] = one
        if self._elsewhere:
            self._news_elsewhere.update(one.client_id for one in news)
        self._tell_presence_soon()

    def hear_of_people(self, worker: str, people: list[Someone], now: float) -> None:
        """What another worker says of those who are at this note with it."""
        for one in self.company.hear_from(worker, people, now):
            self._news[one.client_id] = one
        self._tell_presence_soon()

    def miss_people(self, before: float) -> None:
        """Those elsewhere of whom nothing was heard since then are gone."""
        for one in self.company.miss(before):
            self._news[one.client_id] = one
        self._tell_presence_soon()

    def _tell_presence_soon(self) -> None:
        if self._news and self._telling is None:
            self._tell_presence()
            self._telling = asyncio.get_running_loop().call_later(PRESENCE_PAUSE, self._presence_pause_over)

    def _presence_pause_over(self) -> None:
        self._telling = None
        self._tell_presence_soon()

    def _tell_presence(self) -> None:
        news, self._news = self._news, {}
        if self._elsewhere and self._news_elsewhere:
            people = [self.company.someone(one) for one in news.values() if one.client_id in self._news_elsewhere]
            self._news_elsewhere.clear()
            self._elsewhere.people_there(self, people)
        message = outgoing_bytes(protocol.awareness(list(news.values())))
        for conversation in self.conversations:
            conversation.outbox.post(message)

    def close(self, code: int, reason: str) -> None:
        """Send everybody away; a client that comes back finds the note loaded anew."""
        self.dropped = True
        for conversation in list(self.conversations):
            conversation.outbox.close(code, reason)


def _merged(updates: Sequence[bytes]) -> bytes:
    while len(updates) > 1:
        updates = [merge_updates(*updates[at : at + MERGED]) for at in range(0, len(updates), MERGED)]
    return updates[0]

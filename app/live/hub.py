"""Who listens to what on this worker, and how a message reaches them all without waiting for the slowest.

A channel keeps its last messages, so that a client that was away catches up by revision. Listeners are outboxes: none
ever makes the others wait.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from app.kernel.outbox import Outbox, outgoing_text
from app.kernel.words import SOURCE_LANGUAGE

#: Letters of a channel that are kept for those who come back.
KEPT = 128


@dataclass(frozen=True)
class Letter:
    """A message on a channel: it continues from revision `after`, and holds the text that is sent."""

    revision: int
    after: int
    text: str


@dataclass
class Channel:
    """The listeners of one kind of page of one event, in one language, and the letters they may have missed since
    `floor`.

    Until it was begun nothing is known of what came before, so there is no floor.
    """

    floor: int | None = None
    last: int = 0
    letters: deque[Letter] = field(default_factory=deque)
    #: With the visit that listens, as far as it is known.
    listeners: dict[Outbox, int | None] = field(default_factory=dict)

    def begin(self, revision: int) -> None:
        """`revision` was read while somebody listened already, so every later change has come or will."""
        if self.floor is None:
            self.floor, self.last = revision, max(self.last, revision)

    def missed(self, since: int) -> list[Letter] | None:
        """What a client at revision `since` has to hear; None when that is not known any more."""
        if self.floor is None or since < self.floor:
            return None
        return [letter for letter in self.letters if letter.revision > since]

    def keep(self, letter: Letter) -> None:
        self.letters.append(letter)
        self.last = letter.revision
        if len(self.letters) > KEPT:
            self.floor = self.letters.popleft().revision


class Hub:
    """All channels of this worker, by event, name and language."""

    def __init__(self) -> None:
        self._channels: dict[tuple[int, str, str], Channel] = {}

    def join(
        self,
        event_id: int,
        name: str,
        listener: Outbox,
        visit_id: int | None = None,
        language: str = SOURCE_LANGUAGE,
    ) -> Channel:
        """The channel; from now on the listener hears everything on it."""
        channel = self._channels.setdefault((event_id, name, language), Channel())
        channel.listeners[listener] = visit_id
        return channel

    def listened(self, event_id: int) -> set[str]:
        """The names of the event's channels that somebody knows of."""
        return {name for event, name, _language in self._channels if event == event_id}

    def spoken(self, event_id: int) -> dict[str, set[str]]:
        """The same by the languages in use."""
        names: dict[str, set[str]] = {}
        for event, name, language in self._channels:
            if event == event_id:
                names.setdefault(language, set()).add(name)
        return names

    def events(self) -> set[int]:
        """Those that somebody listens to."""
        return {event_id for event_id, _name, _language in self._channels}

    def listeners(self, event_id: int, name: str) -> dict[Outbox, int | None]:
        """Who listens to a channel now, in whatever language, with their visits."""
        return {
            listener: visit_id
            for channel in self._in_all_languages(event_id, name)
            for listener, visit_id in channel.listeners.items()
        }

    def leave(self, event_id: int, name: str, listener: Outbox, language: str = SOURCE_LANGUAGE) -> None:
        """The last one out closes the channel: what nobody hears need not be rendered."""
        channel = self._channels.get((event_id, name, language))
        if channel is None:
            return
        channel.listeners.pop(listener, None)
        if not channel.listeners:
            del self._channels[event_id, name, language]

    def send(
        self,
        event_id: int,
        name: str,
        revision: int,
        make_text: Callable[[int], str],
        language: str = SOURCE_LANGUAGE,
    ) -> None:
        """Sends to all listeners; `make_text` gets the revision that the message continues from."""
        channel = self._channels.get((event_id, name, language))
        if channel is None:
            return
        letter = Letter(revision, channel.last, make_text(channel.last))
        channel.keep(letter)
        message = outgoing_text(letter.text)
        for listener in tuple(channel.listeners):
            listener.post(message)

    def whisper(self, event_id: int, name: str, text: str) -> None:
        """To those who listen at this moment, in whatever language; nothing is kept for others."""
        message = outgoing_text(text)
        for listener in self.listeners(event_id, name):
            listener.post(message)

    def _in_all_languages(self, event_id: int, wanted: str) -> list[Channel]:
        return [
            channel
            for (event, name, _language), channel in self._channels.items()
            if (event, name) == (event_id, wanted)
        ]

    @property
    def sockets(self) -> int:
        return sum(len(channel.listeners) for channel in self._channels.values())

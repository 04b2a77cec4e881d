"""Who listens to what on this worker, and how a message reaches them all without waiting for the slowest.

A channel keeps its last messages, so that a client that was away catches up by revision. Each socket has a bounded
buffer; one that stays full or blocked is closed with 1013 and comes back for what it missed.
"""

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass, field
from typing import Any

Send = Callable[[Any], Awaitable[None]]

BUFFERED = 64
KEPT = 128
PATIENCE = 4.0
TRY_AGAIN_LATER = 1013


@dataclass(frozen=True)
class Letter:
    """A message on a channel: it continues from revision `after`, and holds the text that is sent."""

    revision: int
    after: int
    text: str


class Listener:
    """One socket's outgoing side.

    A send that does not block is finished on the spot; only a blocked one gets a task of its own, with a time limit.
    """

    def __init__(self, send: Send, close: Callable[[int, str], Awaitable[None]]) -> None:
        self._send = send
        self._close = close
        self._waiting: deque[str] = deque()
        self._task: asyncio.Task[None] | None = None
        self.closed = False

    def push(self, text: str) -> None:
        if self.closed:
            return
        if self._task is not None:
            self._queue(text)
            return
        sending = self._sending(text)
        try:
            blocked_on = sending.send(None)
        except StopIteration:
            return
        except Exception:
            self.closed = True
            return
        self._task = asyncio.get_running_loop().create_task(self._finish(_rest(sending, blocked_on)))

    async def stop(self) -> None:
        self.closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _sending(self, text: str) -> None:
        await self._send({"type": "websocket.send", "text": text})

    def _queue(self, text: str) -> None:
        self._waiting.append(text)
        if len(self._waiting) > BUFFERED:
            self._waiting.clear()
            self.closed = True

    async def _finish(self, first: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await first
            while self._waiting and not self.closed:
                async with asyncio.timeout(PATIENCE):
                    await self._sending(self._waiting.popleft())
        except Exception:
            self.closed = True
        finally:
            self._task = None
            if self.closed:
                await self._give_up()

    async def _give_up(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._close(TRY_AGAIN_LATER, "too slow; come back and catch up")
        except Exception:
            self._waiting.clear()


@types.coroutine
def _rest(coroutine: Coroutine[Any, Any, None], blocked_on: Any) -> Generator[Any, Any, None]:
    """The rest of a coroutine that was stepped once by hand and stopped at `blocked_on`."""
    while True:
        try:
            answer = yield blocked_on
        except BaseException as error:
            step = coroutine.throw
            try:
                blocked_on = step(error)
            except StopIteration:
                return
        else:
            try:
                blocked_on = coroutine.send(answer)
            except StopIteration:
                return


@dataclass
class Channel:
    """The listeners of one kind of page of one event, and the letters they may have missed since `floor`.

    Until it was begun nothing is known of what came before, so there is no floor.
    """

    floor: int | None = None
    last: int = 0
    letters: deque[Letter] = field(default_factory=deque)
    listeners: set[Listener] = field(default_factory=set)

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
    """All channels of this worker, by event and name."""

    def __init__(self) -> None:
        self._channels: dict[tuple[int, str], Channel] = {}

    def join(self, event_id: int, name: str, listener: Listener) -> Channel:
        """The channel; from now on the listener hears everything on it."""
        channel = self._channels.setdefault((event_id, name), Channel())
        channel.listeners.add(listener)
        return channel

    def listened(self, event_id: int) -> set[str]:
        """The names of the event's channels that somebody knows of."""
        return {name for (event, name) in self._channels if event == event_id}

    def leave(self, event_id: int, name: str, listener: Listener) -> None:
        """The last one out closes the channel: what nobody hears need not be rendered."""
        channel = self._channels.get((event_id, name))
        if channel is None:
            return
        channel.listeners.discard(listener)
        if not channel.listeners:
            del self._channels[(event_id, name)]

    def send(self, event_id: int, name: str, revision: int, make_text: Callable[[int], str]) -> None:
        """Sends to all listeners; `make_text` gets the revision that the message continues from."""
        channel = self._channels.get((event_id, name))
        if channel is None:
            return
        letter = Letter(revision, channel.last, make_text(channel.last))
        channel.keep(letter)
        for listener in tuple(channel.listeners):
            listener.push(letter.text)

    @property
    def sockets(self) -> int:
        return sum(len(channel.listeners) for channel in self._channels.values())

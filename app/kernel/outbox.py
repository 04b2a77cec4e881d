"""Sending to one socket without ever waiting for it: a phone that stops reading delays nobody.

While the socket drains, a message is written at once: by the server's short way onto the wire, or by stepping the ASGI
`send` once. Only a blocked send gets a task of its own, a bounded backlog and a time limit; beyond either the socket is
closed with 1013 and its client comes back for what it missed.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from functools import cached_property
from typing import Any

from app.kernel.wire import Write, framed

TRY_AGAIN_LATER = 1013

#: How long one frame may stay blocked, in seconds.
PATIENCE = 4.0
#: How much may wait behind a blocked frame.
MOST_FRAMES = 1000
MOST_BYTES = 8 * 1024 * 1024

SendEvent = dict[str, Any]


class Outgoing:
    """A message, made once and sent to many."""

    def __init__(self, event: SendEvent) -> None:
        self.event = event

    @cached_property
    def frame(self) -> bytes:
        return framed(self.event)

    @property
    def size(self) -> int:
        return len(self.event["bytes"] or self.event["text"] or b"")


def outgoing_bytes(said: bytes) -> Outgoing:
    return Outgoing({"type": "websocket.send", "bytes": said, "text": None})


def outgoing_text(said: str) -> Outgoing:
    return Outgoing({"type": "websocket.send", "bytes": None, "text": said})


def ending_this_handler() -> Callable[[], object]:
    """What gives up the socket of the handler that asks: its task is cancelled."""
    task = asyncio.current_task()
    assert task is not None
    return task.cancel


class Outbox:
    """What goes out to one socket. `give_up` ends the socket's handler when not even closing gets through.

    `write` is the server's short way, if it has one.
    """

    def __init__(
        self,
        send: Callable[[Any], Any],
        give_up: Callable[[], object],
        most_frames: int = MOST_FRAMES,
        write: Write | None = None,
    ) -> None:
        self.closed = False
        self._send = send
        self._write = write
        self._give_up = give_up
        self._most_frames = most_frames
        self._waiting: deque[Outgoing] = deque()
        self._waiting_bytes = 0
        self._task: asyncio.Task[None] | None = None

    def post(self, message: Outgoing) -> None:
        if self.closed:
            return
        if self._task is not None:
            self._queue(message)
        elif self._write and self._write(message.frame):
            return
        elif blocked := self._step(message.event):
            self._task = asyncio.create_task(self._catch_up(blocked))

    def close(self, code: int, reason: str) -> None:
        """Say why and close. Whatever waits is dropped: the client asks for it when it comes back."""
        if self.closed:
            return
        self.closed = True
        self._waiting.clear()
        if blocked := self._step({"type": "websocket.close", "code": code, "reason": reason[:120]}):
            self._closing = asyncio.create_task(self._last_words(blocked))

    def drop(self) -> None:
        """The connection is over: nothing more is sent, and nothing goes on in the background."""
        self.closed = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _step(self, event: SendEvent) -> "_Resumed | None":
        """Send, unless the socket is blocked; then the rest of sending."""
        coroutine = self._send(event)
        try:
            blocked_on = coroutine.send(None)
        except StopIteration:
            return None
        except Exception:
            self.closed = True
            return None
        return _Resumed(coroutine, blocked_on)

    def _queue(self, message: Outgoing) -> None:
        self._waiting.append(message)
        self._waiting_bytes += message.size
        if len(self._waiting) > self._most_frames or self._waiting_bytes > MOST_BYTES:
            self.close(TRY_AGAIN_LATER, "too far behind")

    async def _catch_up(self, blocked: "_Resumed") -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await blocked
            while self._waiting:
                message = self._waiting.popleft()
                self._waiting_bytes -= message.size
                async with asyncio.timeout(PATIENCE):
                    await self._send(message.event)
        except TimeoutError:
            self.close(TRY_AGAIN_LATER, "not reading")
        except Exception:
            self.closed = True
        finally:
            self._task = None

    async def _last_words(self, blocked: "_Resumed") -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await blocked
        except Exception:
            self._give_up()


class _Resumed:
    """A coroutine that was stepped by hand up to its first wait, as something a task can await."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], blocked_on: Any) -> None:
        self._coroutine = coroutine
        self._blocked_on = blocked_on

    def __await__(self) -> Generator[Any, Any, None]:
        blocked_on = self._blocked_on
        while True:
            error, sent = None, None
            try:
                sent = yield blocked_on
            except BaseException as raised:
                error = raised
            try:
                blocked_on = self._coroutine.throw(error) if error else self._coroutine.send(sent)
            except StopIteration:
                return

"""Sending to one socket without ever waiting for it: a phone that stops reading delays nobody.

A frame is sent by stepping the ASGI `send` once; that is all it takes while the socket drains. Only a blocked send gets
a task of its own, a bounded backlog and a time limit; beyond either the socket is closed with 1013 and its client comes
back for what it missed.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any

TRY_AGAIN_LATER = 1013

#: How long one frame may stay blocked, in seconds.
PATIENCE = 4.0
#: How much may wait behind a blocked frame.
MOST_FRAMES = 1000
MOST_BYTES = 8 * 1024 * 1024

SendEvent = dict[str, Any]


def frame_event(frame: bytes) -> SendEvent:
    """An ASGI event, made once and sent to many."""
    return {"type": "websocket.send", "bytes": frame, "text": None}


def text_event(text: str) -> SendEvent:
    """The same for text."""
    return {"type": "websocket.send", "bytes": None, "text": text}


def ending_this_handler() -> Callable[[], object]:
    """What gives up the socket of the handler that asks: its task is cancelled."""
    task = asyncio.current_task()
    assert task is not None
    return task.cancel


class Outbox:
    """What goes out to one socket. `give_up` ends the socket's handler when not even closing gets through.

    `frame` sends what is no close: the server's own way, where nothing on the way has to see it.
    """

    def __init__(
        self,
        send: Callable[[Any], Any],
        give_up: Callable[[], object],
        most_frames: int = MOST_FRAMES,
        frame: Callable[[Any], Any] | None = None,
    ) -> None:
        self.closed = False
        self._send = send
        self._frame = frame or send
        self._give_up = give_up
        self._most_frames = most_frames
        self._waiting: deque[SendEvent] = deque()
        self._waiting_bytes = 0
        self._task: asyncio.Task[None] | None = None

    def post(self, event: SendEvent) -> None:
        if self.closed:
            return
        if self._task is not None:
            self._queue(event)
        elif blocked := self._step(self._frame, event):
            self._task = asyncio.create_task(self._catch_up(blocked))

    def close(self, code: int, reason: str) -> None:
        """Say why and close. Whatever waits is dropped: the client asks for it when it comes back."""
        if self.closed:
            return
        self.closed = True
        self._waiting.clear()
        if blocked := self._step(self._send, {"type": "websocket.close", "code": code, "reason": reason[:120]}):
            self._closing = asyncio.create_task(self._last_words(blocked))

    def drop(self) -> None:
        """The connection is over: nothing more is sent, and nothing goes on in the background."""
        self.closed = True
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def _step(self, send: Callable[[Any], Any], event: Any) -> "_Resumed | None":
        """Send, unless the socket is blocked; then the rest of sending."""
        coroutine = send(event)
        try:
            blocked_on = coroutine.send(None)
        except StopIteration:
            return None
        except Exception:
            self.closed = True
            return None
        return _Resumed(coroutine, blocked_on)

    def _queue(self, event: SendEvent) -> None:
        self._waiting.append(event)
        self._waiting_bytes += _size(event)
        if len(self._waiting) > self._most_frames or self._waiting_bytes > MOST_BYTES:
            self.close(TRY_AGAIN_LATER, "too far behind")

    async def _catch_up(self, blocked: "_Resumed") -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await blocked
            while self._waiting:
                event = self._waiting.popleft()
                self._waiting_bytes -= _size(event)
                async with asyncio.timeout(PATIENCE):
                    await self._frame(event)
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


def _size(event: SendEvent) -> int:
    return len(event["bytes"] or event["text"] or b"")


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

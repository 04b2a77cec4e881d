"""The short way onto the wire and off it: without a coroutine for every message.

What a server sends is not masked, so a message is framed once for all sockets whose frames nothing compresses. What
comes in is handed over as it is read, while whoever listens would only be woken for it. Each socket offers its `write`
and its `lend` in its scope. Under another server there are none, and everything goes the way of ASGI.
"""

from collections.abc import Callable, Mapping
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode, apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Request
from websockets.protocol import OPEN

#: Takes framed bytes; False when they have to go the long way, where one waits for the socket or hears of its end.
Write = Callable[[bytes], bool]

#: Takes the bytes of a message; False when whoever listens has to be woken for it.
Hear = Callable[[bytes], bool]

_WRITE, _LEND = "hallway.write", "hallway.lend"

_BYTES_IN_ONE_FRAME = 0x80 | Opcode.BINARY
_HEAD, _MASKED, _SHORT = 6, 0x80, 125


def write_of(scope: Mapping[str, Any]) -> Write | None:
    """What the socket's server offers."""
    write: Write | None = scope.get(_WRITE)
    return write


def lend_an_ear(scope: Mapping[str, Any], hear: Hear) -> None:
    """From now on `hear` is offered every message of bytes that comes while the socket's handler waits for one, and
    none before it. What it does not take, the handler receives."""
    if lend := scope.get(_LEND):
        lend(hear)


def framed(event: dict[str, Any]) -> bytes:
    """A `websocket.send` as it travels."""
    if event["bytes"] is not None:
        return Frame(Opcode.BINARY, event["bytes"]).serialize(mask=False)
    return Frame(Opcode.TEXT, event["text"].encode()).serialize(mask=False)


class WireProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own. It also lets framed bytes through while the socket is open and drains, and hands what comes to an
    ear that was lent."""

    _ear: Hear | None = None
    _is_awaited = False

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            offered: Any = self.scope
            offered[_LEND] = self.lend
            if not self.conn.extensions:
                offered[_WRITE] = self.write

    def lend(self, hear: Hear) -> None:
        self._ear = hear

    def data_received(self, data: bytes) -> None:
        if self._ear and self._is_between_messages():
            data = self._hear_short_ones(self._ear, data)
        if data:
            super().data_received(data)

    def _is_between_messages(self) -> bool:
        """Whether what comes next is the beginning of a frame that stands for itself.

        The parser is a generator inside another; while it waits for a beginning it is at `StreamReader.at_eof`.
        """
        parser: Any = self.conn.parser
        is_quiet = self.conn.state is OPEN and self.conn.current_size is None and self.queue.empty()
        waits_in = getattr(parser.gi_yieldfrom, "gi_yieldfrom", None)
        return is_quiet and getattr(waits_in, "__name__", "") == "at_eof"

    def _hear_short_ones(self, hear: Hear, data: bytes) -> bytes:
        """The ear is given whole short messages of bytes, each in one frame (RFC 6455, 5.2): two bytes of head, four of
        mask, up to 125 more. What is left goes the long way."""
        while self._is_awaited and not self.close_sent and len(data) >= _HEAD and data[0] == _BYTES_IN_ONE_FRAME:
            end = _HEAD + data[1] - _MASKED
            is_whole_and_short = _HEAD <= end <= _HEAD + _SHORT and end <= len(data)
            if not (is_whole_and_short and hear(apply_mask(data[_HEAD:end], data[2:_HEAD]))):
                break
            data = data[end:]
        return data

    async def receive(self) -> Any:
        self._is_awaited = True
        try:
            return await super().receive()
        finally:
            self._is_awaited = False

    def handle_bytes(self, event: Frame) -> None:
        is_awaited = self._is_awaited and self.queue.empty() and not self.close_sent
        if not (self._ear and is_awaited and event.fin and self._ear(bytes(event.data))):
            super().handle_bytes(event)

    def write(self, frame: bytes) -> bool:
        """Whatever ends a connection either says so here or closes the transport."""
        if self.close_sent or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True

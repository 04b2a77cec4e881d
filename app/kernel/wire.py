"""The short way onto the wire: a message is framed once for all sockets, and written to each without a coroutine.

What a server sends is not masked, so the same bytes are right for every socket whose frames nothing compresses. Each
socket offers its `write` in its scope. Under another server there is none, and everything goes the way of ASGI.
"""

from collections.abc import Callable, Mapping
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request

#: Takes framed bytes; False when they have to go the long way, where one waits for the socket or hears of its end.
Write = Callable[[bytes], bool]

_WRITE = "hallway.write"


def write_of(scope: Mapping[str, Any]) -> Write | None:
    """What the socket's server offers."""
    write: Write | None = scope.get(_WRITE)
    return write


def framed(event: dict[str, Any]) -> bytes:
    """A `websocket.send` as it travels."""
    if event["bytes"] is not None:
        return Frame(Opcode.BINARY, event["bytes"]).serialize(mask=False)
    return Frame(Opcode.TEXT, event["text"].encode()).serialize(mask=False)


class WireProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own, which also lets framed bytes through while the socket is open and drains."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent and not self.conn.extensions:
            offered: Any = self.scope
            offered[_WRITE] = self.write

    def write(self, frame: bytes) -> bool:
        """Whatever ends a connection either says so here or closes the transport."""
        if self.close_sent or not self.writable.is_set() or self.transport.is_closing():
            return False
        self.transport.write(frame)
        return True

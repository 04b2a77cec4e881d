"""Many browsers in one process, each so plain that what is measured is the server and not them."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httptools


class Browsers:
    """As many connections to one server as are needed at once; they are kept for the next request."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._free: list[_Connection] = []

    async def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> int:
        """The status. Raises ConnectionError when the answer broke off."""
        lines = {
            "host": f"127.0.0.1:{self._port}",
            "accept-encoding": "br",
            "content-length": str(len(body)),
            **headers,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        connection = await self._connection()
        try:
            status = await connection.ask(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        except BaseException:
            connection.close()
            raise
        self._free.append(connection)
        return status

    async def _connection(self) -> "_Connection":
        while self._free:
            if (connection := self._free.pop()).is_open:
                return connection
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(_Connection, "127.0.0.1", self._port))[1]


class _Connection(asyncio.Protocol):
    """One request at a time; the parser calls it back."""

    def __init__(self) -> None:
        self.is_open = False
        self._transport: Any = None
        self._answer: asyncio.Future[int] | None = None

    def ask(self, request: bytes) -> asyncio.Future[int]:
        self._parser = httptools.HttpResponseParser(self)
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def close(self) -> None:
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport, self.is_open = transport, True

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_result(self._parser.get_status_code())

    def connection_lost(self, _error: Exception | None) -> None:
        self.is_open = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError("the answer broke off"))

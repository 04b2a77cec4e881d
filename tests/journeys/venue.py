"""The wifi of a venue: between a browser and the server, and in every state that such a thing can be in."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Literal

from tests.journeys.server import free_port

State = Literal["open", "gone", "slow", "portal", "redirecting", "deaf"]

PORTAL = "<!doctype html><title>Welcome</title><h1>Sign in to the hotel's network</h1>"
CHANGING = (b"POST ", b"PUT ", b"DELETE ")
CHUNK = 65536


class Venue:
    """Listens on a port of its own and leads to the server's.

    `open`: everything passes. `gone`: nothing does. `portal`: every request is answered with 200 and the portal's page.
    `redirecting`: every request is sent to the portal. `slow`: nothing comes back before the state changes. `deaf`:
    what changes something arrives, its answer does not.
    """

    def __init__(self, server_port: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.state: State = "open"
        #: What arrived at the server and changes something, as `POST /event/topics`, in order.
        self.arrived: list[str] = []
        self._server_port = server_port
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._listening: asyncio.Server | None = None

    def start(self) -> "Venue":
        self._thread.start()
        self._listening = self._run(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        return self

    def become(self, state: State) -> None:
        """From now on; whoever is connected is cut off."""
        self.state = state
        self._run(self._cut())

    def stop(self) -> None:
        assert self._listening
        self._listening.close()
        self._run(self._cut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _cut(self) -> None:
        """Those who come meanwhile meet the new state already."""
        connected = set(self._open)
        for writer in connected:
            writer.transport.abort()
        while self._open & connected:
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self.state in ("open", "deaf"):
                await self._lead(reader, writer)
            elif self.state != "gone":
                await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if self.state == "slow":
            await reader.read()
        body = PORTAL.encode()
        where = f"Location: http://localhost:{self.port}/sign-in\r\n" if self.state == "redirecting" else ""
        status = "302 Found" if where else "200 OK"
        about = f"Content-Type: text/html\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        head = f"HTTP/1.1 {status}\r\n{where}{about}"
        writer.write(f"{head}\r\n".encode() + body)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream_reader, upstream = await asyncio.open_connection("127.0.0.1", self._server_port)
        heard = _Heard(self.arrived)
        ways = [
            asyncio.create_task(self._pass_on(reader, upstream, heard.note)),
            asyncio.create_task(self._pass_on(upstream_reader, writer, lambda _: self._check(heard))),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            upstream.transport.abort()

    def _check(self, heard: "_Heard") -> None:
        if self.state == "deaf" and heard.changing:
            raise ConnectionError("swallowed")

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Any) -> None:
        while data := await reader.read(CHUNK):
            look(data)
            writer.write(data)
            await writer.drain()


class _Heard:
    """Whether the request that was passed on last changes something."""

    def __init__(self, arrived: list[str]) -> None:
        self.changing = False
        self._arrived = arrived

    def note(self, data: bytes) -> None:
        if data.startswith((b"GET ", *CHANGING)):
            self.changing = data.startswith(CHANGING)
            if self.changing:
                self._arrived.append(data.split(b" HTTP/", 1)[0].decode())

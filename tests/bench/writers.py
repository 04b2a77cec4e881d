"""Writers and readers of notes, for benchmarks of whatever speaks y-protocols: ours and its peers.

The load is made by hand-written websocket frames (a mask of zeros, edits from a template), so that the one core for
clients is not what is measured. A reader at each note has a real document and sees when an edit arrives.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Text

from app.notes import protocol
from app.notes.live_note import TEXT
from app.notes.protocol import read_state, write_bytes, write_number
from tests.bench.engines import Engine

#: Edits that each writer has on the way at once.
AHEAD = 4
#: Before the first figure is taken.
WARM_UP = 0.75
PATIENCE = 30
MESSAGE, CLOSE, PING, PONG = 0x82, 0x88, 0x89, 0x8A
#: A writer is told nearly as many bytes as a reader: some servers do not repeat to writers what they wrote themselves.
MOST_OF_IT = 0.8
#: Who only reads counts from here.
READERS = 10_000


def frame(payload: bytes, kind: int = MESSAGE) -> bytes:
    """A client's websocket frame of up to 125 bytes; a mask of zeros leaves the payload as it is."""
    return bytes((kind, 0x80 | len(payload), 0, 0, 0, 0)) + payload


@dataclass
class Writer:
    """Appends one letter after another to its note."""

    number: int
    prefix: bytes
    transport: asyncio.Transport | None = None
    clock: int = 0
    stored: int = 0
    heard: int = 0
    sent_at: deque[float] = field(default_factory=deque)
    gone: str = ""

    @property
    def client_id(self) -> int:
        return 1000 + self.number

    def write(self, letters: bytes = b"x") -> None:
        me, clock = write_number(self.client_id), self.clock
        origin = b"\x84" + me + write_number(clock - 1) if clock else b"\x04\x01" + write_bytes(TEXT.encode())
        update = b"\x01\x01" + me + write_number(clock) + origin + write_bytes(letters) + b"\x00"
        self.clock += len(letters)
        self.sent_at.append(time.perf_counter())
        self.send(protocol.edit(update))

    def send(self, message: bytes) -> None:
        assert self.transport
        self.transport.write(frame(self.prefix + message))


class Wire(asyncio.Protocol):
    """A websocket client that only cuts the stream into frames and counts acknowledgements. `open`: it has joined."""

    def __init__(self, writer: Writer, request: bytes, greeting: Sequence[bytes], reader: "Reader | None") -> None:
        self.writer = writer
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._greeting = greeting
        self._reader = reader
        self._skipped = len(writer.prefix)
        self._data = b""
        self._upgraded = b""

    def connection_made(self, transport: Any) -> None:
        self.writer.transport = transport
        transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        self._end(f"connection lost: {error}")

    def data_received(self, data: bytes) -> None:
        self.writer.heard += len(data)
        data = self._data + data if self._data else data
        if not self._upgraded:
            head, self._upgraded, data = data.partition(b"\r\n\r\n")
            if not self._upgraded:
                self._data = head
                return
            assert b" 101 " in head, head
            for message in (*self._greeting, protocol.step1(b"\x00")):
                self.writer.send(message)
        self._data = self._frames(data)

    def _frames(self, data: bytes) -> bytes:
        at = 0
        while len(data) - at >= 2:
            length, start = data[at + 1], at + 2
            if length == 126:
                length, start = int.from_bytes(data[at + 2 : at + 4]), at + 4
            elif length == 127:
                length, start = int.from_bytes(data[at + 2 : at + 10]), at + 10
            if start + length > len(data) or start > len(data):
                break
            if data[at] == MESSAGE:
                self._take(data[start + self._skipped : start + length])
            else:
                self._obey(data[at], data[start : start + length])
            at = start + length
        return data[at:]

    def _take(self, message: bytes) -> None:
        if message[0] == protocol.ACK:
            self.writer.stored += protocol.read_number(message, 1)[0]
        elif self._reader:
            self._reader.hear(message)
        if message[:2] == b"\x00\x01" and not self.open.done():
            self.open.set_result(None)  # from here on nothing is missed

    def _obey(self, kind: int, payload: bytes) -> None:
        if kind == PING:
            assert self.writer.transport
            self.writer.transport.write(frame(payload, PONG))
        elif kind == CLOSE:
            self._end(f"closed: {payload!r}")

    def _end(self, why: str) -> None:
        self.writer.gone = self.writer.gone or why
        if not self.open.done():
            self.open.set_exception(ConnectionError(why))


class Reader:
    """Has a document: for every writer's edit it knows when it came, and lets that writer go on in a closed loop."""

    def __init__(self, writers: Sequence[Writer] = ()) -> None:
        self.took: list[float] = []
        self.closed_loop = False
        self._writers = {writer.client_id: writer for writer in writers}
        self._seen = dict.fromkeys(self._writers, 0)
        self._doc: Doc[Text] = Doc()
        self._text = self._doc.get(TEXT, type=Text)

    def hear(self, message: bytes) -> None:
        if message[:2] not in (b"\x00\x01", b"\x00\x02"):
            return
        self._doc.apply_update(protocol.read_message(message)[2])
        now = time.perf_counter()
        for client_id, clock in read_state(self._doc.get_state()).items() if self._writers else ():
            writer = self._writers[client_id]
            for _ in range(clock - self._seen[client_id]):
                self.took.append(now - writer.sent_at.popleft())
                if self.closed_loop:
                    writer.write()
            self._seen[client_id] = clock

    @property
    def length(self) -> int:
        return len(self._text)


async def join(engine: Engine, note: int, number: int, reader: Reader | None = None) -> Writer:
    """Come to a note and be told what is there."""
    writer = Writer(number, engine.prefix(note))
    await _connect(engine, note, writer, reader)
    return writer


async def _connect(engine: Engine, note: int, writer: Writer, reader: Reader | None) -> None:
    request = (
        f"GET {engine.path(note)} HTTP/1.1\r\nHost: 127.0.0.1:{engine.port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
        f"Cookie: {engine.cookie(writer.number)}\r\n\r\n"
    ).encode()
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            make = lambda: Wire(writer, request, engine.greeting, reader)  # noqa: E731
            _, wire = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", engine.port)
            return await asyncio.wait_for(wire.open, PATIENCE)
        except ConnectionRefusedError:
            if time.monotonic() > deadline or not engine.runs:
                raise
            await asyncio.sleep(0.05)


async def length_for_a_newcomer(engine: Engine, note: int) -> int:
    """How many letters somebody who comes now is given."""
    reader = Reader()
    newcomer = await join(engine, note, READERS, reader)
    leave([newcomer])
    return reader.length


def leave(writers: Sequence[Writer]) -> None:
    for writer in writers:
        assert writer.transport
        writer.transport.close()


@dataclass
class Figures:
    """Of one stretch of writing: edits a second, ms until a reader has them, CPU µs for each, cores busy in %."""

    per_second: float
    p50: float
    p99: float
    server_cpu: float
    server_share: float
    client_share: float


class Crowd:
    """As many writers at each note, and a reader, who sees their edits arrive."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.writers: list[Writer] = []
        self._notes: dict[int, tuple[list[Writer], Reader, Writer]] = {}

    async def come(self, note: int, count: int) -> None:
        first = len(self.writers)
        writers = [await join(self._engine, note, first + number) for number in range(count)]
        reader = Reader(writers)
        self._notes[note] = (writers, reader, await join(self._engine, note, READERS, reader))
        self.writers += writers

    def leave(self) -> None:
        leave([*self.writers, *(ear for _writers, _reader, ear in self._notes.values())])

    async def closed_loop(self, seconds: float) -> Figures:
        """Every writer has AHEAD edits on the way and sends the next when the reader has one of them."""
        self._set_closed_loop(True)
        for writer in self.writers:
            for _ in range(AHEAD):
                writer.write()
        figures = await self._measured(seconds)
        self._set_closed_loop(False)
        await self._settle()
        return figures

    def _set_closed_loop(self, closed: bool) -> None:
        for _writers, reader, _ear in self._notes.values():
            reader.closed_loop = closed

    async def steadily(self, rate: int, seconds: float) -> Figures:
        """So many edits a second over all writers, evenly."""

        async def write() -> None:
            loop, number = asyncio.get_running_loop(), 0
            began = loop.time()
            while True:
                self.writers[number % len(self.writers)].write()
                number += 1
                await asyncio.sleep(max(0.0, began + number / rate - loop.time()))

        writing = asyncio.create_task(write())
        figures = await self._measured(seconds)
        writing.cancel()
        await self._settle()
        return figures

    async def _measured(self, seconds: float) -> Figures:
        await asyncio.sleep(WARM_UP)
        readers = [reader for _writers, reader, _ear in self._notes.values()]
        for reader in readers:
            reader.took.clear()
        server, client, began = self._engine.cpu(), time.process_time(), time.perf_counter()
        await asyncio.sleep(seconds)
        passed = time.perf_counter() - began
        server, client = self._engine.cpu() - server, time.process_time() - client
        took = sorted(seconds for reader in readers for seconds in reader.took)
        if not took:
            raise SystemExit(f"{self._engine.name}: nothing arrived; {self._gone()}")
        p50, p99 = (took[len(took) * part // 100] * 1000 for part in (50, 99))
        shares = (100 * server / passed, 100 * client / passed)
        return Figures(len(took) / passed, p50, p99, server / len(took) * 1e6, *shares)

    async def _settle(self) -> None:
        """Everything that was written has been seen, is acknowledged, was told to all, and is what a newcomer gets."""
        deadline = time.monotonic() + PATIENCE
        while behind := [writer for writer in self.writers if writer.sent_at or self._waits(writer)]:
            if time.monotonic() > deadline or self._gone():
                raise SystemExit(f"{self._engine.name}: {len(behind)} neither seen nor stored; {self._gone()}")
            await asyncio.sleep(0.05)
        for note, (writers, reader, ear) in self._notes.items():
            written = sum(writer.clock for writer in writers)
            given = await length_for_a_newcomer(self._engine, note)
            if not reader.length == given == written:
                raise SystemExit(
                    f"{self._engine.name}: {written} written, {reader.length} seen, {given} for a newcomer"
                )
            if min(writer.heard for writer in writers) < ear.heard * MOST_OF_IT:
                raise SystemExit(f"{self._engine.name}: not every writer was told what the others wrote")

    def _waits(self, writer: Writer) -> bool:
        return self._engine.acknowledges and writer.stored < writer.clock

    def _gone(self) -> list[str]:
        return sorted({writer.gone for writer in self.writers if writer.gone})


@asynccontextmanager
async def crowd(engine: Engine, notes: Sequence[int], at_each: int) -> AsyncIterator[Crowd]:
    """Writers who come to these notes, so many to each, and leave in the end."""
    made = Crowd(engine)
    for note in notes:
        await made.come(note, at_each)
    try:
        yield made
    finally:
        made.leave()

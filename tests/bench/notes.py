"""Fifty writers in one note: edits per second, how long until another client has one, server CPU per edit.

    python -m tests.bench.notes [seconds]

Beside each figure stands what the prototype reached on two shared cores. The load is made by hand-written websocket
frames (a mask of zeros, edits from a template), so that the one core for clients is not what is measured.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop
from pycrdt import Doc, Text

from app.notes import protocol
from app.notes.live_note import TEXT
from app.notes.protocol import read_state, write_bytes, write_number

CLIENTS = 50
#: Edits that each writer has on the way at once; with 50 writers what the prototype and its peers were measured with.
AHEAD = 4
LIGHT = 500
PATH = "/small-camp/topics/1/note/live?ack=1"
PROTOTYPE = {"edits/s": 33_300, "p50 ms": 5.6, "p99 ms": 16, "server µs/edit": 28}
PROTOTYPE_LIGHT = {"edits/s": LIGHT, "p50 ms": 7.3, "server µs/edit": 245}


def frame(payload: bytes) -> bytes:
    """A client's websocket frame of up to 125 bytes; a mask of zeros leaves the payload as it is."""
    return bytes((0x82, 0x80 | len(payload), 0, 0, 0, 0)) + payload


@dataclass
class Writer:
    """Appends one letter after another to the note."""

    number: int
    transport: asyncio.Transport | None = None
    clock: int = 0
    stored: int = 0
    sent_at: deque[float] = field(default_factory=deque)
    closed: bytes = b""

    @property
    def client_id(self) -> int:
        return 1000 + self.number

    def write(self) -> None:
        me, clock = write_number(self.client_id), self.clock
        origin = b"\x84" + me + write_number(clock - 1) if clock else b"\x04\x01" + write_bytes(TEXT.encode())
        update = b"\x01\x01" + me + write_number(clock) + origin + b"\x01x\x00"
        self.clock += 1
        self.sent_at.append(time.perf_counter())
        assert self.transport
        self.transport.write(frame(protocol.edit(update)))


class Wire(asyncio.Protocol):
    """A websocket client that only cuts the stream into frames and counts acknowledgements."""

    def __init__(self, writer: Writer, request: bytes, hear: "Observer | None") -> None:
        self.writer = writer
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request = request
        self._hear = hear
        self._data = b""
        self._upgraded = b""

    def connection_made(self, transport: Any) -> None:
        self.writer.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        data = self._data + data if self._data else data
        if not self._upgraded:
            head, self._upgraded, data = data.partition(b"\r\n\r\n")
            if not self._upgraded:
                self._data = head
                return
            assert b" 101 " in head, head
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
            if data[at] == 0x88:
                self.writer.closed = data[start : start + length]
                return b""
            self._take(data[start : start + length])
            at = start + length
        return data[at:]

    def _take(self, message: bytes) -> None:
        if not self.open.done():
            self.open.set_result(None)  # the greeting: from here on nothing is missed
        elif message[0] == protocol.ACK:
            self.writer.stored += protocol.read_number(message, 1)[0]
        elif self._hear:
            self._hear.hear(message)


class Observer:
    """A reader with a document: for every writer's edit it knows when it came, and lets that writer go on."""

    def __init__(self, writers: list[Writer]) -> None:
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
        for client_id, clock in read_state(self._doc.get_state()).items():
            writer = self._writers[client_id]
            for _ in range(clock - self._seen[client_id]):
                self.took.append(now - writer.sent_at.popleft())
                if self.closed_loop:
                    writer.write()
            self._seen[client_id] = clock

    @property
    def length(self) -> int:
        return len(self._text)


class Bench:
    """A server process and the clients on it."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "tests.bench.note_server", str(folder), str(self.port), str(CLIENTS + 1)]
        self.server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout
        self.cookies: list[str] = json.loads(self.server.stdout.readline())
        self.writers = [Writer(number) for number in range(CLIENTS)]
        self.observer = Observer(self.writers)

    async def connect(self) -> None:
        for writer in self.writers:
            await self._connect(writer, None)
        await self._connect(Writer(CLIENTS), self.observer)

    async def _connect(self, writer: Writer, observer: Observer | None) -> None:
        request = (
            f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
            f"Cookie: {self.cookies[writer.number]}\r\n\r\n"
        ).encode()
        deadline = time.monotonic() + 20
        while True:
            try:
                make = lambda: Wire(writer, request, observer)  # noqa: E731
                _, wire = await asyncio.get_running_loop().create_connection(make, "127.0.0.1", self.port)
                return await wire.open
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)

    async def closed_loop(self, seconds: float) -> dict[str, float]:
        """Every writer has AHEAD edits on the way and sends the next when the observer has one of them."""
        self.observer.closed_loop = True
        for writer in self.writers:
            for _ in range(AHEAD):
                writer.write()
        await asyncio.sleep(1)
        figures = await self._measured(seconds)
        self.observer.closed_loop = False
        await self._settle()
        return figures

    async def light(self, seconds: float) -> dict[str, float]:
        """LIGHT edits a second over all writers, evenly."""

        async def write() -> None:
            loop, number = asyncio.get_running_loop(), 0
            began = loop.time()
            while True:
                self.writers[number % CLIENTS].write()
                number += 1
                await asyncio.sleep(max(0.0, began + number / LIGHT - loop.time()))

        writing = asyncio.create_task(write())
        await asyncio.sleep(1)
        figures = await self._measured(seconds)
        writing.cancel()
        await self._settle()
        return figures

    async def _measured(self, seconds: float) -> dict[str, float]:
        self.observer.took.clear()
        cpu, began = self._cpu(), time.perf_counter()
        await asyncio.sleep(seconds)
        passed, cpu = time.perf_counter() - began, self._cpu() - cpu
        took = sorted(self.observer.took)
        return {
            "edits/s": len(took) / passed,
            "p50 ms": took[len(took) // 2] * 1000,
            "p99 ms": took[len(took) * 99 // 100] * 1000,
            "server µs/edit": cpu / len(took) * 1e6,
            "server CPU %": cpu / passed * 100,
        }

    async def _settle(self) -> None:
        """Everything that was written has been seen and acknowledged."""
        deadline = time.monotonic() + 20
        while behind := [w for w in self.writers if w.sent_at or w.stored < w.clock]:
            if time.monotonic() > deadline:
                raise SystemExit(f"not seen or not stored: {[(w.number, w.stored, w.clock, w.closed) for w in behind]}")
            await asyncio.sleep(0.05)
        assert self.observer.length == sum(writer.clock for writer in self.writers)

    def _cpu(self) -> float:
        """Seconds of CPU that the server has used, its threads included."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def show(title: str, figures: dict[str, float], before: dict[str, float]) -> None:
    print(f"\n{title}")
    for name, figure in figures.items():
        beside = f"   prototype {before[name]:,}" if name in before else ""
        print(f"  {name:>15} {figure:>12,.1f}{beside}")


async def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            await bench.connect()
            show(f"{CLIENTS} writers, one note, closed loop", await bench.closed_loop(seconds), PROTOTYPE)
            show(f"{CLIENTS} writers, {LIGHT} edits/s in all", await bench.light(seconds), PROTOTYPE_LIGHT)
        finally:
            bench.server.terminate()
            bench.server.wait()


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    uvloop.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 8))

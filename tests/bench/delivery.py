"""How a change reaches a thousand open boards: CPU per message, time to the last phones, and writing while all read.

The server has a core of its own. CPU is held against `websockets.broadcast()` with the same sockets and bytes in the
same run, median of five interleaved rounds; the others against the limits of the design.
"""

import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import uvloop

from tests.bench.browsers import Browsers
from tests.redises import free_port

SOCKETS = 1000
ROUNDS, MESSAGES = 5, 60
MOVES = 40
STARS, LOADS = 20, 100
PAGES = ("/now", "/topics", "/board", "/topics/{topic}")
#: Seconds: for one answer, and for all moves beside the load.
TIMEOUT, LONGEST = 15, 20
GET = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


class Child:
    """A process that answers each line with one line of JSON."""

    def __init__(self, process: Process, greeting: Any) -> None:
        self.process, self.greeting = process, greeting

    async def ask(self, line: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{line}\n".encode())
        return json.loads(await self.process.stdout.readline())


@asynccontextmanager
async def child(module: str, *arguments: object) -> AsyncIterator[Child]:
    command = (sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments))
    process = await create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, limit=2**20)
    assert process.stdout
    assert process.stdin
    try:
        yield Child(process, json.loads(await process.stdout.readline()))
    finally:
        process.stdin.close()
        await process.wait()


class Phone(asyncio.Protocol):
    """Reads and forgets; knows only when it last heard something."""

    def __init__(self, path: str, port: int) -> None:
        self.request = GET.format(path=path, port=port).encode()
        self.heard_at = 0.0
        self.bytes = 0

    def connection_made(self, transport: Any) -> None:
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        self.bytes += len(data)


async def crowd(path: str, port: int) -> None:
    """The phones, in a process of their own; answers each line with when each of them last heard something."""
    loop = asyncio.get_running_loop()
    phones = []
    for _number in range(SOCKETS):
        _transport, phone = await loop.create_connection(lambda: Phone(path, port), "127.0.0.1", port)
        phones.append(phone)
    while not all(phone.bytes for phone in phones):
        await asyncio.sleep(0.05)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print(json.dumps(len(phones)), flush=True)
    while await lines.readline():
        print(json.dumps([[phone.heard_at, phone.bytes] for phone in phones]), flush=True)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            ours, theirs = free_port(), free_port()
            hallway = await stack.enter_async_context(child("delivery_server", "hallway", folder, ours))
            peer = await stack.enter_async_context(child("delivery_server", "peer", folder, theirs))
            board = "/small-camp/live?page=board&since=0"
            phones = await stack.enter_async_context(child("delivery", "crowd", board, ours))
            await stack.enter_async_context(child("delivery", "crowd", "/", theirs))
            await compare_cpu(hallway, peer)
            crew = Crew(ours, hallway.greeting)
            await measure_delay(crew, phones)
            await measure_writing(crew)


async def compare_cpu(hallway: Child, peer: Child) -> None:
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(await hallway.ask(MESSAGES) / MESSAGES / SOCKETS)
        theirs.append(await peer.ask(MESSAGES) / MESSAGES / SOCKETS)
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    print(f"CPU µs per message, {SOCKETS} sockets: {statistics.median(ours) * 1e6:.2f}", end="")
    print(f", websockets.broadcast() {statistics.median(theirs) * 1e6:.2f}: {ratio:.2f}×  (goal 0.6, limit 1.3)")


class Crew:
    """A facilitator who moves one card to and fro, and attendees who star others and look around."""

    def __init__(self, port: int, given: dict[str, Any]) -> None:
        self.browsers, self.given = Browsers(port), given
        self.turn = 0

    async def move(self) -> float:
        """Seconds until it was acknowledged; a server that is overrun counts with all the patience it was given."""
        self.turn += 1
        cell, began = self.given["cells"][self.turn % 2], time.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUT):
                path = f"/placements/{self.given['placement']}"
                await self.send("PUT", path, self.given["visits"]["facilitator"], f"cell={cell}")
        return time.monotonic() - began

    async def star(self, number: int) -> None:
        """Starred, and taken back by the next."""
        method, topic = ("DELETE" if number % 2 else "PUT"), 2 + number // 2 % 48
        await self.send(method, f"/topics/{topic}/star", self.attendee(number // 2))

    async def load(self, number: int) -> None:
        page = PAGES[number % len(PAGES)].format(topic=2 + number % 48)
        await self.send("GET", page, self.attendee(number // len(PAGES)))

    def attendee(self, number: int) -> dict[str, str]:
        attendees: list[dict[str, str]] = self.given["visits"]["attendees"]
        return attendees[number % len(attendees)]

    async def send(self, method: str, path: str, visit: dict[str, str], form: str = "") -> None:
        accept = "text/html" if method == "GET" else "application/json"
        headers = visit | {"accept": accept, "content-type": "application/x-www-form-urlencoded"}
        status = await self.browsers.ask(method, f"/small-camp{path}", headers, form.encode())
        assert status < 400, (status, path)


async def measure_delay(crew: Crew, phones: Child) -> None:
    delays: list[float] = []
    for _turn in range(MOVES):
        before = await phones.ask("")
        began = time.monotonic()
        await crew.move()
        heard = await phones.ask("")
        while any(now[1] == was[1] for now, was in zip(heard, before, strict=True)):
            await asyncio.sleep(0.05)
            heard = await phones.ask("")
        delays += [heard_at - began for heard_at, _bytes in heard]
    print(f"a move → {SOCKETS} open boards: p95 {p95(delays) * 1000:.0f} ms  (goal 100, limit 200)")


async def measure_writing(crew: Crew) -> None:
    """Alone and beside the others in turn: the machine is not equally fast at all times."""
    for number in range(len(crew.given["visits"]["attendees"])):
        await crew.load(number * len(PAGES))  # so that their devices are known
    idle, busy, waits, seconds = [], [], list[float](), 0.0
    for _round in range(ROUNDS):
        idle += [await crew.move() for _turn in range(MOVES)]
        began = time.monotonic()
        busy += await beside_others(crew, waits)
        seconds += time.monotonic() - began
    print(f"a move is acknowledged: p95 {p95(idle) * 1000:.0f} ms alone, {p95(busy) * 1000:.0f} ms beside", end="")
    print(f" {STARS} stars/s and {LOADS} pages/s: {p95(busy) / p95(idle):.1f}×  (goal 2, limit 4)")
    print(f"  of these pages {len(waits) / seconds:.0f}/s came, p95 after {p95(waits) * 1000:.0f} ms")


async def beside_others(crew: Crew, waits: list[float]) -> list[float]:
    """Seconds for each move; `waits` gets those for each page."""

    async def load(number: int) -> None:
        began = time.monotonic()
        await crew.load(number)
        waits.append(time.monotonic() - began)

    enough = asyncio.Event()
    reading = [asyncio.create_task(every(1 / rate, do, enough)) for rate, do in ((LOADS, load), (STARS, crew.star))]
    await asyncio.sleep(1)
    moves, until = [], time.monotonic() + LONGEST
    while len(moves) < MOVES and time.monotonic() < until:
        moves.append(await crew.move())
        await asyncio.sleep(0.1)
    enough.set()
    await asyncio.gather(*reading)  # what was asked for is waited for: nothing of it is left for who comes next
    return moves


async def every(seconds: float, do: Any, enough: asyncio.Event) -> None:
    """Open loop: the next one does not wait for the last. Raises when one was refused: less was done than claimed."""
    async with asyncio.TaskGroup() as group:
        number, due = 0, time.monotonic()
        while not enough.is_set():
            group.create_task(do(number))
            number, due = number + 1, due + seconds
            await asyncio.sleep(max(0.0, due - time.monotonic()))


def p95(values: list[float]) -> float:
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, set(range(1, os.cpu_count() or 1)))
    if sys.argv[1:2] == ["crowd"]:
        uvloop.run(crowd(sys.argv[2], int(sys.argv[3])))
    else:
        uvloop.run(main())

"""How many published pages a second Hallway serves, against a bare Litestar handler with the same bytes, on one core.

Both run in the same server and the same settings of it; Hallway as `hallway serve` does, with its log. Readers ask over
connections that stay open, one page after another; the page is the longest of the seed's write-up, as a browser asks
for it, compressed. Beside it: a browser that has the page and asks whether it still stands, a reader of ten different
pages in turn, and what it costs when nothing is kept.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.bench.engines import CORES, Engine, running
from tests.redises import free_port

EVENT = "scale-summit-2017"
READERS, SECONDS, RUNS = 16, 2.0, 5
GOAL, GATE = 0.6, 0.4
BROWSER = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip, deflate, br", "accept-language": "en"}


class Reader(asyncio.Protocol):
    """Asks for one page after another over one connection, each when the last one is there."""

    def __init__(self, asked: Sequence[bytes], done: asyncio.Event) -> None:
        self.asked = asked
        self.done = done
        self.read = 0
        self._left = 0
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        if self._left:
            self._left -= len(data)
        else:
            self._head += data
            head, found, body = self._head.partition(b"\r\n\r\n")
            if not found:
                return
            assert head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")), head
            self._left, self._head = length_in(head) - len(body), b""
        if not self._left:
            self.read += 1
            self._ask()

    def _ask(self) -> None:
        if self.done.is_set():
            self.transport.close()
        else:
            self.transport.write(self.asked[self.read % len(self.asked)])


def length_in(head: bytes) -> int:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _colon, value in lines if name == b"content-length"), 0)


def request(port: int, path: str, **more: str) -> bytes:
    headers = {"host": f"127.0.0.1:{port}", **BROWSER, **more}
    return "".join([f"GET {path} HTTP/1.1\r\n", *(f"{n}: {v}\r\n" for n, v in headers.items()), "\r\n"]).encode()


async def read(engine: Engine, asked: Sequence[bytes], seconds: float = SECONDS) -> tuple[float, float]:
    """Pages a second, and microseconds of the server's CPU for each."""
    done, loop = asyncio.Event(), asyncio.get_running_loop()
    began, cpu = time.perf_counter(), engine.cpu()
    made = [await loop.create_connection(lambda: Reader(asked, done), "127.0.0.1", engine.port) for _ in range(READERS)]
    await asyncio.sleep(seconds)
    done.set()
    took, used = time.perf_counter() - began, engine.cpu() - cpu
    pages = sum(reader.read for _transport, reader in made)
    for transport, _reader in made:
        transport.close()
    return pages / took, used / pages * 1e6


@contextmanager
def hallway(folder: Path) -> Iterator[Engine]:
    port = free_port()
    command = [str(Path(sys.executable).with_name("hallway")), "serve", "--seed", "scale_summit_2017"]
    settings = {"HALLWAY_DATA": str(folder), "HALLWAY_PORT": str(port)}
    with running(command, stderr=subprocess.DEVNULL, **settings) as process:
        yield Engine("Hallway", port, process)


@contextmanager
def bare(file: Path) -> Iterator[Engine]:
    port = free_port()
    with running([sys.executable, "-m", "tests.bench.reading_server", str(port), str(file)]) as process:
        yield Engine("bare handler", port, process)


async def until_it_answers(engine: Engine, path: str) -> None:
    async with httpx.AsyncClient() as client:
        while True:
            try:
                await client.get(f"http://127.0.0.1:{engine.port}{path}")
            except httpx.TransportError:
                assert engine.runs
                await asyncio.sleep(0.1)
            else:
                return


async def pages_of(engine: Engine) -> list[str]:
    """The addresses of an event's pages, the longest first."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{engine.port}", headers=BROWSER) as client:
        contents = (await client.get(f"/{EVENT}/write-up")).text
        links = {part.partition('"')[0] for part in contents.split(f'href="/{EVENT}/write-up/')[1:]}
        found = [(await client.get(f"/{EVENT}/write-up/{link}")) for link in sorted(links) if link[0].isdecimal()]
    return [answer.url.path for answer in sorted(found, key=lambda answer: -len(answer.content))]


async def raw(engine: Engine, path: str) -> httpx.Response:
    async with (
        httpx.AsyncClient(headers=BROWSER) as client,
        client.stream("GET", f"http://127.0.0.1:{engine.port}{path}") as answer,
    ):
        answer.extensions["body"] = b"".join([part async for part in answer.aiter_raw()])
        return answer


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder, hallway(Path(folder)) as ours:
        await until_it_answers(ours, "/healthz")
        pages = await pages_of(ours)
        answer = await raw(ours, pages[0])
        body: bytes = answer.extensions["body"]
        file = Path(folder) / "page"
        file.write_bytes(body)
        with bare(file) as peer:
            await until_it_answers(peer, "/page")
            print(f"{pages[0]}, {len(body):,} bytes compressed, {READERS} readers")
            await compare(ours, peer, pages, answer.headers["etag"])


async def compare(ours: Engine, peer: Engine, pages: Sequence[str], etag: str) -> None:
    asked = {
        "bare handler": (peer, [request(peer.port, "/page")]),
        "the same page": (ours, [request(ours.port, pages[0])]),
        "whether it stands": (ours, [request(ours.port, pages[0], **{"if-none-match": etag})]),
        "ten pages in turn": (ours, [request(ours.port, page) for page in pages[:10]]),
        "made anew": (ours, [request(ours.port, pages[0], **{"cache-control": "no-cache"})]),
    }
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in asked}
    for run in range(RUNS + 1):
        for name, (engine, requests) in asked.items():
            found = await read(engine, requests)
            if run:  # the first one warms all
                seen[name].append(found)
    against = statistics.median(rate for rate, _cpu in seen["bare handler"])
    for name, found in seen.items():
        rate, cpu = (statistics.median(values) for values in zip(*found, strict=True))
        told = f"  ratio {rate / against:.2f} (goal {GOAL}, gate {GATE})" if name == "the same page" else ""
        print(f"{name:<18} {rate:8,.0f} pages/s  {cpu:7,.0f} µs CPU each{told}", flush=True)


if __name__ == "__main__":
    os.sched_setaffinity(0, CORES[-1:])
    asyncio.run(main())

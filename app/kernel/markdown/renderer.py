"""Rendering off the event loop: in worker processes that are killed when a text takes too long."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import msgspec

from app.kernel.errors import Refusal, TooLarge
from app.kernel.markdown.framing import LENGTH
from app.kernel.markdown.rendering import Rendered
from app.kernel.words import gettext as _

LONGEST = 2 * 1024**2
SECONDS = 4.0
WORKERS = 3
CACHE = 32 * 1024**2
#: For so many seconds a text that was too hard is not tried again; the machine may just have been busy.
REFUSED_FOR = 60.0
MOST_REFUSED = 1000


class TooHard(Refusal):
    """A text that cannot be rendered in reasonable time."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self) -> None:
        super().__init__(
            _("This text is too tangled to show as a page. Your words are safe; look for long rows of brackets.")
        )


class TooLong(TooLarge):
    def __init__(self) -> None:
        super().__init__(_("This text is too long to show as a page."))


class MarkdownRenderer:
    """Hands texts to up to `workers` processes. One that spends more than `seconds` on a text is killed, and only
    whoever sent that text hears of it. The last `cache` bytes of renderings are remembered by the text they are of."""

    def __init__(self, *, workers: int = WORKERS, seconds: float = SECONDS, cache: int = CACHE) -> None:
        self._free = asyncio.Semaphore(workers)
        self._seconds = seconds
        self._idle: list[Process] = []
        self._under_way: dict[bytes, asyncio.Task[Rendered]] = {}
        self._kept = _Kept(cache)
        self._too_hard: dict[bytes, float] = {}

    async def start(self) -> None:
        """Optional: has one worker ready before the first text comes."""
        self._idle.append(await _start_worker())

    async def stop(self) -> None:
        for task in list(self._under_way.values()):
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        while self._idle:
            await _end(self._idle.pop())

    async def render(self, text: str) -> Rendered:
        """Raises TooLong or TooHard."""
        source = text.encode(errors="replace")
        if len(source) > LONGEST:
            raise TooLong
        key = sha256(source).digest()
        if self._too_hard.get(key, 0) > monotonic():
            raise TooHard
        kept = self._kept.get(key)
        return kept if kept is not None else await asyncio.shield(self._task(key, source))

    def _task(self, key: bytes, source: bytes) -> asyncio.Task[Rendered]:
        """The same text asked for twice at once is rendered once."""
        if key not in self._under_way:
            task = asyncio.create_task(self._render(key, source))
            task.add_done_callback(lambda done: self._finish(key, done))
            self._under_way[key] = task
        return self._under_way[key]

    def _finish(self, key: bytes, done: asyncio.Task[Rendered]) -> None:
        del self._under_way[key]
        if not done.cancelled():
            done.exception()  # whoever asked may have left; then nobody else looks at it

    async def _render(self, key: bytes, source: bytes) -> Rendered:
        try:
            async with self._free, self._worker() as worker:
                answer = await _ask(worker, source)
        except TooHard:
            self._remember_as_too_hard(key)
            raise
        rendered = msgspec.json.decode(answer, type=Rendered)
        self._kept.put(key, rendered, len(answer))
        return rendered

    def _remember_as_too_hard(self, key: bytes) -> None:
        if len(self._too_hard) >= MOST_REFUSED:
            self._too_hard.clear()
        self._too_hard[key] = monotonic() + REFUSED_FOR

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Process]:
        worker = self._idle.pop() if self._idle else await _start_worker()
        try:
            async with asyncio.timeout(self._seconds):
                yield worker
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
            await _end(worker)
            raise TooHard from None
        except BaseException:
            await _end(worker)
            raise
        self._idle.append(worker)


async def _start_worker() -> Process:
    """In a session of its own: Ctrl+C in the terminal is for the server, which ends it."""
    here = Path(__file__).parents[3]
    paths = os.pathsep.join(filter(None, [str(here), os.environ.get("PYTHONPATH")]))
    command = (sys.executable, "-m", "app.kernel.markdown.worker")
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env={**os.environ, "PYTHONPATH": paths}, start_new_session=True
    )


async def _ask(worker: Process, source: bytes) -> bytes:
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(LENGTH.pack(len(source)) + source)
    await worker.stdin.drain()
    (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
    return await worker.stdout.readexactly(length)


async def _end(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()
    await worker.wait()
    if worker.stdin:
        worker.stdin.close()


class _Kept:
    """What was used last, up to so many bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[bytes, tuple[Rendered, int]] = OrderedDict()

    def get(self, key: bytes) -> Rendered | None:
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        rendered, _size = self._kept[key]
        return rendered

    def put(self, key: bytes, rendered: Rendered, size: int) -> None:
        self._kept[key] = (rendered, size)
        self._size += size
        while self._size > self._limit:
            _key, (_rendered, freed) = self._kept.popitem(last=False)
            self._size -= freed

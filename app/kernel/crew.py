"""Work that may take for ever, off the event loop: in worker processes that are killed when it does."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.kernel.framing import LENGTH

#: For so many seconds one that has closed its pipes is waited for.
LAST_BREATH = 1.0


class GivenUp(Exception):
    """A worker took too long over a request, or died of it."""


class Killed(GivenUp):
    """Somebody killed the worker in between, as a machine does that is short of memory. It need not be the request's
    fault."""


class Crew:
    """Up to `workers` processes of a module that answers requests (`framing.answer_requests`). One that spends more
    than `seconds` on a request is killed, and only whoever sent that request hears of it."""

    def __init__(self, module: str, *, workers: int, seconds: float) -> None:
        self.seconds = seconds
        self._module = module
        self._free = asyncio.Semaphore(workers)
        self._idle: list[Process] = []

    async def start(self) -> None:
        """Optional: has one worker ready before the first request comes."""
        self._idle.append(await self._start_worker())

    async def stop(self) -> None:
        while self._idle:
            await _end(self._idle.pop())

    async def ask(self, request: bytes) -> bytes:
        """Raises GivenUp, or Killed, which is one."""
        async with self._free, self._worker() as worker:
            return await _ask(worker, request)

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[Process]:
        worker = await self._idle_or_new()
        try:
            async with asyncio.timeout(self.seconds):
                yield worker
        except TimeoutError:
            await _end(worker)
            raise GivenUp from None
        except (asyncio.IncompleteReadError, ConnectionError):
            was_killed = await _was_killed(worker)
            await _end(worker)
            raise (Killed if was_killed else GivenUp) from None
        except BaseException:
            await _end(worker)
            raise
        self._idle.append(worker)

    async def _idle_or_new(self) -> Process:
        """One that ended while it was idle says nothing about the request that comes next."""
        while self._idle:
            worker = self._idle.pop()
            if worker.returncode is None:
                return worker
            await _end(worker)
        return await self._start_worker()

    async def _start_worker(self) -> Process:
        """In a session of its own: Ctrl+C in the terminal is for the server, which ends it."""
        here = Path(__file__).parents[2]
        paths = os.pathsep.join(filter(None, [str(here), os.environ.get("PYTHONPATH")]))
        command = (sys.executable, "-m", self._module)
        return await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, env={**os.environ, "PYTHONPATH": paths}, start_new_session=True
        )


async def _ask(worker: Process, request: bytes) -> bytes:
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(LENGTH.pack(len(request)) + request)
    await worker.stdin.drain()
    (length,) = LENGTH.unpack(await worker.stdout.readexactly(LENGTH.size))
    return await worker.stdout.readexactly(length)


async def _was_killed(worker: Process) -> bool:
    """Of one that answers no more: by somebody else, that is."""
    try:
        async with asyncio.timeout(LAST_BREATH):
            return await worker.wait() == -signal.SIGKILL
    except TimeoutError:
        return False


async def _end(worker: Process) -> None:
    if worker.returncode is None:
        worker.kill()
    await worker.wait()
    if worker.stdin:
        worker.stdin.close()

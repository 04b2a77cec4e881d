"""Has suggestions reckoned in processes of their own, so that the board stays quick meanwhile."""

import asyncio
import json
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from app.board.actions.accepting import FAILED, READY, RUNNING, report
from app.board.arranger import Task
from app.kernel.logs import log
from app.kernel.work import Works

#: Seconds after which something must be wrong.
PATIENCE = 60


class Unwanted(Exception):
    """Somebody stopped it, perhaps on another worker."""


class Suggesters:
    """The suggestions that this server reckons at the moment."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._running: dict[int, asyncio.Task[None]] = {}

    def begin(self, suggestion_id: int, task: Task) -> None:
        running = asyncio.create_task(self._reckon(suggestion_id, task))
        self._running[suggestion_id] = running
        running.add_done_callback(lambda _task: self._running.pop(suggestion_id, None))

    def drop(self, suggestion_id: int) -> None:
        """At once, where it is ours; elsewhere it is noticed with the next report."""
        if running := self._running.get(suggestion_id):
            running.cancel()

    async def stop(self) -> None:
        """Before the server stops: what is not ready is not wanted any more. One that ends already is left to it."""
        running = list(self._running.values())
        for each in running:
            if not each.cancelling():
                each.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _reckon(self, suggestion_id: int, task: Task) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._follow(suggestion_id, task)
        except Unwanted:
            return
        except Exception:
            log.exception("no suggestion", suggestion=suggestion_id)
            await self._report(suggestion_id, 0, FAILED)

    async def _follow(self, suggestion_id: int, task: Task) -> None:
        async with _process() as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(pickle.dumps(task))
            process.stdin.close()
            async for line in process.stdout:
                told: dict[str, Any] = json.loads(line)
                if "outcome" in told:
                    await self._report(suggestion_id, 1, READY, json.dumps(told["outcome"]))
                    return
                await self._report(suggestion_id, told["share"])
            raise RuntimeError(f"the arranger ended with {await process.wait()}")

    async def _report(self, suggestion_id: int, share: float, state: str = RUNNING, outcome: str = "") -> None:
        async with self._works.begin() as work:
            wanted = await report(work, suggestion_id, share, state, outcome)
        if not wanted:
            raise Unwanted


@asynccontextmanager
async def _process() -> AsyncIterator[Process]:
    """Killed when it is not needed any more, whatever the reason."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.board.reckoning", stdin=PIPE, stdout=PIPE, limit=2**24, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()

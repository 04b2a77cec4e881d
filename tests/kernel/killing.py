"""Kills workers of a crew, as a machine does that is short of memory."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any

from app.kernel.crew import Crew


async def kill_idle(crew: Crew) -> None:
    """All that wait for something to do."""
    for worker in crew._idle:
        worker.kill()
        await worker.wait()


async def killed_over(crew: Crew, asking: Coroutine[Any, Any, Any]) -> None:
    """Has the one idle worker take this on, and kills it before it answers. Raises what the asking raises."""
    (worker,) = crew._idle
    os.kill(worker.pid, signal.SIGSTOP)
    asked = asyncio.create_task(asking)
    while crew._idle:
        await asyncio.sleep(0)
    worker.kill()
    await asked

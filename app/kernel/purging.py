"""What was made of an event and is kept goes as soon as the event is another one: words that somebody withdrew must not
wait on a disk until the next reader asks.

Any change that is more than a count drops it, so that no kind of change can be forgotten here. Whoever commits does so
in the same moment, and tells other workers. That is a hint only; a slow look finds what no hint told of.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from app.kernel.database import Database
from app.kernel.fanout import Fanout
from app.kernel.logs import log
from app.kernel.making import Making
from app.kernel.work import Committed, last_press

DROPPED = "dropped"
#: Between two looks for what no hint told of, in seconds.
EVERY = 3.0


class Purging:
    """Of this worker. Part of the application's lifespan."""

    def __init__(self, database: Database, making: Making, fanout: Fanout) -> None:
        self._database = database
        self._making = making
        self._fanout = fanout
        self._task: asyncio.Task[None] | None = None
        fanout.hear(DROPPED, self._hear)

    def purge(self, committed: Sequence[Committed]) -> None:
        pressing = {each.change.event_id: each.revision for each in committed if not each.change.patient}
        for event_id, revision in pressing.items():
            self._making.drop(event_id, revision)
            self._fanout.tell(DROPPED, f"{event_id} {revision}".encode())

    async def start(self) -> None:
        self._task = asyncio.create_task(self._look_now_and_then(), name="purging")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Costs nothing while nothing is kept."""
        if not (standing := self._making.standing()):
            return
        async with self._database.reading() as db:
            for event_id, revision in standing.items():
                if (last := await last_press(db, event_id)) > revision:
                    self._making.drop(event_id, last)

    def _hear(self, said: bytes) -> None:
        with suppress(ValueError):
            event_id, revision = map(int, said.split())
            self._making.drop(event_id, revision)

    async def _look_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except Exception as error:
                log.error("not_purged", exc_info=error)

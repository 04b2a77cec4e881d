"""Tells every Change to the pages that show it: one task, in the order of commits, rendering each fragment once."""

import asyncio
import json
from collections.abc import Mapping

from app.events.queries import event_by_id
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.logs import log
from app.kernel.work import Change, Committed
from app.live.announcements import ANNOUNCEMENTS, Fragment, Scene, reload
from app.live.hub import Hub
from app.topics.cards import Cards


class Announcer:
    """Works hand it what they committed; it never makes them wait."""

    def __init__(self, database: Database, hub: Hub, cards: Cards, clock: Clock) -> None:
        self.database = database
        self.hub = hub
        self.cards = cards
        self.clock = clock
        self._told: asyncio.Queue[Committed] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def announce(self, committed: list[Committed]) -> None:
        for change in committed:
            self._told.put_nowait(change)

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="announcer")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def settled(self) -> None:
        """Everything handed over so far has been told."""
        await self._told.join()

    async def _run(self) -> None:
        while True:
            committed = await self._told.get()
            try:
                await self._tell(committed)
            except Exception as error:
                log.error("announcement", change=type(committed.change).__name__, exc_info=error)
                self._resync(committed)
            finally:
                self._told.task_done()

    async def _tell(self, committed: Committed) -> None:
        change = committed.change
        wanted = {
            channel: fragments
            for channel, fragments in ANNOUNCEMENTS[type(change)].items()
            if channel in self.hub.listened(change.event_id)
        }
        if wanted:
            contents = await self._render(change, wanted)
            for channel, content in contents.items():
                self._send(channel, committed, content)

    async def _render(self, change: Change, wanted: Mapping[str, tuple[Fragment, ...]]) -> dict[str, str | None]:
        """Content by channel; None where the page has to be fetched anew."""
        async with self.database.reading() as db:
            scene = Scene(db, await event_by_id(db, change.event_id), self.cards, self.clock())
            return {
                channel: None if reload in fragments else "".join([await f(scene, change) for f in fragments])
                for channel, fragments in wanted.items()
            }

    def _send(self, channel: str, committed: Committed, content: str | None) -> None:
        def text(after: int) -> str:
            letter = {"revision": committed.revision, "after": after}
            return json.dumps({**letter, "stale": True} if content is None else {**letter, "content": content})

        self.hub.send(committed.change.event_id, channel, committed.revision, text)

    def _resync(self, committed: Committed) -> None:
        """A fragment could not be made: every page fetches itself rather than show something old."""
        for channel in self.hub.listened(committed.change.event_id):
            self._send(channel, committed, None)

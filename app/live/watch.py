"""Rights of those who listen, looked up again and again: whoever lost one is sent away, wherever it was taken.

Twice a second for what only some hear, which is a query or two for each event with such pages open, and for devices
that were cut off and people who were shut out, which is two in all; now and then for everybody at an event that is not
public.
"""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from app.events.queries import event_by_id
from app.events.rules import may_read
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.logs import log
from app.kernel.outbox import Outbox
from app.live.announcements import CHANNELS, FOR_FACILITATORS, FOR_THOSE_WHO_TAKE_PART
from app.live.hub import Hub
from app.people.queries import ended_since, viewers_of
from app.people.viewers import READER, Viewer
from app.topics.rules import may_read_comments

CUT_OFF, FORBIDDEN, NOT_FOUND = 4401, 4403, 4404
FOR_WHOM = "this is for facilitators"
FOR_GUESTS = "this is for those who take part"
NO_PART = "this device takes no part any more"
NO_EVENT = "there is no such event"

#: Between two looks, in seconds.
EVERY = 0.5
#: Every so many looks is one at all pages of events that are not public.
THOROUGH = 10
#: What ended so long ago is looked for again: a commit may have taken its time, another worker's clock be slow.
AGAIN = timedelta(seconds=5)

Listening = dict[Outbox, int | None]


class Watch:
    """Started and stopped with the announcer."""

    def __init__(self, database: Database, hub: Hub, clock: Clock) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._looked = clock()

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="watch rights on boards")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Closes the sockets of those who may not arrange, or take no part, any more."""
        for event_id in self._hub.events():
            arranging, talking = self._at(event_id, FOR_FACILITATORS), self._at(event_id, FOR_THOSE_WHO_TAKE_PART)
            viewers = await self._viewers(event_id, arranging | talking) if arranging or talking else {}
            for listener, viewer in viewers.items():
                if listener in arranging and not viewer.is_facilitator:
                    listener.close(FORBIDDEN, FOR_WHOM)
                elif listener in talking and not may_read_comments(viewer):
                    listener.close(FORBIDDEN, FOR_GUESTS)

    async def send_away(self) -> None:
        """Closes the sockets of devices that were cut off, and of people who were shut out of the event."""
        if not self._hub.events():
            return
        since, self._looked = self._looked - AGAIN, self._clock()
        async with self._database.reading() as db:
            ended = await ended_since(db, since)
        for event_id in self._hub.events() if ended else ():
            for listener, visit_id in self._at(event_id, CHANNELS).items():
                if visit_id and not ended.isdisjoint({(visit_id, None), (visit_id, event_id)}):
                    listener.close(CUT_OFF, NO_PART)

    async def look_at_all(self) -> None:
        """Closes the sockets of those for whom the event is not any more."""
        for event_id in self._hub.events():
            async with self._database.reading() as db:
                visibility = (await event_by_id(db, event_id)).visibility
            if may_read(visibility, READER):
                continue
            for listener, viewer in (await self._viewers(event_id, self._at(event_id, CHANNELS))).items():
                if not may_read(visibility, viewer):
                    listener.close(NOT_FOUND, NO_EVENT)

    def _at(self, event_id: int, channels: Iterable[str]) -> Listening:
        listening: Listening = {}
        for name in channels:
            listening |= self._hub.listeners(event_id, name)
        return listening

    async def _viewers(self, event_id: int, listening: Listening) -> dict[Outbox, Viewer]:
        visits = {visit_id for visit_id in listening.values() if visit_id is not None}
        async with self._database.reading() as db:
            known = await viewers_of(db, visits, event_id, self._clock())
        return {listener: known.get(visit_id or 0, READER) for listener, visit_id in listening.items()}

    async def _run(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(EVERY)
            looks += 1
            try:
                await self.look()
                await self.send_away()
                if looks % THOROUGH == 0:
                    await self.look_at_all()
            except Exception as error:
                log.error("rights_not_looked_up", exc_info=error)

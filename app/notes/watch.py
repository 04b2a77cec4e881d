"""Rights and names of those who have notes open, looked up again and again: for all sockets of an event with a few
queries.

What a socket says is taken on the word of the last look, which is half a second old; whoever lost the right since is
sent away at the next one, also if they only listen, and so is everybody when a card is taken away.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from app.events.queries import event_by_id
from app.events.rules import may_read as may_read_event
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.logs import log
from app.kernel.outbox import Outbox
from app.notes.conversation import NO_SUCH_NOTE, NOBODY, NOT_YOURS, Refused
from app.notes.rules import may_write
from app.people.queries import viewers_of
from app.people.viewers import READER, Viewer
from app.topics.queries import removed_of

#: Between two looks, in seconds.
EVERY = 0.5


#: Hears who somebody is by now.
Rename = Callable[[Viewer], None]


class Watched(NamedTuple):
    outbox: Outbox
    visit_id: int
    topic_id: int
    rename: Rename


class Watch:
    """Started and stopped with the notes. A socket is watched as long as its handler runs."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._watched: dict[int, set[Watched]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="watch rights in notes")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @contextmanager
    def over(
        self, outbox: Outbox, event_id: int, visit_id: int, topic_id: int, rename: Rename = lambda viewer: None
    ) -> Iterator[None]:
        watched = Watched(outbox, visit_id, topic_id, rename)
        self._watched[event_id].add(watched)
        try:
            yield
        finally:
            self._watched[event_id].discard(watched)

    async def look(self) -> None:
        """Close the sockets of those who may not write any more."""
        for event_id, watched in list(self._watched.items()):
            if watched:
                await self._look_at(event_id, list(watched))
            else:
                self._watched.pop(event_id)

    async def _look_at(self, event_id: int, watched: list[Watched]) -> None:
        async with self._database.reading() as db:
            visibility = (await event_by_id(db, event_id)).visibility
            viewers = await viewers_of(db, {one.visit_id for one in watched}, event_id, self._clock())
            removed = await removed_of(db, {one.topic_id for one in watched})
        for one in watched:
            try:
                viewer = viewers.get(one.visit_id, READER)
                check_right(visibility, viewer)
                check_there(one.topic_id not in removed)
                one.rename(viewer)
            except Refused as refusal:
                one.outbox.close(refusal.code, refusal.reason)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except Exception as error:
                log.error("rights_not_looked_up", exc_info=error)


def check_there(there: bool) -> None:
    """Raises Refused for the note of a card that was taken away."""
    if not there:
        raise Refused(NO_SUCH_NOTE, "there is no such card")


def check_right(visibility: str, viewer: Viewer) -> None:
    """Raises Refused."""
    if not may_write(viewer):
        raise Refused(NOBODY, "join this event first")
    if not may_read_event(visibility, viewer):
        raise Refused(NOT_YOURS, "this event is not for you")

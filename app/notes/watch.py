"""Rights and names of those who have notes open, looked up again and again: for all sockets of an event with a few
queries.

What a socket says is taken on the word of the last look, which is half a second old; whoever lost the right since is
sent away at the next one, also if they only listen, and so is everybody when a card is taken away or a note locked.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from app.events.queries import event_by_id
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.logs import log
from app.kernel.outbox import Outbox
from app.notes.conversation import COME_AGAIN, LOCKED, NO_SUCH_NOTE, NOBODY, NOT_YOURS, Refused
from app.notes.rules import ATTENDEES, Terms, author_of, may_write
from app.notes.terms import terms_of
from app.people.queries import viewers_of
from app.people.viewers import READER, Viewer
from app.topics.queries import topics_by_id
from app.topics.rules import REMOVED

#: Between two looks, in seconds.
EVERY = 0.5


#: Hears who somebody is by now.
Rename = Callable[[Viewer], None]


class Watched(NamedTuple):
    outbox: Outbox
    visit_id: int
    topic_id: int
    author_id: int | None
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
        self,
        outbox: Outbox,
        event_id: int,
        visit_id: int,
        topic_id: int,
        author_id: int | None,
        rename: Rename = lambda viewer: None,
    ) -> Iterator[None]:
        watched = Watched(outbox, visit_id, topic_id, author_id, rename)
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
            event = await event_by_id(db, event_id)
            viewers = await viewers_of(db, {one.visit_id for one in watched}, event_id, self._clock())
            topics = await topics_by_id(db, {one.topic_id for one in watched})
            terms = await terms_of(db, event, [topic for topic in topics if topic.state != REMOVED])
        for one in watched:
            try:
                viewer = viewers.get(one.visit_id, READER)
                check_right(viewer, terms.get(one.topic_id))
                _check_author(one, viewer, terms[one.topic_id])
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


def _check_author(one: Watched, viewer: Viewer, terms: Terms) -> None:
    """What they write is in the name of who they were when they came; another comes anew. Raises Refused."""
    if author_of(viewer, terms) != one.author_id:
        raise Refused(COME_AGAIN, "this is somebody else now")


def check_right(viewer: Viewer, terms: Terms | None) -> None:
    """Whether they may write, on these terms; a card that was taken away has none. Raises Refused."""
    if terms is None:
        raise Refused(NO_SUCH_NOTE, "there is no such card")
    if may_write(viewer, terms):
        return
    if may_write(viewer, replace(terms, is_locked=False)):
        raise Refused(LOCKED, "this note is locked")
    if terms.writers == ATTENDEES:
        raise Refused(NOBODY, "join this event first")
    raise Refused(NOT_YOURS, "others write in this note")

"""Looking through what is due after a policy was tightened, beside everything else that this process does."""

import asyncio

from app.kernel.erasing import scrub
from app.kernel.logs import log
from app.kernel.markdown import MarkdownRenderer
from app.kernel.work import Works
from app.notes.live_notes import LiveNotes
from app.writeups.redacting.tightening import due_at, events_with_something_due, forget, look_through

#: So long a page waits for the end, in seconds, before it shows how far it is.
PATIENCE = 1.0


class Redactions:
    """Part of the application's lifespan: what a process left undone, the next one does."""

    def __init__(self, works: Works, renderer: MarkdownRenderer, live_notes: LiveNotes) -> None:
        self._works = works
        self._renderer = renderer
        self._live_notes = live_notes
        self._running: dict[int, asyncio.Task[None]] = {}

    async def start(self) -> None:
        async with self._works.database.reading() as db:
            event_ids = await events_with_something_due(db)
        for event_id in event_ids:
            self._begin(event_id)

    async def stop(self) -> None:
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def run(self, event_id: int) -> None:
        """Begins, and waits a moment for the end."""
        await asyncio.wait({self._begin(event_id)}, timeout=PATIENCE)

    def _begin(self, event_id: int) -> asyncio.Task[None]:
        """One that runs already finds what came to it."""
        task = self._running.get(event_id)
        if task is None or task.done():
            task = self._running[event_id] = asyncio.create_task(self._look_through(event_id), name="redaction")
        return task

    async def _look_through(self, event_id: int) -> None:
        failed: set[int] = set()
        while todo := [each for each in await self._due(event_id) if each not in failed]:
            for topic_id in todo:
                try:
                    note_id = await look_through(self._works, self._renderer, topic_id)
                except Exception as error:  # its page stays down; the others go on
                    failed.add(topic_id)
                    log.error("not_redacted", topic=topic_id, exc_info=error)
                    continue
                if note_id is not None:
                    self._live_notes.begin_anew(note_id)
        await forget(self._works)
        await scrub(self._works.database)

    async def _due(self, event_id: int) -> list[int]:
        async with self._works.database.reading() as db:
            return await due_at(db, event_id)

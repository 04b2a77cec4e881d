"""What nobody can put back any more is deleted, in round after round, by one worker at a time."""

import asyncio

from app.kernel.logs import log
from app.kernel.work import Works
from app.notes.photos.actions import delete_old_photos
from app.notes.photos.files import PhotoFiles

#: Between two rounds, in seconds.
EVERY = 300.0


class Tidying:
    """Started and stopped with the application."""

    def __init__(self, works: Works, files: PhotoFiles) -> None:
        self._works = works
        self._files = files
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="tidy photos")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def tidy(self) -> None:
        """One round, unless another worker is at it."""
        async with self._works.database.alone("tidy photos", 0) as is_ours:
            if is_ours:
                await delete_old_photos(self._works, self._files)

    async def _run(self) -> None:
        while True:
            try:
                await self.tidy()
            except Exception as error:
                log.error("photos_not_tidied", exc_info=error)
            await asyncio.sleep(EVERY)

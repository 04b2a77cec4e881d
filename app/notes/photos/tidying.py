"""What nobody can put back any more is deleted, in round after round, by one worker at a time."""

import asyncio
from itertools import count

from app.kernel.logs import log
from app.kernel.work import Works
from app.notes.photos.actions import delete_old_photos, delete_strays
from app.notes.photos.files import PhotoFiles

#: Between two rounds, in seconds.
EVERY = 300.0
#: Every so many rounds is one through all files.
THOROUGH = 12


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

    async def tidy(self, *, thoroughly: bool = True) -> None:
        """One round, unless another worker is at it."""
        async with self._works.database.alone("tidy photos", 0) as is_ours:
            if is_ours:
                await delete_old_photos(self._works, self._files)
            if is_ours and thoroughly:
                await delete_strays(self._works, self._files)

    async def _run(self) -> None:
        for round_ in count():
            try:
                await self.tidy(thoroughly=round_ % THOROUGH == 0)
            except Exception as error:
                log.error("photos_not_tidied", exc_info=error)
            await asyncio.sleep(EVERY)

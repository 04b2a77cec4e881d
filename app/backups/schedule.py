"""Backups made by themselves, every so many hours; of these the newest are kept."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.backups.making import make_backup
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.health import Check, Trouble
from app.kernel.logs import log
from app.kernel.words import gettext as _
from app.settings import Settings

#: Minutes between two looks whether one is due.
LOOK_EVERY = 5
_NAME = "scheduled-%Y-%m-%dT%H%M%SZ.tar"


class Backups:
    """Started and stopped with the application. Whatever else lies in the folder of backups is left alone."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self.trouble = ""
        self._settings = settings
        self._database = database
        self._clock = clock
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if self._settings.backup_every:
            self._task = asyncio.create_task(self._run(), name="backups")

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Makes one when it is due, unless another worker is at it, and deletes those that are too many."""
        async with self._database.alone("backup", 0) as is_ours:
            if is_ours:
                await asyncio.to_thread(self._look)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
                self.trouble = ""
            except Refusal as refusal:
                self.trouble = refusal.message
                log.error("backup_not_made", why=refusal.message)
            except Exception as error:
                self.trouble = str(error)
                log.error("backup_not_made", exc_info=error)
            await asyncio.sleep(LOOK_EVERY * 60)

    def _look(self) -> None:
        now, folder = self._clock(), self._settings.backups
        made = _made(folder)
        if not made or now - made[-1][0] >= timedelta(hours=self._settings.backup_every):
            file = folder / now.astimezone(UTC).strftime(_NAME)
            make_backup(self._settings, file, now)
            made.append((now, file))
            log.info("backup_made", file=str(file))
        for _moment, old in made[: -self._settings.backup_keep]:
            old.unlink(missing_ok=True)


def _made(folder: Path) -> list[tuple[datetime, Path]]:
    """The scheduled ones, the oldest first."""
    found = []
    for file in folder.glob("scheduled-*.tar"):
        try:
            found.append((datetime.strptime(file.name, _NAME).replace(tzinfo=UTC), file))
        except ValueError:
            continue
    return sorted(found)


def backup_check(backups: Backups) -> Check:
    async def check() -> Trouble | None:
        if backups.trouble:
            return Trouble(_("What is written now is in no backup"), backups.trouble, fatal=False)
        return None

    return check

"""Whether this Hallway can do its work, said as what people cannot do and why."""

import asyncio
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from app.kernel.database import Database
from app.kernel.words import gettext as _

LITTLE_ROOM = 200 * 1024 * 1024
#: For so long a check waits for the database, in seconds: whoever asks has a limit too.
PATIENCE = 5
SAFE_WAL = (3, 51, 3)


@dataclass(frozen=True)
class Trouble:
    """What people cannot do, why, and whether the server should stop getting visitors for it."""

    cannot: str
    why: str
    fatal: bool = True


Check = Callable[[], Awaitable[Trouble | None]]


async def troubles(checks: list[Check]) -> list[Trouble]:
    return [trouble for check in checks if (trouble := await check())]


def database_check(database: Database) -> Check:
    async def check() -> Trouble | None:
        cannot = _("Cards, moves and notes cannot be saved")
        try:
            async with asyncio.timeout(PATIENCE):
                await _try_writing(database)
        except TimeoutError:
            return Trouble(cannot, _("the database has not answered for %d seconds") % PATIENCE)
        except Exception as error:
            return Trouble(cannot, str(error))
        return None

    return check


async def _try_writing(database: Database) -> None:
    """As far as one can without changing anything. A file taken away under a server would be written to unseen."""
    if database.file is not None and not database.file.exists():
        raise FileNotFoundError(f"{database.file} is gone")
    async with database.writing() as db:
        await (await db.connection()).execute(text("SELECT number FROM revision LIMIT 1"))


def disk_check(folder: Path) -> Check:
    async def check() -> Trouble | None:
        free = shutil.disk_usage(folder).free
        if free < LITTLE_ROOM:
            megabytes = free // 2**20
            return Trouble(_("Soon nothing more can be saved"), _("%d MiB left on the disk") % megabytes, fatal=False)
        return None

    return check


def sqlite_check(database: Database) -> Check:
    """Old SQLite can corrupt a WAL file under two writers. We have one, so this warns only."""

    async def check() -> Trouble | None:
        if database.dialect == "sqlite" and sqlite3.sqlite_version_info < SAFE_WAL:
            why = _("SQLite %s; 3.51.3 mends a rare fault that Hallway works around") % sqlite3.sqlite_version
            return Trouble(_("Nothing; this is a note for whoever runs this server"), why, fatal=False)
        return None

    return check

"""What the fault tests of notes share: a card to write about, people with cookies, and a server that can be killed."""

import asyncio
import os
import signal
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from pathlib import Path

from app.kernel.database import Database
from app.kernel.security import Keys
from app.kernel.work import Works
from app.migrations import migrate
from app.people.actions import join_event
from tests.crews import SECRET
from tests.notes.pens import logged_text
from tests.redises import free_port
from tests.samples import make_camp

LIVE = "/small-camp/topics/1/note/live?ack=1"


async def prepared(url: str, writers: int) -> list[str]:
    """A card to write a note for, and a cookie for each writer."""
    database = Database(url)
    await migrate(database)
    works = Works(database)
    camp = await make_camp(database, works)
    await camp.topic("Note-taking")
    keys = Keys(SECRET, secure=False)
    async with works.begin() as work:
        for number in range(writers):
            await join_event(work, f"key-{number}", camp.event_id, f"Writer {number}")
    await database.close()
    return [keys.cookie(f"key-{number}").partition(";")[0] for number in range(writers)]


async def log_of(url: str) -> str:
    """Read as the next worker will: by the log alone."""
    database = Database(url)
    try:
        return await logged_text(database)
    finally:
        await database.close()


class Lone:
    """One server process over a SQLite file; it can be killed and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.file = folder / "hallway.db"
        self.url = f"sqlite+aiosqlite:///{self.file}"
        self.environment = {
            **os.environ,
            "HALLWAY_DATA": str(folder),
            "HALLWAY_PORT": str(self.port),
            "HALLWAY_SECRET": SECRET,
            "HALLWAY_LOG_LEVEL": "error",
        }
        self.cookies: list[str] = []
        self._process: Process | None = None

    def memory(self) -> int:
        """What the process holds, in bytes."""
        assert self._process
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    @property
    def live(self) -> str:
        return f"ws://127.0.0.1:{self.port}{LIVE}"

    async def start(self) -> None:
        command = (sys.executable, "-m", "app", "serve")
        self._process = await create_subprocess_exec(*command, env=self.environment, stdout=DEVNULL, stderr=DEVNULL)
        async with asyncio.timeout(30):
            while not await self._answers():
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """In the middle of whatever it does."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()
            self._process = None

    def check_whole(self) -> None:
        with sqlite3.connect(self.file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()

    async def __aenter__(self) -> "Lone":
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.kill()

    async def _answers(self) -> bool:
        try:
            _reader, answer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        answer.close()
        return True

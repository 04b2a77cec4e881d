"""SIGKILL in the middle of writing: nothing that was acknowledged is lost."""

import asyncio
import os
import random
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, Process
from pathlib import Path

import pytest

from app.kernel.database import Database
from app.kernel.security import Keys
from app.kernel.work import Works
from app.migrations import migrate
from app.people.actions import join_event
from tests.notes.pens import logged_text
from tests.notes.writers import Writer, until_it_serves
from tests.samples import make_camp

SECRET = "s" * 32
WRITERS = 8
ROUNDS = 5


async def started(folder: Path, port: int) -> Process:
    environment = {**os.environ, "HALLWAY_DATA": str(folder), "HALLWAY_PORT": str(port), "HALLWAY_SECRET": SECRET}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", "serve", env=environment, stdout=DEVNULL, stderr=DEVNULL
    )
    await until_it_serves(port)
    return process


async def prepared(folder: Path) -> list[str]:
    """A database with a card to write a note for, and a cookie for each writer."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'hallway.db'}")
    await migrate(database)
    works = Works(database)
    camp = await make_camp(database, works)
    await camp.topic("Note-taking")
    keys = Keys(SECRET, secure=False)
    async with works.begin() as work:
        for number in range(WRITERS):
            await join_event(work, f"key-{number}", camp.event_id, f"Writer {number}")
    await database.close()
    return [keys.cookie(f"key-{number}").partition(";")[0] for number in range(WRITERS)]


async def text_after_the_crash(folder: Path) -> str:
    """Read as the next process will: the log alone, from a database that is whole."""
    with sqlite3.connect(folder / "hallway.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
    database = Database(f"sqlite+aiosqlite:///{folder / 'hallway.db'}")
    try:
        return await logged_text(database)
    finally:
        await database.close()


@pytest.mark.faults
async def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    cookies = await prepared(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stored: list[str] = []
    for turn in range(ROUNDS):
        server = await started(tmp_path, port)
        address = f"ws://127.0.0.1:{port}/small-camp/topics/1/note/live?ack=1"
        writers = [Writer(f"r{turn}w{number}", address, cookie) for number, cookie in enumerate(cookies)]
        writing = [asyncio.create_task(writer.write_until_cut_off()) for writer in writers]
        await asyncio.sleep(0.5 + random.random())
        server.send_signal(signal.SIGKILL)
        await server.wait()
        await asyncio.gather(*writing)
        stored += [word for writer in writers for word in writer.stored]
        assert len(stored) > (turn + 1) * WRITERS
        missing = set(stored) - set((await text_after_the_crash(tmp_path)).split())
        assert not missing, f"{len(missing)} of {len(stored)} acknowledged edits are lost"

"""A disk that is full while people write, and has room again: what was acknowledged is there, the rest comes after."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import leave_out
from tests.faults.notes import Lone, log_of, prepared
from tests.notes.circles import Circle

WRITERS = 20
ROUNDS = 6
WORDS = 10
SIZE = "24m"
#: Seconds in which a server finds out that it cannot save, and that it can again.
NOTICED = 15

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with a file system of its own, on which only a few megabytes fit."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=False)
    if mounted.returncode:
        leave_out("mount", "only root can make a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


class Ballast:
    """A file that takes what room there is."""

    def __init__(self, disk: Path) -> None:
        self._file = disk / "ballast"

    def load(self) -> None:
        with self._file.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while file.write(b"\0" * size) == size:
                        pass
                except OSError:
                    continue

    def drop(self) -> None:
        self._file.unlink()


async def test_a_full_disk_is_said_and_survived(small_disk: Path) -> None:
    server, ballast = Lone(small_disk), Ballast(small_disk)
    cookies = await prepared(server.url, WRITERS)
    async with server, Circle([server.live], cookies) as writing:
        for number in range(ROUNDS):
            await writing.write(WORDS, cut=False)
            ballast.load()
            words = asyncio.create_task(writing.write(WORDS))
            await _until_said(server, "Notes cannot be saved")
            writing.check_nothing_lost(await _log_beside(server, small_disk))
            if number % 2:
                await server.kill()
            ballast.drop()
            if number % 2:
                await server.start()
            await words
            await _until_said(server, "")
            await writing.agree()
            writing.check(await log_of(server.url))
        server.check_whole()


async def _until_said(server: Lone, trouble: str) -> None:
    """That the server is ready, or why it is not."""
    async with httpx.AsyncClient() as client, asyncio.timeout(NOTICED):
        while True:
            answer = await client.get(f"http://127.0.0.1:{server.port}/readyz")
            if trouble in answer.text and (answer.status_code == 503) == bool(trouble):
                return
            await asyncio.sleep(0.1)


async def _log_beside(server: Lone, disk: Path) -> str:
    """Read from a copy, as a reader of the file itself needs room too."""
    copy = disk.parent / "copy"
    copy.mkdir(exist_ok=True)
    for file in disk.glob("hallway.db*"):
        if not file.name.endswith("-shm"):
            (copy / file.name).write_bytes(file.read_bytes())
    return await log_of(f"sqlite+aiosqlite:///{copy / 'hallway.db'}")

"""The restore drill: copied while people write, brought back elsewhere and served, and everything is there."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT, create_subprocess_exec
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.backups.archive import NoBackup
from app.backups.making import make_backup
from app.backups.restoring import restore_backup
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.work import Works
from app.migrations import migrate
from app.settings import Settings
from app.topics.tables import Topic
from tests.faults.notes import Lone, log_of, prepared
from tests.notes.circles import Circle
from tests.samples import make_camp

NOW = datetime(2027, 3, 17, 12, tzinfo=UTC)
PHOTO = Path("media") / "ab" / f"{'ab' * 32}.webp"


async def hallway(data: Path, *words: str, **more: str) -> tuple[int, str]:
    """A command in a process of its own: how it ended, and what it said."""
    environment = {**os.environ, "HALLWAY_DATA": str(data), **more}
    process = await create_subprocess_exec(
        sys.executable, "-m", "app", *words, env=environment, stdout=PIPE, stderr=STDOUT
    )
    said, _none = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_copied_while_people_write_and_brought_back_elsewhere(tmp_path: Path) -> None:
    here, there, copy = tmp_path / "here", tmp_path / "there", tmp_path / "copy.tar"
    here.mkdir()
    server = Lone(here)
    cookies = await prepared(server.url, 4)
    (here / PHOTO).parent.mkdir(parents=True)
    (here / PHOTO).write_bytes(b"a photo")
    async with server, Circle([server.live], cookies) as writing:
        await writing.write(4)
        await writing.agree()
        stored = {word for writer in writing.writers for word in writer.stored}
        words = asyncio.create_task(writing.write(40))
        status, said = await hallway(here, "backup", str(copy))
        assert (status, str(copy) in said) == (0, True), said
        status, said = await hallway(here, "restore", str(copy))
        assert (status, "another Hallway serves" in said) == (1, True), said
        await words
        stored -= {word for writer in writing.writers for word in writer.taken_back}
    status, said = await hallway(there, "restore", str(copy))
    assert (status, "with 1 photo." in said) == (0, True), said
    assert (there / PHOTO).read_bytes() == b"a photo"
    again = Lone(there)
    again.check_whole()
    assert stored <= set((await log_of(again.url)).split())
    async with again, Circle([again.live], cookies) as writing, httpx.AsyncClient() as reader:
        await writing.write(1)
        page = await reader.get(f"http://127.0.0.1:{again.port}/small-camp/topics/1")
    assert "Note-taking" in page.text


async def test_what_was_here_before_is_moved_aside(tmp_path: Path) -> None:
    settings, copy = Settings(data=tmp_path / "data"), tmp_path / "copy.tar"
    secret = settings.signing_secret
    await write_card(settings, "Copied")
    (settings.data / PHOTO).parent.mkdir(parents=True)
    (settings.data / PHOTO).write_bytes(b"a photo")
    make_backup(settings, copy, NOW)
    await write_card(settings, "Not copied")
    (settings.data / PHOTO).write_bytes(b"another")
    (settings.data / "secret").write_text("another")
    restored = restore_backup(settings, copy, NOW)
    assert await titles(settings) == ["Copied"]
    assert (settings.data / PHOTO).read_bytes() == b"a photo"
    assert (settings.data / "secret").read_text() == secret
    assert restored.before
    before = Settings(data=restored.before)
    assert await titles(before) == ["Copied", "Not copied"]
    assert (before.data / PHOTO).read_bytes() == b"another"


async def test_a_copy_that_is_damaged_leaves_all_as_it_is(tmp_path: Path) -> None:
    settings, copy = Settings(data=tmp_path / "data", secret="s" * 32), tmp_path / "copy.tar"
    await write_card(settings, "Here")
    make_backup(settings, copy, NOW)
    copy.write_bytes(copy.read_bytes()[:-20_000])
    before = sorted(settings.data.rglob("*"))
    with pytest.raises(NoBackup):
        restore_backup(settings, copy, NOW)
    assert sorted(settings.data.rglob("*")) == before
    assert await titles(settings) == ["Here"]


async def test_one_from_postgresql_comes_back_whole_or_not_at_all(tmp_path: Path, on_postgresql: str) -> None:
    settings, copy = Settings(data=tmp_path / "data", database_url=on_postgresql), tmp_path / "copy.tar"
    await write_card(settings, "Copied")
    make_backup(settings, copy, NOW)
    await write_card(settings, "Not copied")
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(copy.read_bytes()[:-20_000])
    with pytest.raises(NoBackup):
        restore_backup(settings, damaged, NOW)
    assert await titles(settings) == ["Copied", "Not copied"]
    restore_backup(settings, copy, NOW)
    assert await titles(settings) == ["Copied"]
    with pytest.raises(Refusal, match="a backup of PostgreSQL"):
        restore_backup(Settings(data=tmp_path / "data"), copy, NOW)


async def write_card(settings: Settings, title: str) -> None:
    database = Database(settings.database)
    settings.data.mkdir(exist_ok=True)
    await migrate(database)
    camp = await make_camp(database, Works(database)) if not await _events(database) else None
    async with database.writing() as db:
        number = len((await db.exec(select(Topic))).all()) + 1
        event_id = camp.event_id if camp else (await db.exec(select(Topic.event_id))).first() or 0
        db.add(Topic(event_id=event_id, number=number, guid=f"guid-{number}", title=title, made_at=NOW))
    await database.close()


async def _events(database: Database) -> int:
    async with database.reading() as db:
        return len((await db.exec(select(Topic))).all())


async def titles(settings: Settings) -> list[str]:
    database = Database(settings.database)
    async with database.reading() as db:
        found = list(await db.exec(select(Topic.title).order_by(Topic.title)))
    await database.close()
    return found

"""Whether people can do what they come for, said in their words."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.kernel import health
from app.kernel.database import Database
from app.kernel.health import Trouble, database_check, disk_check, sqlite_check, troubles


async def test_a_database_that_takes_writes_is_no_trouble(database: Database) -> None:
    assert await database_check(database)() is None


async def test_a_database_that_lost_its_tables_is(database: Database) -> None:
    async with database.writing() as db:
        await (await db.connection()).execute(text("ALTER TABLE revision RENAME TO gone"))
    trouble = await database_check(database)()
    async with database.writing() as db:
        await (await db.connection()).execute(text("ALTER TABLE gone RENAME TO revision"))
    assert trouble
    assert trouble.fatal
    assert trouble.cannot == "Cards, moves and notes cannot be saved"
    assert "revision" in trouble.why


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_file_that_was_taken_away_is_though_the_server_still_holds_it(database: Database) -> None:
    assert database.file
    database.file.unlink()
    trouble = await database_check(database)()
    assert trouble
    assert "is gone" in trouble.why


async def test_a_server_that_does_not_answer_is() -> None:
    nowhere = Database("postgresql+asyncpg://nobody@127.0.0.1:9/none")
    trouble = await database_check(nowhere)()
    await nowhere.close()
    assert trouble
    assert trouble.fatal


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_writer_that_holds_everybody_up_is(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 1)
    async with database.writing() as db:
        await db.connection()
        trouble = await database_check(database)()
    assert trouble
    assert "has not answered" in trouble.why


async def test_little_room_is_said_and_keeps_nobody_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await disk_check(tmp_path)() is None
    monkeypatch.setattr(health, "LITTLE_ROOM", 2**62)
    trouble = await disk_check(tmp_path)()
    assert trouble
    assert not trouble.fatal
    assert "MiB left" in trouble.why


@pytest.mark.parametrize(("release", "noted"), [((3, 51, 2), True), ((3, 51, 3), False)])
async def test_an_old_sqlite_is_noted_and_keeps_nobody_away(
    database: Database, release: tuple[int, ...], noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", release)
    trouble = await sqlite_check(database)()
    assert (trouble is not None) == (noted and database.dialect == "sqlite")
    assert trouble is None or not trouble.fatal


async def test_all_troubles_are_told_in_order() -> None:
    async def fine() -> Trouble | None:
        return None

    async def one() -> Trouble | None:
        return Trouble("one", "because")

    async def two() -> Trouble | None:
        return Trouble("two", "because", fatal=False)

    assert [trouble.cannot for trouble in await troubles([fine, one, fine, two])] == ["one", "two"]

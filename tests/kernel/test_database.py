"""The two doors of a database: what is written stays or goes as a whole, and readers change nothing."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.database import Database
from app.kernel.work import Revision

EVENT = 7
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


async def number(database: Database) -> int:
    async with database.reading() as db:
        row = await db.get(Revision, EVENT)
        return row.number if row else 0


async def pragma(db: AsyncSession, name: str) -> object:
    return (await (await db.connection()).execute(text(f"PRAGMA {name}"))).scalar_one()


@on_sqlite
async def test_who_reads_before_writing_loses_no_update(database: Database) -> None:
    async with database.writing() as db:
        db.add(Revision(event_id=EVENT, number=0))
    begun = asyncio.Event()

    async def count_up() -> None:
        await begun.wait()
        async with database.writing() as db:
            row = await db.get(Revision, EVENT)
            assert row is not None
            await asyncio.sleep(0)
            row.number += 1
            db.add(row)

    counting = [asyncio.create_task(count_up()) for _ in range(25)]
    begun.set()
    await asyncio.gather(*counting)
    assert await number(database) == 25


@on_sqlite
async def test_a_second_process_waits_for_the_writer_instead_of_reading_what_is_old(database: Database) -> None:
    """Two writers of one file are what BEGIN IMMEDIATE is for: the second begins when the first has committed."""
    beside, order = Database(database.url.render_as_string(hide_password=False)), []

    async def write(with_: Database, name: str) -> None:
        async with with_.writing() as db:
            row = await db.get(Revision, EVENT) or Revision(event_id=EVENT)
            order.append(f"{name} reads {row.number}")
            await asyncio.sleep(0.02)
            row.number += 1
            db.add(row)

    await asyncio.gather(write(database, "one"), write(beside, "two"))
    await beside.close()
    assert sorted(line.partition(" ")[2] for line in order) == ["reads 0", "reads 1"]
    assert await number(database) == 2


@on_sqlite
async def test_while_another_process_keeps_the_lock_each_waits_in_all_and_not_in_turn(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first waits as long as may be, those behind it what is left of theirs, whoever comes later as long again."""
    for name, milliseconds in (("LOCKED", 500), ("LOCKED_STILL", 1), ("STEP", 20)):
        monkeypatch.setattr(f"app.kernel.database.{name}", milliseconds)
    beside = Database(database.url.render_as_string(hide_password=False))
    patience: list[int] = []

    async def write() -> None:
        with suppress(DBAPIError):
            async with database.writing() as db:
                await db.connection()

    @listens_for(database.writer_engine.sync_engine, "checkout")
    def remember(connection: Any, _record: Any, _proxy: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout")
        patience.extend(cursor.fetchone())

    async with beside.writing() as db:
        db.add(Revision(event_id=EVENT, number=1))
        await db.flush()
        await asyncio.gather(*(write() for _ in range(4)))
    await write()
    await beside.close()
    first, *behind, after = patience
    assert len(behind) == 3
    assert max(behind) < 100 < 400 < min(first, after)


@on_sqlite
async def test_who_looks_lets_those_go_first_who_write(database: Database) -> None:
    order, looked = [], asyncio.Event()

    async def look() -> None:
        async with database.looking() as db:
            await db.get(Revision, EVENT)
            order.append("looked")
        looked.set()

    async with database.writing() as db:
        looking = asyncio.create_task(look())
        async with database.reading() as beside:
            await beside.get(Revision, EVENT)
        db.add(Revision(event_id=EVENT, number=1))
        await db.flush()
        assert not looked.is_set()
        order.append("wrote")
    await looking
    assert order == ["wrote", "looked"]


async def test_who_looks_does_not_wait_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kernel.database.MANNERS", 0.01)
    async with database.writing() as db:
        db.add(Revision(event_id=EVENT, number=1))
        async with database.looking() as beside:
            assert await beside.get(Revision, EVENT) is None


async def test_an_error_takes_everything_back(database: Database) -> None:
    async def half_done() -> None:
        async with database.writing() as db:
            db.add(Revision(event_id=EVENT, number=1))
            await db.flush()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        await half_done()
    assert await number(database) == 0


async def test_being_cancelled_takes_everything_back_and_frees_the_writer(database: Database) -> None:
    written = asyncio.Event()

    async def write_and_wait() -> None:
        async with database.writing() as db:
            db.add(Revision(event_id=EVENT, number=1))
            await db.flush()
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_and_wait())
    await written.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await number(database) == 0
    async with database.writing() as db:
        db.add(Revision(event_id=EVENT, number=5))
    assert await number(database) == 5


async def test_foreign_keys_are_on(database: Database) -> None:
    async with database.reading() as db:
        assert (await db.exec(text("SELECT count(*) FROM star"))).scalar_one() == 0  # type: ignore[call-overload]
    with pytest.raises(DBAPIError):
        async with database.writing() as db:
            await (await db.connection()).execute(text("INSERT INTO star (topic_id, attendee_id) VALUES (1, 1)"))


@on_sqlite
async def test_readers_cannot_write(database: Database) -> None:
    async with database.reading() as db:
        with pytest.raises(DBAPIError, match="readonly"):
            await (await db.connection()).execute(text("DELETE FROM revision"))


@on_sqlite
async def test_only_the_writer_makes_checkpoints_and_it_syncs_every_commit(database: Database) -> None:
    async with database.reading() as db:
        assert await pragma(db, "wal_autocheckpoint") == 0
    async with database.writing() as db:
        assert await pragma(db, "journal_mode") == "wal"
        assert await pragma(db, "synchronous") == 2
        assert await pragma(db, "mmap_size") == 0


async def test_a_reader_sees_the_state_before_an_open_write_and_is_not_held_up(database: Database) -> None:
    async with database.writing() as db:
        db.add(Revision(event_id=EVENT, number=1))
        await db.flush()
        assert await number(database) == 0
    assert await number(database) == 1


async def test_who_reads_twice_sees_one_moment(database: Database) -> None:
    """What somebody else commits in between belongs to the next look."""
    numbers = text("SELECT count(*) FROM revision")
    async with database.reading() as db:
        connection = await db.connection()
        seen = [(await connection.execute(numbers)).scalar_one()]
        async with database.writing() as other:
            other.add(Revision(event_id=EVENT, number=1))
        seen.append((await connection.execute(numbers)).scalar_one())
    assert seen == [0, 0]
    assert await number(database) == 1

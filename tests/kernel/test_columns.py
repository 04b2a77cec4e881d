"""Datetimes keep their instant on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError
from sqlmodel import select

from app.kernel.database import Database
from app.people.tables import Visit

NOON = datetime(2027, 3, 17, 12, 0, 0, 123456, tzinfo=UTC)


async def kept(database: Database, moment: datetime) -> datetime:
    async with database.writing() as db:
        db.add(Visit(key="ada", made_at=moment))
    async with database.reading() as db:
        return (await db.exec(select(Visit.made_at))).one()


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Kolkata"), timezone(timedelta(hours=-11))], ids=str)
async def test_an_instant_comes_back_in_utc(database: Database, zone: timezone) -> None:
    found = await kept(database, NOON.astimezone(zone))
    assert found == NOON
    assert found.tzinfo is UTC


async def test_a_time_without_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without time zone"):
        await kept(database, NOON.replace(tzinfo=None))


async def test_instants_are_compared_as_instants(database: Database) -> None:
    await kept(database, NOON)
    async with database.reading() as db:
        there = NOON.astimezone(ZoneInfo("Asia/Kolkata"))
        assert (await db.exec(select(Visit).where(Visit.made_at < there + timedelta(microseconds=1)))).one()
        assert (await db.exec(select(Visit).where(Visit.made_at < there))).first() is None

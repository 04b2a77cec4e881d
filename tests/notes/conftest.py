"""A database with one event, two people and one topic's note."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import app.notes.tables  # noqa: F401
from app.events.tables import Event
from app.kernel.database import Database
from app.notes.live_notes import LiveNotes
from app.notes.tables import Note
from app.people.tables import Attendee
from app.topics.tables import Topic

NOW = datetime(2027, 3, 17, 10, 0, tzinfo=UTC)
ADA, NOOR, NOTE = 1, 2, 1


async def make_database(folder: Path) -> Database:
    made = Database(f"sqlite+aiosqlite:///{folder / 'notes.db'}")
    async with made.writer_engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    await fill(made)
    return made


async def fill(database: Database) -> None:
    day = date(2027, 3, 17)
    async with database.writing() as db:
        db.add(Event(id=1, slug="e", name="E", time_zone="UTC", starts_on=day, ends_on=day, made_at=NOW))
        await db.flush()
        db.add_all(Attendee(id=i, event_id=1, name=name, made_at=NOW) for i, name in ((ADA, "Ada"), (NOOR, "Noor")))
        db.add(Topic(id=1, event_id=1, number=1, guid="g", title="T", made_at=NOW))
        await db.flush()
        db.add(Note(id=NOTE, topic_id=1, event_id=1))


@pytest.fixture
async def database(database: Database) -> Database:
    """One of each kind."""
    await fill(database)
    return database


@pytest.fixture
async def notes(database: Database) -> AsyncIterator[LiveNotes]:
    engine = LiveNotes(database)
    await engine.start()
    yield engine
    await engine.stop()

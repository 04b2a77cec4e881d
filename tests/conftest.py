"""What all tests share: a migrated database of each kind, and the ways to put an event into it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from app.kernel.database import Database
from app.migrations import migrate
from tests.samples import Camp, make_camp

SERVER = os.environ.get("HALLWAY_TEST_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1/postgres")


def leave_out(what: str, why: str) -> None:
    """Skips a test that needs what this machine lacks; CI lists in HALLWAY_TESTS_NEED what it must not lack."""
    if what in os.environ.get("HALLWAY_TESTS_NEED", "").split(","):
        pytest.fail(f"{what} is needed here: {why}")
    pytest.skip(why)


async def on_server(statement: str) -> None:
    """Runs a statement on the local PostgreSQL; a test that needs it is left out, and says so, where none answers."""
    engine = create_async_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    except (OSError, SQLAlchemyError) as error:
        leave_out("postgresql", f"no PostgreSQL answers at {SERVER}: {error}")
    finally:
        await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/hallway.db"
        return
    name = f"hallway_{uuid4().hex}"
    await on_server(f"CREATE DATABASE {name}")
    yield f"{SERVER.rpartition('/')[0]}/{name}"
    await on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with this release's schema."""
    made = Database(database_url)
    await migrate(made)
    yield made
    await made.close()


@pytest.fixture
async def camp(database: Database) -> Camp:
    """A small open event on each kind of database."""
    return await make_camp(database)

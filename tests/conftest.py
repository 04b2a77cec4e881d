"""What all tests share: a migrated database of each kind, and the ways to put an event into it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from app.kernel.database import Database
from app.migrations import migrate
from tests.samples import NOON, Camp, make_camp
from tests.visitors import Gathering, gathering

SERVER = os.environ.get("HALLWAY_TEST_POSTGRES", "postgresql+asyncpg://postgres@127.0.0.1/postgres")

# No test measures time: this machine may have other things to do.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps a loop running in this thread, beside which asyncio starts no other."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


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
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on: each test that has one runs on both."""
    return str(request.param)


@pytest.fixture
async def empty_database(kind: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any tables."""
    name = f"hallway_{uuid4().hex}"
    if kind == "postgresql":
        await on_server(f"CREATE DATABASE {name}")
    made = Database(_address_in(tmp_path / "hallway.db") if kind == "sqlite" else address_on_server(name))
    yield made
    await made.close()
    if kind == "postgresql":
        await on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _address_in(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


class Ready:
    """Migrated once for all tests: a SQLite file to copy, and a database on the server that is emptied before each.

    A new database on the server takes half a second, emptying one a fiftieth of that.
    """

    EMPTY = """
        DO $$ DECLARE name text; BEGIN
            SET LOCAL session_replication_role = replica;
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
            LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
            FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
            LOOP PERFORM setval(quote_ident(name), 1, false); END LOOP;
        END $$"""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "migrated.db"
        self.name = f"hallway_{uuid4().hex}"
        self.is_on_server = False

    async def on_sqlite(self, folder: Path) -> Database:
        if not self.file.exists():
            first = Database(_address_in(self.file))
            await migrate(first)
            await first.close()
        return Database(_address_in(Path(shutil.copy(self.file, folder / "hallway.db"))))

    async def on_server(self) -> Database:
        database = Database(address_on_server(self.name))
        if not self.is_on_server:
            await on_server(f"CREATE DATABASE {self.name}")
            self.is_on_server = True
            await migrate(database)
        async with database.writer_engine.begin() as connection:
            await connection.execute(text(self.EMPTY))
        return database


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    ready = Ready(tmp_path_factory.mktemp("ready"))
    yield ready
    if ready.is_on_server:
        asyncio.run(on_server(f"DROP DATABASE {ready.name} WITH (FORCE)"))


def address_on_server(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


@pytest.fixture
async def database(kind: str, tmp_path: Path, ready: Ready) -> AsyncIterator[Database]:
    """A database with this release's schema, once of each kind."""
    made = await ready.on_sqlite(tmp_path) if kind == "sqlite" else await ready.on_server()
    yield made
    await made.close()


@pytest.fixture
async def on_postgresql() -> AsyncIterator[str]:
    """The address of a new, empty database on the server, for several processes to share."""
    name = f"hallway_{uuid4().hex}"
    await on_server(f"CREATE DATABASE {name}")
    yield address_on_server(name)
    await on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def camp(database: Database) -> Camp:
    """A small open event on each kind of database."""
    return await make_camp(database)


class Watch:
    """A clock that is set by hand."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now

    def shows(self, hours: int, minutes: int) -> None:
        self.now = NOON.replace(hour=hours, minute=minutes)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def watched(tmp_path: Path, ready: Ready, watch: Watch) -> AsyncIterator[Gathering]:
    """The same as `gathered`, at the time that the watch shows."""
    await (await ready.on_sqlite(tmp_path)).close()
    async with gathering(tmp_path, watch) as gathered:
        yield gathered


@pytest.fixture
async def gathered(tmp_path: Path, ready: Ready) -> AsyncIterator[Gathering]:
    """The whole application over SQLite, with one open event and people who come to it."""
    await (await ready.on_sqlite(tmp_path)).close()
    async with gathering(tmp_path) as gathered:
        yield gathered

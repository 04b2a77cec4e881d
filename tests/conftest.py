"""What all tests share: a migrated database of each kind, and the ways to put an event into it."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
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
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that a test runs on: each test that has one runs on both."""
    return str(request.param)


@pytest.fixture
async def empty_database(kind: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any tables."""
    name = f"hallway_{uuid4().hex}"
    if kind == "postgresql":
        await on_server(f"CREATE DATABASE {name}")
    made = Database(_address_in(tmp_path) if kind == "sqlite" else _address_on_server(name))
    yield made
    await made.close()
    if kind == "postgresql":
        await on_server(f"DROP DATABASE {name} WITH (FORCE)")


def _address_in(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/hallway.db"


class Template:
    """A migrated database on the server, to copy: that takes a third of the time of migrating anew."""

    def __init__(self) -> None:
        self.name = f"hallway_template_{uuid4().hex}"
        self.made = False

    async def copy_to(self, name: str) -> None:
        if not self.made:
            await on_server(f"CREATE DATABASE {self.name}")
            self.made = True
            database = Database(_address_on_server(self.name))
            await migrate(database)
            await database.close()
        await on_server(f"CREATE DATABASE {name} TEMPLATE {self.name}")


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    template = Template()
    yield template
    if template.made:
        asyncio.run(on_server(f"DROP DATABASE {template.name} WITH (FORCE)"))


def _address_on_server(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


@pytest.fixture
async def database(kind: str, tmp_path: Path, template: Template) -> AsyncIterator[Database]:
    """A database with this release's schema, once of each kind."""
    if kind == "sqlite":
        made = Database(_address_in(tmp_path))
        await migrate(made)
        yield made
        await made.close()
        return
    name = f"hallway_{uuid4().hex}"
    await template.copy_to(name)
    made = Database(_address_on_server(name))
    yield made
    await made.close()
    await on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def camp(database: Database) -> Camp:
    """A small open event on each kind of database."""
    return await make_camp(database)

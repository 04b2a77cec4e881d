"""A search index on each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from app.kernel.database import Database
from app.kernel.search import create_schema

SERVER = "postgresql+asyncpg://localhost/postgres"


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    name = f"search_{uuid4().hex}"
    url = f"sqlite+aiosqlite:///{tmp_path}/{name}.db"
    if request.param == "postgresql":
        await on_server(f"CREATE DATABASE {name}")
        url = SERVER.replace("/postgres", f"/{name}")
    database = Database(url)
    async with database.writing() as db:
        connection = await db.connection()
        tables = [SQLModel.metadata.tables[name] for name in ("search_document", "search_tag", "search_word")]
        await connection.run_sync(SQLModel.metadata.create_all, tables)
        await connection.run_sync(create_schema)
    yield database
    await database.close()
    if request.param == "postgresql":
        await on_server(f"DROP DATABASE {name} WITH (FORCE)")


async def on_server(statement: str) -> None:
    engine = create_async_engine(SERVER, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    except (OSError, SQLAlchemyError) as error:
        pytest.skip(f"no PostgreSQL answers: {error}")
    finally:
        await engine.dispose()

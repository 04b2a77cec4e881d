"""The history of the schema: from nothing to exactly what the tables say, and what was stored stays."""

from collections.abc import Callable

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from app.events.queries import event_by_slug
from app.kernel.database import Database
from app.migrations import _config, migrate
from tests.samples import make_camp

FIRST = "0001"
AN_EVENT = text(
    "INSERT INTO event (slug, name, theme, venue, time_zone, starts_on, ends_on, phase, visibility, attribution, intro,"
    " closing, thanks, made_at) VALUES ('old', 'Old Camp 🎈', '', '', 'UTC', '2017-03-24', '2017-03-24', 'published',"
    " 'public', 'open', '', '', '', '2017-03-24 12:00:00+00:00')"
)


async def on(database: Database, do: Callable[[Connection], object]) -> object:
    async with database.writer_engine.begin() as connection:
        return await connection.run_sync(do)


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_an_empty_database_gets_exactly_the_tables_of_this_release(empty_database: Database) -> None:
    await migrate(empty_database)
    await on(empty_database, lambda connection: command.check(_config(connection)))
    assert set(SQLModel.metadata.tables) < set(await on(empty_database, tables))  # type: ignore[call-overload]


async def test_migrating_again_changes_nothing(empty_database: Database) -> None:
    await migrate(empty_database)
    camp = await make_camp(empty_database)
    before = await on(empty_database, tables)
    await migrate(empty_database)
    assert await on(empty_database, tables) == before
    async with empty_database.reading() as db:
        assert (await event_by_slug(db, "small-camp")).id == camp.event_id


async def test_what_an_older_release_stored_is_there_after_migrating(empty_database: Database) -> None:
    await on(empty_database, lambda connection: command.upgrade(_config(connection), FIRST))
    await on(empty_database, lambda connection: connection.execute(AN_EVENT))
    await migrate(empty_database)
    async with empty_database.reading() as db:
        assert (await event_by_slug(db, "old")).name == "Old Camp 🎈"


async def test_the_history_is_one_line_from_the_first_to_the_last(empty_database: Database) -> None:
    scripts = await on(empty_database, lambda connection: ScriptDirectory.from_config(_config(connection)))
    assert isinstance(scripts, ScriptDirectory)
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1

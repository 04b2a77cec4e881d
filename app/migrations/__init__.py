"""The history of the schema. Migrations only expand, so that the previous release runs on the new schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from app.kernel.database import Database


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


async def migrate(database: Database) -> None:
    """Brings the database to this release's schema, in one transaction; does nothing when it is there."""
    async with database.writer_engine.begin() as connection:
        await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def draft_migration(database: Database, words: str) -> None:
    """For developers: writes the next migration from what the tables have gained."""
    async with database.writer_engine.begin() as connection:
        await connection.run_sync(lambda sync: command.revision(_config(sync), words, autogenerate=True))

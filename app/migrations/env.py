"""Alembic's entry: runs on the connection that `migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import app.board.tables
import app.events.tables
import app.kernel.search.tables
import app.kernel.work
import app.notes.annotations.tables
import app.notes.photos.tables
import app.notes.tables
import app.people.tables
import app.topics.tables
import app.writeups.converging.tables
import app.writeups.correcting.tables
import app.writeups.importing.tables
import app.writeups.replying.tables
import app.writeups.tables  # noqa: F401

#: Tables that only the release before this one reads and writes; the next one takes them away.
RETIRED = ("search_tag", "search_word")


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The index proper is made by `kernel.search.schema`, not from metadata."""
    return not (kind == "table" and name and (name.startswith("search_index") or name in RETIRED))


context.configure(
    connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata, include_name=is_ours
)
with context.begin_transaction():
    context.run_migrations()

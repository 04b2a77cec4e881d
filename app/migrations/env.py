"""Alembic's entry: runs on the connection that `migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import app.board.tables
import app.events.tables
import app.kernel.search.tables
import app.kernel.work
import app.notes.tables
import app.people.tables
import app.topics.tables  # noqa: F401

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
with context.begin_transaction():
    context.run_migrations()

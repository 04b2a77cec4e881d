"""Getting a batch of edits into the log in as little time as a commit takes.

On PostgreSQL that is an ordinary transaction. On SQLite the whole transaction runs as one piece of work on the writer
connection's own thread: statement by statement it would cross between event loop and thread some twenty times, which
costs more than the writing. It is the same connection and pool that everything else writes through.
"""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.dialects import sqlite

from app.kernel.columns import UtcDateTime
from app.kernel.database import Database
from app.notes.actions import Edit, append_updates, hands_in

Outcome = TypeVar("Outcome")

_AS_STORED: Callable[[datetime], str] = UtcDateTime().dialect_impl(sqlite.dialect()).bind_processor(sqlite.dialect())  # type: ignore[assignment]
_EPOCHS = "SELECT id, epoch FROM note WHERE id IN (%s)"
_LAST = "SELECT coalesce(max(id), 0) FROM note_update"
_INSERT = "INSERT INTO note_update (id, note_id, epoch, data, author_id, at) VALUES (?, ?, ?, ?, ?, ?)"
_INSERT_HAND = "INSERT OR IGNORE INTO hand (note_id, epoch, client, attendee_id, visit_id) VALUES (?, ?, ?, ?, ?)"


async def append_batch(database: Database, edits: Sequence[Edit], at: datetime) -> list[int | None]:
    """The ids of the new rows, None for edits whose epoch is over. Committed when this returns."""
    if database.dialect == "sqlite":
        return await _in_one_go(database, lambda connection: _append(connection, edits, at))
    async with database.writing() as db:
        return await append_updates(db, database.dialect, edits, at)


async def _in_one_go(database: Database, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
    """A transaction on the writer's connection, in its thread."""
    async with database.writer() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        outcome: Outcome = await driver._execute(_transaction, driver._conn, work)
        return outcome


def _transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], Outcome]) -> Outcome:
    connection.execute("BEGIN IMMEDIATE")
    try:
        outcome = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcome


def _append(connection: sqlite3.Connection, edits: Sequence[Edit], at: datetime) -> list[int | None]:
    notes = list({edit.note_id for edit in edits})
    epochs = dict(connection.execute(_EPOCHS % ", ".join("?" * len(notes)), notes).fetchall())
    (last,) = connection.execute(_LAST).fetchone()
    ids: list[int | None] = []
    for edit in edits:
        is_fresh = epochs.get(edit.note_id) == edit.epoch
        last += is_fresh
        ids.append(last if is_fresh else None)
    stored_at = _AS_STORED(at)
    rows = ((i, e.note_id, e.epoch, e.data, e.author_id, stored_at) for i, e in zip(ids, edits, strict=True) if i)
    connection.executemany(_INSERT, rows)
    if hands := hands_in(edits, ids):
        connection.executemany(_INSERT_HAND, hands)
    return ids

"""SQLite connections that answer a statement in one trip to their thread, where aiosqlite makes four of it.

Everything that Hallway asks is small, so trips are most of what a page costs: a cursor that is made, run, emptied and
closed at once takes half the CPU.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import aiosqlite

Row = tuple[Any, ...]
#: aiosqlite wants to know how many rows it should fetch at a time; all of them come with the statement here.
UNUSED = 1


class Connection(aiosqlite.Connection):
    """For SQLAlchemy's aiosqlite dialect, which asks for nothing but cursors, commit, rollback and close."""

    def cursor(self) -> "Cursor":  # type: ignore[override]
        return Cursor(self)


class Cursor:
    """What a statement brought: all its rows, from the moment it was executed."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Row] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> "Cursor":
        await self._in_thread(sqlite3.Connection.execute, statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        await self._in_thread(sqlite3.Connection.executemany, statement, parameters)
        return self

    async def fetchall(self) -> Sequence[Row]:
        return self._rows

    async def close(self) -> None:
        self._rows = ()

    async def _in_thread(self, execute: Any, statement: str, parameters: Any) -> None:
        await self._connection._execute(self._run, execute, statement, parameters)  # type: ignore[no-untyped-call]

    def _run(self, execute: Any, statement: str, parameters: Any) -> None:
        cursor = execute(self._connection._conn, statement, parameters)
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        self._rows = cursor.fetchall() if cursor.description else ()
        cursor.close()


def connect(*where: Any, **how: Any) -> Connection:
    """As `sqlite3.connect`; to be awaited. The thread does not keep a process alive that forgot to close it."""
    connection = Connection(lambda: sqlite3.connect(*where, **how), UNUSED)
    connection._thread.daemon = True
    return connection

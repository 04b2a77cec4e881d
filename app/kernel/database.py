"""One database behind three doors: looking() for whoever only looks at a page, reading() for all else, and writing().

What many pages ask stands as a constant beside the function that asks it, with `bindparam`: SQLAlchemy takes longer to
put a statement together than SQLite to answer it.

On SQLite exactly one connection writes. It begins every transaction with BEGIN IMMEDIATE, so that nobody reads first
and loses an update later, and it alone owns checkpoints: releases before 3.51.3 can corrupt a WAL file when two
connections write and checkpoint at once. While another process keeps the lock, each waits five seconds in all, those
who stand before it included: ten in a row must not make fifty of it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from time import monotonic
from typing import Any
from zlib import crc32

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.sqlite import connect

READERS = 8
#: Pages that one process works on at a time. SQLite answers at once, so that more of them would only share its one CPU.
LOOKERS = 2
#: Seconds for which a page lets others write first.
MANNERS = 0.3
#: Seconds to wait for a connection.
PATIENCE = 60
#: Milliseconds to wait for SQLite's lock: at most, and for those who have waited that long for the writer.
LOCKED, LOCKED_STILL = 5000, 100
#: What has been waited counts in steps, so that hardly anybody has to say it to SQLite.
STEP = 500
SHORT_TRIPS = {"async_creator_fn": connect}

#: When whoever writes here began to wait for the writer.
_asked: ContextVar[float | None] = ContextVar("asked", default=None)


class Database:
    """The engines of one database address (`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`)."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.dialect = self.url.get_backend_name()
        self._writing = 0
        self._nobody_writes = asyncio.Event()
        self._nobody_writes.set()
        in_turn = {"max_overflow": 0, "pool_timeout": PATIENCE}
        if self.dialect == "sqlite":
            self._writer, self._reader = _sqlite_writer(url, **in_turn), _sqlite_reader(url)
            self._looker = _sqlite_reader(url, pool_size=LOOKERS, **in_turn)
        else:
            self._writer, self._reader = _postgresql(url), _postgresql_reader(url)
            self._looker = _postgresql_reader(url, **in_turn)

    @property
    def writer_engine(self) -> AsyncEngine:
        """For what needs the connection itself, like migrations."""
        return self._writer

    @property
    def file(self) -> Path | None:
        """The SQLite file, if there is one."""
        return Path(self.url.database) if self.dialect == "sqlite" and self.url.database else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._reader, expire_on_commit=False) as db:
            yield db

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[AsyncSession]:
        """Reading for a page. The others wait their turn, and all let those go first who write, for a while: what is
        worked on at once slows each step of whoever writes, and all who write wait for that one. Nothing that is done
        on the way may need this door again."""
        if self.dialect == "sqlite":
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nobody_writes.wait(), MANNERS)
        async with AsyncSession(self._looker, expire_on_commit=False) as db:
            yield db

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction: committed on a clean exit, rolled back on any error."""
        self._writing += 1
        self._nobody_writes.clear()
        _asked.set(monotonic())
        try:
            async with AsyncSession(self._writer, expire_on_commit=False) as db, db.begin():
                yield db
        finally:
            _asked.set(None)
            self._writing -= 1
            if not self._writing:
                self._nobody_writes.set()

    @asynccontextmanager
    async def writer(self) -> AsyncIterator[AsyncConnection]:
        """The writer's connection in its turn, for a transaction that whoever takes it begins and ends."""
        _asked.set(monotonic())
        try:
            async with self._writer.connect() as connection:
                yield connection
        finally:
            _asked.set(None)

    @asynccontextmanager
    async def alone(self, doing: str, which: int) -> AsyncIterator[bool]:
        """Whether no other worker does this with that one as long as the block lasts. On SQLite there is no other."""
        if self.dialect == "sqlite":
            yield True
            return
        async with self._writer.begin() as connection:
            key = {"doing": crc32(doing.encode()) - 2**31, "which": which}
            yield bool(await connection.scalar(text("SELECT pg_try_advisory_xact_lock(:doing, :which)"), key))

    async def close(self) -> None:
        await self._looker.dispose()
        await self._reader.dispose()
        await self._writer.dispose()


def _postgresql(url: str, **more: Any) -> AsyncEngine:
    """A pool for each door: a page that reads while it writes must never wait for a connection it holds itself."""
    return create_async_engine(url, pool_size=READERS, pool_pre_ping=True, **more)


def _postgresql_reader(url: str, **more: Any) -> AsyncEngine:
    """Several queries see one moment, as on SQLite: a card must not hang in a room that went in between."""
    return _postgresql(url, isolation_level="REPEATABLE READ", **more)


def _sqlite_writer(url: str, **more: Any) -> AsyncEngine:
    """Whoever has its connection ends the transaction, so that none has to be ended when it comes back."""
    engine = create_async_engine(url, connect_args=SHORT_TRIPS, pool_size=1, pool_reset_on_return=None, **more)
    _on_connect(engine, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA secure_delete=ON")

    @event.listens_for(engine.sync_engine, "checkout")
    def wait_no_longer(connection: DBAPIConnection, record: Any, _proxy: Any) -> None:
        patience = _patience_left()
        if record.info.get("patience") != patience:
            _execute(connection, f"PRAGMA busy_timeout={patience}")
            record.info["patience"] = patience

    @event.listens_for(engine.sync_engine, "begin")
    def begin_immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _patience_left() -> int:
    """Milliseconds that whoever has the writer now may still wait for another process."""
    now = monotonic()
    waited = int((now - (_asked.get() or now)) * 1000)
    return max(LOCKED - waited // STEP * STEP, LOCKED_STILL)


def _sqlite_reader(url: str, pool_size: int = READERS, **more: Any) -> AsyncEngine:
    engine = create_async_engine(url, connect_args=SHORT_TRIPS, pool_size=pool_size, **more)
    _on_connect(engine, "PRAGMA wal_autocheckpoint=0", "PRAGMA query_only=ON")

    @event.listens_for(engine.sync_engine, "begin")
    def begin_deferred(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def _on_connect(engine: AsyncEngine, *pragmas: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for_all = ("PRAGMA foreign_keys=ON", f"PRAGMA busy_timeout={LOCKED}", "PRAGMA mmap_size=0")
        _execute(connection, *for_all, *pragmas)


def _execute(connection: DBAPIConnection, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()

"""A Work is one committed step: state, change log and revision in one transaction, told to others only afterwards."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.clock import Clock, utc_now
from app.kernel.columns import UtcDateTime
from app.kernel.database import Database

#: The request in whose name something is done; it runs through page, socket, log and error page.
current_request: ContextVar[str] = ContextVar("current_request", default="")


class Revision(SQLModel, table=True):
    """The counter that orders an event's changes."""

    event_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = 0


class ChangeRow(SQLModel, table=True):
    """The log: every change, under its revision."""

    __tablename__ = "change"
    __table_args__ = (UniqueConstraint("event_id", "revision"), Index("change_by_name", "event_id", "name"))

    id: int | None = Field(default=None, primary_key=True)
    event_id: int
    revision: int
    name: str
    payload: str
    actor: int | None = None
    request: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A fact about an event that has been committed. Subclasses are named in the past tense and hold plain values."""

    event_id: int


@dataclass(frozen=True)
class Committed:
    """A change together with the revision it was committed under."""

    revision: int
    change: Change


_COUNT_UP = text(
    "INSERT INTO revision (event_id, number) VALUES (:event_id, 1)"
    " ON CONFLICT (event_id) DO UPDATE SET number = revision.number + 1 RETURNING number"
)

Announce = Callable[[list[Committed]], Awaitable[None]]


class Work:
    """What an action holds while it changes things: the transaction, the time, and what will be told."""

    def __init__(self, db: AsyncSession, now: datetime, actor: int | None = None) -> None:
        self.db = db
        self.now = now
        self.actor = actor
        self.changes: list[Change] = []

    def record(self, change: Change) -> None:
        self.changes.append(change)


class Works:
    """Begins Works and hands their changes on, after commit and only then."""

    def __init__(self, database: Database, announce: Announce | None = None, clock: Clock = utc_now) -> None:
        self.database = database
        self.clock = clock
        self.announce = announce

    @asynccontextmanager
    async def begin(self, actor: int | None = None) -> AsyncIterator[Work]:
        """`actor` is the visit that acts, for the history."""
        async with self.database.writing() as db:
            work = Work(db, self.clock(), actor)
            yield work
            committed = [await _log(work, change) for change in work.changes]
        if committed and self.announce:
            await self.announce(committed)


async def revision_of(db: AsyncSession, event_id: int) -> int:
    """The event's newest revision; 0 before anything happened."""
    found = await db.exec(select(Revision.number).where(Revision.event_id == event_id))
    return found.first() or 0


async def _log(work: Work, change: Change) -> Committed:
    revision = await _next_revision(work.db, change.event_id)
    payload = json.dumps({k: v for k, v in asdict(change).items() if k != "event_id"}, default=_plain)
    work.db.add(
        ChangeRow(
            event_id=change.event_id,
            revision=revision,
            name=type(change).__name__,
            payload=payload,
            actor=work.actor,
            request=current_request.get(),
            at=work.now,
        )
    )
    return Committed(revision, change)


async def _next_revision(db: AsyncSession, event_id: int) -> int:
    """Counts up; the row stays locked until commit, so revisions are in the order of commits."""
    counted = await (await db.connection()).execute(_COUNT_UP, {"event_id": event_id})
    return int(counted.scalar_one())


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"a change holds a {type(value).__name__}; only plain values belong there")

"""A Work is one committed step: state, change log and revision in one transaction, told to others only afterwards."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any, ClassVar, get_args, get_type_hints

from sqlalchemy import Index, UniqueConstraint, bindparam, text
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.clock import Clock, utc_now
from app.kernel.columns import UtcDateTime
from app.kernel.database import Database

#: The request in whose name something is done; it runs through page, socket, log and error page.
current_request: ContextVar[str] = ContextVar("current_request", default="")

#: What a Work does first, in its transaction, when the request it is begun for may be sent twice.
Claim = Callable[[AsyncSession, datetime], Awaitable[None]]
current_claim: ContextVar[Claim | None] = ContextVar("current_claim", default=None)


class Revision(SQLModel, table=True):
    """The counter that orders an event's changes."""

    event_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = 0


class ChangeRow(SQLModel, table=True):
    """The log: every change, under its revision.

    `subject` is what it happened to (a topic's id, if it is about one). `step` holds the changes of one Work together
    that can be taken back: the revision of the first of them, and empty where there is no way back.
    """

    __tablename__ = "change"
    __table_args__ = (
        UniqueConstraint("event_id", "revision"),
        Index("change_by_name", "event_id", "name"),
        Index("change_by_subject", "event_id", "subject", "name"),
        Index("change_by_step", "event_id", "step"),
    )

    id: int | None = Field(default=None, primary_key=True)
    event_id: int
    revision: int
    name: str
    payload: str
    actor: int | None = None
    request: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    subject: int | None = None
    step: int | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A fact about an event that has been committed. Subclasses are named in the past tense and hold plain values.

    One that is `undoable` says in its values all that it takes to undo it. One that is `patient` is only a count, of
    which there may be very many: pages may show it a moment later, together with others of its kind.
    """

    undoable: ClassVar[bool] = False
    patient: ClassVar[bool] = False

    event_id: int

    @property
    def subject(self) -> int | None:
        """The id of what it happened to."""
        return None


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


#: What later packages keep in step with what earlier ones change, within the same transaction.
Follow = Callable[[Work], Awaitable[None]]


class Works:
    """Begins Works and hands their changes on, after commit and only then. Before that, `followers` change what hangs
    on them."""

    def __init__(
        self,
        database: Database,
        announce: Announce | None = None,
        clock: Clock = utc_now,
        followers: Sequence[Follow] = (),
    ) -> None:
        self.database = database
        self.clock = clock
        self.announce = announce
        self.followers = followers

    @asynccontextmanager
    async def begin(self, actor: int | None = None, aside: bool = False) -> AsyncIterator[Work]:
        """`actor` is the visit that acts, for the history. `aside` is for what nobody asked for with this request."""
        async with self.database.writing() as db:
            work = Work(db, self.clock(), actor)
            if (claim := current_claim.get()) and not aside:
                await claim(db, work.now)
            yield work
            for follow in self.followers:
                await follow(work)
            committed = await _log(work)
        if committed and self.announce:
            await self.announce(committed)


_NEWEST = select(Revision.number).where(col(Revision.event_id) == bindparam("event_id"))
_SINCE = (
    select(ChangeRow)
    .where(col(ChangeRow.event_id) == bindparam("event_id"), col(ChangeRow.revision) > bindparam("revision"))
    .order_by(col(ChangeRow.revision))
    .limit(bindparam("at_most"))
)
_PRESSING = (
    select(ChangeRow.revision)
    .where(
        col(ChangeRow.event_id) == bindparam("event_id"),
        col(ChangeRow.revision) > bindparam("revision"),
        col(ChangeRow.name).not_in(bindparam("patient", expanding=True)),
    )
    .limit(1)
)
_LAST_PRESS = (
    select(ChangeRow.revision)
    .where(
        col(ChangeRow.event_id) == bindparam("event_id"),
        col(ChangeRow.name).not_in(bindparam("patient", expanding=True)),
    )
    .order_by(col(ChangeRow.revision).desc())
    .limit(1)
)


async def revision_of(db: AsyncSession, event_id: int) -> int:
    """The event's newest revision; 0 before anything happened."""
    return (await db.exec(_NEWEST, params={"event_id": event_id})).first() or 0


async def changes_since(db: AsyncSession, event_id: int, revision: int, at_most: int) -> Sequence[ChangeRow]:
    """The log beyond a revision, in its order. Revisions count without gaps, so none can still be on its way."""
    return (await db.exec(_SINCE, params={"event_id": event_id, "revision": revision, "at_most": at_most})).all()


async def presses(db: AsyncSession, event_id: int, revision: int) -> bool:
    """Whether the log has anything beyond a revision that is not patient."""
    asked = {"event_id": event_id, "revision": revision, "patient": list(_patient())}
    return (await db.exec(_PRESSING, params=asked)).first() is not None


async def last_press(db: AsyncSession, event_id: int) -> int:
    """The revision of the newest change that is not patient; 0 before the first."""
    asked = {"event_id": event_id, "patient": list(_patient())}
    return (await db.exec(_LAST_PRESS, params=asked)).first() or 0


async def last_of(db: AsyncSession, event_id: int, kind: type[Change]) -> dict[int, int]:
    """By subject the revision of the newest change of this kind."""
    told = select(ChangeRow.subject, func.max(ChangeRow.revision)).where(
        ChangeRow.event_id == event_id, ChangeRow.name == kind.__name__
    )
    return {subject or 0: revision for subject, revision in await db.exec(told.group_by(col(ChangeRow.subject)))}


def is_patient(row: ChangeRow) -> bool:
    return row.name in _patient()


def change_of(row: ChangeRow) -> Change:
    """The change that a row of the log tells of. Raises KeyError for one that this release does not know."""
    values = {**json.loads(row.payload), "event_id": row.event_id}
    kind = kinds_of_changes()[row.name]
    return kind(
        **{name: _read(annotation, values[name]) for name, annotation in _values_of(row.name) if name in values}
    )


async def _log(work: Work) -> list[Committed]:
    revisions = [await _next_revision(work.db, change.event_id) for change in work.changes]
    can_be_undone = all(change.undoable for change in work.changes)
    step = revisions[0] if revisions and can_be_undone else None
    committed = [Committed(*pair) for pair in zip(revisions, work.changes, strict=True)]
    work.db.add_all(_row(work, step, each) for each in committed)
    return committed


def _row(work: Work, step: int | None, committed: Committed) -> ChangeRow:
    change = committed.change
    payload = {name: value for name, value in asdict(change).items() if name != "event_id"}
    return ChangeRow(
        event_id=change.event_id,
        revision=committed.revision,
        name=type(change).__name__,
        payload=json.dumps(payload, default=_plain),
        actor=work.actor,
        request=current_request.get(),
        at=work.now,
        subject=change.subject,
        step=step,
    )


async def _next_revision(db: AsyncSession, event_id: int) -> int:
    """Counts up; the row stays locked until commit, so revisions are in the order of commits."""
    counted = await (await db.connection()).execute(_COUNT_UP, {"event_id": event_id})
    return int(counted.scalar_one())


@cache
def kinds_of_changes() -> dict[str, type[Change]]:
    """Every kind of change by its name; asked for when all packages are there."""
    return {kind.__name__: kind for kind in _descendants(Change)}


@cache
def _patient() -> frozenset[str]:
    return frozenset(name for name, kind in kinds_of_changes().items() if kind.patient)


def _descendants(kind: type[Change]) -> Iterator[type[Change]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


@cache
def _values_of(name: str) -> list[tuple[str, Any]]:
    kind = kinds_of_changes()[name]
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def _read(annotation: Any, value: Any) -> Any:
    """JSON knows neither moments nor tuples."""
    inner = get_args(annotation)
    if isinstance(value, list):
        each = inner if inner[-1] is not Ellipsis else inner[:1] * len(value)
        return tuple(_read(*pair) for pair in zip(each, value, strict=True))
    moment = next((kind for kind in (annotation, *inner) if kind in (date, datetime)), None)
    return moment.fromisoformat(value) if moment and value is not None else value


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"a change holds a {type(value).__name__}; only plain values belong there")

"""The history of an event in words, newest first, and the moments at which its board can be looked at."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import StepRedone, StepUndone
from app.board.queries import local_time
from app.board.stepping import stacks_of
from app.board.steps import INVERSES
from app.board.telling import Places, deed, places_of, reversed_deed
from app.day.telling import TELLING
from app.events.tables import Event
from app.kernel.words import gettext as _
from app.kernel.work import Change, ChangeRow, change_of
from app.kernel.writing import weekday
from app.people.queries import names_of
from app.topics.policy import people_shown
from app.topics.queries import topics_by_id

_BY_HAND = frozenset(change.__name__ for change in INVERSES)
#: Rows of the log on one page.
PAGE = 120


@dataclass(frozen=True)
class Entry:
    """Something that somebody did. `step` is empty for what cannot be undone here."""

    revision: int
    who: str
    words: str
    time: str
    iso: str
    day: str
    step: int | None
    undone: bool
    may_undo: bool


@dataclass(frozen=True)
class History:
    """A page of it; `before` leads to what is older."""

    days: list[tuple[str, list[Entry]]]
    before: int | None


async def history_of(db: AsyncSession, event: Event, now: datetime, before: int | None, card: int | None) -> History:
    """What happened up to revision `before`, about one topic (`card` is its id) or all."""
    assert event.id is not None
    rows = await _rows(db, event.id, before, card)
    names = await names_of(db, {row.actor for row in rows}, event.id)
    unsigned = await _unsigned(db, event, rows)
    standing = set((await stacks_of(db, event.id, None, of_all=True)).undo)
    places = await places_of(db, event)
    reversals = await _reversals(db, event.id, rows)
    steps = await _steps(db, event.id, reversals)
    entries = [
        _entry(
            event,
            group,
            {} if group[0].revision in unsigned else names,
            standing,
            _told(group, places, reversals, steps),
        )
        for group in _works(rows, reversals)
    ]
    days = [(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.day)]
    return History(days, rows[-1].revision if len(rows) == PAGE else None)


async def _rows(db: AsyncSession, event_id: int, before: int | None, card: int | None) -> Sequence[ChangeRow]:
    told = [change.__name__ for change in (*TELLING, *INVERSES)]
    rows = select(ChangeRow).where(ChangeRow.event_id == event_id, col(ChangeRow.name).in_(told))
    if before is not None:
        rows = rows.where(col(ChangeRow.revision) < before)
    if card is not None:
        rows = rows.where(ChangeRow.subject == card)
    return (await db.exec(rows.order_by(col(ChangeRow.revision).desc()).limit(PAGE))).all()


async def _unsigned(db: AsyncSession, event: Event, rows: Sequence[ChangeRow]) -> set[int]:
    """The revisions of what is told without who did it: of all topics, or of those that are told less of."""
    if not people_shown(event):
        return {row.revision for row in rows}
    topics = await topics_by_id(db, {row.subject for row in rows if row.subject is not None})
    silent = {topic.id for topic in topics if topic.event_id == event.id and not people_shown(event, topic)}
    return {row.revision for row in rows if row.subject in silent}


async def _reversals(db: AsyncSession, event_id: int, rows: Sequence[ChangeRow]) -> list[ChangeRow]:
    """Where a step was undone or done again: each stands in the log right behind what that changed."""
    if not rows:
        return []
    found = select(ChangeRow).where(
        ChangeRow.event_id == event_id,
        col(ChangeRow.name).in_([StepUndone.__name__, StepRedone.__name__]),
        ChangeRow.revision > rows[-1].revision,
        ChangeRow.at <= rows[0].at,
    )
    return list((await db.exec(found.order_by(col(ChangeRow.revision)))).all())


async def _steps(db: AsyncSession, event_id: int, reversals: Sequence[ChangeRow]) -> dict[int, list[Change]]:
    """What was undone or done again there, as it was done first, by step."""
    named = {_reversing(row).step for row in reversals}
    found = select(ChangeRow).where(ChangeRow.event_id == event_id, col(ChangeRow.step).in_(named))
    steps: dict[int, list[Change]] = {step: [] for step in named}
    for row in (await db.exec(found.order_by(col(ChangeRow.revision)))).all():
        steps[row.step or 0].append(change_of(row))
    return steps


def _reversing(row: ChangeRow) -> StepUndone | StepRedone:
    change = change_of(row)
    assert isinstance(change, StepUndone | StepRedone)
    return change


def _reversal_of(row: ChangeRow, reversals: Sequence[ChangeRow]) -> ChangeRow | None:
    """The one that this row is part of."""
    place = bisect_left(reversals, row.revision, key=lambda reversal: reversal.revision)
    if row.step is not None or place == len(reversals):
        return None
    next_ = reversals[place]
    return next_ if (next_.at, next_.actor, next_.request) == (row.at, row.actor, row.request) else None


def _works(rows: Sequence[ChangeRow], reversals: Sequence[ChangeRow]) -> list[list[ChangeRow]]:
    """What was done together, in the order of the log: a step, or one that was undone or done again; all else alone."""

    def together(row: ChangeRow) -> int:
        reversal = _reversal_of(row, reversals)
        return row.step or -(reversal or row).revision

    return [list(group)[::-1] for _key, group in groupby(rows, key=together)]


def _told(
    rows: list[ChangeRow], places: Places, reversals: Sequence[ChangeRow], steps: Mapping[int, list[Change]]
) -> str:
    if row := _reversal_of(rows[0], reversals):
        change = _reversing(row)
        return reversed_deed(change, deed(steps[change.step], places))
    return _words([change_of(row) for row in rows], places)


def _entry(event: Event, rows: list[ChangeRow], names: dict[int, str], standing: set[int], words: str) -> Entry:
    first = rows[0]
    local = first.at.astimezone(ZoneInfo(event.time_zone))
    return Entry(
        revision=first.revision,
        who=names.get(first.actor or 0) or (_("A facilitator") if first.name in _BY_HAND else _("Somebody")),
        words=words,
        time=local_time(event, first.at),
        iso=first.at.isoformat(),
        day=weekday(local.date()),
        step=first.step,
        undone=first.step is not None and first.step not in standing,
        may_undo=first.step in standing,
    )


def _words(changes: list[Change], places: Places) -> str:
    tell = TELLING.get(type(changes[0]))
    return tell(changes[0]) if tell else deed(changes, places)

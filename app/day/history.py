"""The history of an event in words, newest first, and the moments at which its board can be looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.queries import local_time
from app.board.stepping import stacks_of
from app.board.steps import INVERSES
from app.board.telling import Places, deed, places_of
from app.day.telling import TELLING
from app.events.tables import Event
from app.kernel.words import gettext as _
from app.kernel.work import Change, ChangeRow, change_of
from app.kernel.writing import weekday
from app.people.queries import names_of

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
    standing = set((await stacks_of(db, event.id, None, of_all=True)).undo)
    places = await places_of(db, event)
    entries = [_entry(event, group, names, standing, places) for group in _works(rows)]
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


def _works(rows: Sequence[ChangeRow]) -> list[list[ChangeRow]]:
    """What belongs to one step together, in the order of the log; everything else alone."""
    return [list(group)[::-1] for _key, group in groupby(rows, key=lambda row: row.step or -row.revision)]


def _entry(event: Event, rows: list[ChangeRow], names: dict[int, str], standing: set[int], places: Places) -> Entry:
    first, changes = rows[0], [change_of(row) for row in rows]
    local = first.at.astimezone(ZoneInfo(event.time_zone))
    return Entry(
        revision=first.revision,
        who=names.get(first.actor or 0) or (_("A facilitator") if first.step else _("Somebody")),
        words=_words(changes, places),
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

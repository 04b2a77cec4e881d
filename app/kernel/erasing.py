"""Words that are to be gone for good: from the log of changes, from kept answers, and from the bytes of the file.

What stands in its own rows, whoever has the rows rewrites. Here is what the kernel keeps beside them.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.database import Database
from app.kernel.once import Answer
from app.kernel.work import Change, ChangeRow

#: Makes of a text what may stay of it.
Rewrite = Callable[[str], str]

#: What changes call the words of people; everything else in them is ours: ids, states, names of phases.
OF_PEOPLE = frozenset({"title", "reason", "words", "why", "name"})
#: How often the file is tried to be emptied of what was, and the pause in between, in seconds: a page that is being
#: read may need the old state a moment longer.
TRIES, PAUSE = 40, 0.05


async def rewrite_changes(db: AsyncSession, event_id: int, rewrite: Rewrite, of: set[int] | None = None) -> None:
    """The log tells the same with other words: of these subjects and of none at all, or of all of the event."""
    rows = select(ChangeRow).where(col(ChangeRow.event_id) == event_id, col(ChangeRow.name).in_(_telling()))
    if of is not None:
        rows = rows.where(col(ChangeRow.subject).in_(of) | col(ChangeRow.subject).is_(None))
    for row in (await db.exec(rows)).all():
        told: dict[str, Any] = json.loads(row.payload)
        said = {name: value for name, value in told.items() if name in OF_PEOPLE and isinstance(value, str)}
        if other := {name: new for name, value in said.items() if (new := rewrite(value)) != value}:
            row.payload = json.dumps({**told, **other})
            db.add(row)


async def forget_answers(db: AsyncSession) -> None:
    """Nobody is told again what a page said: pages hold words, and they are kept compressed. The keys stay, so that
    nothing is done twice."""
    await db.exec(update(Answer).where(col(Answer.status).is_not(None)).values(status=None, headers="[]", body=b""))


async def scrub(database: Database) -> bool:
    """What was deleted is gone from SQLite's write-ahead file too. The answer is whether it is: whoever reads for long
    keeps it there until the next time."""
    if database.dialect != "sqlite":
        return True
    for _try in range(TRIES):
        async with database.writer_engine.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = (await cursor.fetchall())[0]
        if not busy:
            return True
        await asyncio.sleep(PAUSE)
    return False


@cache
def _telling() -> frozenset[str]:
    """The kinds of changes that say words of people."""
    return frozenset(
        kind.__name__ for kind in _descendants(Change) if any(name in OF_PEOPLE for name in words_in(kind))
    )


def words_in(kind: type[Change]) -> list[str]:
    """The values of a change that are text."""
    hints = get_type_hints(kind)
    return [field.name for field in fields(kind) if hints[field.name] is str]


def _descendants(kind: type[Change]) -> Iterator[type[Change]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)

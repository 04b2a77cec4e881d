"""Works: revisions without gaps in the order of commits, and nothing told that was not committed."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

import pytest
from sqlmodel import col, select

from app.kernel.database import Database
from app.kernel.work import Change, ChangeRow, Committed, Works, change_of, current_request, revision_of

EVENT, OTHER = 7, 8
NOON = datetime(2027, 3, 17, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Rung(Change):
    """Somebody rang the bell."""

    at: datetime | None = None
    day: date | None = None
    what: object = None


@dataclass(frozen=True, kw_only=True)
class Hung(Change):
    """A bell was hung somewhere; it can be taken down again."""

    undoable: ClassVar[bool] = True

    places: tuple[tuple[int, datetime], ...] = ()

    @property
    def subject(self) -> int:
        return len(self.places)


class Ears:
    """Listens to what Works tell, and looks whether it is in the database by then."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.heard: list[Committed] = []
        self.committed_when_told: list[bool] = []

    async def __call__(self, committed: list[Committed]) -> None:
        self.heard += committed
        async with self.database.reading() as db:
            for each in committed:
                self.committed_when_told.append(await revision_of(db, each.change.event_id) >= each.revision)


async def ring(works: Works, event_id: int = EVENT, times: int = 1) -> None:
    async with works.begin() as work:
        for _ in range(times):
            work.record(Rung(event_id=event_id))
            await asyncio.sleep(0)


async def log_of(database: Database, event_id: int = EVENT) -> list[ChangeRow]:
    async with database.reading() as db:
        rows = select(ChangeRow).where(ChangeRow.event_id == event_id).order_by(col(ChangeRow.id))
        return list(await db.exec(rows))


async def test_revisions_have_no_gaps_whoever_commits_first(database: Database) -> None:
    works = Works(database)
    await asyncio.gather(*(ring(works, times=2) for _ in range(12)), ring(works, OTHER))
    assert sorted(row.revision for row in await log_of(database)) == list(range(1, 25))
    assert [row.revision for row in await log_of(database, OTHER)] == [1]
    async with database.reading() as db:
        assert await revision_of(db, EVENT) == 24
        assert await revision_of(db, 999) == 0


async def test_the_changes_of_one_work_follow_each_other(database: Database) -> None:
    """Whoever commits later has the higher revisions: nobody's are between those of another Work."""
    works = Works(database)
    await asyncio.gather(*(ring(works, times=3) for _ in range(8)))
    revisions = [row.revision for row in await log_of(database)]
    assert all(revisions[n : n + 3] == list(range(revisions[n], revisions[n] + 3)) for n in range(0, 24, 3))


async def test_a_rolled_back_work_leaves_no_gap_and_is_told_to_nobody(database: Database) -> None:
    ears = Ears(database)
    works = Works(database, ears)

    async def fail() -> None:
        async with works.begin() as work:
            work.record(Rung(event_id=EVENT))
            raise RuntimeError("no")

    await ring(works)
    with pytest.raises(RuntimeError):
        await fail()
    await ring(works)
    assert [row.revision for row in await log_of(database)] == [1, 2]
    assert [each.revision for each in ears.heard] == [1, 2]


async def test_a_change_that_cannot_be_logged_is_told_to_nobody(database: Database) -> None:
    ears = Ears(database)
    with pytest.raises(TypeError, match="only plain values"):
        async with Works(database, ears).begin() as work:
            work.record(Rung(event_id=EVENT, what=object()))
    assert ears.heard == []
    assert await log_of(database) == []


async def test_changes_are_told_in_order_and_after_commit(database: Database) -> None:
    ears = Ears(database)
    await ring(Works(database, ears), times=3)
    assert [each.revision for each in ears.heard] == [1, 2, 3]
    assert ears.committed_when_told == [True, True, True]


async def test_a_work_without_changes_tells_nothing(database: Database) -> None:
    ears = Ears(database)
    async with Works(database, ears).begin():
        pass
    assert ears.heard == []
    assert ears.committed_when_told == []


async def test_the_log_holds_plain_values_the_actor_and_the_request(database: Database) -> None:
    token = current_request.set("request-77")
    async with Works(database, clock=lambda: NOON).begin(actor=3) as work:
        work.record(Rung(event_id=EVENT, at=NOON, day=NOON.date(), what=[1, "🎈"]))
    current_request.reset(token)
    [row] = await log_of(database)
    assert (row.name, row.actor, row.request, row.at) == ("Rung", 3, "request-77", NOON)
    assert json.loads(row.payload) == {"at": "2027-03-17T12:00:00+00:00", "day": "2027-03-17", "what": [1, "🎈"]}


async def test_a_change_is_read_back_as_it_was(database: Database) -> None:
    hung = Hung(event_id=EVENT, places=((1, NOON), (2, NOON)))
    rung = Rung(event_id=EVENT, at=NOON)
    async with Works(database).begin() as work:
        work.record(hung)
        work.record(rung)
    rows = await log_of(database)
    assert [change_of(row) for row in rows] == [hung, rung]
    assert [row.subject for row in rows] == [2, None]


async def test_only_a_work_of_which_all_can_be_undone_is_a_step(database: Database) -> None:
    works = Works(database)
    for changes in ([Hung, Hung], [Hung, Rung], [Hung]):
        async with works.begin() as work:
            for change in changes:
                work.record(change(event_id=EVENT))
    assert [row.step for row in await log_of(database)] == [1, 1, None, None, 5]

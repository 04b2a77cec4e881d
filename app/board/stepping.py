"""Reading steps out of the log."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.changes import CardPlaced, StepRedone, StepUndone
from app.board.steps import DONE, REDONE, UNDONE, Entry, Stacks, stacks
from app.kernel.work import Change, ChangeRow, change_of

#: How far back one can go.
DEEP = 400


async def stacks_of(db: AsyncSession, event_id: int, actor: int | None, of_all: bool = False) -> Stacks:
    """What this actor may undo and redo. The cost does not grow with the log."""
    return stacks(await entries_of(db, event_id), actor, of_all)


async def entries_of(db: AsyncSession, event_id: int) -> list[Entry]:
    """What was done, undone and redone lately, in the order of the log."""
    first = select(ChangeRow.step, ChangeRow.actor).where(
        ChangeRow.event_id == event_id, ChangeRow.step == ChangeRow.revision
    )
    done = (await db.exec(first.order_by(col(ChangeRow.step).desc()).limit(DEEP))).all()
    again = select(ChangeRow).where(
        ChangeRow.event_id == event_id, col(ChangeRow.name).in_([StepUndone.__name__, StepRedone.__name__])
    )
    told = (await db.exec(again.order_by(col(ChangeRow.revision).desc()).limit(DEEP))).all()
    entries = [(step, Entry(DONE, step, actor)) for step, actor in done if step is not None]
    return [entry for _revision, entry in sorted(entries + [_told(row) for row in told], key=lambda each: each[0])]


def _told(row: ChangeRow) -> tuple[int, Entry]:
    change = change_of(row)
    assert isinstance(change, StepUndone | StepRedone)
    return row.revision, Entry(UNDONE if isinstance(change, StepUndone) else REDONE, change.step, row.actor)


async def changes_of_step(db: AsyncSession, event_id: int, step: int) -> list[Change]:
    return [change_of(row) for row in await rows_of_step(db, event_id, step)]


async def rows_of_step(db: AsyncSession, event_id: int, step: int) -> Sequence[ChangeRow]:
    rows = select(ChangeRow).where(ChangeRow.event_id == event_id, ChangeRow.step == step)
    return (await db.exec(rows.order_by(col(ChangeRow.revision)))).all()


async def placed_since(db: AsyncSession, event_id: int, topic_id: int, revision: int) -> list[CardPlaced]:
    """Each time that a card was hung after this revision."""
    rows = select(ChangeRow).where(
        ChangeRow.event_id == event_id,
        ChangeRow.subject == topic_id,
        ChangeRow.name == CardPlaced.__name__,
        ChangeRow.revision > revision,
    )
    changes = [change_of(row) for row in (await db.exec(rows)).all()]
    return [change for change in changes if isinstance(change, CardPlaced)]

"""Reading where cards hang: placements as rows, for rules and actions."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.rules import Cell
from app.board.tables import Placement
from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _


async def placements_of(db: AsyncSession, event_id: int) -> Sequence[Placement]:
    return (await db.exec(select(Placement).where(Placement.event_id == event_id))).all()


async def placements_of_topic(db: AsyncSession, topic_id: int) -> Sequence[Placement]:
    placements = select(Placement).where(Placement.topic_id == topic_id).order_by(col(Placement.id))
    return (await db.exec(placements)).all()


async def placements_among(db: AsyncSession, event_id: int, placement_ids: Collection[int]) -> Sequence[Placement]:
    """Those of these that still hang, as they are now."""
    here = select(Placement).where(Placement.event_id == event_id, col(Placement.id).in_(placement_ids))
    return (await db.exec(here.execution_options(populate_existing=True))).all()


async def placements_in_room(db: AsyncSession, event_id: int, room_id: int) -> Sequence[Placement]:
    there = select(Placement).where(Placement.event_id == event_id, Placement.room_id == room_id)
    return (await db.exec(there.order_by(col(Placement.id)))).all()


async def placements_in_timeslot(db: AsyncSession, event_id: int, timeslot_id: int) -> Sequence[Placement]:
    there = select(Placement).where(Placement.event_id == event_id, Placement.timeslot_id == timeslot_id)
    return (await db.exec(there.order_by(col(Placement.id)))).all()


async def cards_by_axis(db: AsyncSession, event_id: int) -> tuple[Counter[int | None], Counter[int | None]]:
    """How many cards hang in each room, and in each timeslot."""
    placements = await placements_of(db, event_id)
    return Counter(p.room_id for p in placements), Counter(p.timeslot_id for p in placements)


async def placement_by_id(db: AsyncSession, event_id: int, placement_id: int) -> Placement:
    """As it is now, also when `db` has read it before. Raises NotFound."""
    here = select(Placement).where(Placement.event_id == event_id, Placement.id == placement_id)
    here = here.execution_options(populate_existing=True)
    placement = (await db.exec(here)).first() if placement_id <= GREATEST else None
    if placement is None:
        raise NotFound(_("This card is not on the board any more."))
    return placement


async def placement_in(db: AsyncSession, event_id: int, cell: Cell) -> Placement | None:
    found = await db.exec(
        select(Placement).where(
            Placement.event_id == event_id,
            Placement.timeslot_id == cell.timeslot_id,
            col(Placement.room_id).is_(None) if cell.room_id is None else Placement.room_id == cell.room_id,
        )
    )
    return found.first()

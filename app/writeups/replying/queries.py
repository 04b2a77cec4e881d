"""Reading replies: those that stand under a page, those of one device, and those that wait."""

from collections.abc import Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.writeups.replying.rules import SHOWN, TAKEN_BACK, WAITING
from app.writeups.replying.tables import Reply


async def shown_of(db: AsyncSession, topic_id: int) -> Sequence[Reply]:
    """Those that readers see, in the order in which they came."""
    shown = select(Reply).where(Reply.topic_id == topic_id, Reply.state == SHOWN)
    return (await db.exec(shown.order_by(col(Reply.id)))).all()


async def shown_at(db: AsyncSession, event_id: int) -> dict[int, int]:
    """By topic how many readers see."""
    return await _counted(db, event_id, SHOWN)


async def waiting_at(db: AsyncSession, event_id: int) -> dict[int, int]:
    """By topic how many wait."""
    return await _counted(db, event_id, WAITING)


async def to_settle(db: AsyncSession, topic_id: int) -> Sequence[Reply]:
    """All that was sent and not taken back, the newest first."""
    sent = select(Reply).where(Reply.topic_id == topic_id, Reply.state != TAKEN_BACK)
    return (await db.exec(sent.order_by(col(Reply.id).desc()))).all()


async def sent_by(db: AsyncSession, topic_id: int, visit_id: int) -> Sequence[Reply]:
    """What one device sent to a page, the newest first."""
    sent = select(Reply).where(Reply.topic_id == topic_id, Reply.visit_id == visit_id)
    return (await db.exec(sent.order_by(col(Reply.id).desc()))).all()


async def waiting_of(db: AsyncSession, event_id: int, visit_id: int) -> int:
    """How many of one device wait at an event."""
    waiting = select(func.count()).where(Reply.event_id == event_id, Reply.visit_id == visit_id, Reply.state == WAITING)
    return (await db.exec(waiting)).one()


async def reply_by_id(db: AsyncSession, topic_id: int, reply_id: int) -> Reply:
    """As it is now. Raises NotFound."""
    here = select(Reply).where(Reply.topic_id == topic_id, Reply.id == min(reply_id, GREATEST))
    reply = (await db.exec(here.with_for_update().execution_options(populate_existing=True))).first()
    if reply is None:
        raise NotFound(_("There is no such reply."))
    return reply


async def _counted(db: AsyncSession, event_id: int, state: str) -> dict[int, int]:
    counted = (
        select(Reply.topic_id, func.count())
        .where(Reply.event_id == event_id, Reply.state == state)
        .group_by(col(Reply.topic_id))
    )
    return dict((await db.exec(counted)).all())

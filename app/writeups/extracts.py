"""What is kept of one edition's marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.writeups.extracting import ACTION, DECISION, DONE, MARKED, QUESTION, TOOL
from app.writeups.tables import Edition, Extract


@dataclass(frozen=True)
class KeptMarks:
    """What a page says of itself beside its text. Without anything for an edition from before marks were kept."""

    agreed: Sequence[Extract]
    tools: Sequence[Extract]
    actions: Sequence[Extract]
    questions: Sequence[Extract]


async def kept_extracts(db: AsyncSession, edition: Edition) -> Sequence[Extract]:
    """In the order of the text."""
    kept = select(Extract).where(
        Extract.topic_id == edition.topic_id, Extract.edition == edition.number, col(Extract.kind).in_(MARKED)
    )
    return (await db.exec(kept.order_by(col(Extract.position)))).all()


async def marks_of(db: AsyncSession, edition: Edition) -> KeptMarks:
    kept = await kept_extracts(db, edition)

    def of(*kinds: str) -> list[Extract]:
        return [extract for extract in kept if extract.kind in kinds]

    return KeptMarks(of(DECISION), of(TOOL), of(ACTION, DONE), of(QUESTION))

"""What is kept of editions' marks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.topics.tables import Topic
from app.writeups.attendance import Attendance, attendance_in
from app.writeups.extracting import ACTION, ATTENDANCE, DECISION, DONE, MARKED, QUESTION, TOOL
from app.writeups.tables import Edition, Extract


class Said(Protocol):
    """Something that a text says in marks."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class KeptMarks:
    """What a page says of itself beside its text. Without anything for an edition from before marks were kept."""

    agreed: Sequence[Extract]
    tools: Sequence[Extract]
    actions: Sequence[Extract]
    questions: Sequence[Extract]
    attendance: Attendance | None


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

    return KeptMarks(of(DECISION), of(TOOL), of(ACTION, DONE), of(QUESTION), attendance_among(kept))


async def attendances_of(db: AsyncSession, event: Event) -> dict[int, Attendance]:
    """By the topics' numbers, of what readers see; those of which it is not known are left out."""
    told = (
        select(Topic.number, Extract.text)
        .join(Topic, col(Topic.id) == col(Extract.topic_id))
        .where(Extract.kind == ATTENDANCE, col(Extract.stands).is_(True), Extract.event_id == event.id)
    )
    found = {number: attendance_in(words) for number, words in await db.exec(told)}
    return {number: attendance for number, attendance in found.items() if attendance}


def attendance_among(marks: Iterable[Said]) -> Attendance | None:
    """How many were there, if one of these marks of a text says so."""
    return next((attendance_in(mark.text) for mark in marks if mark.kind == ATTENDANCE), None)

"""Reading what is said of a note, in threads."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.columns import GREATEST
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.notes.annotations.tables import Annotation
from app.people.tables import Attendee


@dataclass(frozen=True)
class AnnotationView:
    """One comment with the answers under it. `name` is None for a facilitator who takes no part."""

    id: int
    author_id: int | None
    name: str | None
    words: str
    made_at: datetime
    quote: str = ""
    starts: str = ""
    ends: str = ""
    is_settled: bool = False
    answers: "tuple[AnnotationView, ...]" = ()


async def annotations_of(db: AsyncSession, note_id: int) -> list[AnnotationView]:
    """In the order in which they began; what was taken away is not among them."""
    said = (
        select(Annotation, Attendee)
        .join(Attendee, col(Attendee.id) == col(Annotation.attendee_id), isouter=True)
        .where(Annotation.note_id == note_id, col(Annotation.removed_at).is_(None))
        .order_by(col(Annotation.id))
    )
    under: dict[int | None, list[tuple[Annotation, Attendee | None]]] = defaultdict(list)
    for annotation, author in await db.exec(said):
        under[annotation.answers].append((annotation, author))
    return [_view(*each, tuple(_view(*answer) for answer in under[each[0].id])) for each in under[None]]


async def annotation_by_id(db: AsyncSession, note_id: int, annotation_id: int) -> Annotation:
    """As it is now. Raises NotFound, also for one that was taken away."""
    found = await db.get(Annotation, annotation_id, populate_existing=True) if annotation_id <= GREATEST else None
    if found is None or found.note_id != note_id or found.removed_at is not None:
        raise NotFound(_("This comment was taken away."))
    return found


async def count_of(db: AsyncSession, note_id: int) -> int:
    """All that stand, answers and settled ones too."""
    counted = select(func.count()).where(col(Annotation.note_id) == note_id, col(Annotation.removed_at).is_(None))
    return (await db.exec(counted)).one()


def _view(annotation: Annotation, author: Attendee | None, answers: tuple[AnnotationView, ...] = ()) -> AnnotationView:
    return AnnotationView(
        id=annotation.id or 0,
        author_id=annotation.attendee_id,
        name=author.shown if author else None,
        words=annotation.words,
        made_at=annotation.made_at,
        quote=annotation.quote,
        starts=annotation.starts,
        ends=annotation.ends,
        is_settled=annotation.settled_at is not None,
        answers=answers,
    )

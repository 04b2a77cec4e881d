"""Something is said of a passage, answered, settled, taken away. Each of these counts in the note, so that every worker
can tell those who have it open that there is news."""

from datetime import datetime

from sqlmodel import col, or_, update

from app.kernel.errors import Forbidden, Invalid, TooLarge
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.notes.annotations.forms import Said
from app.notes.annotations.queries import annotation_by_id, count_of
from app.notes.annotations.rules import MOST_IN_NOTE, may_remove
from app.notes.annotations.tables import Annotation
from app.notes.rules import Terms
from app.notes.tables import Note
from app.people.viewers import Viewer


async def annotate(work: Work, note_id: int, said: Said, author_id: int | None) -> Annotation:
    """Raises Invalid when what it answers is gone, TooLarge where there are enough."""
    await _count_change(work, note_id)
    if await count_of(work.db, note_id) >= MOST_IN_NOTE:
        raise TooLarge(_("This note has as many comments as it can hold. Take some away to add others."))
    annotation = Annotation(
        note_id=note_id,
        attendee_id=author_id,
        answers=await _thread(work, note_id, said.answers),
        starts=said.starts,
        ends=said.ends,
        quote=said.quote,
        words=said.words,
        made_at=work.now,
    )
    work.db.add(annotation)
    await work.db.flush()
    return annotation


async def settle(work: Work, note_id: int, annotation_id: int, at: datetime | None) -> None:
    """Puts a thread aside; with None, back. Again does nothing."""
    annotation = await annotation_by_id(work.db, note_id, annotation_id)
    if (annotation.settled_at is None) != (at is None):
        annotation.settled_at = at
        work.db.add(annotation)
        await _count_change(work, note_id)


async def remove(
    work: Work, note_id: int, annotation_id: int, viewer: Viewer, terms: Terms, viewer_id: int | None
) -> None:
    """Its words are deleted, with those of the answers under it. Raises Forbidden."""
    annotation = await annotation_by_id(work.db, note_id, annotation_id)
    if not may_remove(viewer, terms, viewer_id, annotation.attendee_id):
        raise Forbidden(_("Only whoever wrote it, the hosts and facilitators can take this away."))
    thread = or_(col(Annotation.id) == annotation_id, col(Annotation.answers) == annotation_id)
    await work.db.exec(update(Annotation).where(thread).values(words="", quote="", removed_at=work.now))
    await _count_change(work, note_id)


async def _thread(work: Work, note_id: int, answers: int | None) -> int | None:
    """The head of the thread, also for an answer to another answer; who answers takes it up again."""
    if answers is None:
        return None
    other = await work.db.get(Annotation, answers, populate_existing=True)
    if other is None or other.note_id != note_id or other.removed_at is not None:
        gone = _("What you answer was taken away. Your words are still here.")
        raise Invalid(gone, {"words": gone})
    head = other.answers or other.id
    await work.db.exec(update(Annotation).where(col(Annotation.id) == head).values(settled_at=None))
    return head


async def _count_change(work: Work, note_id: int) -> None:
    changed = update(Note).where(col(Note.id) == note_id).values(annotated=Note.annotated + 1)
    await work.db.exec(changed)

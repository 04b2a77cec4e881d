"""A note begins anew as another document: its old log is deleted, and what was kept of it says what it may still say.

Whoever has the old document open is sent away (`LiveNotes.begin_anew`), and what they send of it is refused, so that it
cannot bring back what was taken out.
"""

import base64
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from pycrdt import Assoc, Doc, StickyIndex, Text
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.work import Work
from app.notes.actions import lock_notes
from app.notes.annotations.tables import Annotation
from app.notes.live_note import NUL, REPLACED, TEXT
from app.notes.queries import note_of, stored_note
from app.notes.tables import Hand, Note, NoteSnapshot, NoteUpdate, NoteVersion

Rewrite = Callable[[str], str]
#: Comparing longer texts letter by letter takes seconds; what was said of their passages keeps its quotation only.
LONGEST_COMPARED = 50_000


class Document(NamedTuple):
    """A document with its text."""

    doc: Doc[Text]
    text: Text


async def begin_note_anew(
    work: Work, topic_id: int, rewrite: Rewrite, *, without_authors: bool = False, renewed: bool = False
) -> int | None:
    """The note's id; None for a topic without one, and, unless it is to be `renewed` anyway, for one whose text and
    versions never said it. `without_authors` nothing tells any more who wrote what."""
    note = await note_of(work.db, topic_id)
    if note is None or note.id is None:
        return None
    await lock_notes(work.db, [note.id])
    await work.db.refresh(note)
    stored = await stored_note(work.db, note.id)
    before = _made_from(stored.updates if stored else [])
    said = str(before.text).replace(NUL, REPLACED)
    after = _written(rewrite(said))
    versions, annotations = await _versions(work.db, note.id), await _annotations(work.db, note.id)
    kept = [said, *(text for version in versions for text in (version.text, version.name))]
    kept += [text for annotation in annotations for text in (annotation.quote, annotation.words)]
    if not renewed and all(rewrite(text) == text for text in kept):
        return None
    _move(work.db, annotations, before, after, rewrite)
    _rewrite_versions(work.db, versions, rewrite, without_authors=without_authors)
    await _replace(work, note, after)
    return note.id


async def _replace(work: Work, note: Note, after: Document) -> None:
    """The rows of the log that come later have greater numbers than any that it ever had."""
    first = NoteUpdate(note_id=note.id or 0, epoch=note.epoch + 1, data=after.doc.get_update(), at=work.now)
    work.db.add(first)
    await work.db.flush()
    old = (col(NoteUpdate.note_id) == note.id, col(NoteUpdate.id) != first.id)
    await work.db.exec(delete(NoteUpdate).where(*old))
    for kept in (NoteSnapshot, Hand):
        await work.db.exec(delete(kept).where(col(kept.note_id) == note.id))
    note.epoch += 1
    note.body, note.body_upto, note.body_at = str(after.text), first.id or 0, work.now
    note.annotated += 1
    work.db.add(note)


def _rewrite_versions(
    db: AsyncSession, versions: Sequence[NoteVersion], rewrite: Rewrite, *, without_authors: bool
) -> None:
    for version in versions:
        version.text, version.name = rewrite(version.text), rewrite(version.name)
        version.author_ids = "" if without_authors else version.author_ids
        db.add(version)


def _move(
    db: AsyncSession, annotations: Sequence[Annotation], before: Document, after: Document, rewrite: Rewrite
) -> None:
    """What was said of a passage stands at the same passage of the new document."""
    placed = [annotation for annotation in annotations if annotation.starts or annotation.ends]
    follow = _follower(str(before.text), str(after.text)) if placed else None
    for annotation in annotations:
        for name in ("starts", "ends"):
            at = _place(before, getattr(annotation, name)) if follow else None
            setattr(annotation, name, _anchor(after, follow(at[0]), at[1]) if follow and at else "")
        annotation.quote, annotation.words = rewrite(annotation.quote), rewrite(annotation.words)
        db.add(annotation)


def _place(document: Document, written: str) -> tuple[int, Assoc] | None:
    """Where a relative position of Yjs leads, in letters; None for one that leads nowhere."""
    if not written:
        return None
    try:
        sticky = StickyIndex.decode(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        with document.doc.transaction() as turn:
            at = sticky.get_index(turn)
    except (ValueError, RuntimeError):
        return None
    return len(str(document.text).encode()[:at].decode(errors="ignore")), sticky.assoc


def _anchor(document: Document, at: int, side: Assoc) -> str:
    sticky = StickyIndex.new(document.text, len(str(document.text)[:at].encode()), side)
    return base64.urlsafe_b64encode(sticky.encode()).decode().rstrip("=")


def _follower(before: str, after: str) -> Callable[[int], int] | None:
    """Where a place of one text is in the other; within what was taken out, where that began."""
    if before == after:
        return lambda at: at
    if len(before) > LONGEST_COMPARED:
        return None
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()

    def follow(at: int) -> int:
        reached = [block for block in blocks if block.a <= at]
        last = reached[-1] if reached else None
        return last.b + min(at - last.a, last.size) if last else 0

    return follow


def _made_from(updates: Sequence[bytes]) -> Document:
    document = _empty()
    with document.doc.transaction():
        for update in updates:
            document.doc.apply_update(update)
    return document


def _written(text: str) -> Document:
    document = _empty()
    if text:
        document.text.insert(0, text)
    return document


def _empty() -> Document:
    doc: Doc[Text] = Doc()
    return Document(doc, doc.get(TEXT, type=Text))


async def _versions(db: AsyncSession, note_id: int) -> Sequence[NoteVersion]:
    return (await db.exec(select(NoteVersion).where(NoteVersion.note_id == note_id))).all()


async def _annotations(db: AsyncSession, note_id: int) -> Sequence[Annotation]:
    return (await db.exec(select(Annotation).where(Annotation.note_id == note_id))).all()

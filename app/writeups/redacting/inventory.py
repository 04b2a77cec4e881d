"""Where words about a topic are kept, beside its note and its editions: one list for looking and for taking out.

A test holds that every column of every table that can hold words is either here or known to hold none of a topic's.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.tables import MutedClash, Report
from app.kernel.erasing import Rewrite
from app.kernel.words import gettext as _
from app.notes.photos.tables import Photo
from app.topics.tables import Comment, Convener, Topic, TopicTag, TopicWish
from app.writeups.converging.tables import ActionGroup
from app.writeups.correcting.tables import Correction, CorrectionLink
from app.writeups.importing.tables import ImportSource
from app.writeups.replying.tables import Reply
from app.writeups.tables import NameDecision, Publication


@dataclass(frozen=True)
class Shelf:
    """A table whose rows say something of a topic: `key` is the column that tells of which, or of which event.
    `called` says what that is for people; what only some may see is not `shown`."""

    table: type[SQLModel]
    key: str
    columns: tuple[str, ...]
    called: Callable[[], str]
    shown: bool = True

    async def rows(self, db: AsyncSession, ids: Collection[int]) -> Sequence[Any]:
        return (await db.exec(select(self.table).where(col(getattr(self.table, self.key)).in_(ids)))).all()


OF_TOPICS = (
    Shelf(Topic, "id", ("title", "pitch", "removed_why"), lambda: _("Card")),
    Shelf(Convener, "topic_id", ("name",), lambda: _("Hosts")),
    Shelf(Comment, "topic_id", ("words",), lambda: _("Question to the hosts")),
    Shelf(Photo, "topic_id", ("alt", "credit"), lambda: _("Photo")),
    Shelf(Report, "topic_id", ("words",), lambda: "", shown=False),
    Shelf(Correction, "topic_id", ("before", "after", "said", "answer"), lambda: _("Correction")),
    Shelf(CorrectionLink, "topic_id", ("name",), lambda: "", shown=False),
    Shelf(Reply, "topic_id", ("name", "words"), lambda: _("Reply")),
    Shelf(Publication, "topic_id", ("withdrawn_why",), lambda: _("Why it was withdrawn")),
    Shelf(ImportSource, "topic_id", ("path",), lambda: _("File that was brought in")),
)
#: What is about the whole event and may say something of one topic.
OF_EVENTS = (
    Shelf(MutedClash, "event_id", ("words", "reason"), lambda: "", shown=False),
    Shelf(ActionGroup, "event_id", ("title", "aim", "owners"), lambda: _("Group that acts on it"), shown=False),
)
#: Rows that are told apart by the very words.
KEYED = (
    Shelf(TopicTag, "topic_id", ("tag",), lambda: _("Tag")),
    Shelf(TopicWish, "topic_id", ("value",), lambda: _("Wish")),
    Shelf(NameDecision, "topic_id", ("words",), lambda: "", shown=False),
)


async def said_of(db: AsyncSession, topic_ids: Collection[int]) -> list[tuple[str, str]]:
    """What it is called, and its text: of all that people may see."""
    return [
        (shelf.called(), text)
        for shelf in (*OF_TOPICS, *KEYED)
        if shelf.shown
        for row in await shelf.rows(db, topic_ids)
        for text in _texts(row, shelf.columns)
    ]


async def rewrite_rows(db: AsyncSession, event_id: int, topic_ids: Collection[int], rewrite: Rewrite) -> None:
    for shelf, ids in [*((each, topic_ids) for each in OF_TOPICS), *((each, [event_id]) for each in OF_EVENTS)]:
        for row in await shelf.rows(db, ids):
            rewrite_columns(row, shelf.columns, rewrite)
            db.add(row)
    for shelf in KEYED:
        for row in await shelf.rows(db, topic_ids):
            if any(rewrite(text) != text for text in _texts(row, shelf.columns)):
                await _replace(db, shelf, row, rewrite)


def rewrite_columns(row: Any, columns: Collection[str], rewrite: Rewrite) -> None:
    """A title, or a name, is never left without anything."""
    for column in columns:
        text = getattr(row, column)
        if (other := rewrite(text)) != text:
            is_needed = column in ("title", "path")
            setattr(row, column, other.strip() or withdrawn() if is_needed else other.strip())


def withdrawn() -> str:
    """What stands where words were."""
    return _("[withdrawn]")


async def _replace(db: AsyncSession, shelf: Shelf, row: Any, rewrite: Rewrite) -> None:
    """A tag that says something else is another one; of a decision about words that are gone nothing is kept."""
    [column] = shelf.columns
    values = row.model_dump()
    keys = [col(getattr(shelf.table, key.name)) == values[key.name] for key in shelf.table.__table__.primary_key]  # type: ignore[attr-defined]
    await db.exec(delete(shelf.table).where(*keys))
    db.expunge(row)
    other = {**values, column: rewrite(values[column]).strip()}
    if shelf.table is NameDecision or not other[column]:
        return
    primary = {key.name: other[key.name] for key in shelf.table.__table__.primary_key}  # type: ignore[attr-defined]
    if await db.get(shelf.table, tuple(primary.values())) is None:
        db.add(shelf.table(**other))
        await db.flush()


def _texts(row: Any, columns: Collection[str]) -> Iterator[str]:
    return (text for column in columns if (text := getattr(row, column)))

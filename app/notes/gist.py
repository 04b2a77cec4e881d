"""The first lines of a note, for whoever comes late and for whoever may read it."""

import re
from collections.abc import Collection

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.notes.rules import may_read
from app.notes.tables import Note
from app.notes.terms import terms_of
from app.people.viewers import Viewer
from app.topics.queries import topics_by_id

LINES, LETTERS = 3, 280

_MARKS = re.compile(r"^\s*(?:>\s*|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,4}[.)]\s+)+")
_EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


async def gists_of(db: AsyncSession, event: Event, viewer: Viewer, topic_ids: Collection[int]) -> dict[int, str]:
    """By the ids of topics: of those of which something is written that this viewer may read."""
    if not topic_ids:
        return {}
    terms = await terms_of(db, event, await topics_by_id(db, topic_ids))
    readable = [topic_id for topic_id, each in terms.items() if may_read(viewer, each)]
    notes = await db.exec(select(Note.topic_id, Note.body).where(col(Note.topic_id).in_(readable))) if readable else ()
    return {topic_id: gist for topic_id, body in notes if (gist := gist_of(body))}


def gist_of(markdown: str) -> str:
    """Plain text: the first lines that are neither headings nor empty, without their marks."""
    said = [
        plain(line) for line in markdown.splitlines() if line.strip() and not line.lstrip().startswith(("#", "```"))
    ]
    text = "\n".join([line for line in said if line][:LINES])
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"


def plain(line: str) -> str:
    """The words of a line without its marks."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", _MARKS.sub("", line))).strip()

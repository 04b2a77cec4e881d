"""The first lines of a note, for whoever comes late and for whoever may read it."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.notes.rules import may_read
from app.notes.tables import Note
from app.notes.terms import terms_of
from app.people.viewers import Viewer
from app.topics.queries import topics_by_id

LINES, LETTERS = 3, 280
#: More of a line is never shown, whatever it has of marks and addresses.
LONGEST_LINE = 1000

_MARKS = re.compile(r"^\s*(?:>\s*|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,4}[.)]\s+)+")
#: What closes each kind of emphasis. Where two begin alike, the longer one comes first.
_CLOSING = {mark: re.compile(rf"(?<=\S)(?={re.escape(mark)})") for mark in ("**", "__", "*", "`")}
_OPENING = re.compile(r"(?=[*_`])")
#: Also matches what is no link as far as none can begin in it: no part of a line is looked through twice.
_LINK = re.compile(r"!?\[([^\]]*)(?:\]\([^)]*(\)|\Z))?")


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
    said = (
        plain(line[:LONGEST_LINE])
        for line in markdown.splitlines()
        if line.strip() and not line.lstrip().startswith(("#", "```"))
    )
    text = "\n".join(islice(filter(None, said), LINES))
    return text if len(text) <= LETTERS else text[: LETTERS - 1].rstrip() + "…"


def plain(line: str) -> str:
    """The words of a line without its marks."""
    linked = _LINK.sub(lambda found: found[1] if found[2] else found[0], _MARKS.sub("", line))
    return _without_emphasis(linked).strip()


def _without_emphasis(line: str) -> str:
    """What stands between two marks of a kind is taken as it is: in code there are no other marks."""
    closing = {mark: [found.start() for found in closes.finditer(line)] for mark, closes in _CLOSING.items()}
    said, seen = [], 0
    for found in _OPENING.finditer(line):
        if found.start() >= seen and (inner := _between(line, found.start(), closing)):
            said += [line[seen : found.start()], line[inner]]
            seen = inner.stop + inner.start - found.start()
    return "".join([*said, line[seen:]])


def _between(line: str, at: int, closing: Mapping[str, Sequence[int]]) -> slice | None:
    """The words behind the mark at this place up to the next that closes it; None where nothing does."""
    for mark, ends in closing.items():
        start = at + len(mark)
        if line.startswith(mark, at) and start < len(line) and not line[start].isspace():
            nearest = bisect_left(ends, start + 1)
            if nearest < len(ends):
                return slice(start, ends[nearest])
    return None

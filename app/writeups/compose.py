"""A note becomes an edition: what is kept of it, and what its page needs to know. Pure."""

import re
from dataclasses import dataclass

from app.kernel.markdown import Heading, Passage, Rendered
from app.notes.counting import word_count
from app.writeups.attendance import is_attendance
from app.writeups.extracting import Extracted, extracts_of
from app.writeups.headings import without_empty_starters
from app.writeups.rules import slug_of
from app.writeups.telling import Leftover

LONGEST_SUMMARY = 280


@dataclass(frozen=True)
class EditionDraft:
    """An edition before it has a number. `named` says whose its quotations and tasks are; `names` are all that may be
    one, where they were looked for already; `extracts` are what it says in marks."""

    title: str
    slug: str
    markdown: str
    html: str
    contents: tuple[Heading, ...]
    passages: tuple[Passage, ...]
    summary: str
    words: int
    named: tuple[str, ...] = ()
    names: tuple[Leftover, ...] | None = None
    extracts: tuple[Extracted, ...] = ()


def compose(title: str, markdown: str, rendered: Rendered) -> EditionDraft:
    """`rendered` is the rendering of `markdown`, which is what `text_to_publish` left of the note."""
    return EditionDraft(
        title=title,
        slug=slug_of(title),
        markdown=markdown,
        html=rendered.html,
        contents=rendered.headings,
        passages=rendered.passages,
        summary=_summary(rendered.passages),
        words=word_count(markdown),
        named=rendered.named,
        extracts=extracts_of(rendered.marks),
    )


def text_to_publish(title: str, note: str) -> str:
    """The note without a first heading that only repeats the title, which the page has already, and without headings
    that it began with and below which nothing was written."""
    text = without_empty_starters(note.strip()).strip()
    first, _newline, rest = text.partition("\n")
    heading = re.fullmatch(r"#{1,6}[ \t]+(.*)", first)
    return rest.strip() if heading and _bare(heading[1].rstrip(" \t#")) == _bare(title) else text


def _bare(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def _summary(passages: tuple[Passage, ...]) -> str:
    """The first paragraph that says more than how many were there, cut at a word."""
    paragraphs = (passage.text for passage in passages if passage.tag == "p")
    text = next((text for text in paragraphs if not is_attendance(text)), "")
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[:LONGEST_SUMMARY].rpartition(" ")[0].rstrip(",;:") + "…"

"""The headings with which an empty note begins: those below which nothing was written are left out of what is
published. A heading that somebody wrote stays, whether or not anything stands below it. Pure."""

import re
from functools import cache

from app.kernel.markdown.fences import TEXT, lines_of
from app.kernel.words import LANGUAGES, use_language
from app.notes.shared import STARTER_SIGN, starter_headings

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")


def says_the_same(one: str, other: str) -> bool:
    """Editions from before such headings were left out still have theirs, and are not changed by that."""
    return one == other or without_empty_starters(one).strip() == without_empty_starters(other).strip()


def without_empty_starters(markdown: str) -> str:
    """Read from the end: there is nothing below a heading that ends the text, or that one of its rank follows."""
    kept: list[str] = []
    is_bare = True
    lines = list(zip(markdown.splitlines(keepends=True), lines_of(markdown), strict=True))
    for line, (words, kind) in reversed(lines):
        if is_bare and kind == TEXT and words.rstrip() in _starters():
            _drop_gap(kept)
            continue
        kept.append(line)
        is_bare = _ends_a_section(words, kind) or (is_bare and not words.strip())
    return "".join(reversed(kept)) if len(kept) < len(lines) else markdown


def _drop_gap(kept: list[str]) -> None:
    """The empty lines behind what is left out."""
    while kept and not kept[-1].strip():
        kept.pop()


def _ends_a_section(line: str, kind: str) -> bool:
    heading = _HEADING.match(line) if kind == TEXT else None
    return heading is not None and len(heading[1]) <= len(STARTER_SIGN)


@cache
def _starters() -> frozenset[str]:
    """The lines, in all languages of ours: an event may have changed its own since."""
    found = set[str]()
    for language in LANGUAGES:
        with use_language(language):
            found |= {f"{STARTER_SIGN} {heading}" for heading in starter_headings()}
    return frozenset(found)

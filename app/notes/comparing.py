"""Two versions of a text side by side: lines that stayed, lines that changed with their words, and gaps. Pure."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from app.notes.differences import Effort, stretches, word_changes

#: So many lines that stayed are shown around a change.
AROUND = 3


class Span(NamedTuple):
    """A piece of a line; `differs` from the other side."""

    text: str
    differs: bool


Line = tuple[Span, ...]


class Row(NamedTuple):
    """A line of each side, None where one side has none. `skipped` counts the equal lines that are left out here."""

    before: Line | None
    after: Line | None
    skipped: int = 0

    @property
    def differs(self) -> bool:
        return not self.skipped and self.before != self.after


def side_by_side(before: str, after: str) -> list[Row]:
    """The rows of a comparison, from top to bottom; none for equal texts."""
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    effort, seen = Effort(), 0
    for i1, i2, j1, j2 in stretches(old, new, effort):
        rows += _unchanged(old[seen:i1], is_first=not rows, is_last=False)
        rows += _changed(old[i1:i2], new[j1:j2], effort)
        seen = i2
    if rows:
        rows += _unchanged(old[seen:], is_first=False, is_last=True)
    return rows


def _unchanged(lines: list[str], *, is_first: bool, is_last: bool) -> Iterator[Row]:
    """The first and the last few; how many are between them."""
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    if len(lines) <= head + tail + 1:
        shown, skipped, rest = lines, 0, []
    else:
        shown, skipped, rest = lines[:head], len(lines) - head - tail, lines[len(lines) - tail :]
    yield from map(_same, shown)
    if skipped:
        yield Row(None, None, skipped)
        yield from map(_same, rest)


def _same(line: str) -> Row:
    spans = (Span(line, False),)
    return Row(spans, spans)


def _changed(old: list[str], new: list[str], effort: Effort) -> Iterator[Row]:
    """Line by line beside each other, as far as both sides go."""
    for before, after in zip_longest(old, new):
        if before is None or after is None:
            yield Row(_whole(before), _whole(after))
        else:
            yield Row(*_by_words(before, after, effort))


def _whole(line: str | None) -> Line | None:
    return None if line is None else (Span(line, True),)


def _by_words(before: str, after: str, effort: Effort) -> tuple[Line, Line]:
    left: list[Span] = []
    right: list[Span] = []
    seen = 0
    for start, end, replacement in word_changes(before, after, effort):
        kept = Span(before[seen:start], False)
        left += [kept, Span(before[start:end], True)]
        right += [kept, Span(replacement, True)]
        seen = end
    rest = Span(before[seen:], False)
    return _filled([*left, rest]), _filled([*right, rest])


def _filled(spans: list[Span]) -> Line:
    return tuple(span for span in spans if span.text) or (Span("", True),)

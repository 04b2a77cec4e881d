"""How two texts differ, by lines and then by words. Pure."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

#: Beyond so many differing lines or words a comparison costs more than it tells; the stretch is replaced as a whole.
COMPARABLE = 4000

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")

Change = tuple[int, int, str]


def changes_between(before: str, after: str) -> Iterator[Change]:
    """What to replace in `before`, as (start, end, replacement) in characters, from front to back."""
    lines, wanted = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for start, end, old, new in _differing(lines, wanted, 0):
        yield from _word_changes("".join(old), "".join(new), start, end)


def word_changes(before: str, after: str) -> Iterator[Change]:
    """The same for a single stretch, by words at once."""
    yield from _word_changes(before, after, 0, len(before))


def stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two lists differ: from and to in the old one, from and to in the new one, from front to back."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    for i1, i2, j1, j2 in _stretches(old[head : len(old) - tail], new[head : len(new) - tail]):
        yield head + i1, head + i2, head + j1, head + j2


def _word_changes(old: str, new: str, start: int, end: int) -> Iterator[Change]:
    if not old or not new:
        yield start, end, new
        return
    for word_start, word_end, _, words in _differing(_PIECES.findall(old), _PIECES.findall(new), start):
        yield word_start, word_end, "".join(words)


def _differing(old: list[str], new: list[str], offset: int) -> Iterator[tuple[int, int, list[str], list[str]]]:
    """The stretches in which two lists of pieces differ, with their position in characters."""
    seen, position = 0, offset
    for i1, i2, j1, j2 in stretches(old, new):
        start = position + sum(map(len, old[seen:i1]))
        seen, position = i2, start + sum(map(len, old[i1:i2]))
        yield start, position, old[i1:i2], new[j1:j2]


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    if len(old) > COMPARABLE or len(new) > COMPARABLE:
        yield 0, len(old), 0, len(new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i1, i2, j1, j2


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces two lists share at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count

"""A text that somebody sent by form, as an edit of the document they had started from. Pure.

The form is changed into the smallest difference by words against its own base, made by a client of its own, so that it
merges with what others wrote meanwhile as if it had been typed.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from pycrdt import Doc, Text

from app.notes.live_note import TEXT

#: Beyond so many differing lines or words a comparison costs more than it tells; the stretch is replaced as a whole.
COMPARABLE = 4000

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")

Change = tuple[int, int, str]


def edit_between(base: Iterable[bytes], text: str) -> bytes | None:
    """The edit that turns the document that the updates in `base` make into `text`; None if it says that already."""
    doc: Doc[Text] = Doc()
    shared = doc.get(TEXT, type=Text)
    for update in base:
        doc.apply_update(update)
    before, state = str(shared), doc.get_state()
    if before == text:
        return None
    with doc.transaction():
        for start, end, replacement in reversed(list(_in_bytes(before, changes_between(before, text)))):
            if end > start:
                del shared[start:end]
            if replacement:
                shared.insert(start, replacement)
    return doc.get_update(state)


def _in_bytes(before: str, changes: Iterable[Change]) -> Iterator[Change]:
    """The same changes with positions as pycrdt counts them: in UTF-8 bytes."""
    seen = position = 0
    for start, end, replacement in changes:
        first = position + len(before[seen:start].encode())
        position, seen = first + len(before[start:end].encode()), end
        yield first, position, replacement


def changes_between(before: str, after: str) -> Iterator[Change]:
    """What to replace in `before`, as (start, end, replacement) in characters, from front to back."""
    lines, wanted = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for start, end, old, new in _differing(lines, wanted, 0):
        yield from _word_changes("".join(old), "".join(new), start, end)


def _word_changes(old: str, new: str, start: int, end: int) -> Iterator[Change]:
    if not old or not new:
        yield start, end, new
        return
    for word_start, word_end, _, words in _differing(_PIECES.findall(old), _PIECES.findall(new), start):
        yield word_start, word_end, "".join(words)


def _differing(old: list[str], new: list[str], offset: int) -> Iterator[tuple[int, int, list[str], list[str]]]:
    """The stretches in which two lists of pieces differ, with their position in characters."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle, wanted = old[head : len(old) - tail], new[head : len(new) - tail]
    position = offset + sum(map(len, old[:head]))
    for i1, i2, j1, j2 in _stretches(middle, wanted):
        start = position + sum(map(len, middle[:i1]))
        yield start, start + sum(map(len, middle[i1:i2])), middle[i1:i2], wanted[j1:j2]


def _stretches(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    if len(old) > COMPARABLE or len(new) > COMPARABLE:
        yield 0, len(old), 0, len(new)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i1, i2, j1, j2


def _common(one: list[str], other: list[str]) -> int:
    """How many pieces two lists share at their beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count

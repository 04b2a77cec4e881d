"""How two texts differ, by lines and then by words. Pure."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

#: Each piece is held against each other one only while there are no more pairs than these: that grows with their cube.
PAIRS = 40_000
#: So much one comparison of two texts may cost in all: pairs, pieces that are looked through for landmarks, and places
#: that differ, of which each counts as so many. An edit in many places takes as long as the square of their number.
EFFORT, EACH_PLACE = 2_000_000, 400

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")

Change = tuple[int, int, str]
#: From and to in the old list, from and to in the new one.
Stretch = tuple[int, int, int, int]


class Effort:
    """What is left of it for comparing two texts. Without any, a stretch that differs is replaced as a whole."""

    def __init__(self, left: int = EFFORT) -> None:
        self._left = left

    def allows(self, cost: int) -> bool:
        """If so, it is spent."""
        if cost > self._left:
            return False
        self._left -= cost
        return True


def changes_between(before: str, after: str) -> Iterator[Change]:
    """What to replace in `before`, as (start, end, replacement) in characters, from front to back."""
    effort = Effort()
    lines, wanted = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for start, end, old, new in _differing(lines, wanted, 0, effort):
        yield from _word_changes("".join(old), "".join(new), start, end, effort)


def word_changes(before: str, after: str, effort: Effort) -> Iterator[Change]:
    """The same for a single stretch, by words at once."""
    yield from _word_changes(before, after, 0, len(before), effort)


def _word_changes(old: str, new: str, start: int, end: int, effort: Effort) -> Iterator[Change]:
    if not old or not new:
        yield start, end, new
        return
    for word_start, word_end, _, words in _differing(_PIECES.findall(old), _PIECES.findall(new), start, effort):
        yield word_start, word_end, "".join(words)


def _differing(
    old: list[str], new: list[str], offset: int, effort: Effort
) -> Iterator[tuple[int, int, list[str], list[str]]]:
    """The stretches in which two lists of pieces differ, with their position in characters."""
    seen, position = 0, offset
    for i1, i2, j1, j2 in stretches(old, new, effort):
        start = position + sum(map(len, old[seen:i1]))
        seen, position = i2, start + sum(map(len, old[i1:i2]))
        yield start, position, old[i1:i2], new[j1:j2]


def stretches(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[Stretch]:
    """Where two lists differ, from front to back."""
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        stretch = _trimmed(old, new, waiting.pop())
        if gaps := _between_landmarks(old, new, stretch, effort):
            waiting += reversed(gaps)
        else:
            yield from _compared(old, new, stretch, effort)


def _trimmed(old: Sequence[str], new: Sequence[str], stretch: Stretch) -> Stretch:
    """Without what is the same at its beginning and at its end."""
    i1, i2, j1, j2 = stretch
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return i1, i2, j1, j2


def _between_landmarks(old: Sequence[str], new: Sequence[str], stretch: Stretch, effort: Effort) -> list[Stretch]:
    """What is left to compare of a stretch that is too much for comparing it at once; nothing without landmarks."""
    i1, i2, j1, j2 = stretch
    if (i2 - i1) * (j2 - j1) <= PAIRS or not effort.allows(i2 - i1 + j2 - j1):
        return []
    landmarks = [(i1 + i, j1 + j) for i, j in _landmarks(old[i1:i2], new[j1:j2])]
    starts, ends = [(i1, j1), *((i + 1, j + 1) for i, j in landmarks)], [*landmarks, (i2, j2)]
    gaps = [(i, k, j, m) for (i, j), (k, m) in zip(starts, ends, strict=True) if i < k or j < m]
    return gaps if landmarks and effort.allows(EACH_PLACE * len(gaps)) else []


def _landmarks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where pieces stand that each side has once, as many as come in the same order on both.

    Bram Cohen's patience diff: https://bramcohen.livejournal.com/73318.html
    """
    olds, news = Counter(old), Counter(new)
    places = {piece: j for j, piece in enumerate(new) if news[piece] == 1}
    return _ascending([(i, places[piece]) for i, piece in enumerate(old) if olds[piece] == 1 and piece in places])


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest choice of them in which the second numbers ascend as the first do."""
    lowest: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        length = bisect_left(lowest, second)
        before.append(last[length - 1] if length else -1)
        lowest[length : length + 1], last[length : length + 1] = [second], [index]
    chosen, index = [], last[-1] if last else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = before[index]
    return chosen[::-1]


def _compared(old: Sequence[str], new: Sequence[str], stretch: Stretch, effort: Effort) -> Iterator[Stretch]:
    """Piece by piece; what is too much for that differs as a whole."""
    i1, i2, j1, j2 = stretch
    pairs = (i2 - i1) * (j2 - j1)
    if not pairs or pairs > PAIRS or not effort.allows(pairs):
        if i1 < i2 or j1 < j2:
            yield stretch
        return
    codes = SequenceMatcher(None, old[i1:i2], new[j1:j2], autojunk=False).get_opcodes()
    places = [(i1 + a, i1 + b, j1 + c, j1 + d) for tag, a, b, c, d in codes if tag != "equal"]
    yield from places if effort.allows(EACH_PLACE * len(places)) else [stretch]

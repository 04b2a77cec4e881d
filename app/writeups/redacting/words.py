"""Words that are to be taken out of texts, and where they stand in them. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: So many letters of a text are shown on each side of the words.
AROUND = 60
#: Marks of Markdown that may stand between two words of a passage without being part of it.
_MARKS = r"[*_~`]*"
_GAP = rf"{_MARKS}\s+[>*_~`\s]*"
#: Writing that puts no gaps between words: Thai to Khmer, Japanese, Chinese, Korean.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Found:
    """The words as they are written in one place, with what stands before and behind them."""

    before: str
    words: str
    behind: str


class Withdrawal:
    """Some words, and what stands in their place. Calling it rewrites a text: in whatever case the words are written,
    with whatever gaps and marks between them, but not as a part of longer ones."""

    def __init__(self, words: str, instead: str) -> None:
        self.words = words
        self.instead = instead
        self._pattern = _pattern(words)
        gap = "" if instead else r"[ \t]?"
        self._taken = re.compile(gap + self._pattern.pattern, re.IGNORECASE)

    def __call__(self, text: str) -> str:
        rewritten = self._taken.sub(lambda _found: self.instead, text)
        while not self.instead and rewritten != text:  # what was apart may have come together
            text, rewritten = rewritten, self._taken.sub("", rewritten)
        return rewritten

    def places_in(self, text: str) -> Iterator[Found]:
        for found in self._pattern.finditer(text):
            start, end = found.span()
            before, behind = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
            yield Found(_tail(before), found[0], _head(behind))


def all_of(rewrites: list[Callable[[str], str]]) -> Callable[[str], str]:
    """One after the other."""

    def rewrite(text: str) -> str:
        for each in rewrites:
            text = each(text)
        return text

    return rewrite


def _pattern(words: str) -> re.Pattern[str]:
    """Of no words, what matches nothing."""
    parts = words.split()
    if not parts:
        return re.compile("(?!)")
    edges = (_edge(parts[0][0], r"(?<![^\W_])"), _edge(parts[-1][-1], r"(?![^\W_])"))
    return re.compile(edges[0] + _GAP.join(map(re.escape, parts)) + edges[1], re.IGNORECASE)


def _edge(letter: str, alone: str) -> str:
    """Words stand by themselves, where the writing has gaps and they end in a letter."""
    return alone if letter.isalnum() and not _UNSPACED.match(letter) else ""


def _tail(text: str) -> str:
    return "…" + text[-AROUND:] if len(text) > AROUND else text


def _head(text: str) -> str:
    return text[:AROUND] + "…" if len(text) > AROUND else text

"""What of a text tells who said it. What the marks say is left out by itself; of all else somebody decides. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from app.people.names import skeleton
from app.writeups.marks import blocks_of, speaker_of, without_owner

#: Shorter parts of a name are words of every text. The whole name is looked for all the same.
SHORTEST_PART = 3
#: So many letters of a line are shown on each side of a name.
AROUND = 60

_WORD = re.compile(r"@?\w[\w'’]*")
#: Writing that puts no gaps between words: Thai to Khmer, Japanese, Chinese, Korean.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


@dataclass(frozen=True)
class Leftover:
    """Words that may be somebody's name, as they are written, and what stands before and behind them the first time."""

    words: str
    before: str
    behind: str


def without_speakers(markdown: str) -> str:
    """The text without the lines of quotations that say whose words they are, and without who does what."""
    lines = markdown.splitlines(keepends=True)
    for block in blocks_of(markdown):
        last = block.at + len(block.lines) - 1
        if speaker_of(block):
            lines[last] = ""
            if not block.lines[-2]:
                lines[last - 1] = ""
        elif not block.is_quoted:
            ending = lines[last][len(lines[last].rstrip("\r\n")) :]
            lines[last] = without_owner(lines[last].rstrip("\r\n")) + ending
    return "".join(lines)


def leftovers(texts: Iterable[str], names: Collection[str]) -> list[Leftover]:
    """Every word of these texts that is a name, a part of one, or a mention; each spelling once."""
    people = _People(names)
    found: dict[str, Leftover] = {}
    for text in texts:
        for line in map(_seen, text.splitlines()):
            for start, end in people.named_in(line):
                words = line[start:end]
                found.setdefault(words, Leftover(words, _tail(line[:start]), _head(line[end:])))
    return list(found.values())


def _tail(text: str) -> str:
    return "…" + text[-AROUND:] if len(text) > AROUND else text


def _head(text: str) -> str:
    return text[:AROUND] + "…" if len(text) > AROUND else text


def left_out(text: str, words: Iterable[str], instead: str) -> str:
    """The text with something else instead of these words, wherever they stand by themselves."""
    chosen = set(words)
    unspaced = {word for word in chosen if _UNSPACED.fullmatch(word)}
    for pattern in (_by_themselves(chosen - unspaced), _any_of(unspaced)):
        text = re.sub(pattern, lambda _found: instead, text) if chosen else text
    return text


class _People:
    """Some people's names, to be looked for in many lines."""

    def __init__(self, names: Collection[str]) -> None:
        words = {name: [skeleton(word) for word in _WORD.findall(name)] for name in names}
        self._look = cache(skeleton)
        self._parts = {skeleton(part) for name in names for part in _parts(name)}
        self._wholes = {"".join(looks) for looks in words.values() if looks}
        self._first = {looks[0] for looks in words.values() if looks}
        self._longest = max(map(len, words.values()), default=0)
        unspaced = {part for name in names for part in _UNSPACED.findall(name)}
        self._unspaced = _any_of(unspaced)

    def named_in(self, line: str) -> Iterator[tuple[int, int]]:
        """From where to where; neighbouring parts of names together."""
        words = list(_WORD.finditer(line))
        looks = [self._look(_bare(word[0])) for word in words]
        at = 0
        while at < len(words):
            reach = self._whole_from(looks, at)
            while reach < len(words) and (self._is_part(words[reach][0], looks[reach])):
                if reach > at and line[words[reach - 1].end() : words[reach].start()].strip():
                    break
                reach += 1
            if reach > at:
                yield words[at].start(), words[reach - 1].start() + len(_bare(words[reach - 1][0]))
            at = max(reach, at + 1)
        for name in self._unspaced.finditer(line):
            yield name.span()

    def _whole_from(self, looks: list[str], at: int) -> int:
        """Behind the longest whole name that begins there; there itself if none does."""
        if looks[at] not in self._first:
            return at
        ends = range(min(len(looks), at + self._longest), at, -1)
        return next((end for end in ends if "".join(looks[at:end]) in self._wholes), at)

    def _is_part(self, word: str, look: str) -> bool:
        return word.startswith("@") or look in self._parts


def _by_themselves(words: Collection[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w@])|(?=@))(?:{_any_of(words).pattern})(?!\w)")


def _any_of(words: Collection[str]) -> re.Pattern[str]:
    """The longest first; of none, what matches nothing."""
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or r"(?!)")


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _parts(name: str) -> list[str]:
    return [part for part in _WORD.findall(name) if len(part) >= SHORTEST_PART]


def _seen(line: str) -> str:
    """Without what cannot be seen, which could part a name."""
    return line if line.isascii() else "".join(letter for letter in line if unicodedata.category(letter) != "Cf")

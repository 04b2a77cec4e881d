"""What of a text tells who said it. What the marks say is left out by itself; of all else somebody decides. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from app.kernel.plain import unmarked
from app.notes.gist import plain
from app.people.names import skeleton
from app.writeups.marks import blocks_of, speaker_of, without_owner

#: Shorter parts of a name are words of every text. The whole name is looked for all the same.
SHORTEST_PART = 3
#: So many letters of a line are shown on each side of a name.
AROUND = 60
#: More of a line is not read for that.
LOOKED_AT = 4 * AROUND
#: Marks where a name stands while signs are taken away around it: no text holds it.
_HERE = "\0"
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+")

_WORD = re.compile(r"@\w+|[^\W_]+(?:['’][^\W_]+)*")
#: Where words lead and not what they say: nothing is left out of it.
_ADDRESS = r"https?://[^\s)>\]]+|\]\([^\s)]*\)"
_OUR_PICTURES = re.compile(r"/[a-z0-9-]+/media/[0-9a-f]{32}\.webp")
#: Nobody has a name of more words; looking for it would take the square of them.
MOST_WORDS = 8
#: What may stand in a line before its first sentence, what marks that it begins one, and what ends the one before.
_BEGINS = re.compile(r"""[\s>#*_+\-.)("'“„«\d\[]*(?:\[[ xX]\][\s*_]*)?""")
_MARKED = re.compile(r"\s*(?:[>#]|[-*+]\s|\d+[.)]\s)")
_ENDED = re.compile(r"""(?:(?:^|\n)[ \t]*(?:#[^\n]*)?|[.!?…:]["'”“»)*_]*[ \t]*)$""")
_AFTER_A_SENTENCE = re.compile(r"""[.!?…]["'”“»)*_]*\s+["'“„«(*_]*$""")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
#: Writing that puts no gaps between words: Thai to Khmer, Japanese, Chinese, Korean.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")


@dataclass(frozen=True)
class Leftover:
    """Words that may be somebody's name, as they are written, and what stands before and behind them the first time of
    so many `times`, as it is read: without Markdown's signs."""

    words: str
    before: str
    behind: str
    times: int = 1


def without_speakers(markdown: str) -> str:
    """The text without the lines of quotations that say whose words they are, and without who does what."""
    while (told_less := _with_less_told(markdown)) != markdown:
        markdown = told_less
    return markdown


def _with_less_told(markdown: str) -> str:
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
    """Every word of these texts that is a name, a part of one, or a mention; each spelling once, with @ or without."""
    people = _People(names)
    found: dict[str, Leftover] = {}
    for text in texts:
        for line in map(_seen, _OUR_PICTURES.sub("", text).splitlines()):
            for start, end in people.named_in(line):
                words = line[start:end]
                if known := found.get(words):
                    found[words] = replace(known, times=known.times + 1)
                else:
                    found[words] = leftover_at(line, start, end)
    return list(_each_name_once(found))


def _each_name_once(found: Mapping[str, Leftover]) -> Iterator[Leftover]:
    for words, name in found.items():
        if not (words.startswith("@") and words[1:] in found):
            called = found.get(f"@{words}")
            yield replace(name, times=name.times + called.times) if called else name


def leftover_at(line: str, start: int, end: int) -> Leftover:
    """Words of a line, from where to where."""
    return Leftover(line[start:end], *_around(line, start, end))


def _around(line: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and behind, as it is read; where that loses the name, as in an address, as it is written."""
    first, last = max(0, start - LOOKED_AT), end + LOOKED_AT
    named = f"{line[first:start]}{_HERE}{line[start:end]}{_HERE}{line[end:last]}"
    parts = plain(_HEADING.sub("", named)).split(_HERE)
    before, behind = (parts[0], parts[2]) if len(parts) == 3 else (line[first:start], line[end:last])
    return _tail(unmarked(before)), _head(unmarked(behind))


def _tail(text: str) -> str:
    return "…" + text[-AROUND:] if len(text) > AROUND else text


def _head(text: str) -> str:
    return text[:AROUND] + "…" if len(text) > AROUND else text


def left_out(text: str, words: Iterable[str], instead: str) -> str:
    """The text with something else instead of these words, wherever they stand by themselves and in no address. Where a
    sentence begins, so does that."""
    chosen = set(words)
    unspaced = {word for word in chosen if _UNSPACED.fullmatch(word)}
    for pattern in (_by_themselves(chosen - unspaced), _any_of(unspaced).pattern):
        either = re.compile(f"({_ADDRESS})|{pattern}")
        text = either.sub(lambda found: found[1] or _as_there(found, instead), text) if chosen else text
    return text


def _as_there(found: re.Match[str], instead: str) -> str:
    """A line that goes on with a paragraph begins no sentence."""
    line = found.string[: found.start()].rpartition("\n")
    begins = _BEGINS.fullmatch(line[2]) and (not line[0].strip() or _ENDED.search(line[0]) or _MARKED.match(line[2]))
    return instead[:1].upper() + instead[1:] if begins or _AFTER_A_SENTENCE.search(line[2]) else instead


class _People:
    """Some people's names, to be looked for in many lines."""

    def __init__(self, names: Collection[str]) -> None:
        spelled = {*names, *(name.translate(_UMLAUTS) for name in names)}
        words = [[skeleton(word) for word in _WORD.findall(name)][:MOST_WORDS] for name in spelled]
        self._look = cache(skeleton)
        self._wholes = {"".join(looks) for looks in words if looks}
        self._parts = {skeleton(part) for name in spelled for part in _parts(name)}
        self._parts |= {"".join(looks) for looks in words if len(looks) > 1}
        self._first = {looks[0] for looks in words if looks}
        self._longest = max(map(len, words), default=0)
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
        if not self._is_among(looks[at], self._first):
            return at
        ends = range(min(len(looks), at + self._longest), at, -1)
        return next((end for end in ends if self._is_among("".join(looks[at:end]), self._wholes)), at)

    def _is_part(self, word: str, look: str) -> bool:
        return word.startswith("@") or self._is_among(look, self._parts)

    def _is_among(self, look: str, known: set[str]) -> bool:
        """Also with the letter that says whose something is, which German writes without a mark."""
        return look in known or (look.endswith("s") and look[:-1] in known)


def _by_themselves(words: Collection[str]) -> str:
    return rf"(?:(?<![^\W_])(?<!@)@?|(?=@))(?:{_any_of(words).pattern})(?![^\W_])"


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

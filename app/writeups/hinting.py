"""Words that stand where notes have names, of people whom nobody registered: what may be a name. Pure.

A text tells names by its shapes: before a colon, beside a word of saying, behind *according to*, before a company. What
stands there in capital letters and is no ordinary word may be one. Nothing is kept back for it; somebody looks.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from app.kernel.markdown.fences import TEXT, lines_of
from app.writeups.ordinary import DETERMINERS, OPENERS, ORDINARY, PARTICLES
from app.writeups.telling import Leftover, leftover_at

#: So many words has a name.
MOST_WORDS = 3
_SAYS = (
    "said|says|asked|asks|thinks|thought|mentioned|mentions|suggested|suggests|explained|explains|argued|argues|noted|"
    "notes|reported|reports|added|adds|replied|proposed|proposes|wondered|wonders|agreed|disagreed|warned|recommends|"
    "recommended|told|recalled|admitted|"
    "sagte|sagt|fragte|fragt|meinte|meint|erzählte|erzählt|erwähnte|erwähnt|erklärte|erklärt|berichtete|berichtet|"
    "ergänzte|ergänzt|antwortete|glaubt|glaubte|findet|empfahl|empfiehlt|warnte|warnt"
)
_AND_SO = {"also", "then", "later", "even", "just", "once", "auch", "dann", "noch", "einmal"}
#: Behind these comes where somebody is from.
_FROM = {"from", "at", "of", "bei", "aus"}
_WORD = r"[^\W\d_]+(?:['’\-][^\W\d_]+)*"
_RUN = rf"(?<![^\W\d_])(?:{_WORD}[ \t]+){{0,5}}{_WORD}"
_LARGE = r"[^\W\d_a-zß-ÿ][\w.&\-]*"
_SET = r"(?:\*\*|__|\*|_)?"

#: A name before a colon where an item or a paragraph begins; the label of a task may be called with an @.
_LABEL = re.compile(
    r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(?:\[[ xX]\]\s+)?"
    rf"{_SET}@?(?P<name>{_RUN}){_SET}[:：]{_SET}(?=\s*\S)(?!//)"
)
#: The words before a word of saying; the name is at their end.
_SAYING = re.compile(rf"(?P<name>{_RUN}){_SET}(?:[ \t]+\([^)]{{1,40}}\))?[ \t]+(?:{_SAYS})(?![^\W_])")
_SAID_SINCE = re.compile(
    rf"(?P<name>{_RUN}){_SET}[ \t]+(?:hat|hatte|has|had)\b[^.!?]{{0,80}}?"
    r"\b(?:gesagt|gefragt|gemeint|erzählt|erwähnt|erklärt|berichtet|said|asked|mentioned|suggested)\b"
)
_SOURCE_BEHIND = re.compile(rf"(?P<name>{_RUN}){_SET}[ \t]+zufolge\b")
_SOURCE = re.compile(rf"\b(?i:according to|laut|nach Ansicht von|nach Meinung von)[ \t]+{_SET}(?P<name>{_RUN})")
#: Whose words they were, behind them.
_SAID_BY = re.compile(
    rf"\b(?:said|asked|says|asks|sagte|fragte|meinte|sagt|fragt|meint)[ \t]+{_SET}(?P<name>{_RUN}){_SET}"
    r"(?=\s*(?:[.,;:!?)]|$))"
)
_FROM_COMPANY = re.compile(
    rf"(?P<name>{_RUN}){_SET}[ \t]{{0,3}}[,(]?[ \t]{{0,3}}(?:from|von)[ \t]+"
    rf"(?:the[ \t]+|der[ \t]+)?(?P<company>{_LARGE})"
)
#: Writing without capitals and gaps: a name there has two to four signs, and a colon or a word of saying behind it.
_HAN = re.compile(
    r"(?:^|(?<=[\s>*\-、，。；：“「]))(?P<name>[\u3400-\u9fff]{2,4}?)(?:さん|氏|先生|女士)?(?=[:：]|说|說|问|問|表示|认为|認為|が言|は言)"
)
_MASKED = re.compile(r"`+[^`]*`+|https?://\S+|\]\([^)\s\]]*\)|<[^<>]*>")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_PARTS = re.compile(_WORD)
_ENDINGS = re.compile(r"(?:.{3,}(?:tions?|ungs?|ungen|heit|keit|schaft|ness|bility)|.{4,}ing)")


def hints(texts: Collection[str], known: Collection[str] = ()) -> list[Leftover]:
    """All that may be a name, in the order of the texts; each spelling once. What is `known`, in small letters, is
    none: tools, tags, names that are looked for anyway."""
    nobody = {word.casefold() for word in known}
    found: dict[str, Leftover] = {}
    for line in (line for text in texts for line in _lines(text)):
        for start, end in _in_line(line, nobody):
            words = line[start:end]
            seen = found.get(words)
            found[words] = replace(seen, times=seen.times + 1) if seen else leftover_at(line, start, end)
    return list(found.values())


def _lines(text: str) -> Iterator[str]:
    """What people wrote as sentences: neither code nor headings."""
    return (line for line, kind in lines_of(text) if kind == TEXT and not _HEADING.match(line))


def _in_line(line: str, nobody: Collection[str]) -> list[tuple[int, int]]:
    """From where to where, in order; of those that overlap the longest."""
    masked = _MASKED.sub(lambda code: "\0" * len(code[0]), line)
    found = sorted(set(_spans(masked, nobody)), key=lambda span: (span[0] - span[1], span))
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end))
    return sorted(kept)


def _spans(line: str, nobody: Collection[str]) -> Iterator[tuple[int, int]]:
    if (label := _LABEL.match(line)) and (span := _whole(line, *label.span("name"), nobody)):
        yield span
    for pattern in (_SAYING, _SAID_SINCE, _SOURCE_BEHIND):
        for found in pattern.finditer(line):
            if span := _ending(line, *found.span("name"), nobody):
                yield span
    for pattern in (_SOURCE, _SAID_BY):
        for found in pattern.finditer(line):
            if span := _beginning(line, *found.span("name"), nobody):
                yield span
    for found in _FROM_COMPANY.finditer(line):
        span = _ending(line, *found.span("name"), nobody)
        if span and _comes_from_there(found, span, nobody):
            yield span
    yield from (found.span("name") for found in _HAN.finditer(line) if found["name"] not in ORDINARY)


def _comes_from_there(found: re.Match[str], span: tuple[int, int], nobody: Collection[str]) -> bool:
    """German writes all nouns large, so that one word alone may be anything there; nobody comes from a tool."""
    is_german = re.search(r"\bvon\b", found[0][span[1] - found.start() :]) is not None
    is_long = " " in found.string[span[0] : span[1]]
    return found["company"].split()[-1].rstrip(".").casefold() not in nobody and (is_long or not is_german)


def _whole(line: str, start: int, end: int, nobody: Collection[str]) -> tuple[int, int] | None:
    """All of it is a name, or nothing is; but for a word that a sentence begins with."""
    words = list(_PARTS.finditer(line, start, end))
    name = words[1:] if words[0][0].casefold() in OPENERS else words
    return (name[0].start(), end) if _is_name([word[0] for word in name], nobody) else None


def _ending(line: str, start: int, end: int, nobody: Collection[str]) -> tuple[int, int] | None:
    """The name with which these words end, if they do; what a sentence begins with before it is not part of it."""
    words = list(_PARTS.finditer(line, start, end))
    while words and words[-1][0] in _AND_SO:
        words.pop()
    first = len(words)
    while first and _goes_on(words[first - 1][0]):
        first -= 1
    while first < len(words) and (words[first][0].casefold() in OPENERS or words[first][0] in PARTICLES):
        first += 1
    before = words[first - 1][0].casefold() if first else ""
    name = words[first:]
    if before in _FROM and first > 1:
        return _ending(line, start, words[first - 2].end(), nobody)
    if before in DETERMINERS or not _is_name([word[0] for word in name], nobody):
        return None
    return name[0].start(), name[-1].end()


def _beginning(line: str, start: int, end: int, nobody: Collection[str]) -> tuple[int, int] | None:
    """The name with which these words begin, if they do."""
    words = []
    for word in _PARTS.finditer(line, start, end):
        if not _goes_on(word[0]):
            break
        words.append(word)
    while words and words[-1][0] in PARTICLES:
        words.pop()
    return (start, words[-1].end()) if _is_name([word[0] for word in words], nobody) else None


def _goes_on(word: str) -> bool:
    return word[0].isupper() or word in PARTICLES


def _is_name(words: list[str], nobody: Collection[str]) -> bool:
    large = [word for word in words if word not in PARTICLES]
    if not 0 < len(large) <= MOST_WORDS or " ".join(words).casefold() in nobody:
        return False
    return all(_may_be_part(word) and word.casefold() not in nobody for word in large)


def _may_be_part(word: str) -> bool:
    """Capitals, but not all of them, and in the middle only where names have some: O'Neil, McAfee, Anna-Lena."""
    plain = word.casefold()
    if not word[0].isupper() or plain in ORDINARY or plain in DETERMINERS or plain in OPENERS:
        return False
    if len(word) < 2 or word.isupper() or _ENDINGS.fullmatch(plain):
        return False
    parts = re.split(r"['’\-]", re.sub(r"^(?:Mc|Mac|De|Le|Van|Di)(?=[A-Z])", "", word))
    return all(not part[1:] or part[1:].islower() or not part[1:].isascii() for part in parts)

"""Text into words. What is stored, what is asked for and what is highlighted all pass here, so that they agree.

Words are compared without case, accents and English endings (Snowball's English stemmer; words of other languages come
out a little shorter too, on both sides alike). A compound such as `ci/cd`, `node.js` or `on-call` is its parts in a
row. Scripts written without spaces are cut into pairs of signs; the last sign of a row also stands alone, so that a
single sign can be found as the beginning of a pair.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

LONGEST_WORD = 64

_PAIRED = (
    "\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_MARKS = "".join(re.escape(chr(c)) for c in range(0x300, 0x20000) if unicodedata.category(chr(c)) in ("Mn", "Mc"))
#: A row of letters and digits, perhaps with `++` or `#` after it, or one of the short English endings.
_ROW = re.compile(
    rf"(?P<row>[^\W_]+(?:[{_MARKS}]+[^\W_]*)*)"
    r"(?:(?P<sharp>\+\+|\#)(?![^\W_])|(?P<ending>['’](?:s|t|d|m|re|ve|ll))(?![^\W_]))?",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(rf"(?P<paired>[{_PAIRED}]+)|[^{_PAIRED}]+")
_english = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Token:
    """`word` is what is compared; `start` and `end` are where it stands in the text. `plain` is the word before its
    ending was taken off. `tail` marks the sign that ends a row of pairs, `alone` one that is the whole row."""

    word: str
    start: int
    end: int
    plain: str
    tail: bool = False
    alone: bool = False


def tokens(text: str) -> Iterator[Token]:
    for match in _ROW.finditer(text):
        row = match["row"]
        if match["sharp"] and len(row) == 1 and row.isascii() and row.isalpha():
            word = match[0].lower()
            yield Token(word, match.start(), match.end(), word)
        elif row.isascii():
            end = match.end() if match["ending"] else match.end("row")
            plain = row.lower()[:LONGEST_WORD]
            yield Token(_stem(plain), match.start(), end, plain)
        else:
            yield from _scripts(row, match.start(), match.end() if match["ending"] else match.end("row"))


def _scripts(row: str, at: int, end: int) -> Iterator[Token]:
    """A row of letters that may change between scripts with spaces and without; `end` is that of its last word."""
    for part in _SCRIPTS.finditer(row):
        if part["paired"]:
            yield from _pairs(part[0], at + part.start())
        elif plain := _fold(part[0]):
            yield Token(_stem(plain), at + part.start(), end if part.end() == len(row) else at + part.end(), plain)


def words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def _pairs(row: str, at: int) -> Iterator[Token]:
    signs = [(index, _fold(sign)) for index, sign in enumerate(row)]
    signs = [(index, sign) for index, sign in signs if sign]
    for (first, sign), (second, following) in pairwise(signs):
        yield Token(sign + following, at + first, at + second + 1, sign + following)
    for index, sign in signs[-1:]:
        yield Token(sign, at + index, at + index + 1, sign, tail=True, alone=len(signs) == 1)


@lru_cache(maxsize=50_000)
def _fold(word: str) -> str:
    """Without case, accents and width: what NFKD takes apart loses its marks."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(sign for sign in apart if sign.isalnum() or unicodedata.category(sign) == "Mc")
    return unicodedata.normalize("NFC", bare).casefold()[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    stem: str = _english.stemWord(word)
    return stem

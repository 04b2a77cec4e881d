"""Why something was found: the passages that say it best, with the words marked. Made from the text itself, so that
both databases show the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from app.kernel.search.indexing import Passage
from app.kernel.search.queries import Term
from app.kernel.search.tokens import Token, tokens

LONGEST = 320
LEAD_IN = 80
#: So many signs of a document are looked through for its best passages.
MOST_READ = 60_000
GAP = "…"

Span = tuple[int, int]
#: For each term, where it stands.
Spans = list[list[Span]]


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Excerpt:
    """A passage, or the best part of a long one. `number` counts the passages under its heading, from 1."""

    pieces: tuple[Piece, ...]
    anchor: str
    heading: str
    number: int


def pieces(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The text, cut where marks begin and end."""
    return tuple(_cut(text, _spans(text, terms)))


def excerpts(passages: Sequence[Passage], terms: Sequence[Term], most: int) -> list[Excerpt]:
    """The passages in which most of the terms stand, in the order of the text; the first one if none has any."""
    spans = [_spans(text, terms) for text in _looked_at(passages)]
    telling = sorted((index for index, found in enumerate(spans) if any(found)), key=lambda at: _dullness(spans[at]))
    chosen = sorted(telling[:most]) or [0][: len(passages)]
    return [_excerpt(passages, index, spans[index]) for index in chosen]


def _looked_at(passages: Sequence[Passage]) -> Iterator[str]:
    """All that is read of a document, which may be very long, with nothing in place of what comes after."""
    room = MOST_READ
    for passage in passages:
        yield passage.text[:room]
        room = max(0, room - len(passage.text))


def _dullness(spans: Spans) -> tuple[int, int]:
    return -sum(map(bool, spans)), -sum(min(len(found), 3) for found in spans)


def _excerpt(passages: Sequence[Passage], index: int, spans: Spans) -> Excerpt:
    passage = passages[index]
    number = sum(1 for _ in takewhile(lambda other: other.heading == passage.heading, reversed(passages[: index + 1])))
    return Excerpt(tuple(_shortened(passage.text, spans)), passage.anchor, passage.heading, number)


def _shortened(text: str, spans: Spans) -> Iterator[Piece]:
    start, end = _window(text, spans)
    if start:
        yield Piece(GAP)
    yield from _cut(
        text, [[span for span in found if start <= span[0] and span[1] <= end] for found in spans], start, end
    )
    if end < len(text):
        yield Piece(GAP)


def _window(text: str, spans: Spans) -> Span:
    """The stretch with the most different terms in it, from a word's beginning to a word's end."""
    if len(text) <= LONGEST:
        return 0, len(text)

    def different_terms(start: int) -> int:
        return sum(any(start <= s and e <= start + LONGEST - LEAD_IN for s, e in found) for found in spans)

    best = max(sorted(start for found in spans for start, _end in found) or [0], key=different_terms)
    start = max(0, best - LEAD_IN)
    end = min(len(text), start + LONGEST)
    if start:
        start = text.find(" ", start, best) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", best, end), best + 1) if " " in text[best + 1 : end] else end
    return start, end


def _spans(text: str, terms: Sequence[Term]) -> Spans:
    if not _may_have(text, terms):
        return [[] for _term in terms]
    row = list(tokens(text))
    return [list(_spans_of(row, term)) for term in terms]


def _may_have(text: str, terms: Sequence[Term]) -> bool:
    """Quick, and never wrong when it denies: a word and its stem differ in their endings, and English ones change one
    letter of the stem, or two."""
    if not text.isascii():
        return True
    lower = text.lower()
    stems = (stem for term in terms for stem in (term.words[0], *term.close))
    return any(_unchanged(stem) in lower for stem in stems)


def _unchanged(stem: str) -> str:
    """What stands in every word of this stem: `happi` comes from *happy*, `die` from *dying*."""
    if len(stem) <= 2:
        return stem
    return stem[:-2] if stem.endswith("ie") else stem[:-1]


def _spans_of(row: list[Token], term: Term) -> Iterator[Span]:
    if len(term.words) == 1 and not term.open:
        words = {*term.words, *term.close}
        yield from ((token.start, token.end) for token in row if token.word in words)
        return
    for at in range(len(row) - len(term.words) + 1):
        if _stands(row, at, term):
            yield row[at].start, row[at + len(term.words) - 1].end


def _stands(row: list[Token], at: int, term: Term) -> bool:
    *before, last = term.words
    if any(row[at + step].word != word for step, word in enumerate(before)):
        return False
    word = row[at + len(before)].word
    return word.startswith(last) if term.open else word == last


def _cut(text: str, spans: Spans, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    end = len(text) if end is None else end
    edges = [start, *(edge for mark in _merged(spans) for edge in mark), end]
    for number, (left, right) in enumerate(pairwise(edges)):
        if left < right:
            yield Piece(text[left:right], marked=bool(number % 2))


def _merged(spans: Spans) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(span for found in spans for span in found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged

"""Why something was found: the passages that say it best, with the words marked. Made from the text itself, so that
both databases show the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.kernel.search.indexing import Passage
from app.kernel.search.queries import Term
from app.kernel.search.tokens import Token, tokens

LONGEST = 320
LEAD_IN = 80
GAP = "…"

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    text: str
    marked: bool = False


@dataclass(frozen=True)
class Excerpt:
    """A passage, or the best part of a long one. `number` counts the passages under the same heading, from 1."""

    pieces: tuple[Piece, ...]
    anchor: str
    heading: str
    number: int


def pieces(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """The text, cut where marks begin and end."""
    return tuple(_cut(text, _merged(span for spans in _spans(text, terms) for span in spans)))


def excerpts(passages: Sequence[Passage], terms: Sequence[Term], most: int) -> list[Excerpt]:
    """The passages in which most of the terms stand, in the order of the text; the first one if none has any."""
    scored = [(_score(passage.text, terms), index) for index, passage in enumerate(passages)]
    telling = sorted((-score[0], -score[1], index) for score, index in scored if score[0])[:most]
    chosen = sorted(index for _terms, _words, index in telling) or [0][: len(passages)]
    return [_excerpt(passages, index, terms) for index in chosen]


def _score(text: str, terms: Sequence[Term]) -> tuple[int, int]:
    spans = _spans(text, terms)
    return sum(map(bool, spans)), sum(min(len(found), 3) for found in spans)


def _excerpt(passages: Sequence[Passage], index: int, terms: Sequence[Term]) -> Excerpt:
    passage = passages[index]
    number = sum(other.anchor == passage.anchor for other in passages[: index + 1])
    return Excerpt(_shortened(passage.text, terms), passage.anchor, passage.heading, number)


def _shortened(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    if len(text) <= LONGEST:
        return pieces(text, terms)
    start, end = _window(text, terms)
    before = (Piece(GAP),) if start else ()
    after = (Piece(GAP),) if end < len(text) else ()
    return (*before, *pieces(text[start:end].strip(), terms), *after)


def _window(text: str, terms: Sequence[Term]) -> Span:
    """The stretch with the most different terms in it, from a word's beginning to a word's end."""
    spans = _spans(text, terms)
    starts = sorted(start for found in spans for start, _end in found) or [0]

    def different_terms(start: int) -> int:
        return sum(any(start <= s and e <= start + LONGEST - LEAD_IN for s, e in found) for found in spans)

    best = max(starts, key=different_terms)
    start = 0 if best <= LEAD_IN else best - LEAD_IN
    end = min(len(text), start + LONGEST)
    if start:
        start = text.find(" ", start, best) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", best + 1, end), start) if text.rfind(" ", best + 1, end) > start else end
    return start, end


def _spans(text: str, terms: Sequence[Term]) -> list[list[Span]]:
    """For each term, where it stands."""
    row = list(tokens(text))
    return [[_span(row, at, term) for at in range(len(row)) if _stands(row, at, term)] for term in terms]


def _stands(row: list[Token], at: int, term: Term) -> bool:
    *before, last = term.words
    part = [token.word for token in row[at : at + len(term.words)]]
    if len(part) < len(term.words) or part[:-1] != before:
        return False
    return part[-1].startswith(last) if term.open else part[-1] == last


def _span(row: list[Token], at: int, term: Term) -> Span:
    return row[at].start, row[at + len(term.words) - 1].end


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, marks: list[Span]) -> Iterator[Piece]:
    edges = [0, *(edge for mark in marks for edge in mark), len(text)]
    for number, (start, end) in enumerate(pairwise(edges)):
        if start < end:
            yield Piece(text[start:end], marked=bool(number % 2))

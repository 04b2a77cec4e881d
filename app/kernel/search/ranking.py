"""What a document says about a question, reckoned here, so that both databases put the same first. Pure.

Okapi BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), with one saturation for each field:
a word in the title counts more than all mentions in the text can, and one among the labels and headings comes between.
"""

from collections.abc import Sequence
from math import log

from app.kernel.search.queries import Term

#: Title, labels and headings, text.
WEIGHTS = (8.0, 3.0, 1.0)
#: How soon one more mention adds nothing, and how much long texts are held back.
K1, B = 1.2, 0.75
#: Words of a text of ordinary length.
ORDINARY = 300
#: What a close word says against the one that was typed.
CLOSE = 0.5


def rarity(documents: int, everything: int) -> float:
    """The weight of a word that stands in so many of all documents."""
    return log(1 + (everything - documents + 0.5) / (documents + 0.5)) if documents <= everything else 0.0


def merit(fields: Sequence[str], terms: Sequence[tuple[Term, float]]) -> float:
    """Of a document whose fields hold words with blanks between them; each term comes with its rarity."""
    rows = [f" {field} " for field in fields]
    long = 1 - B + B * rows[-1].count(" ") / ORDINARY
    return sum(weight * _merit(rows, term, long) for term, weight in terms)


def _merit(rows: Sequence[str], term: Term, long: float) -> float:
    last = len(rows) - 1
    return sum(
        weight * _saturated(_mentions(row, term), long if index == last else 1.0)
        for index, (row, weight) in enumerate(zip(rows, WEIGHTS, strict=True))
    )


def _mentions(row: str, term: Term) -> float:
    exact = row.count(f" {' '.join(term.words)}" + ("" if term.open else " "))
    return exact + CLOSE * sum(row.count(f" {word} ") for word in term.close)


def _saturated(mentions: float, long: float) -> float:
    return mentions * (K1 + 1) / (mentions + K1 * long)

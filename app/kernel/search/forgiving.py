"""What words that are mistyped may have meant: words that stand in documents of the scopes asked for, and no others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.queries import Query, Term
from app.kernel.search.tables import SearchGram, SearchTerm
from app.kernel.search.terms import grams, is_forgiven

#: From so many letters on two may be wrong.
TWO_WRONG = 8
#: How many words that share trigrams are looked at, and how many of the closest are taken.
LOOKED_AT, TAKEN = 60, 3
#: A word that does stand somewhere is taken for another one only if that is so many times as frequent.
TIMES = 4


@dataclass(frozen=True)
class Widened:
    """The query with close words beside those that were typed. `close` has them by what was typed, the best first."""

    query: Query
    close: Mapping[str, tuple[str, ...]]


async def widen(db: AsyncSession, query: Query, *, within: Collection[str]) -> Widened | None:
    """None if no word of the query has any close to it. Phrases and beginnings are meant as they are."""
    close = {term: await _close_to(db, term, within) for term in query.terms if _may_be_mistyped(term)}
    found = {term: words for term, words in close.items() if words}
    if not found:
        return None
    terms = tuple(replace(term, close=tuple(dict.fromkeys(found.get(term, {}).values()))) for term in query.terms)
    return Widened(replace(query, terms=terms), {term.typed: tuple(words) for term, words in found.items()})


def _may_be_mistyped(term: Term) -> bool:
    return not term.open and is_forgiven(term.typed)


async def _close_to(db: AsyncSession, term: Term, within: Collection[str]) -> dict[str, str]:
    """Words with their stems, the closest first, and among those the most frequent; all are equally close."""
    typed, known = term.typed, await documents_with(db, term.words, within)
    wrong = 2 if len(typed) >= TWO_WRONG and not known else 1
    found = [
        (distance, -documents, word, stem)
        for word, stem, documents in await _alike(db, typed, wrong, within)
        if stem not in term.words and documents > TIMES * known and (distance := apart(typed, word)) <= wrong
    ]
    nearest = min(found, default=(0,))[0]
    return {word: stem for distance, _documents, word, stem in sorted(found)[:TAKEN] if distance == nearest}


async def documents_with(db: AsyncSession, stems: Sequence[str], within: Collection[str]) -> int:
    """About how many documents have the rarest of these words: each spelling is counted."""
    counted = select(SearchTerm.stem, func.sum(SearchTerm.documents)).where(
        col(SearchTerm.stem).in_(stems), col(SearchTerm.scope).in_(within)
    )
    by_stem = dict((await db.exec(counted.group_by(SearchTerm.stem))).all())
    return min((by_stem.get(stem, 0) for stem in stems), default=0)


async def _alike(db: AsyncSession, typed: str, wrong: int, within: Collection[str]) -> Sequence[tuple[str, str, int]]:
    """Words of these scopes that share trigrams or have two letters the other way round, with their stems and in how
    many documents they are."""
    parts, length = grams(typed), func.length(SearchGram.word)
    shared = (
        select(SearchGram.word, func.count().label("shared"))
        .where(col(SearchGram.gram).in_(parts), length.between(len(typed) - wrong, len(typed) + wrong))
        .group_by(SearchGram.word)
        .having(func.count() >= max(1, len(parts) - 3 * wrong))
        .subquery()
    )
    documents = func.sum(SearchTerm.documents)
    alike = (
        select(SearchTerm.word, SearchTerm.stem, documents)
        .join(shared, shared.c.word == SearchTerm.word, isouter=True)
        .where(
            or_(col(SearchTerm.word).in_(select(shared.c.word)), col(SearchTerm.word).in_(_swapped(typed))),
            col(SearchTerm.scope).in_(within),
        )
        .group_by(SearchTerm.word, SearchTerm.stem, shared.c.shared)
        .order_by(func.coalesce(shared.c.shared, 99).desc(), documents.desc(), SearchTerm.word)
    )
    return (await db.exec(alike.limit(LOOKED_AT))).all()


def _swapped(word: str) -> list[str]:
    """Two letters the other way round leave no trigram of a short word as it was."""
    pairs = range(len(word) - 1)
    return [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in pairs if word[at] != word[at + 1]]


def apart(one: str, other: str) -> int:
    """How many letters have to be put in, left out, changed or swapped with the next: the distance of Damerau and
    Levenshtein in its restricted form ("optimal string alignment")."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, sign in enumerate(other, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]

"""What a word that is nowhere may have meant."""

from collections.abc import Collection
from difflib import SequenceMatcher

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.finding import find
from app.kernel.search.queries import MOST_TERMS, Query, parse
from app.kernel.search.tables import SearchWord

ALIKE = 0.75
LENGTHS_APART = 2


async def suggest(db: AsyncSession, query: Query, *, within: Collection[str]) -> str:
    """The query with its unknown words replaced by known ones; empty when that finds nothing `within` either, or when
    there are more words than a query may have."""
    if len(query.plain) > MOST_TERMS:
        return ""
    words = [await _known(db, word) for word in query.plain]
    meant = " ".join(words)
    if tuple(words) == query.plain:
        return ""
    found = await find(db, parse(meant), within=within, size=1)
    return meant if found.total else ""


async def _known(db: AsyncSession, word: str) -> str:
    if len(word) <= LENGTHS_APART:
        return word
    length = func.length(SearchWord.word)
    candidates = await db.exec(
        select(SearchWord).where(
            col(SearchWord.word).startswith(word[0], autoescape=True),
            length.between(len(word) - LENGTHS_APART, len(word) + LENGTHS_APART),
            col(SearchWord.documents) > 0,
        )
    )
    matcher = SequenceMatcher(None, b=word)
    alike = [(_likeness(matcher, row.word), row.documents, row.word) for row in candidates]
    likeness, _documents, best = max(alike, default=(0.0, 0, word))
    return best if likeness >= ALIKE else word


def _likeness(matcher: SequenceMatcher[str], other: str) -> float:
    """0 where an upper bound, which is much quicker, says that it is not enough."""
    matcher.set_seq1(other)
    hopeless = matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE
    return 0.0 if hopeless else matcher.ratio()

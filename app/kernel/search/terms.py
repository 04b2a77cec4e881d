"""In how many documents of which scope each word stands; and the trigrams of those that stand anywhere.

All changes go through in the order of the words, so that two who publish at once do not wait for each other in a
circle.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import delete, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.tables import SearchGram, SearchTerm

#: Words that are shorter are taken as they are typed.
SHORTEST_FORGIVEN = 4
#: Stands in every document.
ANY = ""
#: So many values at most in one statement.
BATCH = 500

#: Words as they are written, with what is left of them without their endings.
Words = Mapping[str, str]

_COUNT = text(
    "INSERT INTO search_term (word, scope, stem, documents) VALUES (:word, :scope, :stem, :by)"
    " ON CONFLICT (word, scope) DO UPDATE SET documents = search_term.documents + excluded.documents"
)
_KEEP_GRAM = text("INSERT INTO search_gram (gram, word) VALUES (:gram, :word) ON CONFLICT (gram, word) DO NOTHING")


def grams(word: str) -> list[str]:
    """Each three signs in a row of a word with its edges; the same three once."""
    edged = f"^{word}$"
    return sorted({edged[at : at + 3] for at in range(len(edged) - 2)})


def is_forgiven(word: str) -> bool:
    """Whether it is long enough to tell what it should have been."""
    return len(word) >= SHORTEST_FORGIVEN and word.isalpha()


async def count_words(db: AsyncSession, scope: str, before: Words, after: Words) -> None:
    """A document of the scope has other words than before."""
    gone = [word for word in before if word not in after]
    by = {word: 1 for word in after if word not in before} | dict.fromkeys(gone, -1)
    await _add(db, scope, {**before, **after}, by)
    await _forget(db, scope, gone)


async def set_counts(db: AsyncSession, scope: str, words: Words, documents: Mapping[str, int]) -> None:
    """Counts the scope anew, whatever was counted before."""
    known = (await db.exec(select(SearchTerm.word).where(SearchTerm.scope == scope))).all()
    await (await db.connection()).execute(delete(SearchTerm).where(col(SearchTerm.scope) == scope))
    await _add(db, scope, words, documents)
    await _forget(db, scope, [word for word in known if word not in documents])


async def _add(db: AsyncSession, scope: str, words: Words, by: Mapping[str, int]) -> None:
    rows = [{"word": word, "scope": scope, "stem": words[word], "by": by[word]} for word in sorted(by)]
    if rows:
        await (await db.connection()).execute(_COUNT, rows)
    await _keep_grams(db, sorted(word for word in by if by[word] > 0 and is_forgiven(word)))


async def _keep_grams(db: AsyncSession, words: Sequence[str]) -> None:
    for some in _batches(words):
        known = set(await db.exec(select(SearchGram.word).where(col(SearchGram.word).in_(some)).distinct()))
        rows = [{"gram": gram, "word": word} for word in some if word not in known for gram in grams(word)]
        if rows:
            await (await db.connection()).execute(_KEEP_GRAM, rows)


async def _forget(db: AsyncSession, scope: str, gone: Collection[str]) -> None:
    """What stands in no document of the scope any more, and the trigrams of what stands in none at all."""
    for some in _batches(sorted(gone)):
        of_scope = (col(SearchTerm.scope) == scope, col(SearchTerm.word).in_(some), col(SearchTerm.documents) < 1)
        await (await db.connection()).execute(delete(SearchTerm).where(*of_scope))
        elsewhere = set(await db.exec(select(SearchTerm.word).where(col(SearchTerm.word).in_(some))))
        nowhere = [word for word in some if word not in elsewhere]
        await (await db.connection()).execute(delete(SearchGram).where(col(SearchGram.word).in_(nowhere)))


def _batches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    return (words[at : at + BATCH] for at in range(0, len(words), BATCH))

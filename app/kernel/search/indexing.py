"""Putting documents into the index and taking them out, within the transaction that changes what they are of."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import cast, delete, insert, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.schema import INDEX, key_of
from app.kernel.search.tables import SearchDocument, SearchTag, SearchWord
from app.kernel.search.tokens import Token, tokens

#: Stands between passages, so that no phrase is found across them. The tokeniser never makes it.
BREAK = "¶"
#: How much of a document's words is searched; PostgreSQL's tsvector ends at one megabyte.
INDEXED_BYTES = 200_000
#: How often a word is counted for ranking.
MOST_POSITIONS = 60
SHORTEST_SUGGESTED = 4

_COUNT = text(
    "INSERT INTO search_word (word, documents) VALUES (:word, :by)"
    " ON CONFLICT (word) DO UPDATE SET documents = search_word.documents + excluded.documents"
)
_FORGET = text("DELETE FROM search_word WHERE word = :word AND documents < 1")


@dataclass(frozen=True)
class Passage:
    """A paragraph or the like. `anchor` and `heading` are those of the heading above it."""

    text: str
    anchor: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Document:
    """`kind` and `key` name it, `scope` groups it with others; `aside` are further words that it is found by. `facts`
    are plain values for whoever shows the hit."""

    kind: str
    key: str
    scope: str
    title: str
    passages: tuple[Passage, ...]
    tags: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


async def put(db: AsyncSession, document: Document) -> None:
    """Adds it, or replaces the one with the same kind and key."""
    words_before = await _take_out(db, document.kind, document.key)
    row = SearchDocument(
        kind=document.kind,
        key=document.key,
        scope=document.scope,
        title=document.title,
        passages=json.dumps([asdict(passage) for passage in document.passages]),
        facts=json.dumps(document.facts),
    )
    db.add(row)
    await db.flush()
    assert row.id is not None
    db.add_all(SearchTag(document_id=row.id, tag=tag) for tag in sorted(set(document.tags)))
    await db.flush()
    await _index(db, row.id, document)
    await _count_words(db, words_before, _words_to_suggest(row))


async def remove(db: AsyncSession, kind: str, key: str) -> None:
    """Nothing happens if it is not there."""
    await _count_words(db, await _take_out(db, kind, key), set())


async def clear(db: AsyncSession) -> None:
    """Takes everything out, to index anew."""
    for table in (INDEX, SearchTag, SearchDocument, SearchWord):
        await (await db.connection()).execute(delete(table))


async def _take_out(db: AsyncSession, kind: str, key: str) -> set[str]:
    """Returns the words that it was suggested for."""
    found = await db.exec(select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.key == key))
    row = found.first()
    if row is None:
        return set()
    await (await db.connection()).execute(delete(INDEX).where(key_of(is_sqlite(db)) == row.id))
    await db.exec(delete(SearchTag).where(col(SearchTag.document_id) == row.id))
    await db.delete(row)
    await db.flush()
    return _words_to_suggest(row)


async def _index(db: AsyncSession, document_id: int, document: Document) -> None:
    headings = (heading for heading, _passages in groupby(passage.heading for passage in document.passages))
    title = _words([document.title])
    aside = _words([*document.tags, *document.aside, *headings])
    body = _words(passage.text for passage in document.passages)
    columns = {"title": " ".join(title), "aside": " ".join(aside), "body": " ".join(body)}
    if is_sqlite(db):
        row = insert(INDEX).values(rowid=document_id, **columns)
    else:
        words = cast(_tsvector(title, aside, body), TSVECTOR)
        row = insert(INDEX).values(document_id=document_id, words=words, **columns)
    await (await db.connection()).execute(row)


def _words(texts: Iterable[str]) -> list[str]:
    """The words of these texts with a break after each."""
    return [token.word if token else BREAK for token in _tokens(texts)]


def _tokens(texts: Iterable[str]) -> Iterator[Token | None]:
    """As many as are indexed; None after each text."""
    room = INDEXED_BYTES
    for text_ in texts:
        for token in tokens(text_):
            room -= len(token.word.encode()) + 1
            if room < 0:
                return
            yield token
        yield None


def _tsvector(title: list[str], aside: list[str], body: list[str]) -> str:
    """PostgreSQL's text form of a tsvector: `'word':1A,7D …`."""
    positions: dict[str, list[str]] = {}
    position = 0
    for weight, column in (("A", title), ("B", aside), ("D", body)):
        for word in column:
            position += 1
            if word != BREAK and len(given := positions.setdefault(word, [])) < MOST_POSITIONS:
                given.append(f"{min(position, 16_383)}{weight}")
    return " ".join(f"{quoted(word)}:{','.join(given)}" for word, given in positions.items())


def quoted(word: str) -> str:
    """A word as tsvector and tsquery take it."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _words_to_suggest(row: SearchDocument) -> set[str]:
    texts = [row.title, *(passage["text"] for passage in json.loads(row.passages))]
    found = {token.plain for token in _tokens(texts) if token}
    return {word for word in found if len(word) >= SHORTEST_SUGGESTED and word.isalpha()}


async def _count_words(db: AsyncSession, before: set[str], after: set[str]) -> None:
    """In one order for everybody, so that two who publish at once do not wait for each other in a circle. What is in no
    document any more is forgotten."""
    changed = sorted([(word, 1) for word in after - before] + [(word, -1) for word in before - after])
    connection = await db.connection()
    if changed:
        await connection.execute(_COUNT, [{"word": word, "by": by} for word, by in changed])
    if gone := sorted(before - after):
        await connection.execute(_FORGET, [{"word": word} for word in gone])


def is_sqlite(db: AsyncSession) -> bool:
    return db.get_bind().dialect.name == "sqlite"

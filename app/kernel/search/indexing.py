"""Putting documents into the index and taking them out, within the transaction that changes what they are of."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import cast, delete, insert, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.labels import Labels, rows_of
from app.kernel.search.schema import INDEX, key_of
from app.kernel.search.tables import SearchDocument, SearchGram, SearchLabel, SearchTerm
from app.kernel.search.terms import ANY, Words, count_words, set_counts
from app.kernel.search.tokens import Token, tokens

#: Stands between passages, so that no phrase is found across them. The tokeniser never makes it.
BREAK = "¶"
#: How much of a document's words is searched; PostgreSQL's tsvector ends at one megabyte.
INDEXED_BYTES = 200_000
#: How often a word is counted for ranking.
MOST_POSITIONS = 60
#: So many documents are read at once when all are.
AT_ONCE = 50


@dataclass(frozen=True)
class Passage:
    """A paragraph or the like. `anchor` is where it stands, or the heading above it; `heading` is what that says."""

    text: str
    anchor: str = ""
    heading: str = ""


@dataclass(frozen=True)
class Document:
    """`kind` and `key` name it, `scope` groups it with others. Each of its `labels` is a filter and a word that it is
    found by; those named in `by_words` can be asked for by each of their words. `facts` are plain values for whoever
    shows the hit."""

    kind: str
    key: str
    scope: str
    title: str
    passages: tuple[Passage, ...]
    labels: Labels = field(default_factory=dict)
    by_words: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


async def put(db: AsyncSession, document: Document, *, in_place: bool = False) -> None:
    """Adds it, or replaces the one with the same kind and key. It is the newest then, unless it stays `in_place`."""
    place, scope, words = await _take_out(db, document.kind, document.key)
    row = _row(document)
    row.id = place if in_place else None
    db.add(row)
    await db.flush()
    assert row.id is not None
    labels = _label_rows(row.id, document)
    db.add_all(labels)
    await db.flush()
    await _index(db, row.id, document)
    if scope not in ("", document.scope):
        await count_words(db, scope, words, {})
        words = {}
    await count_words(db, document.scope, words, _words_of(row, labels))


async def remove(db: AsyncSession, kind: str, key: str) -> None:
    """Nothing happens if it is not there."""
    _place, scope, words = await _take_out(db, kind, key)
    await count_words(db, scope, words, {})


async def clear(db: AsyncSession) -> None:
    """Takes everything out."""
    for table in (INDEX, SearchLabel, SearchDocument, SearchTerm, SearchGram):
        await (await db.connection()).execute(delete(table))


async def forget_what_was(db: AsyncSession) -> None:
    """FTS5 keeps words of what was taken out until it merges its segments; then they are gone from the file as well."""
    if is_sqlite(db):
        await (await db.connection()).execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))


async def passages_of(db: AsyncSession, kind: str, key: str) -> tuple[Passage, ...] | None:
    """Those of a document as it was put; None if it is not there."""
    found = await db.exec(select(SearchDocument.passages).where(SearchDocument.kind == kind, SearchDocument.key == key))
    stored = found.first()
    return None if stored is None else tuple(Passage(**passage) for passage in json.loads(stored))


async def keys_of(db: AsyncSession, kind: str, scope: str) -> Sequence[str]:
    """The keys of all documents of a kind in a scope."""
    keys = select(SearchDocument.key).where(SearchDocument.kind == kind, SearchDocument.scope == scope)
    return (await db.exec(keys)).all()


async def recount(db: AsyncSession, scope: str) -> None:
    """Counts the words of a scope anew: what was counted one by one may have gone astray."""
    words: dict[str, str] = {}
    documents: Counter[str] = Counter()
    last = 0
    while rows := await _some_of(db, scope, last):
        for row in rows:
            labels = await db.exec(select(SearchLabel).where(SearchLabel.document_id == row.id))
            found = _words_of(row, labels.all())
            words |= found
            documents.update(found.keys())
            db.expunge(row)
        last = rows[-1].id or 0
    await set_counts(db, scope, words, documents)


async def _some_of(db: AsyncSession, scope: str, after: int) -> Sequence[SearchDocument]:
    rows = select(SearchDocument).where(SearchDocument.scope == scope, col(SearchDocument.id) > after)
    return (await db.exec(rows.order_by(col(SearchDocument.id)).limit(AT_ONCE))).all()


def _row(document: Document) -> SearchDocument:
    return SearchDocument(
        kind=document.kind,
        key=document.key,
        scope=document.scope,
        title=document.title,
        passages=json.dumps([asdict(passage) for passage in document.passages]),
        facts=json.dumps(document.facts),
    )


def _label_rows(document_id: int, document: Document) -> list[SearchLabel]:
    rows = rows_of(document.labels, document.by_words)
    return [
        SearchLabel(document_id=document_id, name=name, value=value, shown=shown)
        for (name, value), shown in sorted(rows.items())
    ]


async def _take_out(db: AsyncSession, kind: str, key: str) -> tuple[int | None, str, Words]:
    """Returns the id that it had and its scope, or nothing, and the words that were counted for it."""
    found = await db.exec(select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.key == key))
    row = found.first()
    if row is None:
        return None, "", {}
    labels = (await db.exec(select(SearchLabel).where(SearchLabel.document_id == row.id))).all()
    words = _words_of(row, labels)
    connection = await db.connection()
    await connection.execute(delete(INDEX).where(key_of(is_sqlite(db)) == row.id))
    await connection.execute(delete(SearchLabel).where(col(SearchLabel.document_id) == row.id))
    for label in labels:
        db.expunge(label)
    await db.delete(row)
    await db.flush()
    return row.id, row.scope, words


async def _index(db: AsyncSession, document_id: int, document: Document) -> None:
    headings = (heading for heading, _passages in groupby(passage.heading for passage in document.passages))
    title = _words([document.title])
    aside = _words([*(label for given in document.labels.values() for label in given), *headings])
    body = _words(passage.text for passage in document.passages)
    columns = {"title": " ".join(title), "aside": " ".join(aside), "body": " ".join(body)}
    if is_sqlite(db):
        row = insert(INDEX).values(rowid=document_id, **columns)
    else:
        words = cast(tsvector_of(title, aside, body), TSVECTOR)
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


def tsvector_of(title: list[str], aside: list[str], body: list[str]) -> str:
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


def _words_of(row: SearchDocument, labels: Iterable[SearchLabel]) -> Words:
    passages = json.loads(row.passages)
    headings = (heading for heading, _passages in groupby(passage["heading"] for passage in passages))
    texts = [row.title, *(label.shown for label in labels), *headings, *(passage["text"] for passage in passages)]
    return {ANY: ANY} | {token.plain: token.word for token in _tokens(texts) if token}


def is_sqlite(db: AsyncSession) -> bool:
    return db.get_bind().dialect.name == "sqlite"

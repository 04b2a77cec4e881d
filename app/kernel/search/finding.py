"""Asking the index: a page of hits in order of merit, and how many there are by scope and by tag.

Text that people typed reaches the databases as bound values only; within those, words are quoted for FTS5 and tsquery.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import ARRAY, REAL, ColumnElement, Select, cast, exists, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY, array
from sqlalchemy.orm import aliased
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.indexing import Passage, is_sqlite, quoted
from app.kernel.search.queries import Query, Term
from app.kernel.search.schema import INDEX, key_of
from app.kernel.search.tables import SearchDocument, SearchTag

PAGE_SIZE = 10
MOST_TAGS = 24
#: What a word says about a document: in its title, among its tags and headings, in its text.
WEIGHTS = (8.0, 3.0, 1.0)
#: ts_rank's normalisation by 1 + the logarithm of the length.
DIVIDED_BY_LENGTH = 1

DOCUMENT: Any = SearchDocument
TAG: Any = SearchTag


@dataclass(frozen=True)
class Hit:
    kind: str
    key: str
    scope: str
    title: str
    passages: tuple[Passage, ...]
    tags: tuple[str, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    value: str
    hits: int


@dataclass(frozen=True)
class Found:
    """`scopes` are counted as if no scope had been chosen, `tags` within what was chosen, most hits first."""

    hits: tuple[Hit, ...]
    total: int
    page: int
    pages: int
    scopes: tuple[Count, ...]
    tags: tuple[Count, ...]


async def find(
    db: AsyncSession,
    query: Query,
    *,
    within: Collection[str],
    scopes: Collection[str] = (),
    tags: Collection[str] = (),
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Found:
    """Documents that hold every term, of the chosen scopes (any of them) and tags (all of them); nothing outside of
    `within` is found or counted. Without terms: everything, newest first. A page too far is the last one."""
    if not within:
        return Found((), 0, 1, 1, (), ())
    scopes, tags = _storable(scopes), _storable(tags)
    asked = _Asked(is_sqlite(db), query.terms, within, tags)
    in_scopes = await _counts(db, asked.by_scope())
    asked.choose(scopes)
    total = sum(count.hits for count in in_scopes if not scopes or count.value in scopes)
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    ids = (await (await db.connection()).execute(asked.ranked(page, size))).scalars().all()
    return Found(await _hits(db, ids), total, page, pages, in_scopes, await _counts(db, asked.by_tag()))


def _storable(values: Collection[str]) -> list[str]:
    """PostgreSQL cannot even be asked for a NUL."""
    return [value.replace("\0", "\N{REPLACEMENT CHARACTER}") for value in values]


class _Asked:
    """One question in SQL."""

    def __init__(self, sqlite: bool, terms: Sequence[Term], within: Collection[str], tags: Collection[str]) -> None:
        self.sqlite = sqlite
        self.terms = terms
        self.conditions = [*self._match(), DOCUMENT.scope.in_(within), *map(_tagged, tags)]

    def choose(self, scopes: Collection[str]) -> None:
        if scopes:
            self.conditions.append(DOCUMENT.scope.in_(scopes))

    def ranked(self, page: int, size: int) -> Select[Any]:
        ranked = self._from(select(DOCUMENT.id)).order_by(*self._order(), DOCUMENT.id.desc())
        return ranked.limit(size).offset((page - 1) * size)

    def by_scope(self) -> Select[Any]:
        return self._from(select(DOCUMENT.scope, func.count())).group_by(DOCUMENT.scope).order_by(DOCUMENT.scope)

    def by_tag(self) -> Select[Any]:
        counted = self._from(select(TAG.tag, func.count())).join(SearchTag, TAG.document_id == DOCUMENT.id)
        return counted.group_by(TAG.tag).order_by(func.count().desc(), TAG.tag).limit(MOST_TAGS)

    def _from(self, wanted: Select[Any]) -> Select[Any]:
        wanted = wanted.select_from(SearchDocument).where(*self.conditions)
        return wanted.join(INDEX, key_of(self.sqlite) == DOCUMENT.id) if self.terms else wanted

    def _order(self) -> Sequence[ColumnElement[Any]]:
        if not self.terms:
            return ()
        return (_merit_fts5(),) if self.sqlite else (_merit_tsvector(self.terms).desc(),)

    def _match(self) -> Sequence[ColumnElement[Any]]:
        if not self.terms:
            return ()
        if self.sqlite:
            return (literal_column(INDEX.name).op("MATCH")(" AND ".join(map(_fts5, self.terms))),)
        words = INDEX.c.words.op("@@")(_tsquery(*self.terms))
        return (words, *(_phrase(term) for term in self.terms if len(term.words) > 1))


def _fts5(term: Term) -> str:
    words = " ".join(term.words).replace('"', '""')
    return f'"{words}" *' if term.open else f'"{words}"'


def _tsquery(*terms: Term) -> ColumnElement[Any]:
    return cast(" & ".join(map(_lexemes, terms)), TSQUERY)


def _lexemes(term: Term) -> str:
    *before, last = map(quoted, term.words)
    return " & ".join([*before, f"{last}:*" if term.open else last])


def _phrase(term: Term) -> ColumnElement[Any]:
    """tsvector forgets positions in long texts, so phrases are looked up in the words themselves."""
    row = f" {' '.join(term.words)}" + ("" if term.open else " ")
    columns = (INDEX.c.title, INDEX.c.aside, INDEX.c.body)
    return or_(*(func.strpos(" " + column + " ", row) > 0 for column in columns))


def _merit_fts5() -> ColumnElement[Any]:
    """Less is better."""
    return func.bm25(literal_column(INDEX.name), *WEIGHTS)


def _merit_tsvector(terms: Sequence[Term]) -> ColumnElement[Any]:
    """PostgreSQL's rank does not know how rare a word is, so each term counts the more the fewer documents have it."""
    if len(terms) == 1:
        return _rank(terms[0])
    return reduce(add, (_rank(term) * _rarity(term) for term in terms))


def _rank(term: Term) -> ColumnElement[Any]:
    title, aside, body = (weight / WEIGHTS[0] for weight in WEIGHTS)
    weights = cast(array([body, body, aside, title]), ARRAY(REAL))
    return func.ts_rank(weights, INDEX.c.words, _tsquery(term), DIVIDED_BY_LENGTH)


def _rarity(term: Term) -> ColumnElement[Any]:
    others = INDEX.alias()
    having = select(func.count()).select_from(others).where(others.c.words.op("@@")(_tsquery(term)))
    everything = select(func.count()).select_from(INDEX.alias())
    return func.ln(1 + everything.scalar_subquery() / (1.0 + having.scalar_subquery()))


def _tagged(tag: str) -> ColumnElement[Any]:
    also: Any = aliased(SearchTag)
    return exists().where(also.document_id == DOCUMENT.id, also.tag == tag)


async def _counts(db: AsyncSession, counted: Select[Any]) -> tuple[Count, ...]:
    rows = await (await db.connection()).execute(counted)
    return tuple(Count(value, hits) for value, hits in rows)


async def _hits(db: AsyncSession, ids: Sequence[int]) -> tuple[Hit, ...]:
    rows = await db.exec(select_rows(SearchDocument).where(DOCUMENT.id.in_(ids)))
    tags = (await db.exec(select_rows(SearchTag).where(TAG.document_id.in_(ids)).order_by(TAG.tag))).all()
    by_id = {row.id: _hit(row, [tag.tag for tag in tags if tag.document_id == row.id]) for row in rows}
    return tuple(by_id[id_] for id_ in ids)


def _hit(row: SearchDocument, tags: Sequence[str]) -> Hit:
    passages = tuple(Passage(**passage) for passage in json.loads(row.passages))
    return Hit(row.kind, row.key, row.scope, row.title, passages, tuple(tags), json.loads(row.facts))

"""Asking the index: a page of hits in order of merit, and how many there are by scope and by label.

The databases say what is found and which of it is likely to be best; `ranking` then puts those in order, so that both
show the same first. Text that people typed reaches the databases as bound values only; within those, words are quoted
for FTS5 and tsquery.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, REAL, ColumnElement, Select, cast, exists, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY, array
from sqlalchemy.orm import aliased
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.search.forgiving import documents_with
from app.kernel.search.indexing import Passage, is_sqlite, quoted
from app.kernel.search.labels import value_of
from app.kernel.search.queries import Query, Term
from app.kernel.search.ranking import WEIGHTS, merit, rarity
from app.kernel.search.schema import INDEX, key_of
from app.kernel.search.tables import SearchDocument, SearchLabel
from app.kernel.search.terms import ANY

PAGE_SIZE = 10
MOST_LABELS = 24
#: So many of what a database thinks best are put in order here. Pages beyond keep the database's own.
CANDIDATES = 200
#: So much of a text is looked at for that.
READ = 20_000
#: ts_rank's normalisation by 1 + the logarithm of the length.
DIVIDED_BY_LENGTH = 1

DOCUMENT: Any = SearchDocument
LABEL: Any = SearchLabel


@dataclass(frozen=True)
class Hit:
    """`labels` are as they are written, by their kind."""

    kind: str
    key: str
    scope: str
    title: str
    passages: tuple[Passage, ...]
    labels: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    value: str
    hits: int


@dataclass(frozen=True)
class Found:
    """`scopes` are counted as if no scope had been chosen; `labels` by their kind within what was chosen, most hits
    first."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    scopes: tuple[Count, ...] = ()
    labels: Mapping[str, tuple[Count, ...]] = field(default_factory=dict)


async def find(
    db: AsyncSession,
    query: Query,
    *,
    within: Collection[str],
    scopes: Collection[str] | None = None,
    labels: Mapping[str, Collection[str]] | None = None,
    facets: Collection[str] = (),
    page: int = 1,
    size: int = PAGE_SIZE,
) -> Found:
    """Documents that hold every term, of the chosen scopes (any of them; None: all) and labels (all of them); nothing
    outside of `within` is found or counted. Without terms: everything, newest first. A page too far is the last one.
    Labels of the kinds in `facets` are counted."""
    if not within:
        return Found()
    asked = _Asked(is_sqlite(db), query.terms, within, labels or {})
    in_scopes = await _counts(db, asked.by_scope())
    asked.choose(scopes)
    total = sum(count.hits for count in in_scopes if scopes is None or count.value in scopes)
    if not total:
        return Found(scopes=in_scopes)
    pages = -(-total // size)
    page = min(max(page, 1), pages)
    hits = await _hits(db, await _best(db, asked, within, (page - 1) * size, size))
    return Found(
        hits, total, page, pages, in_scopes, {kind: await _counts(db, asked.by_label(kind)) for kind in facets}
    )


async def _best(db: AsyncSession, asked: "_Asked", within: Collection[str], start: int, size: int) -> list[int]:
    """The ids of a page, the best first."""
    connection = await db.connection()
    if not asked.terms or start + size > CANDIDATES:
        return list((await connection.execute(asked.likely(start, size))).scalars())
    ids = (await connection.execute(asked.likely(0, CANDIDATES))).scalars().all()
    terms = await _weighted(db, asked.terms, within)
    texts = await connection.execute(asked.texts(ids))
    merits = {id_: merit(fields, terms) for id_, *fields in texts}
    return sorted(ids, key=lambda id_: (-merits[id_], -id_))[start : start + size]


async def _weighted(db: AsyncSession, terms: Sequence[Term], within: Collection[str]) -> list[tuple[Term, float]]:
    """With one term it does not matter how rare it is; a beginning or a close word is taken as a common word."""
    if len(terms) == 1:
        return [(terms[0], 1.0)]
    everything = await documents_with(db, [ANY], within)
    usual = rarity(everything // 10, everything)
    return [
        (term, usual if term.open else rarity(await documents_with(db, term.words, within), everything))
        for term in terms
    ]


class _Asked:
    """One question in SQL."""

    def __init__(
        self, sqlite: bool, terms: Sequence[Term], within: Collection[str], labels: Mapping[str, Collection[str]]
    ) -> None:
        self.sqlite = sqlite
        self.terms = terms
        filed = [_filed(name, label) for name, values in labels.items() for label in values]
        self.conditions = [*self._match(), DOCUMENT.scope.in_(within), *filed]

    def choose(self, scopes: Collection[str] | None) -> None:
        if scopes is not None:
            self.conditions.append(DOCUMENT.scope.in_(scopes))

    def likely(self, start: int, size: int) -> Select[Any]:
        """Ids by the merit that the database sees."""
        ranked = self._from(select(DOCUMENT.id)).order_by(*self._order(), DOCUMENT.id.desc())
        return ranked.limit(size).offset(start)

    def texts(self, ids: Collection[int]) -> Select[Any]:
        key = key_of(self.sqlite)
        columns = (func.substr(column, 1, READ) for column in (INDEX.c.title, INDEX.c.aside, INDEX.c.body))
        return select(key, *columns).where(key.in_(ids))

    def by_scope(self) -> Select[Any]:
        return self._from(select(DOCUMENT.scope, func.count())).group_by(DOCUMENT.scope).order_by(DOCUMENT.scope)

    def by_label(self, kind: str) -> Select[Any]:
        shown = func.min(LABEL.shown)
        counted = self._from(select(shown, func.count())).join(SearchLabel, LABEL.document_id == DOCUMENT.id)
        counted = counted.where(LABEL.name == kind, LABEL.shown != "").group_by(LABEL.value)
        return counted.order_by(func.count().desc(), LABEL.value).limit(MOST_LABELS)

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
    exact = _in_quotes(" ".join(term.words)) + (" *" if term.open else "")
    return " OR ".join([f"({exact}", *map(_in_quotes, term.close)]) + ")" if term.close else exact


def _in_quotes(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _tsquery(*terms: Term) -> ColumnElement[Any]:
    return cast(" & ".join(map(_lexemes, terms)), TSQUERY)


def _lexemes(term: Term) -> str:
    *before, last = map(quoted, term.words)
    exact = " & ".join([*before, f"{last}:*" if term.open else last])
    return " | ".join([f"({exact}", *map(quoted, term.close)]) + ")" if term.close else exact


def _phrase(term: Term) -> ColumnElement[Any]:
    """tsvector forgets positions in long texts, so phrases are looked up in the words themselves."""
    row = f" {' '.join(term.words)}" + ("" if term.open else " ")
    columns = (INDEX.c.title, INDEX.c.aside, INDEX.c.body)
    return or_(*(func.strpos(" " + column + " ", row) > 0 for column in columns))


def _merit_fts5() -> ColumnElement[Any]:
    """Less is better."""
    return func.bm25(literal_column(INDEX.name), *WEIGHTS)


def _merit_tsvector(terms: Sequence[Term]) -> ColumnElement[Any]:
    title, aside, body = (weight / WEIGHTS[0] for weight in WEIGHTS)
    weights = cast(array([body, body, aside, title]), ARRAY(REAL))
    return func.ts_rank(weights, INDEX.c.words, _tsquery(*terms), DIVIDED_BY_LENGTH)


def _filed(name: str, label: str) -> ColumnElement[Any]:
    also: Any = aliased(SearchLabel)
    return exists().where(also.document_id == DOCUMENT.id, also.name == name, also.value == value_of(label))


async def _counts(db: AsyncSession, counted: Select[Any]) -> tuple[Count, ...]:
    rows = await (await db.connection()).execute(counted)
    return tuple(Count(value, hits) for value, hits in rows)


async def _hits(db: AsyncSession, ids: Sequence[int]) -> tuple[Hit, ...]:
    rows = await db.exec(select_rows(SearchDocument).where(DOCUMENT.id.in_(ids)))
    filed = select_rows(SearchLabel).where(LABEL.document_id.in_(ids), LABEL.shown != "")
    labels = (await db.exec(filed.order_by(LABEL.name, LABEL.value))).all()
    by_id = {row.id: _hit(row, [label for label in labels if label.document_id == row.id]) for row in rows}
    return tuple(by_id[id_] for id_ in ids)


def _hit(row: SearchDocument, labels: Sequence[SearchLabel]) -> Hit:
    passages = tuple(Passage(**passage) for passage in json.loads(row.passages))
    kinds = dict.fromkeys(label.name for label in labels)
    by_kind = {kind: tuple(label.shown for label in labels if label.name == kind) for kind in kinds}
    return Hit(row.kind, row.key, row.scope, row.title, passages, by_kind, json.loads(row.facts))

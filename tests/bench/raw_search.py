"""Search in raw SQL, on each database as its manual has it: what is found by event, tag and tool, and the best ten with
a passage of theirs. The yardstick of the benchmark of search; it fills what it asks, too."""

import sqlite3
import time
from pathlib import Path
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import make_url

from app.kernel.search.indexing import quoted, tsvector_of
from app.kernel.search.queries import Query, Term
from app.writeups.filing import TAG, TOOL
from tests.bench.searched import EVENTS, SCOPES, Indexed, Writer

#: What `ts_headline` is to show, like FTS5's snippet of 48 words.
_HEADLINE = "StartSel=<, StopSel=>, MaxWords=48, MinWords=24, HighlightAll=false"


class RawSearch(Protocol):
    name: str

    async def fill(self, writer: Writer) -> str:
        """Says how much it is."""

    async def ask(self, query: Query) -> int:
        """How many are found."""

    def cpu(self) -> float:
        """Seconds that the server has worked for this connection; none where it is no process of its own."""

    async def close(self) -> None: ...


class RawSqlite:
    name = "SQLite"
    _FROM = f"""FROM search_index JOIN search_document d ON d.id = search_index.rowid
        WHERE search_index MATCH ? AND d.scope IN ({", ".join("?" * EVENTS)})"""
    _SCOPES = f"SELECT d.scope, count(*) {_FROM} GROUP BY d.scope"
    _BEST = f"""SELECT d.*, highlight(search_index, 0, '<', '>'), snippet(search_index, 2, '<', '>', '…', 48)
        {_FROM} ORDER BY bm25(search_index, 8.0, 3.0, 1.0) LIMIT 10"""
    _LABELS = f"""SELECT min(l.shown), count(*) FROM search_index JOIN search_document d ON d.id = search_index.rowid
        JOIN search_label l ON l.document_id = d.id
        WHERE search_index MATCH ? AND d.scope IN ({", ".join("?" * EVENTS)}) AND l.name = ? AND l.shown <> ''
        GROUP BY l.value ORDER BY count(*) DESC LIMIT 24"""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._connection = sqlite3.connect(file)

    async def fill(self, writer: Writer) -> str:
        many = self._connection.executemany
        for batch in writer.batches():
            many("INSERT INTO search_document VALUES (?, ?, ?, ?, ?, ?, ?)", batch.documents)
            many("INSERT INTO search_label VALUES (?, ?, ?, ?)", batch.labels)
            rows = ((each.id, *map(" ".join, (each.title, each.aside, each.body))) for each in batch.indexed)
            many("INSERT INTO search_index (rowid, title, aside, body) VALUES (?, ?, ?, ?)", rows)
        many("INSERT INTO search_term (word, scope, stem, documents) VALUES (?, ?, ?, ?)", writer.terms())
        many("INSERT INTO search_gram (gram, word) VALUES (?, ?)", writer.grams())
        self._connection.commit()
        self._connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        self._connection.execute("ANALYZE")
        self._connection.commit()
        return f"{self._file.stat().st_size / 2**20:,.0f} MB"

    async def ask(self, query: Query) -> int:
        match = " AND ".join(map(self._term, query.terms))
        ask = self._connection.execute
        scopes = ask(self._SCOPES, (match, *SCOPES)).fetchall()
        ask(self._BEST, (match, *SCOPES)).fetchall()
        for kind in (TAG, TOOL):
            ask(self._LABELS, (match, *SCOPES, kind)).fetchall()
        return sum(count for _scope, count in scopes)

    @staticmethod
    def _term(term: Term) -> str:
        return '"' + " ".join(term.words) + '"' + (" *" if term.open else "")

    def cpu(self) -> float:
        return 0.0

    async def close(self) -> None:
        self._connection.close()


class RawPostgresql:
    name = "PostgreSQL"
    _FROM = """FROM search_index i JOIN search_document d ON d.id = i.document_id"""
    _WHERE = "WHERE i.words @@ $1::text::tsquery AND d.scope = ANY($2::text[])"
    _SCOPES = f"SELECT d.scope, count(*) {_FROM} {_WHERE} GROUP BY d.scope"
    _RANK = "ts_rank('{0.125, 0.125, 0.375, 1}', i.words, $1::text::tsquery, 1)"
    _BEST = f"""SELECT d.*, ts_headline('simple', best.title, $1::text::tsquery, 'HighlightAll=true'),
            ts_headline('simple', best.body, $1::text::tsquery, '{_HEADLINE}')
        FROM (SELECT i.document_id, i.title, i.body, {_RANK}
              {_FROM} {_WHERE} ORDER BY 4 DESC LIMIT 10) best JOIN search_document d ON d.id = best.document_id"""
    _LABELS = f"""SELECT min(l.shown), count(*) {_FROM} JOIN search_label l ON l.document_id = d.id
        {_WHERE} AND l.name = $3 AND l.shown <> '' GROUP BY l.value ORDER BY count(*) DESC LIMIT 24"""

    def __init__(self, connection: "asyncpg.Connection[Any]") -> None:
        self._connection = connection

    @classmethod
    async def at(cls, address: str) -> "RawPostgresql":
        url = make_url(address).set(drivername="postgresql")
        return cls(await asyncpg.connect(url.render_as_string(hide_password=False)))

    async def fill(self, writer: Writer) -> str:
        copy = self._connection.copy_records_to_table
        for batch in writer.batches():
            await copy("search_document", records=batch.documents)
            await copy("search_label", records=batch.labels)
            await self._connection.executemany(
                "INSERT INTO search_index (document_id, words, title, aside, body)"
                " VALUES ($1, $2::text::tsvector, $3, $4, $5)",
                map(self._row, batch.indexed),
            )
        await copy("search_term", records=writer.terms(), columns=["word", "scope", "stem", "documents"])
        await copy("search_gram", records=writer.grams(), columns=["gram", "word"])
        await self._connection.execute("VACUUM ANALYZE")
        size = await self._connection.fetchval("SELECT pg_database_size(current_database())")
        return f"{size / 2**20:,.0f} MB"

    @staticmethod
    def _row(each: Indexed) -> tuple[int, str, str, str, str]:
        columns = (each.title, each.aside, each.body)
        title, aside, body = map(" ".join, columns)
        return each.id, tsvector_of(*columns), title, aside, body

    async def ask(self, query: Query) -> int:
        match = " & ".join(map(self._term, query.terms))
        scopes = await self._connection.fetch(self._SCOPES, match, SCOPES)
        await self._connection.fetch(self._BEST, match, SCOPES)
        for kind in (TAG, TOOL):
            await self._connection.fetch(self._LABELS, match, SCOPES, kind)
        return sum(count for _scope, count in scopes)

    @staticmethod
    def _term(term: Term) -> str:
        return "(" + " <-> ".join(map(quoted, term.words)) + (":*" if term.open else "") + ")"

    def cpu(self) -> float:
        return cpu_of(self._connection.get_server_pid())

    async def close(self) -> None:
        await self._connection.close()


def cpu_of(process: int) -> float:
    """Seconds that a process of this machine has run for, as its scheduler counts them."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e9


def now() -> tuple[float, float]:
    """What the clock on the wall shows, and the CPU that this process has used; both in seconds."""
    return time.perf_counter(), time.process_time()

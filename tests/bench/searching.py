"""How long a search over 100,000 notes takes, against the same MATCH, snippets and facets in raw SQL in the same run.

Both ask one SQLite file: what is found, by event, tag and tool, and the best ten with their passages. Hallway's part is
what a page does before it is rendered: reading the question, asking, ranking, choosing passages. Typing errors have no
counterpart in raw SQL; they are held against the slowest question. One question after another, each in turn to both.
"""

import asyncio
import json
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.database import Database
from app.kernel.search import Passage, excerpts, find, parse, widen
from app.kernel.search.indexing import BREAK
from app.kernel.search.terms import ANY, grams, is_forgiven
from app.kernel.search.tokens import tokens, words
from app.migrations import migrate
from app.writeups.filing import TAG, TOOL

NOTES, EVENTS = 100_000, 100
#: Words that there are, paragraphs to make notes of, and how many one has.
VOCABULARY, PARAGRAPHS, EACH = 8_000, 4_000, (3, 9)
RUNS = 5
GOAL, GATE = 1.5, 2.0
SCOPES = [f"event-{number}" for number in range(EVENTS)]
TAGS, TOOLS = [f"tag{number}" for number in range(60)], [f"Tool{number}" for number in range(200)]


@dataclass(frozen=True)
class Paragraph:
    """A passage, with its words as the index has them and as they are counted."""

    passage: Passage
    indexed: str
    counted: dict[str, str]


class Writer:
    """Makes notes up: few words are in most of them, most words in few."""

    def __init__(self, random: Random) -> None:
        self.random = random
        signs = "bcdfghklmnprstvw"
        self.vocabulary = [self._word(signs) for _ in range(VOCABULARY)]
        self.weights = [1 / (rank + 8) for rank in range(VOCABULARY)]
        self.pool = [self._paragraph(number) for number in range(PARAGRAPHS)]

    def _word(self, signs: str) -> str:
        return "".join(
            self.random.choice(signs) + self.random.choice("aeiou") for _ in range(self.random.randint(2, 4))
        )

    def sentence(self, length: int) -> str:
        return " ".join(self.random.choices(self.vocabulary, self.weights, k=length)).capitalize() + "."

    def _paragraph(self, number: int) -> Paragraph:
        text = self.sentence(self.random.randint(15, 60))
        heading = self.sentence(3) if number % 3 else ""
        counted = {token.plain: token.word for token in tokens(f"{text} {heading}")}
        return Paragraph(Passage(text, f"p-{number:08x}", heading), " ".join([*words(text), BREAK]), counted)


def fill(file: Path, writer: Writer) -> None:
    connection = sqlite3.connect(file)
    counts: dict[str, Counter[str]] = {scope: Counter() for scope in SCOPES}
    stems: dict[str, str] = {ANY: ANY}
    for first in range(1, NOTES + 1, 1_000):
        _fill_some(connection, writer, range(first, first + 1_000), counts, stems)
    terms = [(word, scope, stems[word], count) for scope, of in counts.items() for word, count in of.items()]
    connection.executemany("INSERT INTO search_term (word, scope, stem, documents) VALUES (?, ?, ?, ?)", terms)
    parts = [(gram, word) for word in stems if is_forgiven(word) for gram in grams(word)]
    connection.executemany("INSERT INTO search_gram (gram, word) VALUES (?, ?)", parts)
    connection.commit()
    connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()


def _fill_some(
    connection: sqlite3.Connection,
    writer: Writer,
    ids: range,
    counts: dict[str, Counter[str]],
    stems: dict[str, str],
) -> None:
    documents, labels, indexed = [], [], []
    for id_ in ids:
        title, scope = writer.sentence(4), writer.random.choice(SCOPES)
        paragraphs = writer.random.sample(writer.pool, writer.random.randint(*EACH))
        filed = [(TAG, tag) for tag in writer.random.sample(TAGS, 2)] + [(TOOL, writer.random.choice(TOOLS))]
        passages = json.dumps([asdict(paragraph.passage) for paragraph in paragraphs])
        facts = json.dumps({"topic_id": id_, "page": f"{id_}-x", "edition": 1})
        documents.append((id_, "edition", str(id_), scope, title, passages, facts))
        labels += [(id_, name, label.lower(), label) for name, label in filed]
        aside = [*(label for _name, label in filed), *(paragraph.passage.heading for paragraph in paragraphs)]
        body = " ".join(paragraph.indexed for paragraph in paragraphs)
        indexed.append((id_, " ".join(words(title)), " ".join(words(" ".join(aside))), body))
        for paragraph in paragraphs:
            stems.update(paragraph.counted)
        counts[scope].update({ANY, *(word for paragraph in paragraphs for word in paragraph.counted)})
    connection.executemany("INSERT INTO search_document VALUES (?, ?, ?, ?, ?, ?, ?)", documents)
    connection.executemany("INSERT INTO search_label VALUES (?, ?, ?, ?)", labels)
    connection.executemany("INSERT INTO search_index (rowid, title, aside, body) VALUES (?, ?, ?, ?)", indexed)


def questions(writer: Writer) -> list[str]:
    """Words from the most frequent to rare ones, alone and together, phrases, and beginnings."""
    ranked = writer.vocabulary
    single = [ranked[rank] for rank in (0, 3, 10, 30, 60, 100, 200, 400, 800, 1600, 3200, 6400)]
    pairs = [f"{ranked[rank]} {ranked[rank * 2 + 1]}" for rank in (0, 5, 20, 60, 150, 500, 1500, 3500)]
    texts = [paragraph.passage.text.rstrip(".").split() for paragraph in writer.pool[:8]]
    phrases = ['"' + " ".join(text[3:5]) + '"' for text in texts]
    beginnings = [f"{ranked[rank][:4]}*" for rank in (20, 300, 1000, 4000)]
    return [*single, *pairs, *phrases, *beginnings]


_FROM = (
    "FROM search_index JOIN search_document d ON d.id = search_index.rowid WHERE search_index MATCH ? AND d.scope IN"
)
_LABELS = f"""SELECT min(l.shown), count(*) FROM search_index JOIN search_document d ON d.id = search_index.rowid
    JOIN search_label l ON l.document_id = d.id
    WHERE search_index MATCH ? AND d.scope IN ({", ".join("?" * EVENTS)}) AND l.name = ? AND l.shown <> ''
    GROUP BY l.value ORDER BY count(*) DESC LIMIT 24"""
_BEST = f"""SELECT d.*, highlight(search_index, 0, '<', '>'), snippet(search_index, 2, '<', '>', '…', 48)
    {_FROM} ({", ".join("?" * EVENTS)}) ORDER BY bm25(search_index, 8.0, 3.0, 1.0) LIMIT 10"""
_SCOPES = f"SELECT d.scope, count(*) {_FROM} ({', '.join('?' * EVENTS)}) GROUP BY d.scope"


def ask_raw(connection: sqlite3.Connection, match: str) -> int:
    scopes = connection.execute(_SCOPES, (match, *SCOPES)).fetchall()
    connection.execute(_BEST, (match, *SCOPES)).fetchall()
    for kind in (TAG, TOOL):
        connection.execute(_LABELS, (match, *SCOPES, kind)).fetchall()
    return sum(count for _scope, count in scopes)


async def ask_hallway(db: AsyncSession, text: str) -> int:
    query = parse(text)
    found = await find(db, query, within=SCOPES, facets=(TAG, TOOL))
    for hit in found.hits:
        excerpts(hit.passages, query.terms, 3)
    return found.total


def match_of(text: str) -> str:
    terms = parse(text).terms
    return " AND ".join('"' + " ".join(term.words) + '"' + (" *" if term.open else "") for term in terms)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, writer = Path(folder) / "hallway.db", Writer(Random(1))
        database = Database(f"sqlite+aiosqlite:///{file}")
        await migrate(database)
        await database.close()
        fill(file, writer)
        print(f"{NOTES:,} notes of {EVENTS} events, {file.stat().st_size / 2**20:,.0f} MB")
        await measure(database, file, questions(writer))
        await database.close()


async def measure(database: Database, file: Path, asked: Sequence[str]) -> None:
    connection = sqlite3.connect(file)
    raw: list[list[float]] = [[] for _text in asked]
    ours: list[list[float]] = [[] for _text in asked]
    for _run in range(RUNS + 1):  # the first one warms both
        for number, text in enumerate(asked):
            async with database.reading() as db:
                began = time.perf_counter()
                total = await ask_hallway(db, text)
                ours[number].append(time.perf_counter() - began)
            began = time.perf_counter()
            assert ask_raw(connection, match_of(text)) == total, text
            raw[number].append(time.perf_counter() - began)
    connection.close()
    say_all(asked, *([statistics.median(times[1:]) for times in of] for of in (raw, ours)))
    await measure_forgiving(database, asked[:12])


async def measure_forgiving(database: Database, asked: Sequence[str]) -> None:
    times = []
    for text in asked:
        async with database.reading() as db:
            began = time.perf_counter()
            await widen(db, parse(text[:-1] + "qx" if len(text) > 6 else text + "q"), within=SCOPES)
            times.append(time.perf_counter() - began)
    print(f"a mistyped word: median {statistics.median(times) * 1e3:.1f} ms, worst {max(times) * 1e3:.1f} ms")


def say_all(asked: Sequence[str], raw: Sequence[float], ours: Sequence[float]) -> None:
    for share, name in ((50, "median"), (95, "p95")):
        one, other = (percentile(times, share) for times in (raw, ours))
        print(
            f"{name:<8} raw SQL {one * 1e3:7.1f} ms   Hallway {other * 1e3:7.1f} ms   ratio {other / one:.2f}", end=""
        )
        print(f"  (goal {GOAL}, gate {GATE}) {verdict(other / one)}" if name == "p95" else "")
    worst = max(range(len(asked)), key=lambda number: ours[number])
    print(f"slowest: {asked[worst]!r}, raw {raw[worst] * 1e3:.1f} ms, Hallway {ours[worst] * 1e3:.1f} ms")


def percentile(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1]


def verdict(ratio: float) -> str:
    return "goal reached" if ratio <= GOAL else "above the goal" if ratio <= GATE else "ABOVE THE GATE"


if __name__ == "__main__":
    asyncio.run(main())

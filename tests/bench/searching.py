"""How long a search over 100,000 notes takes, against the same MATCH, snippets and facets in raw SQL in the same run.

Both ask one database, first of SQLite, then of PostgreSQL: what is found, by event, tag and tool, and the best ten with
their passages. Hallway's part is what a page does before it is rendered: reading the question, asking, ranking,
choosing passages. Typing errors have no counterpart in raw SQL; they are held against the slowest question. One
question after another, each in turn to both. PostgreSQL works in one process for each, as on a machine that has
something else to do.

`python -m tests.bench.searching postgresql` measures one of them.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import uuid4

from sqlalchemy import text as sql
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.database import Database
from app.kernel.search import excerpts, find, parse, widen
from app.migrations import migrate
from app.writeups.filing import TAG, TOOL
from tests.bench.raw_search import RawPostgresql, RawSearch, RawSqlite, cpu_of, now
from tests.bench.searched import EVENTS, NOTES, SCOPES, Writer, questions
from tests.conftest import address_on_server, on_server

RUNS = 5
GOAL, GATE = 1.5, 2.0


async def ask_hallway(db: AsyncSession, text: str) -> int:
    query = parse(text)
    found = await find(db, query, within=SCOPES, facets=(TAG, TOOL))
    for hit in found.hits:
        excerpts(hit.passages, query.terms, 3)
    return found.total


@asynccontextmanager
async def on_sqlite() -> AsyncIterator[tuple[Database, RawSearch]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hallway.db"
        database = Database(f"sqlite+aiosqlite:///{file}")
        await migrate(database)
        raw = RawSqlite(file)
        yield database, raw
        await raw.close()
        await database.close()


@asynccontextmanager
async def on_postgresql() -> AsyncIterator[tuple[Database, RawSearch]]:
    name = f"hallway_{uuid4().hex}"
    await on_server(f"CREATE DATABASE {name}")
    try:
        await on_server(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0")
        database = Database(address_on_server(name))
        await migrate(database)
        raw = await RawPostgresql.at(address_on_server(name))
        yield database, raw
        await raw.close()
        await database.close()
    finally:
        await on_server(f"DROP DATABASE {name} WITH (FORCE)")


WAYS = {"sqlite": on_sqlite, "postgresql": on_postgresql}


@dataclass
class Measured:
    """Seconds by question, run after run, and the CPU of all of them: of this process, and of a server's."""

    times: list[list[float]]
    cpu: float = 0.0
    asked: int = 0

    def add(self, number: int, began: tuple[float, float], server: float) -> None:
        wall, cpu = (after - before for after, before in zip(now(), began, strict=True))
        self.times[number].append(wall)
        self.cpu += cpu + server
        self.asked += 1

    @property
    def medians(self) -> list[float]:
        return [statistics.median(times) for times in self.times]


async def measure(database: Database, raw: RawSearch, asked: Sequence[str]) -> None:
    for text in asked:  # warms both
        async with database.reading() as db:
            found = await ask_hallway(db, text)
        assert await raw.ask(parse(text)) == found, text
    theirs, ours = (Measured([[] for _text in asked]) for _of in ("raw", "Hallway"))
    server = await server_of(database)
    for _run in range(RUNS):
        for number, text in enumerate(asked):
            before, began = (cpu_of(server) if server else 0.0), now()
            async with database.reading() as db:
                await ask_hallway(db, text)
            ours.add(number, began, (cpu_of(server) if server else 0.0) - before)
            before, began = raw.cpu(), now()
            await raw.ask(parse(text))
            theirs.add(number, began, raw.cpu() - before)
    say_all(asked, theirs, ours)
    await measure_forgiving(database, asked[:12])


async def server_of(database: Database) -> int:
    """The process of the server that answers this one connection; 0 where the database is no server."""
    if database.dialect == "sqlite":
        return 0
    async with database.reading() as db:
        return int((await (await db.connection()).execute(sql("SELECT pg_backend_pid()"))).scalar_one())


async def measure_forgiving(database: Database, asked: Sequence[str]) -> None:
    times = []
    for text in asked:
        async with database.reading() as db:
            began = time.perf_counter()
            await widen(db, parse(text[:-1] + "qx" if len(text) > 6 else text + "q"), within=SCOPES)
            times.append(time.perf_counter() - began)
    print(f"a mistyped word: median {statistics.median(times) * 1e3:.1f} ms, worst {max(times) * 1e3:.1f} ms")


def say_all(asked: Sequence[str], theirs: Measured, ours: Measured) -> None:
    for share, name in ((50, "median"), (95, "p95")):
        one, other = (percentile(of.medians, share) for of in (theirs, ours))
        say(name, one, other, f"  (goal {GOAL}, gate {GATE}) {verdict(other / one)}" if name == "p95" else "")
    say("CPU each", theirs.cpu / theirs.asked, ours.cpu / ours.asked)
    worst = max(range(len(asked)), key=lambda number: ours.medians[number])
    say("slowest", theirs.medians[worst], ours.medians[worst], f"  {asked[worst]!r}")


def say(name: str, one: float, other: float, more: str = "") -> None:
    print(f"{name:<8} raw SQL {one * 1e3:7.1f} ms   Hallway {other * 1e3:7.1f} ms   ratio {other / one:.2f}{more}")


def percentile(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1]


def verdict(ratio: float) -> str:
    return "goal reached" if ratio <= GOAL else "above the goal" if ratio <= GATE else "ABOVE THE GATE"


async def main(ways: Sequence[str]) -> None:
    for way in ways:
        writer = Writer(Random(1))
        async with WAYS[way]() as (database, raw):
            print(f"{raw.name}: {NOTES:,} notes of {EVENTS} events, {await raw.fill(writer)}", flush=True)
            await measure(database, raw, questions(writer))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(WAYS)))

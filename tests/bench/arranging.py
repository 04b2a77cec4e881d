"""How good suggestions are: against the best of a hundred lots, pure greed, and sixty seconds of itself.

On the seeded event, on the generator's large event and on twenty made-up instances of 80 topics, 10 slots, 8 rooms and
400 attendees. Visits are stars that can be followed; the seconds are CPU of one core. The environment variable
HALLWAY_BENCH_LONG sets the seconds of the long run.
"""

import asyncio
import os
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from app.board.arranger import Task, arrange, arrange_greedily
from app.board.program import Program
from app.board.seating import ALL
from app.board.surveying import survey
from app.events.queries import event_by_slug
from app.kernel.database import Database
from app.kernel.work import Works
from app.migrations import migrate
from seeds.loading import load_event, load_seed
from seeds.made_up import made_up_event
from tests.programs import made_up_program

INSTANCES = 20
LIMIT = 2.0
LONG = float(os.environ.get("HALLWAY_BENCH_LONG", "60"))


@dataclass(frozen=True)
class Row:
    name: str
    stars: int
    lot: int
    greedy: int
    visits: int
    long_run: int
    seconds: float


def main() -> None:
    programs = {"seed": asyncio.run(seeded("scale-summit-today")), "large": asyncio.run(seeded("made-up-120-1"))}
    programs |= {f"instance {seed}": made_up_program(seed) for seed in range(1, INSTANCES + 1)}
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context("spawn")) as pool:
        rows = list(pool.map(measured, programs, programs.values()))
    print(f"{'':>12} {'stars':>6} {'lot':>6} {'greedy':>6} {'visits':>6} {'60 s':>6} {'to 60 s':>8} {'CPU s':>6}")
    for row in rows:
        print(
            f"{row.name:>12} {row.stars:>6} {row.lot:>6} {row.greedy:>6} {row.visits:>6} {row.long_run:>6}"
            f" {ratio(row):>7.2%} {row.seconds:>6.2f}"
        )
    slowest = max(row.seconds for row in rows)
    print(
        f"to {LONG:.0f} s of itself: median {statistics.median(map(ratio, rows)):.2%},"
        f" worst {min(map(ratio, rows)):.2%}"
    )
    print(f"slowest {slowest:.2f} s, {slowest / LIMIT:.2f} of the limit of {LIMIT:.0f} s")


def ratio(row: Row) -> float:
    return row.visits / row.long_run if row.long_run else 1.0


def measured(name: str, program: Program) -> Row:
    task = Task(program, ALL)
    began = time.process_time()
    found = arrange(task)
    seconds = time.process_time() - began
    long_run = arrange(Task(program, ALL, effort=max(1.0, LONG / max(seconds, 0.01))))
    greedy = arrange_greedily(task)
    return Row(name, found.stars, found.lot, greedy.visits, found.visits, long_run.visits, seconds)


async def seeded(slug: str) -> Program:
    """The day of an event as it is at its beginning: nothing is too near to move."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        await migrate(database)
        works = Works(database)
        if slug.startswith("made-up"):
            await load_event(made_up_event(), works)
        else:
            await load_seed("scale_summit_2017", works)
        try:
            async with database.reading() as db:
                return await survey(db, await event_by_slug(db, slug), datetime(2000, 1, 1, tzinfo=UTC), with_wall=True)
        finally:
            await database.close()


if __name__ == "__main__":
    main()

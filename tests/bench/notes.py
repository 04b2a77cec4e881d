"""Many writers in a note, against Hocuspocus with its SQLite extension and y-websocket with its leveldb: the same load.

    python -m tests.bench.notes [rounds [seconds]]

Each round gives every engine in turn a fresh server on a core of its own; a ratio is the median over the rounds.
Nothing counts before a newcomer to the note has been given every letter that was written in it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import uvloop

from tests.bench.engines import ENGINES, Engine
from tests.bench.writers import Figures, Writer, crowd, join, leave, length_for_a_newcomer

ROUNDS, SECONDS = 5, 2.5
WRITERS, LIGHT = 50, 500
SPREAD_NOTES, SPREAD_WRITERS = 20, 200
#: Notes that lie open, each with a socket and a text of so many edits; those before them only warm the server up.
IDLE, WARMING = 300, 20
EDITS, LETTERS = 100, b"so we said to all.  "
#: In a closed loop a server that has a core to itself uses at least so many percent of it.
UNDISTURBED = 80
#: Seconds until what was written has been tidied up.
SETTLING = 2

TOGETHER = f"{WRITERS} writers in one note, closed loop"
SPREAD = f"{SPREAD_WRITERS} writers over {SPREAD_NOTES} notes, closed loop"
QUIETLY = f"{WRITERS} writers in one note, {LIGHT} edits/s in all"

OURS, HOCUSPOCUS, Y_WEBSOCKET = ENGINES
Round = dict[str, Figures]


@dataclass(frozen=True)
class Bar:
    """What ours shall reach against a peer. Beyond the gate, where there is one, it is a defect."""

    load: str
    figure: str
    peer: str
    goal: float
    gate: float | None = None
    higher_is_better: bool = True

    def told(self, found: float) -> str:
        better = "≥" if self.higher_is_better else "≤"
        gate = f"gate {better} {self.gate}" if self.gate else ""
        return f"{found:>8.2f} ×   goal {better} {self.goal:<5} {gate:<11} {self._verdict(found)}".rstrip()

    def _verdict(self, found: float) -> str:
        if self._reached(found, self.goal):
            return ""
        return "A DEFECT" if self.gate and not self._reached(found, self.gate) else "short of the goal"

    def _reached(self, found: float, limit: float) -> bool:
        return found >= limit if self.higher_is_better else found <= limit


BARS = (
    Bar(TOGETHER, "per_second", HOCUSPOCUS, 1.7, 1.4),
    Bar(TOGETHER, "per_second", Y_WEBSOCKET, 6, 5),
    Bar(TOGETHER, "p99", HOCUSPOCUS, 1, higher_is_better=False),
    Bar(TOGETHER, "p99", Y_WEBSOCKET, 1, higher_is_better=False),
    Bar(SPREAD, "per_second", HOCUSPOCUS, 1),
    Bar(SPREAD, "per_second", Y_WEBSOCKET, 1),
    Bar(QUIETLY, "server_cpu", HOCUSPOCUS, 0.65, 0.8, higher_is_better=False),
)
#: KB for each note that lies open.
IDLE_GOAL = 200
TITLES = {
    "per_second": "edits/s",
    "p50": "p50 ms, edit → another client",
    "p99": "p99 ms",
    "server_cpu": "server CPU µs/edit",
    "server_share": "server's core busy %",
    "client_share": "clients' core busy %",
}


async def main(rounds: int, seconds: float) -> None:
    for name in ENGINES:
        with fresh(name, 1) as engine:  # installed and able to answer, before anything is timed
            await length_for_a_newcomer(engine, 1)
    found: dict[str, list[Round]] = {name: [] for name in ENGINES}
    for _round in range(rounds):
        for name in ENGINES:
            found[name].append(await measured(name, seconds))
    show_figures(found)
    show_ratios(found)
    await show_memory()


@contextmanager
def fresh(name: str, notes: int) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder, ENGINES[name](Path(folder), notes, SPREAD_WRITERS) as engine:
        yield engine


async def measured(name: str, seconds: float) -> Round:
    """The lightest load first: what a heavy one leaves to be tidied shall not weigh on it."""
    first, *others = range(1, 2 + SPREAD_NOTES)
    with fresh(name, 1 + SPREAD_NOTES) as engine:
        async with crowd(engine, [first], WRITERS) as writers:
            quietly = await writers.steadily(LIGHT, seconds)
            together = await writers.closed_loop(seconds)
        async with crowd(engine, others, SPREAD_WRITERS // SPREAD_NOTES) as writers:
            return {TOGETHER: together, SPREAD: await writers.closed_loop(seconds), QUIETLY: quietly}


async def kilobytes_of_an_open_note(name: str) -> float:
    with fresh(name, WARMING + IDLE) as engine:
        writers = [await written(engine, note) for note in range(1, 1 + WARMING)]
        before = engine.memory()
        writers += [await written(engine, note) for note in range(1 + WARMING, 1 + WARMING + IDLE)]
        await asyncio.sleep(SETTLING)
        grown = engine.memory() - before
        leave(writers)
        return grown / IDLE / 1024


async def written(engine: Engine, note: int) -> Writer:
    """A note with a text, and somebody who has it open."""
    writer = await join(engine, note, note)
    for _edit in range(EDITS):
        writer.write(LETTERS)
    while await length_for_a_newcomer(engine, note) < writer.clock:
        await asyncio.sleep(0.01)
    return writer


def show_figures(found: dict[str, list[Round]]) -> None:
    for load in (TOGETHER, SPREAD, QUIETLY):
        print(f"\n{load:<46}" + "".join(f"{name:>13}" for name in ENGINES))
        for figure, title in TITLES.items():
            values = (median(getattr(each[load], figure) for each in found[name]) for name in ENGINES)
            print(f"  {title:<44}" + "".join(f"{value:>13,.1f}" for value in values))
    print(f"\nThese {OURS} tells, and acknowledges, only after they are on disk. {HOCUSPOCUS} tells at once and stores")
    print(f"the note some seconds later, {Y_WEBSOCKET} tells at once and stores without waiting for the disk.")


def show_ratios(found: dict[str, list[Round]]) -> None:
    print(f"\n{OURS} / peer, median of {len(found[OURS])} rounds")
    for bar in BARS:
        pairs = zip(found[OURS], found[bar.peer], strict=True)
        ratio = median(
            getattr(one[bar.load], bar.figure) / getattr(other[bar.load], bar.figure) for one, other in pairs
        )
        print(f"  {bar.peer:<13}{TITLES[bar.figure]:<20}{bar.load:<47}{bar.told(ratio)}")
    if min(each[TOGETHER].server_share for rounds in found.values() for each in rounds) < UNDISTURBED:
        print("Something else ran on the servers' core meanwhile: once more, when the machine is quiet.")


async def show_memory() -> None:
    print(f"\nMemory per open idle note ({EDITS * len(LETTERS):,} letters in {EDITS} edits, one socket), KB")
    for name in ENGINES:
        print(f"  {name:<14}{await kilobytes_of_an_open_note(name):>8,.0f}", end="")
        print(f"  (goal {IDLE_GOAL})" if name == OURS else "")


if __name__ == "__main__":
    rounds, seconds, *_ = [*sys.argv[1:], *(str(each) for each in (ROUNDS, SECONDS)[len(sys.argv) - 1 :])]
    uvloop.run(main(int(rounds), float(seconds)))

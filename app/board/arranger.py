"""Finds an arrangement in which as few stars as possible are lost. Pure, seeded, without a clock: replayable.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi, "Optimization by Simulated Annealing", Science 220, 1983) over
swaps of two cells, from a greedy start.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from math import exp
from random import Random

from app.board.clashes import clashes_of
from app.board.program import Hung, Program
from app.board.seating import ALL, WAITING, Table, Way

#: Tries for each card that may move, and for all of them together.
TRIES_EACH, MOST_TRIES = 4_000, 110_000
#: Arrangements drawn by lot, the best of which a suggestion is compared with.
LOTS = 100
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Task:
    """What to arrange. `effort` multiplies the tries."""

    program: Program
    mode: str = WAITING
    seed: int = 1
    effort: float = 1.0


@dataclass(frozen=True)
class Proposal:
    """`visits` of `stars` are possible with it, `before` without, `lot` with the best of some arrangements drawn by
    lot. `left` are the topics for which there is no cell. `clashes` are counted without it and with it."""

    ways: tuple[Way, ...]
    visits: int
    stars: int
    before: int
    lot: int
    left: tuple[int, ...]
    clashes: tuple[int, int] = (0, 0)


def arrange(task: Task, progress: Progress = lambda share: None) -> Proposal:
    """`progress` hears the share that is done, 0 to 1."""
    table = Table(task.program, task.mode)
    before, start = table.visits(), list(table.at)
    chance = Random(task.seed)  # noqa: S311 (no secret: it shall be the same again)
    lot = _best_lot(table, chance)
    table.put(start)
    table.place_greedily()
    _anneal(table, chance, _tries(table, task.effort), progress)
    progress(1.0)
    clashes = _clashes(task.program), _clashes(arranged(task.program, table.ways()))
    return Proposal(table.ways(), table.visits(), table.stars, before, lot, table.left(), clashes)


def arrange_greedily(task: Task) -> Proposal:
    """Each card, the most starred first, where it costs least: what annealing has to beat."""
    table = Table(task.program, task.mode)
    before = table.visits()
    table.put([-1 if table.mode == ALL else cell for cell in table.at])
    table.place_greedily()
    return Proposal(table.ways(), table.visits(), table.stars, before, 0, table.left())


def arranged(program: Program, ways: Iterable[Way]) -> Program:
    """The program after these have gone their ways; cards from the wall get the placement -number."""
    going = {way.topic_id: way for way in ways}
    staying = [hung for hung in program.hung if hung.topic_id not in going]
    come = [
        Hung(way.placement_id or -program.cards[way.topic_id].number, way.topic_id, way.to)
        for way in going.values()
        if way.to
    ]
    return replace(program, hung=(*staying, *come))


def _clashes(program: Program) -> int:
    return sum(clash.key not in program.muted for clash in clashes_of(program))


def _tries(table: Table, effort: float) -> int:
    return int(min(MOST_TRIES, TRIES_EACH * len(table.cards)) * effort)


def _best_lot(table: Table, chance: Random) -> int:
    """The visits of the best of some arrangements drawn by lot, as good as a hurried facilitator would do it."""
    if not table.cells:
        return table.visits()
    best = 0
    for _lot in range(LOTS):
        drawn = [*range(len(table.cells)), *[-1] * max(0, len(table.cards) - len(table.cells))]
        chance.shuffle(drawn)
        table.put(drawn[: len(table.cards)])
        best = max(best, table.visits())
    return best


def _anneal(table: Table, chance: Random, tries: int, progress: Progress) -> None:
    """Leaves the table as the best arrangement that it came upon."""
    cards, cells, weights = len(table.cards), len(table.cells), table.weights
    if not cards or not cells:
        return
    draw, at, held, home, knot_of = chance.random, table.at, table.held, table.home, table.knot_of
    cost = table.cost()
    best, best_at, heat = cost, list(at), weights.hottest
    cooling = (weights.coldest / weights.hottest) ** (1 / max(1, tries // 100))
    for count in range(tries):
        if count % 100 == 99:
            heat *= cooling
            if count % 5_000 == 4_999:
                progress(count / tries)
        card = int(draw() * cards)
        old = at[card]
        cell = home[card] if old != home[card] >= 0 and draw() < 0.1 else int(draw() * (cells + 1)) - 1
        if cell == old:
            continue
        other, knots = held[cell] if cell >= 0 else -1, table.cost_in
        costs = knots[knot_of[cell]], knots[knot_of[old]]
        change = table.try_swap(card, cell)
        if change > 0 and draw() >= exp(-change / heat):
            table.back(card, other, old, cell, costs)
            continue
        cost += change
        if cost < best:
            best, best_at = cost, list(at)
    table.put(best_at)

"""How many people must have starred two cards before it means something. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from math import comb, sqrt

#: Fewer people than this never make a clash, however unlikely.
FEWEST = 3
#: How often, over all pairs of cards of an event, chance alone may raise one false alarm.
LEVEL = 0.05


def crowd(appetites: Sequence[int], topics: int) -> int:
    """The least number of people starring both of two cards that chance does not explain.

    `appetites` says how many of the `topics` each person starred. The statistic is the upper tail of the
    Poisson-binomial distribution under the fixed column model (Neal, Domagalski and Sagan, "Comparing alternatives to
    the fixed degree sequence model for extracting the backbone of bipartite projections", Scientific Reports 11, 2021):
    somebody who starred d of n cards at random would have starred a given pair with the chance d(d-1)/n(n-1). Whoever
    starred everything has starred every pair for certain and so is no evidence for any. The level is divided by the
    number of pairs (Bonferroni).
    """
    if topics < 2:
        return FEWEST
    return _crowd(tuple(sorted(appetites)), topics)


@lru_cache(maxsize=64)
def _crowd(appetites: tuple[int, ...], topics: int) -> int:
    chances = [min(1.0, d * (d - 1) / (topics * (topics - 1))) for d in appetites if d > 1]
    level, tail = LEVEL / comb(topics, 2), 1.0
    for people, chance in enumerate(_distribution(chances)):
        if tail <= level:
            return max(FEWEST, people)
        tail -= chance
    return max(FEWEST, len(chances) + 1)


def _distribution(chances: Sequence[float]) -> list[float]:
    """The chance of 0, 1, 2 … successes of independent trials, as far up as matters; each step adds one trial."""
    mean = sum(chances)
    longest = min(len(chances), int(mean + 12 * sqrt(mean + 1) + 12)) + 1
    row = [1.0] + [0.0] * (longest - 1)
    for trial, chance in enumerate(chances, 1):
        for successes in range(min(trial, longest - 1), 0, -1):
            row[successes] += (row[successes - 1] - row[successes]) * chance
        row[0] *= 1 - chance
    return row

"""How many people can see what they starred, when everybody can be in one room only and rooms have seats. Pure.

A maximum flow, by its minimum cut (Ford and Fulkerson, "Maximal flow through a network", Canadian Journal of
Mathematics 8, 1956). Sets of people are whole numbers with one bit for each.
"""

from collections.abc import Sequence

#: Rooms too small for their stars that are reckoned with exactly; where there are more, those that lack least count as
#: large enough.
_MOST_TIGHT = 8


def most_visits(everybody: int, tight: Sequence[tuple[int, int]]) -> int:
    """The minimum cut: `everybody` has a seat, and of the `tight` rooms each counts by its stars or by its seats."""
    if len(tight) > _MOST_TIGHT:
        tight = sorted(tight, key=lambda room: room[1] - room[0].bit_count())
        for stars, _seats in tight[_MOST_TIGHT:]:
            everybody |= stars
        tight = tight[:_MOST_TIGHT]
    sides = [(everybody, 0)]
    for stars, seats in tight:
        sides += [(people, cut + seats) for people, cut in sides]
        half = len(sides) // 2
        sides[:half] = [(people | stars, cut) for people, cut in sides[:half]]
    return min(people.bit_count() + cut for people, cut in sides)

"""How much of a suggestion still fits the board, which has gone on since. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from app.board.program import Hung, Program
from app.board.rules import Cell
from app.board.seating import Way

#: It can be gone; it was gone already; the card, or where it should go, is not as it was.
OPEN, DONE, STALE = "open", "done", "stale"


@dataclass(frozen=True)
class Ways:
    """The ways of a suggestion on the board as it is now."""

    program: Program
    ways: tuple[Way, ...]

    @cached_property
    def standing(self) -> Mapping[int, str]:
        """For each topic how its way stands."""
        states = {way.topic_id: self._alone(way) for way in self.ways}
        while blocked := [
            way.topic_id for way in self.ways if states[way.topic_id] == OPEN and self._blocked(way, states)
        ]:
            states.update(dict.fromkeys(blocked, STALE))
        return states

    def open_ways(self) -> list[Way]:
        return [way for way in self.ways if self.standing[way.topic_id] == OPEN]

    def with_others(self, topic_id: int) -> list[Way]:
        """The way of a card and, where another hangs in its cell, the way of that one, and so on."""
        open_ways = {way.topic_id: way for way in self.open_ways()}
        chain: dict[int, Way] = {}
        following: int | None = topic_id
        while following in open_ways and following not in chain:
            way = chain[following] = open_ways[following]
            following = self._occupant(way)
        return list(chain.values())

    def hung(self, way: Way) -> Hung | None:
        return self._by_placement.get(way.placement_id or 0)

    def _alone(self, way: Way) -> str:
        hung = self._places.get(way.topic_id, ())
        if way.to in {each.cell for each in hung} or (way.to is None and not hung):
            return DONE
        there = self.hung(way)
        as_it_was = not hung if way.at is None else there is not None and there.cell == way.at and self._may_go(there)
        return OPEN if way.topic_id in self.program.cards and as_it_was and self._may_come(way.to) else STALE

    def _may_go(self, hung: Hung) -> bool:
        return self.program.may_move(hung)

    def _may_come(self, cell: Cell | None) -> bool:
        return cell is None or cell in self._open_cells

    def _blocked(self, way: Way, states: Mapping[int, str]) -> bool:
        occupant = self._occupant(way)
        return occupant is not None and states.get(occupant) != OPEN

    def _occupant(self, way: Way) -> int | None:
        return self._by_cell.get(way.to) if way.to else None

    @cached_property
    def _open_cells(self) -> frozenset[Cell]:
        return frozenset(self.program.open_cells())

    @cached_property
    def _by_cell(self) -> Mapping[Cell, int]:
        return {hung.cell: hung.topic_id for hung in self.program.hung}

    @cached_property
    def _by_placement(self) -> Mapping[int, Hung]:
        return {hung.placement_id: hung for hung in self.program.hung}

    @cached_property
    def _places(self) -> Mapping[int, Iterable[Hung]]:
        places: dict[int, list[Hung]] = {}
        for hung in self.program.hung:
            places.setdefault(hung.topic_id, []).append(hung)
        return places

"""One arrangement of cards in cells, and what is wrong with it. Pure.

Sets of people are whole numbers with one bit for each. Slots that overlap, directly or through others, are one `knot`:
whoever is in one cell of it misses the others. The first place of a topic that hangs more than once has the seats of
all of them; such topics stay where they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.board.clashes import clashes_of
from app.board.flow import most_visits
from app.board.program import Card, Hung, Program, host_bits
from app.board.rules import Cell

#: What may move: cards without a place; all that are neither locked nor near; as few as it takes to mend clashes.
WAITING, ALL, REPAIR = "waiting", "all", "repair"
MODES = (WAITING, ALL, REPAIR)


@dataclass(frozen=True)
class Weights:
    """What each evil costs. Outside of a repair ten moves are worth one visit."""

    impossible: int
    broken: int
    small: int
    pity: int
    waiting: int
    moved: int
    lost: int
    hottest: float
    coldest: float


_BEST = Weights(impossible=10_000, broken=600, small=0, pity=0, waiting=3_000, moved=1, lost=10, hottest=60, coldest=2)
_WEIGHTS = {
    WAITING: _BEST,
    ALL: _BEST,
    REPAIR: Weights(
        impossible=10**6,
        broken=10**4,
        small=10**4,
        pity=10**3,
        waiting=10**7,
        moved=10,
        lost=0,
        hottest=3_000,
        coldest=2,
    ),
}


@dataclass(frozen=True)
class Way:
    """A card from one cell to another; no cell is the wall."""

    topic_id: int
    placement_id: int | None
    at: Cell | None
    to: Cell | None


class Table:
    """The cells that are free to change and the cards that may move, as numbers from 0; -1 is the wall or nothing.

    `at` holds the cell of each card and `held` the card of each cell.
    """

    def __init__(self, program: Program, mode: str) -> None:
        self.program, self.mode, self.weights = program, mode, _WEIGHTS[mode]
        staying, moving = _divided(program, mode)
        taken = {hung.cell for hung in staying}
        self.cells = [cell for cell in program.open_cells() if cell not in taken]
        self.cards = [program.cards[topic_id] for topic_id in moving]
        self.placements = list(moving.values())
        knots = _knots(program)
        index = {cell: number for number, cell in enumerate(self.cells)}
        self.knot_of = [knots[cell.timeslot_id] for cell in self.cells]
        self.home = [index[hung.cell] if hung else -1 for hung in self.placements]
        self._seats = [_counted(program.seats_in(cell)) for cell in self.cells]
        self._count = [card.star_count for card in self.cards]
        self._prepare_people([program.card(hung) for hung in staying])
        self._cells_in: list[list[int]] = [[] for _knot in range(max(knots.values(), default=-1) + 1)]
        for number, knot in enumerate(self.knot_of):
            self._cells_in[knot].append(number)
        self._prepare_staying(knots, staying)
        self._bad = [[self._misfit(card, cell) for cell in self.cells] for card in self.cards]
        self.stars = sum(self._count) + sum(
            program.card(hung).star_count for hung in staying if hung.placement_id in program.first_places
        )
        self.put(self.home)

    def put(self, at: Sequence[int]) -> None:
        """Every card where this says."""
        self.at = list(at)
        self.held = [-1] * len(self.cells)
        for card, cell in enumerate(self.at):
            if cell >= 0:
                self.held[cell] = card
        self.cost_in = [self._cost(knot) for knot in range(len(self._cells_in))]

    def cost(self) -> int:
        """What is wrong with it as it stands, in lost visits; less is better and may be below zero."""
        return sum(self.cost_in) + self._own_cost(range(len(self.cards)))

    def visits(self) -> int:
        """How many stars can be followed by a visit."""
        return sum(self._visits(knot) for knot in range(len(self._cells_in)))

    def ways(self) -> tuple[Way, ...]:
        """Who goes where, of those that go anywhere."""
        return tuple(
            Way(card.topic_id, hung.placement_id if hung else None, hung.cell if hung else None, self._cell(cell))
            for card, hung, cell, home in zip(self.cards, self.placements, self.at, self.home, strict=True)
            if cell != home
        )

    def left(self) -> tuple[int, ...]:
        return tuple(card.topic_id for card, cell in zip(self.cards, self.at, strict=True) if cell < 0)

    def place_greedily(self) -> None:
        """Each card that waits, the most starred first, into the free cell where it costs least, unless waiting is
        better."""
        waiting = [card for card, cell in enumerate(self.at) if cell < 0]
        for card in sorted(waiting, key=lambda each: (-self._count[each], each)):
            free = [cell for cell, held in enumerate(self.held) if held < 0]
            best = min(free, key=lambda cell: self._cost_with(card, cell), default=-1)
            if best >= 0 and self._cost_with(card, best) < self.weights.waiting:
                self.try_swap(card, best)

    def try_swap(self, card: int, cell: int) -> int:
        """The card goes to the cell, or off the board; what hung there takes its place. Returns what that costs."""
        if cell < 0:
            return self._take_off(card)
        other, old = self.held[cell], self.at[card]
        touched = (card,) if other < 0 else (card, other)
        own = self._own_cost(touched)
        self._hang(card, other, old, cell)
        knots = {self.knot_of[cell]} if old < 0 else {self.knot_of[cell], self.knot_of[old]}
        change = self._own_cost(touched) - own
        for knot in knots:
            cost = self._cost(knot)
            change += cost - self.cost_in[knot]
            self.cost_in[knot] = cost
        return change

    def back(self, card: int, other: int, old: int, cell: int, costs: tuple[int, int]) -> None:
        """Takes a swap back; `costs` were those of the knots of `cell` and `old`."""
        self.at[card] = old
        if cell >= 0:
            self.held[cell] = other
            self.cost_in[self.knot_of[cell]] = costs[0]
        if other >= 0:
            self.at[other] = cell
        if old >= 0:
            self.held[old] = card
        if old >= 0:
            self.cost_in[self.knot_of[old]] = costs[1]

    def _take_off(self, card: int) -> int:
        own, old = self._own_cost((card,)), self.at[card]
        knot = self.knot_of[old]
        self.at[card], self.held[old] = -1, -1
        cost = self._cost(knot)
        change = self._own_cost((card,)) - own + cost - self.cost_in[knot]
        self.cost_in[knot] = cost
        return change

    def _hang(self, card: int, other: int, old: int, cell: int) -> None:
        self.at[card], self.held[cell] = cell, card
        if old >= 0:
            self.held[old] = other
        if other >= 0:
            self.at[other] = old

    def _cell(self, number: int) -> Cell | None:
        return self.cells[number] if number >= 0 else None

    def _own_cost(self, cards: Iterable[int]) -> int:
        """What cards cost by themselves: waiting, thrice if they hung somewhere, and being moved at all."""
        weights, at, home = self.weights, self.at, self.home
        cost = 0
        for card in cards:
            if at[card] < 0:
                cost += weights.waiting if home[card] < 0 else 3 * weights.waiting
            elif at[card] != home[card] >= 0:
                cost += weights.moved
        return cost

    def _cost_with(self, card: int, cell: int) -> int:
        knot = self.knot_of[cell]
        self.held[cell] = card
        cost = self._cost(knot) - self.cost_in[knot]
        self.held[cell] = -1
        return cost

    def _cost(self, knot: int) -> int:
        """What is wrong in one knot."""
        weights, held = self.weights, self.held
        hosts, present, twice, unwanted, crowds = self._staying_hosts[knot], self._staying_mask[knot], 0, 0, 0
        bad = 0
        for cell in self._cells_in[knot]:
            card = held[cell]
            if card < 0:
                continue
            both = hosts & self._hosts[card]
            if both:
                twice += both.bit_count()
            hosts |= self._hosts[card]
            if self._unwanted[card]:
                unwanted += (self._unwanted[card] & present).bit_count()
            if weights.pity and self._crowded[card]:
                crowds += (self._crowded[card] & present).bit_count()
            present |= self._bit[card]
            bad += self._bad[card][cell]
        if self._tangled[knot]:
            twice += self._rooms_taken_twice(knot)
        cost = weights.impossible * twice + weights.broken * unwanted + weights.pity * crowds + bad
        return cost - weights.lost * self._visits(knot) if weights.lost else cost

    def _visits(self, knot: int) -> int:
        """The most visits possible in one knot: everybody to one starred cell, no room above its seats.

        A maximum flow, by its minimum cut: for some rooms all their seats, and whoever starred any of the others. Only
        rooms with more stars than seats can be worth cutting.
        """
        held, everybody, tight = self.held, self._staying_stars[knot], self._staying_tight[knot]
        for cell in self._cells_in[knot]:
            card = held[cell]
            if card < 0:
                continue
            if self._count[card] > self._seats[cell]:
                tight = [*tight, (self._stars[card], self._seats[cell])]
            else:
                everybody |= self._stars[card]
        if not tight:
            return everybody.bit_count()
        return most_visits(everybody, tight)

    def _rooms_taken_twice(self, knot: int) -> int:
        """In a knot of several slots one room may be wanted by two that overlap."""
        hung = [self.cells[cell] for cell in self._cells_in[knot] if self.held[cell] >= 0]
        hung += self._staying_cells[knot]
        at_once = self.program.at_once
        return sum(
            one.room_id == other.room_id and other.timeslot_id in at_once[one.timeslot_id]
            for position, one in enumerate(hung)
            for other in hung[:position]
        )

    def _misfit(self, card: Card, cell: Cell) -> int:
        """What a card would miss in a cell whatever else hangs there."""
        slot, wishes, weights = self.program.slots[cell.timeslot_id], card.wishes, self.weights
        hall = self.program.halls[cell.room_id or 0]
        broken = int(wishes.not_before is not None and slot.begins < wishes.not_before)
        broken += wishes.over_by is not None and slot.ends > wishes.over_by
        broken += len(wishes.equipment - hall.equipment)
        return weights.broken * broken + weights.small * (card.star_count > _counted(hall.seats))

    def _prepare_people(self, staying: Sequence[Card]) -> None:
        """Every card, those that move first, as bits: its hosts, those it must not be beside, those it shares a crowd
        with."""
        every = [*self.cards, *staying]
        bits = host_bits(every)
        self._stars = [card.stars for card in self.cards]
        self._hosts = [bits(card) for card in every]
        self._bit = [1 << number for number in range(len(every))]
        self._unwanted = [0] * len(every)
        self._crowded = [0] * len(every)
        for one, card in enumerate(every):
            for other, second in enumerate(every[:one]):
                wished = (second.number in card.wishes.not_beside) + (card.number in second.wishes.not_beside)
                if wished:
                    self._unwanted[one] |= 1 << other
                    self._unwanted[other] |= 1 << one
                if self.weights.pity and (card.stars & second.stars).bit_count() >= self.program.crowd:
                    self._crowded[one] |= 1 << other
                    self._crowded[other] |= 1 << one

    def _prepare_staying(self, knots: dict[int, int], staying: Sequence[Hung]) -> None:
        many, first = len(self._cells_in), len(self.cards)
        self._staying_hosts, self._staying_mask, self._staying_stars = [0] * many, [0] * many, [0] * many
        self._staying_tight: list[list[tuple[int, int]]] = [[] for _knot in range(many)]
        self._staying_cells: list[list[Cell]] = [[] for _knot in range(many)]
        for number, hung in enumerate(staying, first):
            knot, card = knots[hung.cell.timeslot_id], self.program.card(hung)
            self._staying_hosts[knot] |= self._hosts[number]
            self._staying_mask[knot] |= self._bit[number]
            self._staying_cells[knot].append(hung.cell)
            if hung.placement_id not in self.program.first_places:
                continue
            seats = _counted(self.program.seats[hung.topic_id])
            if card.star_count > seats:
                self._staying_tight[knot].append((card.stars, seats))
            else:
                self._staying_stars[knot] |= card.stars
        slots_in = [0] * many
        for knot in knots.values():
            slots_in[knot] += 1
        self._tangled = [count > 1 for count in slots_in]


def _divided(program: Program, mode: str) -> tuple[list[Hung], dict[int, Hung | None]]:
    """What stays where it hangs, and what may move, by topic. Whom somebody told to leave so is not repaired."""
    places: dict[int, int] = {}
    for hung in program.hung:
        places[hung.topic_id] = places.get(hung.topic_id, 0) + 1
    left_so = _left_so(program) if mode == REPAIR else frozenset()
    moving: dict[int, Hung | None] = {}
    staying = []
    for hung in program.hung:
        if mode != WAITING and places[hung.topic_id] == 1 and hung not in left_so and program.may_move(hung):
            moving[hung.topic_id] = hung
        else:
            staying.append(hung)
    if mode != REPAIR:
        moving |= {topic_id: None for topic_id in program.cards if topic_id not in places}
    return staying, moving


def _left_so(program: Program) -> frozenset[Hung]:
    """The cards of clashes that were muted."""
    if not program.muted:
        return frozenset()
    return frozenset(hung for clash in clashes_of(program) if clash.key in program.muted for hung in clash.hung)


def _knots(program: Program) -> dict[int, int]:
    """The knot of each slot, numbered from 0."""
    knots: dict[int, int] = {}
    for slot_id in program.slots:
        if slot_id in knots:
            continue
        number, waiting = len(set(knots.values())), [slot_id]
        while waiting:
            each = waiting.pop()
            if each not in knots:
                knots[each] = number
                waiting += program.at_once[each]
    return knots


def _counted(seats: int | None) -> int:
    return 10**9 if seats is None else seats

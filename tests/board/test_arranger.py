"""The arranger against what brute force knows."""

from dataclasses import replace
from itertools import permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.board.arranger import Task, arrange, arrange_greedily
from app.board.clashes import clashes_of
from app.board.flow import most_visits
from app.board.program import Card, Hall, Host, Program
from app.board.rules import Cell
from app.board.seating import ALL, REPAIR, WAITING, Table, Way
from app.topics.wishes import Wishes
from tests.programs import hang, made_up_program, people, program, slot

ADA, BEN = Host("Ada", 1), Host("Ben", 2)


def cheapest(table: Table) -> int:
    """By trying every arrangement."""
    cells = [*range(len(table.cells)), *[-1] * len(table.cards)]
    best = None
    for at in set(permutations(cells, len(table.cards))):
        table.put(at)
        best = table.cost() if best is None else min(best, table.cost())
    assert best is not None
    return best


def cost_of(tried: Program, mode: str, ways: tuple[Way, ...]) -> int:
    table = Table(tried, mode)
    to = {way.topic_id: table.cells.index(way.to) if way.to else -1 for way in ways}
    table.put([to.get(card.topic_id, home) for card, home in zip(table.cards, table.home, strict=True)])
    return table.cost()


@pytest.mark.parametrize("mode", [WAITING, ALL, REPAIR])
@pytest.mark.parametrize("seed", range(12))
def test_small_programs_are_arranged_as_well_as_can_be(seed: int, mode: str) -> None:
    placed = 0.0 if mode == WAITING else 0.8
    tried = made_up_program(seed, topics=4, slots=2, rooms=2, attendees=12, placed=placed)
    seats = {hall.id: replace(hall, seats=3) for hall in tried.halls.values()}
    tried = Program(tried.slots, seats, tried.cards, tried.hung, crowd=3)
    found = arrange(Task(tried, mode, seed))
    assert cost_of(tried, mode, found.ways) == cheapest(Table(tried, mode))


def test_what_attracts_the_same_people_is_put_apart() -> None:
    cards = [Card(n, n, stars=people(*range(10)) if n < 3 else people(*range(10, 20))) for n in (1, 2, 3, 4)]
    found = arrange(Task(program([slot(1, 0), slot(2, 60)], [Hall(1, "A"), Hall(2, "B")], cards)))
    at = {way.topic_id: way.to for way in found.ways if way.to}
    assert (found.visits, found.stars, found.before, found.left) == (40, 40, 0, ())
    assert at[1].timeslot_id != at[2].timeslot_id
    assert at[3].timeslot_id != at[4].timeslot_id


def test_the_most_starred_card_gets_the_seats() -> None:
    cards = [Card(1, 1, stars=people(*range(5))), Card(2, 2, stars=people(*range(10, 40)))]
    found = arrange(Task(program([slot(1, 0)], [Hall(1, "Small", 6), Hall(2, "Large", 30)], cards)))
    assert {way.topic_id: way.to for way in found.ways} == {1: Cell(1, 1), 2: Cell(1, 2)}
    assert found.visits == 35


def test_one_host_is_in_one_place_even_when_stars_are_lost() -> None:
    cards = [Card(1, 1, hosts=(ADA,), stars=people(1)), Card(2, 2, hosts=(Host("ada"),), stars=people(2))]
    cards += [Card(3, 3, hosts=(BEN,), stars=people(1)), Card(4, 4, stars=people(2))]
    found = arrange(Task(program([slot(1, 0), slot(2, 60)], [Hall(1, "A"), Hall(2, "B")], cards)))
    at = {way.topic_id: way.to for way in found.ways if way.to}
    assert at[1].timeslot_id != at[2].timeslot_id


def test_wishes_are_heard() -> None:
    cards = [
        Card(1, 1, wishes=Wishes(not_before=10 * 60)),
        Card(2, 2, wishes=Wishes(over_by=10 * 60)),
        Card(3, 3, wishes=Wishes(equipment=frozenset({"projector"}))),
        Card(4, 4, wishes=Wishes(not_beside=frozenset({1}))),
    ]
    halls = [Hall(1, "A"), Hall(2, "B", equipment=frozenset({"projector"}))]
    found = arrange(Task(program([slot(1, 0), slot(2, 60)], halls, cards)))
    at = {way.topic_id: way.to for way in found.ways if way.to}
    assert at[1].timeslot_id == 2
    assert at[2].timeslot_id == 1
    assert at[3].room_id == 2
    assert at[4].timeslot_id == 1


def test_what_is_locked_or_near_stays() -> None:
    cards = [Card(n, n, stars=people(*range(10))) for n in (1, 2, 3)]
    hung = [hang(1, 1, 1), hang(2, 2, 1, locked=True), hang(3, 2, 2)]
    tried = program([slot(1, 0, settled=True), slot(2, 60), slot(3, 120)], [Hall(1, "A"), Hall(2, "B")], cards, hung)
    found = arrange(Task(tried, ALL))
    assert [(way.topic_id, way.to and way.to.timeslot_id) for way in found.ways] == [(3, 3)]
    assert (found.before, found.visits) == (20, 30)


def test_more_cards_than_cells_leaves_the_least_starred() -> None:
    cards = [Card(n, n, stars=people(*range(n))) for n in (1, 2, 3)]
    found = arrange(Task(program([slot(1, 0), slot(2, 60)], [Hall(1, "A")], cards)))
    assert found.left == (1,)
    assert found.visits == 5


def test_nothing_to_arrange_is_no_trouble() -> None:
    nothing = arrange(Task(program([], [], [Card(1, 1)])))
    assert (nothing.ways, nothing.left) == ((), (1,))
    assert arrange(Task(program([slot(1, 0)], [Hall(1, "A")], []), ALL)).ways == ()


def test_a_repair_moves_one_card_where_one_is_enough() -> None:
    cards = [Card(1, 1, hosts=(ADA,)), Card(2, 2, hosts=(ADA,)), Card(3, 3), Card(4, 4)]
    hung = [hang(1, 1, 1), hang(2, 1, 2), hang(3, 2, 1)]
    tried = program([slot(1, 0), slot(2, 60)], [Hall(1, "A"), Hall(2, "B")], cards, hung)
    found = arrange(Task(tried, REPAIR))
    assert len(found.ways) == 1
    assert clashes_of(tried.moved({way.placement_id or 0: way.to for way in found.ways if way.to})) == []


def test_what_may_stay_so_is_neither_counted_nor_repaired() -> None:
    cards = [Card(1, 1, hosts=(ADA,)), Card(2, 2, hosts=(ADA,)), Card(3, 3, hosts=(BEN,)), Card(4, 4, hosts=(BEN,))]
    hung = [hang(1, 1, 1), hang(2, 1, 2), hang(3, 2, 1), hang(4, 2, 2)]
    tried = program([slot(1, 0), slot(2, 60)], [Hall(1, "A"), Hall(2, "B")], cards, hung)
    mute = next(clash.key for clash in clashes_of(tried) if clash.hung[0].topic_id == 1)
    assert arrange(Task(tried, REPAIR)).clashes == (2, 0)
    left_so = arrange(Task(replace(tried, muted=frozenset({mute})), REPAIR))
    assert left_so.clashes == (1, 1)
    assert {way.topic_id for way in left_so.ways}.isdisjoint({1, 2})


def test_overlapping_times_are_one_knot() -> None:
    """One person cannot be in two places that overlap, and one room cannot hold two cards."""
    cards = [Card(1, 1, hosts=(ADA,)), Card(2, 2, hosts=(ADA,)), Card(3, 3)]
    slots = [slot(1, 0), slot(2, 30), slot(3, 120)]
    found = arrange(Task(program(slots, [Hall(1, "A")], cards)))
    at = {way.topic_id: way.to.timeslot_id for way in found.ways if way.to}
    assert sorted(at.values()) in ([1, 3], [2, 3], [1, 2, 3])
    assert len(clashes_of(program(slots, [Hall(1, "A")], cards, [hang(1, 1, 1), hang(3, 2, 1)]))) == 1


def test_the_same_seed_gives_the_same_arrangement_and_beats_greed_and_lot() -> None:
    tried = made_up_program(5, topics=40, slots=6, rooms=6, attendees=150)
    shares: list[float] = []
    one, two = arrange(Task(tried, seed=3), shares.append), arrange(Task(tried, seed=3))
    assert one == two
    assert one.visits >= arrange_greedily(Task(tried)).visits
    assert one.visits > one.lot
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 10))
@settings(max_examples=150, deadline=None)
def test_the_cut_counts_the_most_visits(seed: int, rooms: int, attendees: int) -> None:
    """Against augmenting paths."""
    chance = Random(seed)
    stars = [people(*(p for p in range(attendees) if chance.random() < 0.5)) for _room in range(rooms)]
    seats = [chance.randint(0, attendees) for _room in range(rooms)]
    assert most_visits(0, list(zip(stars, seats, strict=True))) == matched(stars, seats, attendees)


def matched(stars: list[int], seats: list[int], attendees: int) -> int:
    sits: list[list[int]] = [[] for _room in stars]

    def find(person: int, tried: set[int]) -> bool:
        for room, wanted in enumerate(stars):
            if not wanted >> person & 1 or room in tried:
                continue
            tried.add(room)
            if len(sits[room]) < seats[room]:
                sits[room].append(person)
                return True
            for place, other in enumerate(sits[room]):
                if find(other, tried):
                    sits[room][place] = person
                    return True
        return False

    return sum(find(person, set()) for person in range(attendees))


@given(st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_a_swap_costs_what_it_says_and_can_be_taken_back(seed: int) -> None:
    chance = Random(seed)
    table = Table(made_up_program(seed, 12, 3, 3, 30, placed=0.6), chance.choice((ALL, REPAIR)))
    table.place_greedily()
    for _swap in range(30):
        if not table.cards or not table.cells:
            return
        card, cell = chance.randrange(len(table.cards)), chance.randrange(len(table.cells))
        old, other = table.at[card], table.held[cell]
        if old == cell:
            continue
        before, costs = table.cost(), (table.cost_in[table.knot_of[cell]], table.cost_in[table.knot_of[old]])
        picture = list(table.at), list(table.held)
        change = table.try_swap(card, cell)
        told = table.cost()
        assert told == before + change
        at = list(table.at)
        table.put(at)
        assert table.cost() == told
        if chance.random() < 0.5:
            table.back(card, other, old, cell, costs)
            assert (table.at, table.held, table.cost()) == (*picture, before)


def test_every_cell_is_used_once() -> None:
    for seed, mode in product(range(4), (WAITING, ALL, REPAIR)):
        tried = made_up_program(seed, 30, 4, 5, 60, placed=0.5)
        found = arrange(Task(tried, mode, seed, effort=0.1))
        moved = {way.topic_id for way in found.ways}
        cells = [hung.cell for hung in tried.hung if hung.topic_id not in moved]
        cells += [way.to for way in found.ways if way.to]
        assert len(cells) == len(set(cells))

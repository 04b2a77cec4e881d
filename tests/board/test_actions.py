"""Cards on the board: placed, moved, swapped, taken back, and never lost, on both databases."""

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.board.actions import (
    CardElsewhere,
    CardLockedHere,
    CellTaken,
    lock_card,
    move_card,
    place_topic,
    restore_topic,
    take_back,
    withdraw_topic,
)
from app.board.forms import Move
from app.board.placements import placement_by_id, placements_of, placements_of_topic
from app.board.queries import board_view, card_facts
from app.board.rules import Cell
from app.board.tables import Placement
from app.kernel.database import Database
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from app.kernel.work import ChangeRow, Works, revision_of
from app.people.viewers import Viewer
from app.topics.cards import Cards
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from tests.samples import FACILITATOR, NOON, PLAN, Camp, make_camp


async def place(camp: Camp, topic: Topic, cell: Cell, swap: int | None = None) -> Placement:
    async with camp.works.begin() as work:
        topic = await topic_by_id(work.db, topic.id or 0)
        return await place_topic(work, camp.event, topic, Move(cell, None, swap))


async def move(
    camp: Camp, placement_id: int | None, to: Cell, expected: Cell | None = None, swap: int | None = None
) -> None:
    async with camp.works.begin() as work:
        placement = await placement_by_id(work.db, camp.event_id, placement_id or 0)
        await move_card(work, camp.event, placement, Move(to, expected, swap))


async def hung(camp: Camp) -> dict[int, Cell]:
    """Topic id → its cell."""
    async with camp.works.database.reading() as db:
        return {p.topic_id: Cell(p.timeslot_id, p.room_id) for p in await placements_of(db, camp.event_id)}


async def test_a_card_is_placed_and_moved_and_keeps_its_guid(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    placed = await place(camp, topic, camp.cell(1, 0))
    await move(camp, placed.id, camp.cell(2, 1), expected=camp.cell(1, 0))
    async with camp.works.database.reading() as db:
        [now] = await placements_of_topic(db, topic.id or 0)
    assert (now.id, now.guid) == (placed.id, placed.guid)
    assert await hung(camp) == {topic.id: camp.cell(2, 1)}


async def test_the_second_in_a_cell_is_told_and_keeps_its_place(camp: Camp) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    await place(camp, first, camp.cell(1, 0))
    placed = await place(camp, second, camp.cell(2, 0))
    with pytest.raises(CellTaken, match="Card 1 is there"):
        await move(camp, placed.id, camp.cell(1, 0))
    assert await hung(camp) == {first.id: camp.cell(1, 0), second.id: camp.cell(2, 0)}


async def test_two_cards_change_places(camp: Camp) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    one, two = await place(camp, first, camp.cell(1, 0)), await place(camp, second, camp.cell(2, 1))
    await move(camp, one.id, camp.cell(2, 1), expected=camp.cell(1, 0), swap=two.id)
    assert await hung(camp) == {first.id: camp.cell(2, 1), second.id: camp.cell(1, 0)}


@pytest.mark.parametrize("from_the_other_end", [False, True])
async def test_two_who_swap_the_same_pair_at_once_swap_it_once(camp: Camp, from_the_other_end: bool) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    here, there = camp.cell(1, 0), camp.cell(2, 1)
    one, two = await place(camp, first, here), await place(camp, second, there)
    ways = [(one.id, there, here, two.id), (two.id, here, there, one.id)]
    both = [ways[0], ways[from_the_other_end]]
    outcomes = await asyncio.gather(*(move(camp, *way) for way in both), return_exceptions=True)
    assert sorted(type(outcome) for outcome in outcomes if outcome) == [CardElsewhere]
    assert await hung(camp) == {first.id: there, second.id: here}


async def test_a_card_from_the_wall_takes_the_place_of_one_that_goes_back(camp: Camp) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    placed = await place(camp, first, camp.cell(1, 0))
    await place(camp, second, camp.cell(1, 0), swap=placed.id)
    assert await hung(camp) == {second.id: camp.cell(1, 0)}


async def test_whoever_saw_the_card_elsewhere_is_told(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    placed = await place(camp, topic, camp.cell(1, 0))
    with pytest.raises(CardElsewhere):
        await move(camp, placed.id, camp.cell(2, 0), expected=camp.cell(1, 1))
    with pytest.raises(CardElsewhere):
        await place(camp, topic, camp.cell(2, 2))


async def test_what_was_read_before_the_board_was_ours_is_read_again(camp: Camp) -> None:
    """PostgreSQL lets one read while another still writes; on SQLite they cannot even begin."""
    if camp.works.database.dialect == "sqlite":
        return
    topic, other = await camp.topic("Containers"), await camp.topic("Monorepos")
    placed = await place(camp, topic, camp.cell(1, 0))
    async with camp.works.begin() as late:
        seen = await placement_by_id(late.db, camp.event_id, placed.id or 0)
        waiting = await topic_by_id(late.db, other.id or 0)
        await move(camp, placed.id, camp.cell(2, 0))
        async with camp.works.begin() as work:
            await withdraw_topic(work, await topic_by_id(work.db, other.id or 0), FACILITATOR)
        with pytest.raises(CardElsewhere):
            await move_card(late, camp.event, seen, Move(camp.cell(2, 1), camp.cell(1, 0), None))
        with pytest.raises(CardElsewhere):
            await place_topic(late, camp.event, waiting, Move(camp.cell(2, 2), None, None))
    assert await hung(camp) == {topic.id: camp.cell(2, 0)}


async def test_a_plenary_takes_one_topic_for_everybody(camp: Camp) -> None:
    first, second = await camp.topic("Keynote"), await camp.topic("Another")
    await place(camp, first, camp.cell(0, None))
    with pytest.raises(CellTaken):
        await place(camp, second, camp.cell(0, None))


@pytest.mark.parametrize(("slot", "room"), [(0, 0), (1, None), (3, 0), (3, None)])
async def test_cells_that_take_no_cards(camp: Camp, slot: int, room: int | None) -> None:
    topic = await camp.topic("Containers")
    with pytest.raises(Invalid):
        await place(camp, topic, camp.cell(slot, room))


async def test_another_events_cell_is_no_cell(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    with pytest.raises(Invalid):
        await place(camp, topic, Cell(9999, 9999))


async def test_taking_back_and_withdrawing_free_the_cell(camp: Camp) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    placed, _ = await place(camp, first, camp.cell(1, 0)), await place(camp, second, camp.cell(1, 1))
    async with camp.works.begin() as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, placed.id or 0))
    async with camp.works.begin() as work:
        await withdraw_topic(work, await topic_by_id(work.db, second.id or 0), FACILITATOR)
    assert await hung(camp) == {}
    with pytest.raises(NotFound):
        await move(camp, placed.id, camp.cell(2, 0))
    async with camp.works.begin() as work:
        await restore_topic(work, await topic_by_id(work.db, second.id or 0), FACILITATOR)
    await place(camp, second, camp.cell(1, 0))


async def test_only_its_first_host_or_a_facilitator_withdraws(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    async with camp.works.begin() as work:
        with pytest.raises(Forbidden):
            await withdraw_topic(work, await topic_by_id(work.db, topic.id or 0), Viewer(visit_id=7, attendee_id=999))


async def test_every_change_is_in_the_log_under_its_own_revision(camp: Camp) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    one, two = await place(camp, first, camp.cell(1, 0)), await place(camp, second, camp.cell(2, 1))
    await move(camp, one.id, camp.cell(2, 1), swap=two.id)
    async with camp.works.database.reading() as db:
        rows = (await db.exec(select(ChangeRow).order_by(col(ChangeRow.revision)))).all()
        assert rows[-1].revision == await revision_of(db, camp.event_id)
    assert all(b.revision == a.revision + 1 for a, b in pairwise(rows))
    assert [row.name for row in rows[-4:]] == ["CardPlaced", "CardPlaced", "CardMoved", "CardMoved"]


STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 2]), st.integers(0, 2), st.booleans()), max_size=12)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
async def test_any_rush_of_facilitators_leaves_each_card_once_and_each_cell_with_one(
    database: Database, steps: list[tuple[int, int, int, bool]]
) -> None:
    """All steps at once: each places, moves or swaps as it sees the board; a refusal is fine, a lost card is not."""
    camp = await _fresh_camp(database)
    topics = [await camp.topic(f"Topic {n}") for n in range(4)]
    await asyncio.gather(*(_step(camp, topics[n], camp.cell(slot, room), swap) for n, slot, room, swap in steps))
    async with database.reading() as db:
        placements = await placements_of(db, camp.event_id)
        seen = await board_view(db, camp.event, Cards(card_facts), NOON)
    cells = [(p.timeslot_id, p.room_id) for p in placements]
    assert len(cells) == len(set(cells))
    hung = [cell.card.number for row in seen.rows for cell in row.cells if cell.card]
    assert sorted(hung + [card.number for card in seen.wall]) == sorted(topic.number for topic in topics)


async def _step(camp: Camp, topic: Topic, to: Cell, swap: bool) -> None:
    async with camp.works.database.reading() as db:
        placements = await placements_of(db, camp.event_id)
    here = next((p for p in placements if p.topic_id == topic.id), None)
    there = next((p for p in placements if Cell(p.timeslot_id, p.room_id) == to), None)
    making_way = there.id if swap and there else None
    try:
        if here is None:
            await place(camp, topic, to, making_way)
        else:
            await move(camp, here.id, to, Cell(here.timeslot_id, here.room_id), making_way)
    except (Conflict, NotFound):
        return


_camps = iter(range(1_000_000))


async def _fresh_camp(database: Database) -> Camp:
    plan = replace(PLAN, slug=f"camp-{next(_camps)}")
    return await make_camp(database, Works(database, clock=lambda: NOON), plan)


async def test_a_locked_card_stays_for_everybody_until_it_is_unlocked(camp: Camp) -> None:
    locked, other = await camp.topic("Containers"), await camp.topic("Monorepos")
    fixed, free = await place(camp, locked, camp.cell(1, 0)), await place(camp, other, camp.cell(2, 0))
    await lock(camp, fixed, True)
    for attempt in (move(camp, fixed.id, camp.cell(2, 1)), move(camp, free.id, camp.cell(1, 0), swap=fixed.id)):
        with pytest.raises(CardLockedHere, match="Card 1 is locked"):
            await attempt
    assert await hung(camp) == {locked.id: camp.cell(1, 0), other.id: camp.cell(2, 0)}
    await lock(camp, fixed, False)
    await move(camp, fixed.id, camp.cell(2, 0), swap=free.id)
    assert await hung(camp) == {locked.id: camp.cell(2, 0), other.id: camp.cell(1, 0)}


async def test_a_locked_card_can_be_withdrawn(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    await lock(camp, await place(camp, topic, camp.cell(1, 0)), True)
    async with camp.works.begin() as work:
        await withdraw_topic(work, await topic_by_id(work.db, topic.id or 0), FACILITATOR)
    assert await hung(camp) == {}


async def lock(camp: Camp, placement: Placement, locked: bool) -> None:
    async with camp.works.begin() as work:
        await lock_card(work, placement, locked)

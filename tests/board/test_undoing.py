"""Undo and redo on both databases: whole steps, only where the board is still as they left it."""

import pytest
from sqlmodel import select

from app.board.actions import lock_card, move_card, place_topic, take_back
from app.board.actions.undoing import InTheWay, NothingToUndo, redo_step, undo_step
from app.board.forms import Move
from app.board.placements import placement_by_id, placements_of
from app.board.queries import board_view, card_facts
from app.board.rules import Cell
from app.board.tables import Placement
from app.board.telling import last_step
from app.people.actions import join_event
from app.people.tables import Visit
from app.topics.cards import Cards
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from tests.samples import NOON, Camp
from tests.visitors import Gathering, text_of

BOARD = "/small-camp/board"


async def visit(camp: Camp, name: str) -> int:
    """The id of a facilitator's visit."""
    async with camp.works.begin() as work:
        await join_event(work, f"key-{name}", camp.event_id, name)
        found = (await work.db.exec(select(Visit.id).where(Visit.key == f"key-{name}"))).one()
        assert found is not None
        return found


async def place(camp: Camp, topic: Topic, cell: Cell, by: int | None = None, swap: int | None = None) -> Placement:
    async with camp.works.begin(by) as work:
        return await place_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), Move(cell, None, swap))


async def move(camp: Camp, placement: Placement, to: Cell, by: int | None = None, swap: int | None = None) -> None:
    async with camp.works.begin(by) as work:
        there = await placement_by_id(work.db, camp.event_id, placement.id or 0)
        await move_card(work, camp.event, there, Move(to, None, swap))


async def undo(camp: Camp, by: int | None = None, of_all: bool = False, step: int | None = None) -> int:
    async with camp.works.begin(by) as work:
        return await undo_step(work, camp.event, of_all, step)


async def redo(camp: Camp, by: int | None = None) -> int:
    async with camp.works.begin(by) as work:
        return await redo_step(work, camp.event)


async def hung(camp: Camp) -> dict[tuple[int, int | None, str, bool], Cell]:
    """Every placement with all that it keeps, and its cell."""
    async with camp.works.database.reading() as db:
        found = await placements_of(db, camp.event_id)
    return {(p.topic_id, p.id, p.guid, p.locked): Cell(p.timeslot_id, p.room_id) for p in found}


async def words(camp: Camp) -> str:
    async with camp.works.database.reading() as db:
        last = await last_step(db, camp.event, NOON)
    return last.words if last else ""


async def test_each_step_is_taken_back_and_done_again_exactly(camp: Camp) -> None:
    jo = await visit(camp, "Jo")
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    seen = [await hung(camp)]
    first = await place(camp, one, camp.cell(1, 0), jo)
    seen.append(await hung(camp))
    second = await place(camp, two, camp.cell(2, 1), jo)
    seen.append(await hung(camp))
    await move(camp, first, camp.cell(2, 1), jo, swap=second.id)
    seen.append(await hung(camp))
    async with camp.works.begin(jo) as work:
        await lock_card(work, await placement_by_id(work.db, camp.event_id, first.id or 0), True)
    seen.append(await hung(camp))
    async with camp.works.begin(jo) as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, second.id or 0))
    seen.append(await hung(camp))
    for before in reversed(seen[:-1]):
        await undo(camp, jo)
        assert await hung(camp) == before
    with pytest.raises(NothingToUndo):
        await undo(camp, jo)
    for after in seen[1:]:
        await redo(camp, jo)
        assert await hung(camp) == after
    with pytest.raises(NothingToUndo):
        await redo(camp, jo)


async def test_everybody_undoes_their_own_or_what_was_last(camp: Camp) -> None:
    jo, ana = await visit(camp, "Jo"), await visit(camp, "Ana")
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    await place(camp, one, camp.cell(1, 0), jo)
    await place(camp, two, camp.cell(1, 1), ana)
    await undo(camp, jo)
    assert set((await hung(camp)).values()) == {camp.cell(1, 1)}
    await undo(camp, jo, of_all=True)
    assert await hung(camp) == {}
    await redo(camp, jo)
    await redo(camp, jo)
    assert set((await hung(camp)).values()) == {camp.cell(1, 0), camp.cell(1, 1)}


async def test_what_others_built_upon_stays_and_is_said(camp: Camp) -> None:
    jo, ana = await visit(camp, "Jo"), await visit(camp, "Ana")
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    placed = await place(camp, one, camp.cell(1, 0), jo)
    await move(camp, placed, camp.cell(1, 1), jo)
    await place(camp, two, camp.cell(1, 0), ana)
    before = await hung(camp)
    with pytest.raises(InTheWay, match="Card 2 is there"):
        await undo(camp, jo)
    assert await hung(camp) == before
    async with camp.works.begin(ana) as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, placed.id or 0))
    with pytest.raises(InTheWay, match="moved card 1"):
        await undo(camp, jo)


async def test_a_step_is_named_and_undone_once(camp: Camp) -> None:
    jo = await visit(camp, "Jo")
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    await place(camp, one, camp.cell(1, 0), jo)
    await place(camp, two, camp.cell(1, 1), jo)
    await undo(camp, jo)
    step = await undo(camp, None, step=(await redo(camp, jo)))
    with pytest.raises(NothingToUndo):
        await undo(camp, jo, step=step)


async def test_the_last_step_is_told_with_who_and_where(camp: Camp) -> None:
    jo = await visit(camp, "Jo")
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    assert await words(camp) == ""
    first = await place(camp, one, camp.cell(1, 0), jo)
    assert await words(camp) == "Jo put 1 at 11:00, Main hall"
    second = await place(camp, two, camp.cell(2, 1))
    assert await words(camp) == "A facilitator put 2 at 12:00, Library"
    await move(camp, first, camp.cell(2, 1), jo, swap=second.id)
    assert await words(camp) == "Jo swapped 1 and 2"
    await undo(camp, jo)
    assert await words(camp) == "Jo undid: swapped 1 and 2"


async def test_undo_by_a_plain_form_and_by_a_script(gathered: Gathering) -> None:
    helper = await gathered.facilitator("Jo")
    await gathered.camp.topic("Containers")
    await helper.submit("/small-camp/topics/1/placements", cell=str(gathered.camp.cell(1, 0)))
    answer = await helper.submit("/small-camp/undo")
    assert (answer.status_code, answer.headers["location"]) == (303, BOARD)
    assert "Jo undid: put 1 at 11:00, Main hall" in text_of(await helper.get(BOARD))
    again = await helper.submit_as_script("/small-camp/redo", "POST")
    assert again.json() == {"message": "Jo did again: put 1 at 11:00, Main hall."}
    refused = await helper.submit_as_script("/small-camp/redo", "POST")
    assert (refused.status_code, refused.json()["message"]) == (409, "There is nothing to redo.")


async def test_what_was_done_is_told_to_facilitators_only(gathered: Gathering) -> None:
    helper = await gathered.facilitator("Jo")
    await gathered.camp.topic("Containers")
    await helper.submit("/small-camp/topics/1/placements", cell=str(gathered.camp.cell(1, 0)))
    assert "Jo put 1" in text_of(await helper.get(BOARD))
    assert "Jo put 1" not in text_of(await gathered.reader().get(BOARD))


async def test_a_card_that_was_placed_anew_does_not_come_back_a_second_time(camp: Camp) -> None:
    ada, eve, topic = await visit(camp, "Ada"), await visit(camp, "Eve"), await camp.topic("Containers")
    placed = await place(camp, topic, camp.cell(1, 0), by=ada)
    async with camp.works.begin(ada) as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, placed.id or 0))
    await place(camp, topic, camp.cell(2, 0), by=eve)
    before = await hung(camp)
    with pytest.raises(InTheWay, match="moved card 1"):
        await undo(camp, by=ada)
    assert await hung(camp) == before


async def test_a_card_that_was_placed_anew_is_not_placed_again_by_a_redo(camp: Camp) -> None:
    ada, eve, topic = await visit(camp, "Ada"), await visit(camp, "Eve"), await camp.topic("Containers")
    await place(camp, topic, camp.cell(1, 0), by=ada)
    await undo(camp, by=ada)
    await place(camp, topic, camp.cell(2, 0), by=eve)
    before = await hung(camp)
    with pytest.raises(InTheWay, match="moved card 1"):
        await redo(camp, by=ada)
    assert await hung(camp) == before


async def test_what_an_undo_takes_from_the_board_was_never_there(camp: Camp) -> None:
    async def parked() -> list[bool]:
        async with camp.works.database.reading() as db:
            return [card.parked for card in (await board_view(db, camp.event, Cards(card_facts), NOON)).wall]

    topic = await camp.topic("Containers")
    placed = await place(camp, topic, camp.cell(1, 0))
    await undo(camp)
    assert await parked() == [False]
    await redo(camp)
    async with camp.works.begin() as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, placed.id or 0))
    assert await parked() == [True]

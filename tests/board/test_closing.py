"""Cells that are closed: no way leads a card there, what hung there is parked, and every step can be undone."""

import pytest

from app.board.actions import CellShut, move_card, place_topic, take_back
from app.board.actions.closing import close_cell, open_cell
from app.board.actions.shape import repeat_topic
from app.board.actions.undoing import InTheWay, redo_step, undo_step
from app.board.arranger import Task, arrange
from app.board.clashes import clashes_of
from app.board.forms import Move
from app.board.placements import placement_by_id, placements_of
from app.board.program import Card, Hall, Program
from app.board.queries import board_view, card_facts, closed_among
from app.board.remedies import remedies_for
from app.board.replaying import board_at, moments_of
from app.board.rules import Cell
from app.board.seating import ALL, WAITING
from app.board.surveying import survey
from app.board.telling import last_step
from app.board.ways import STALE, Ways
from app.kernel.errors import NotFound
from app.topics.cards import Cards
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from tests.programs import hang, people, program, slot
from tests.samples import NOON, Camp
from tests.visitors import Gathering, text_of

HOME = "/small-camp"


async def place(camp: Camp, topic: Topic, cell: Cell) -> int:
    async with camp.works.begin() as work:
        topic = await topic_by_id(work.db, topic.id or 0)
        return (await place_topic(work, camp.event, topic, Move(cell, None, None))).id or 0


async def close(camp: Camp, cell: Cell, why: str = "being cleaned") -> None:
    async with camp.works.begin() as work:
        await close_cell(work, camp.event, cell, why)


async def undo(camp: Camp, step: int | None = None) -> None:
    async with camp.works.begin() as work:
        await undo_step(work, camp.event, step=step)


async def state(camp: Camp) -> tuple[dict[Cell, str], list[tuple[int, str, bool, Cell]]]:
    async with camp.works.database.reading() as db:
        hung = [
            (p.topic_id, p.guid, p.locked, Cell(p.timeslot_id, p.room_id))
            for p in await placements_of(db, camp.event_id)
        ]
        return await closed_among(db, camp.event_id), sorted(hung, key=str)


async def words(camp: Camp) -> str:
    async with camp.works.database.reading() as db:
        last = await last_step(db, camp.event, NOON)
    return last.words if last else ""


async def test_a_closed_cell_takes_no_card_by_any_way(camp: Camp) -> None:
    shut, other = camp.cell(1, 0), camp.cell(1, 1)
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    placement_id = await place(camp, one, other)
    await close(camp, shut)
    with pytest.raises(CellShut, match="being cleaned"):
        await place(camp, two, shut)
    with pytest.raises(CellShut):
        async with camp.works.begin() as work:
            await move_card(
                work, camp.event, await placement_by_id(work.db, camp.event_id, placement_id), Move(shut, None, None)
            )
    with pytest.raises(CellShut):
        async with camp.works.begin() as work:
            await repeat_topic(work, camp.event, one, Move(shut, None, None))
    async with camp.works.begin() as work:
        await open_cell(work, camp.event, shut)
    assert await words(camp) == "A facilitator opened 11:00, Main hall again"
    await place(camp, two, shut)


async def test_closing_parks_the_card_that_hangs_there_and_is_one_step(camp: Camp) -> None:
    cell = camp.cell(1, 0)
    await place(camp, await camp.topic("Containers"), cell)
    before = await state(camp)
    await close(camp, cell)
    after = await state(camp)
    assert after == ({cell: "being cleaned"}, [])
    assert await words(camp) == "A facilitator closed 11:00, Main hall (being cleaned), which parked 1 card"
    async with camp.works.database.reading() as db:
        view = await board_view(db, camp.event, Cards(card_facts), NOON)
    assert [(card.number, card.parked) for card in view.wall] == [(1, True)]
    await undo(camp)
    assert await state(camp) == before
    async with camp.works.begin() as work:
        await redo_step(work, camp.event)
    assert await state(camp) == after


async def test_closing_twice_does_it_once(camp: Camp) -> None:
    await close(camp, camp.cell(1, 0), "")
    assert await words(camp) == "A facilitator closed 11:00, Main hall"
    await close(camp, camp.cell(1, 0), "again")
    assert (await state(camp))[0] == {camp.cell(1, 0): ""}
    await undo(camp)
    assert await state(camp) == ({}, [])


async def test_an_undo_neither_fills_a_closed_cell_nor_closes_a_full_one(camp: Camp) -> None:
    cell = camp.cell(1, 0)
    placement_id = await place(camp, await camp.topic("Containers"), cell)
    async with camp.works.begin() as work:
        await take_back(work, camp.event, await placement_by_id(work.db, camp.event_id, placement_id))
    await close(camp, cell)
    async with camp.works.database.reading() as db:
        taken_back = (await moments_of(db, camp.event_id))[-2].revision
    with pytest.raises(InTheWay, match="closed"):
        await undo(camp, taken_back)
    async with camp.works.begin() as work:
        await open_cell(work, camp.event, cell)
    async with camp.works.database.reading() as db:
        opened = (await moments_of(db, camp.event_id))[-1].revision
    await place(camp, await camp.topic("Monorepos"), cell)
    with pytest.raises(InTheWay, match="A card hangs there"):
        await undo(camp, opened)


@pytest.mark.parametrize("at", [(0, None), (3, 0)], ids=["plenary", "break"])
async def test_only_cells_of_rooms_can_be_closed(camp: Camp, at: tuple[int, int | None]) -> None:
    with pytest.raises(NotFound):
        await close(camp, camp.cell(*at))


async def test_the_board_as_it_was_has_them_too(camp: Camp) -> None:
    await close(camp, camp.cell(1, 0))
    async with camp.works.begin() as work:
        await open_cell(work, camp.event, camp.cell(1, 0))
    async with camp.works.database.reading() as db:
        moments = await moments_of(db, camp.event_id)
        shown = [await board_at(db, camp.event, Cards(card_facts), moment) for moment in moments]
    assert [[cell.why for cell in view.rows[1].cells if cell.closed] for view in shown] == [["being cleaned"], []]


async def test_the_survey_knows_them(camp: Camp) -> None:
    await close(camp, camp.cell(4, 1))
    async with camp.works.database.reading() as db:
        found = await survey(db, camp.event, NOON)
    assert camp.cell(4, 1) not in found.open_cells()
    assert camp.cell(4, 0) in found.open_cells()


def with_closed(made: Program, *closed: Cell) -> Program:
    return Program(made.slots, made.halls, made.cards, made.hung, made.crowd, frozenset(closed))


SLOTS, HALLS = [slot(1, 0), slot(2, 60)], [Hall(1, "Main hall", 30), Hall(2, "Library", 10)]


def test_no_remedy_leads_there() -> None:
    made = program(SLOTS, HALLS, [Card(4, 4, stars=people(*range(20)))], [hang(4, 1, 2)])
    clash = clashes_of(made)[0]
    assert Cell(1, 1) in {remedy.to for remedy in remedies_for(made, clash)}
    shut = with_closed(made, Cell(1, 1))
    assert {remedy.to for remedy in remedies_for(shut, clash)} == {Cell(2, 1)}


@pytest.mark.parametrize("mode", [WAITING, ALL])
def test_no_suggestion_uses_them(mode: str) -> None:
    cards = [Card(number, number, stars=people(*range(number))) for number in range(1, 6)]
    shut = with_closed(program(SLOTS, HALLS, cards), Cell(1, 1), Cell(2, 2))
    proposal = arrange(Task(shut, mode))
    assert {way.to for way in proposal.ways} == {Cell(1, 2), Cell(2, 1)}
    assert len(proposal.left) == 3
    later = Ways(with_closed(shut, Cell(1, 2)), proposal.ways)
    assert [state for way in proposal.ways if (state := later.standing[way.topic_id]) == STALE] == [STALE]


async def test_a_cell_is_closed_and_opened_by_plain_forms(gathered: Gathering) -> None:
    helper, camp = await gathered.facilitator("Jo"), gathered.camp
    cell = camp.cell(2, 0)
    await camp.topic("Containers")
    await helper.submit(f"{HOME}/topics/1/placements", cell=str(cell))
    page = text_of(await helper.get(f"{HOME}/cells/{cell}"))
    assert "1 Containers hangs here and goes to the wall" in page
    closed = await helper.submit(f"{HOME}/cells/{cell}/closure", "PUT", why="  being   <b>cleaned</b> ")
    assert closed.headers["location"] == f"{HOME}/board#cell-{cell}"
    board = text_of(await gathered.reader().get(f"{HOME}/board"))
    assert "Closed being <b>cleaned</b>" in board
    refused = await helper.submit(f"{HOME}/topics/1/placements", cell=str(cell))
    assert refused.status_code == 409
    assert "This cell is closed" in text_of(refused)
    for where in ("topics/1/placements", "print/board", "print/doors", "history/board"):
        assert "Closed being <b>cleaned</b>" in text_of(await helper.get(f"{HOME}/{where}")), where
    assert f'value="{cell}"' not in (await helper.get(f"{HOME}/paper")).text
    assert "closed 12:00, Main hall" in text_of(await helper.get(f"{HOME}/history"))
    assert "Open it again" in text_of(await helper.get(f"{HOME}/cells/{cell}"))
    assert (await helper.submit(f"{HOME}/cells/{cell}/closure", "DELETE")).status_code == 303
    assert (await helper.submit(f"{HOME}/topics/1/placements", cell=str(cell))).status_code == 303


async def test_a_word_why_that_is_too_long_is_said_beside_it(gathered: Gathering) -> None:
    helper, cell = await gathered.facilitator(), gathered.camp.cell(1, 0)
    path = f"{HOME}/cells/{cell}/closure"
    refused = await helper.submit(path, "PUT", why="x" * 121)
    assert (refused.status_code, 'value="xxx' in refused.text) == (422, True)
    assert (await helper.submit_as_script(path, "PUT", why="x" * 121)).status_code == 422
    for cell in ("0-0", "none", str(gathered.camp.cell(0, None)), "99-99"):
        assert (await helper.get(f"{HOME}/cells/{cell}")).status_code == 404, cell
        assert (await helper.submit(f"{HOME}/cells/{cell}/closure", "PUT")).status_code == 404, cell
    assert (await (await gathered.attendee()).get(f"{HOME}/cells/{gathered.camp.cell(1, 0)}")).status_code == 403

"""Suggestions from asking to accepting, reckoned by a real process; how they stand when the board goes on meanwhile."""

import asyncio
from asyncio.subprocess import Process
from typing import Any

import pytest

from app.board.actions import move_card, place_topic
from app.board.forms import Move
from app.board.placements import placement_by_id, placements_of
from app.board.program import Card, Hall, Hung
from app.board.rules import Cell
from app.board.seating import Way
from app.board.ways import DONE, OPEN, STALE, Ways
from app.topics.queries import topic_by_id
from tests.programs import hang, program, slot
from tests.samples import Camp
from tests.visitors import Gathering, Visitor, text_of

PAGE = "/small-camp/suggestion"
SLOTS = [slot(1, 0), slot(2, 60)]
HALLS = [Hall(1, "A"), Hall(2, "B")]


def ways(hung: list[Hung], *going: Way) -> Ways:
    return Ways(program(SLOTS, HALLS, [Card(n, n) for n in range(1, 6)], hung), going)


def way(topic_id: int, at: Cell | None, to: Cell | None) -> Way:
    return Way(topic_id, 100 + topic_id if at else None, at, to)


def test_a_way_is_open_while_the_card_is_where_it_was() -> None:
    going = way(1, None, Cell(1, 1)), way(2, Cell(1, 2), Cell(2, 2))
    assert ways([hang(2, 1, 2)], *going).standing == {1: OPEN, 2: OPEN}
    assert ways([hang(1, 2, 1), hang(2, 2, 2)], *going).standing == {1: STALE, 2: DONE}
    assert ways([hang(1, 1, 1), hang(2, 1, 2, locked=True)], *going).standing == {1: DONE, 2: STALE}
    assert ways([hang(2, 2, 1)], *going).standing == {1: OPEN, 2: STALE}


def test_a_cell_that_was_taken_meanwhile_closes_the_way_and_all_behind_it() -> None:
    going = way(1, None, Cell(1, 1)), way(2, Cell(1, 1), Cell(2, 1)), way(3, None, Cell(1, 2))
    assert ways([hang(2, 1, 1), hang(5, 2, 1)], *going).standing == {1: STALE, 2: STALE, 3: OPEN}


def test_one_card_takes_along_those_in_its_way() -> None:
    circle = way(1, Cell(1, 1), Cell(2, 1)), way(2, Cell(2, 1), Cell(1, 1)), way(3, None, Cell(1, 2))
    standing = ways([hang(1, 1, 1), hang(2, 2, 1)], *circle)
    assert [each.topic_id for each in standing.with_others(1)] == [1, 2]
    assert [each.topic_id for each in standing.with_others(3)] == [3]
    assert standing.with_others(9) == []


async def crowd(gathered: Gathering) -> Visitor:
    """Three cards that the same people starred, one that others did, nothing on the board; two times are ahead."""
    camp = gathered.camp
    topics = [await camp.topic(title, host=f"Host of {title}") for title in ("Rotas", "Logs", "Rust", "Naming")]
    for person in range(6):
        visitor = await gathered.attendee(f"P{person}")
        for topic in topics[:3] if person < 5 else topics[3:]:
            await visitor.submit(f"/small-camp/topics/{topic.number}/star", "PUT", seen_on="/small-camp/topics")
    return await gathered.facilitator("Jo")


async def ready(helper: Visitor) -> str:
    """The page once it is reckoned."""
    async with asyncio.timeout(30):
        while "Trying arrangements" in (page := text_of(await helper.get(PAGE))):
            await asyncio.sleep(0.05)
    return page


async def hung(camp: Camp) -> dict[int, str]:
    async with camp.works.database.reading() as db:
        placements = await placements_of(db, camp.event_id)
        return {
            (await topic_by_id(db, each.topic_id)).number: str(Cell(each.timeslot_id, each.room_id))
            for each in placements
        }


async def test_a_suggestion_is_shown_first_and_accepted_whole_as_one_step(gathered: Gathering) -> None:
    helper = await crowd(gathered)
    assert "The 4 cards that wait" in text_of(await helper.get(PAGE))
    assert (await helper.submit("/small-camp/suggestions", mode="waiting", seed="7")).status_code == 303
    page = await ready(helper)
    assert "6 of 16 starred visits possible Now it is 0, and 6 in the best of a hundred drawn by lot." in page
    assert "Clashes: 0 now" in page
    assert "Draw 7" in page
    assert await hung(gathered.camp) == {}
    accepted = await helper.submit("/small-camp/suggestions/1/acceptance")
    assert accepted.headers["location"] == "/small-camp/board"
    there = await hung(gathered.camp)
    assert len(there) == 3
    assert {cell.split("-")[0] for cell in there.values()} == {"5"}
    assert "Jo arranged 3 cards" in text_of(await helper.get("/small-camp/board"))
    await helper.submit("/small-camp/undo")
    assert await hung(gathered.camp) == {}


async def test_a_suggestion_is_accepted_card_by_card(gathered: Gathering) -> None:
    helper = await crowd(gathered)
    await helper.submit("/small-camp/suggestions", mode="waiting")
    page = await ready(helper)
    number = next(number for number in (1, 2, 3, 4) if f"Accept : {number} " in page)
    assert (await helper.submit("/small-camp/suggestions/1/acceptance", number=str(number))).status_code == 303
    assert list(await hung(gathered.camp)) == [number]
    assert "1 card hangs there already." in text_of(await helper.get(PAGE))
    again = await helper.submit("/small-camp/suggestions/1/acceptance", number=str(number))
    assert again.status_code == 409
    assert "The board has gone on since" in text_of(again)


async def test_the_same_draw_suggests_the_same(gathered: Gathering) -> None:
    helper = await crowd(gathered)
    seen = []
    for _draw in range(2):
        await helper.submit("/small-camp/suggestions", mode="all", seed="12")
        seen.append(await ready(helper))
    assert seen[0] == seen[1]


async def test_a_suggestion_can_be_stopped_and_thrown_away(gathered: Gathering) -> None:
    helper = await crowd(gathered)
    await helper.submit("/small-camp/suggestions", mode="waiting")
    assert (await helper.submit("/small-camp/suggestions/1", "DELETE")).status_code == 303
    page = text_of(await helper.get(PAGE))
    assert "What shall move?" in page
    assert "visits possible" not in page
    assert (await helper.submit("/small-camp/suggestions/1/acceptance")).status_code == 409
    assert (await helper.submit("/small-camp/suggestions/99", "DELETE")).status_code == 404
    await helper.submit("/small-camp/suggestions", mode="waiting")
    assert "visits possible" in await ready(helper)


async def test_one_that_is_dropped_while_the_server_stops_leaves_no_process(
    gathered: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Process] = []
    begin = asyncio.create_subprocess_exec

    async def begin_and_tell(*command: str, **how: Any) -> Process:
        begun.append(await begin(*command, **how))
        return begun[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", begin_and_tell)
    helper, suggesters = await crowd(gathered), gathered.hallway.suggesters
    await helper.submit("/small-camp/suggestions", mode="waiting")
    async with asyncio.timeout(10):
        while not begun:
            await asyncio.sleep(0.01)
    suggesters.drop(1)
    await asyncio.sleep(0)
    await suggesters.stop()
    assert [process.returncode is None for process in begun] == [False]


async def test_what_somebody_moved_meanwhile_is_left_alone(gathered: Gathering) -> None:
    helper, camp = await crowd(gathered), gathered.camp
    await helper.submit("/small-camp/suggestions", mode="waiting", seed="7")
    page = await ready(helper)
    number = next(number for number in (1, 2, 3, 4) if f"Accept : {number} " in page)
    async with camp.works.begin() as work:
        topic = await topic_by_id(work.db, number)
        placement = await place_topic(work, camp.event, topic, Move(camp.cell(2, 0), None, None))
    before = await hung(camp)
    page = text_of(await helper.get(PAGE))
    assert "1 card has moved since, or cannot any more, and stays." in page
    await helper.submit("/small-camp/suggestions/1/acceptance")
    after = await hung(camp)
    assert after[number] == before[number]
    assert len(after) == 3
    async with camp.works.begin() as work:
        there = await placement_by_id(work.db, camp.event_id, placement.id or 0)
        await move_card(work, camp.event, there, Move(camp.cell(1, 0), None, None))


async def test_a_broken_arranger_is_said_and_hurts_nobody(gathered: Gathering) -> None:
    helper = await crowd(gathered)
    refused = await helper.submit("/small-camp/suggestions", mode="magic")
    assert refused.status_code == 422
    assert (await (await gathered.attendee()).get(PAGE)).status_code == 403


async def test_a_card_that_had_its_time_does_not_wait_for_another(gathered: Gathering) -> None:
    helper, camp = await crowd(gathered), gathered.camp
    async with camp.works.begin() as work:
        topic = await topic_by_id(work.db, 1)
        await place_topic(work, camp.event, topic, Move(camp.cell(1, 0), None, None))
    await helper.submit("/small-camp/suggestions", mode="all", seed="7")
    page = await ready(helper)
    assert "of 11 starred visits possible" in page
    assert "Accept : 1 " not in page

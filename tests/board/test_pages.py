"""Pages of the board: facilitators arrange it, by script and by plain form; whoever is late sees how things stand."""

import re

import pytest

from app.board.placements import placements_of
from app.board.rules import Cell
from tests.visitors import Gathering, Visitor, link_to, text_of

BOARD, WALL = "/small-camp/board", "/small-camp/topics"


async def hung(gathered: Gathering) -> dict[int, str]:
    """Topic id → cell."""
    async with gathered.hallway.database.reading() as db:
        placements = await placements_of(db, gathered.camp.event_id)
        return {p.topic_id: str(Cell(p.timeslot_id, p.room_id)) for p in placements}


async def placement(gathered: Gathering, topic_id: int) -> int:
    async with gathered.hallway.database.reading() as db:
        [found] = [p.id for p in await placements_of(db, gathered.camp.event_id) if p.topic_id == topic_id]
        return found or 0


async def place(helper: Visitor, gathered: Gathering, number: int, slot: int, room: int | None, **more: str) -> int:
    cell = str(gathered.camp.cell(slot, room))
    return (await helper.submit(f"{WALL}/{number}/placements", cell=cell, **more)).status_code


async def test_a_facilitator_places_moves_and_takes_back_with_plain_forms(gathered: Gathering) -> None:
    helper, topic = await gathered.facilitator(), await gathered.camp.topic("Containers")
    answer = await helper.submit(f"{WALL}/1/placements", cell=str(gathered.camp.cell(1, 0)))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{BOARD}#card-1")
    card = f"/small-camp/placements/{await placement(gathered, topic.id or 0)}"
    assert "Main hall" in text_of(await gathered.reader().get(f"{WALL}/1"))
    await helper.submit(card, "PUT", cell=str(gathered.camp.cell(2, 1)), expected=str(gathered.camp.cell(1, 0)))
    assert await hung(gathered) == {topic.id: str(gathered.camp.cell(2, 1))}
    assert (await helper.submit(card, "DELETE")).headers["location"] == f"{BOARD}#tray-card-1"
    assert await hung(gathered) == {}


async def test_a_script_does_the_same_and_is_told_without_a_page(gathered: Gathering) -> None:
    helper, topic = await gathered.facilitator(), await gathered.camp.topic("Containers")
    cell = str(gathered.camp.cell(1, 0))
    assert (await helper.submit_as_script(f"{WALL}/1/placements", "POST", cell=cell)).status_code == 204
    again = await helper.submit_as_script(f"{WALL}/1/placements", "POST", cell=cell)
    assert again.status_code == 409
    assert "moved card 1" in again.json()["message"]
    nonsense = await helper.submit_as_script(f"{WALL}/1/placements", "POST", cell="there")
    assert nonsense.status_code == 422
    assert list(nonsense.json()["fields"]) == ["cell"]
    assert await hung(gathered) == {topic.id: cell}


async def test_the_form_of_a_card_offers_every_open_place(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    await gathered.camp.topic("Containers")
    page = (await helper.get(f"{WALL}/1/placements")).text
    ahead = {str(gathered.camp.cell(slot, room)) for slot in (2, 4) for room in range(3)}
    assert ahead <= set(re.findall(r'name="cell" value="([\d-]+)"', page))
    assert str(gathered.camp.cell(3, None)) not in page


async def test_two_cards_change_places_from_the_form(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    one, two = await gathered.camp.topic("Containers"), await gathered.camp.topic("Monorepos")
    assert await place(helper, gathered, 1, 2, 0) == await place(helper, gathered, 2, 2, 1) == 303
    page = (await helper.get(f"{WALL}/1/placements")).text
    form = next(form for form in page.split("<form") if f'value="{gathered.camp.cell(2, 1)}"' in form)
    fields = dict(re.findall(r'name="(cell|expected|swap)" value="([\d-]*)"', form))
    action = re.search(r'action="([^"]+)"', form)
    assert action
    assert (await helper.submit(action[1], "PUT", **fields)).status_code == 303
    assert await hung(gathered) == {one.id: str(gathered.camp.cell(2, 1)), two.id: str(gathered.camp.cell(2, 0))}


async def test_whoever_is_late_sees_the_true_board_and_the_card_stays(gathered: Gathering) -> None:
    early, late = await gathered.facilitator(), await gathered.facilitator()
    one, two = await gathered.camp.topic("Containers"), await gathered.camp.topic("Monorepos")
    await late.get(f"{WALL}/2/placements")
    await place(early, gathered, 1, 2, 0)
    answer = await late.submit(f"{WALL}/2/placements", cell=str(gathered.camp.cell(2, 0)), expected="")
    assert answer.status_code == 409
    assert "Card 1 is there already" in text_of(answer)
    assert "Containers" in text_of(answer)
    assert "Monorepos" in text_of(answer)
    assert await hung(gathered) == {one.id: str(gathered.camp.cell(2, 0))}
    assert "Monorepos" in text_of(await late.get(WALL))
    assert two.number == 2


async def test_who_saw_the_card_elsewhere_sees_where_it_is(gathered: Gathering) -> None:
    early, late, topic = await gathered.facilitator(), await gathered.facilitator(), await gathered.camp.topic("DNS")
    await place(early, gathered, 1, 2, 0)
    card, seen = f"/small-camp/placements/{await placement(gathered, topic.id or 0)}", str(gathered.camp.cell(2, 0))
    await early.submit(card, "PUT", cell=str(gathered.camp.cell(4, 1)), expected=seen)
    answer = await late.submit(card, "PUT", cell=str(gathered.camp.cell(2, 2)), expected=seen)
    assert answer.status_code == 409
    assert "Now at 14:00, Library" in text_of(answer)
    assert await hung(gathered) == {topic.id: str(gathered.camp.cell(4, 1))}


@pytest.mark.parametrize(
    "cell", ["", "there", "1", "1-", "-1", "0-0", "999999999-1", "9" * 12 + "-1", "1-1; DROP", "١-١"]
)
async def test_no_card_hangs_where_there_is_no_place(gathered: Gathering, cell: str) -> None:
    helper = await gathered.facilitator()
    await gathered.camp.topic("Containers")
    answer = await helper.submit(f"{WALL}/1/placements", cell=cell)
    assert answer.status_code == 422
    assert "Containers" in text_of(answer)
    assert re.search(r'class="trouble"|-error"', answer.text)
    assert await hung(gathered) == {}


async def test_a_placement_that_is_gone_is_a_page_that_helps(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    for number in ("1", "0", "99999999999", "9" * 30):
        for method in ("PUT", "DELETE"):
            answer = await helper.submit(f"/small-camp/placements/{number}", method, cell="1-1")
            assert answer.status_code == 404
            assert link_to("/small-camp", answer) or link_to("/", answer)


async def test_another_events_cards_and_cells_are_out_of_reach(gathered: Gathering) -> None:
    helper, steward = await gathered.facilitator(), await gathered.steward()
    plan = {"name": "Other", "slug": "other", "starts_on": "2027-03-17", "time_zone": "UTC", "rooms": "Hall"}
    await steward.submit("/events", seen_on="/events/new", **plan, timeslots="11:00-11:45 open")
    topic = await gathered.camp.topic("Containers")
    await place(helper, gathered, 1, 2, 0)
    card = await placement(gathered, topic.id or 0)
    assert (await helper.submit(f"/other/placements/{card}", "DELETE", seen_on="/other/join")).status_code == 403
    assert (await steward.submit(f"/other/placements/{card}", "DELETE", seen_on="/other/join")).status_code == 404
    other_cell = f"{len(gathered.camp.slots) + 1}-{len(gathered.camp.rooms) + 1}"
    answer = await helper.submit(f"/small-camp/placements/{card}", "PUT", cell=other_cell)
    assert answer.status_code == 422
    assert await hung(gathered) == {topic.id: str(gathered.camp.cell(2, 0))}


@pytest.mark.parametrize("who", ["reader", "attendee", "host"])
async def test_nobody_but_facilitators_arranges(gathered: Gathering, who: str) -> None:
    visitor = gathered.reader() if who == "reader" else await gathered.attendee("Ada")
    await (visitor if who == "host" else await gathered.attendee("Mae")).submit(WALL, title="Containers")
    await place(await gathered.facilitator(), gathered, 1, 2, 0)
    before, card = await hung(gathered), f"/small-camp/placements/{await placement(gathered, 1)}"
    cell = str(gathered.camp.cell(2, 1))
    for path, method in ((f"{WALL}/1/placements", "POST"), (card, "PUT"), (card, "DELETE")):
        assert (await visitor.submit(path, method, cell=cell)).status_code == 403
        assert (await visitor.submit_as_script(path, method, cell=cell)).status_code == 403
    assert (await visitor.get(f"{WALL}/1/placements")).status_code == 403
    assert 'data-role="facilitator"' not in (await visitor.get(BOARD)).text
    assert await hung(gathered) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_without_the_token_a_facilitators_cards_stay(gathered: Gathering, method: str) -> None:
    helper, topic = await gathered.facilitator(), await gathered.camp.topic("Containers")
    await place(helper, gathered, 1, 2, 0)
    card = f"/small-camp/placements/{await placement(gathered, topic.id or 0)}"
    for token in ("", "0" * 64):
        forged = {"_method": method, "csrf": token, "cell": str(gathered.camp.cell(2, 1))}
        assert (await helper.post(card, data=forged)).status_code == 403
        assert (await helper.request(method, card, headers={"x-csrf": token})).status_code == 403
    assert await hung(gathered) == {topic.id: str(gathered.camp.cell(2, 0))}


async def test_a_withdrawn_card_is_not_placed(gathered: Gathering) -> None:
    ada, helper = await gathered.attendee("Ada"), await gathered.facilitator()
    await ada.submit(WALL, title="Containers")
    await place(helper, gathered, 1, 2, 0)
    assert (await ada.submit(f"{WALL}/1", "DELETE")).status_code == 303
    assert await hung(gathered) == {}
    assert (await helper.get(f"{WALL}/1/placements")).status_code == 200
    assert await place(helper, gathered, 1, 2, 0) == 409
    assert "Containers" not in text_of(await ada.get(BOARD))


async def test_the_board_shows_rooms_times_and_cards_and_is_the_same_for_all(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    await gathered.camp.topic("Containers <i>")
    await place(helper, gathered, 1, 2, 0)
    cells = []
    for visitor in (helper, gathered.reader(), await gathered.attendee("Noor")):
        page = await visitor.get(BOARD)
        for shown in ("Main hall", "Library", "Kitchen", "Opening", "Lunch", "12:00", "Containers <i>"):
            assert shown in text_of(page), shown
        channel = "arranging" if visitor is helper else "board"
        assert f'hx-ws:connect="/small-camp/live?page={channel}&amp;language=en"' in page.text
        found = re.search(rf'id="cell-{gathered.camp.cell(2, 0)}".*?</td>', page.text, re.DOTALL)
        assert found
        cells.append(found[0])
    assert cells[0] == cells[1] == cells[2]

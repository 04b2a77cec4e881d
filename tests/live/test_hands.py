"""A card in a hand, and forms that reach for it: refused with whose it is, on every worker, until it is let go."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.board.actions import place_topic
from app.board.forms import Move
from app.live import presence as presence_module
from app.topics.queries import topic_by_id
from tests.live.conftest import Pair
from tests.live.test_presence import board
from tests.samples import Camp
from tests.servers import Served, Visitor, serving

TOPIC = "/small-camp/topics/1/placements"
WALL = {"number": 1, "placement": None}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as served:
        await served.camp.topic("Containers")
        yield served


async def hang(camp: Camp, topic_id: int, slot: int) -> int:
    async with camp.works.begin() as work:
        topic = await topic_by_id(work.db, topic_id)
        return (await place_topic(work, camp.event, topic, Move(camp.cell(slot, 0), None, None))).id or 0


async def reach(served: Served, who: Visitor, path: str, method: str = "POST", **fields: str) -> httpx.Response:
    return await served.post(path, who, _method=method, **fields)


async def test_the_wall_s_card_is_refused_with_the_name_and_the_true_cells(served: Served) -> None:
    sam, cell = await served.facilitator("Sam"), str(served.camp.cell(1, 0))
    async with board(served, "Jo") as jo:
        await jo.hold(WALL)
        await jo.sees(Jo=WALL)
        refused = await reach(served, sam, TOPIC, cell=cell)
        assert refused.status_code == 409
        assert "Jo has this." in refused.text
        assert f'value="{cell}"' in refused.text
        assert "Now on the wall" in refused.text
        await jo.hold(None)
        await jo.sees(Jo=None)
        assert (await reach(served, sam, TOPIC, cell=cell)).status_code == 303


async def test_a_hand_without_a_name_holds_as_well_and_is_named_in_the_askers_language(served: Served) -> None:
    sam, cell = await served.facilitator("Sam"), str(served.camp.cell(1, 0))
    async with board(served, "") as nameless:
        await nameless.hold(WALL)
        await nameless.sees(**{"": WALL})
        assert "A facilitator has this." in (await reach(served, sam, TOPIC, cell=cell)).text
        german = replace(sam, cookie=f"{sam.cookie}; hallway_language=de")
        refused = await reach(served, german, TOPIC, cell=cell)
    assert refused.status_code == 409
    assert "Moderation hat sie gerade." in refused.text


async def test_whoever_holds_it_may_put_it_down(served: Served) -> None:
    async with board(served, "Jo") as jo:
        await jo.hold(WALL)
        await jo.sees(Jo=WALL)
        put = await reach(served, await served.visitor("Jo"), TOPIC, cell=str(served.camp.cell(1, 0)))
        assert put.status_code == 303


async def test_nothing_moves_takes_off_or_pushes_away_what_another_holds(served: Served) -> None:
    camp, sam = served.camp, await served.facilitator("Sam")
    await camp.topic("Monorepos")
    held, other = await hang(camp, 1, 1), await hang(camp, 2, 2)
    hand = {"number": 1, "placement": held}
    async with board(served, "Jo") as jo:
        await jo.hold(hand)
        await jo.sees(Jo=hand)
        there, free = str(camp.cell(1, 0)), str(camp.cell(1, 1))
        placements = "/small-camp/placements"
        assert (await reach(served, sam, f"{placements}/{held}", "PUT", cell=free)).status_code == 409
        assert (await reach(served, sam, f"{placements}/{held}", "DELETE")).status_code == 409
        swap = await reach(served, sam, f"{placements}/{other}", "PUT", cell=there, swap=str(held))
        assert (swap.status_code, "Jo has this." in swap.text) == (409, True)
        assert (await reach(served, sam, f"{placements}/{other}", "PUT", cell=free)).status_code == 303


async def test_a_hand_that_fell_silent_has_let_go(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence_module, "HOLD_LASTS", 0.3)
    sam = await served.facilitator("Sam")
    async with board(served, "Jo") as jo:
        await jo.hold(WALL)
        await jo.sees(Jo=WALL)
        await jo.sees(Jo=None)
        assert (await reach(served, sam, TOPIC, cell=str(served.camp.cell(1, 0)))).status_code == 303


async def test_a_hand_on_another_worker_counts_as_well(pair: Pair) -> None:
    await pair.one.camp.topic("Containers")
    sam, cell = await pair.other.facilitator("Sam"), str(pair.one.camp.cell(1, 0))
    async with board(pair.one, "Jo") as jo, board(pair.other, "Kit") as kit:
        await jo.hold(WALL)
        await kit.sees(Jo=WALL, Kit=None)
        assert (await reach(pair.other, sam, TOPIC, cell=cell)).status_code == 409
        mine = await reach(pair.other, await pair.other.visitor("Jo"), TOPIC, cell=cell)
        assert mine.status_code == 303


async def test_browsers_are_not_told_of_visits(served: Served) -> None:
    async with board(served, "Jo") as jo:
        await jo.sees(Jo=None)
        people = [person for letter in jo.heard for person in letter.get("people", ())]
        assert [set(person) for person in people] == [{"id", "name", "held"}]

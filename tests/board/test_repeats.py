"""A card that hangs more than once shows the place where one can still go, and says that there are others."""

import re
from datetime import datetime, timedelta

import pytest

from app.board.actions import place_topic
from app.board.actions.shape import repeat_topic
from app.board.forms import Move
from app.topics.queries import topic_by_id
from app.writeups.queries import contents_of
from tests.conftest import Watch
from tests.samples import NOON, Camp
from tests.visitors import Gathering, text_of

TOPIC = "/small-camp/topics/1"


@pytest.fixture
async def thrice(watched: Gathering) -> Gathering:
    """An event at ten past twelve whose one card hangs at 11:00, 12:00 and 14:00."""
    await hang(watched.camp)
    return watched


async def hang(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    async with camp.works.begin() as work:
        topic = await topic_by_id(work.db, topic.id or 0)
        await place_topic(work, camp.event, topic, Move(camp.cell(1, 0), None, None))
        await repeat_topic(work, camp.event, topic, Move(camp.cell(4, 1), None, None))
        await repeat_topic(work, camp.event, topic, Move(camp.cell(2, 2), None, None))


def tab(html: str) -> str:
    found = re.search(r'<span class="tab">(.*?)</span>(?:</span>)?', html, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]*>", "", found[0]).split())


@pytest.mark.parametrize(
    ("clock", "shown"),
    [("10:00", "11:00 Main hall"), ("12:10", "12:00 Kitchen"), ("12:45", "14:00 Library"), ("18:00", "14:00 Library")],
)
async def test_wall_and_topic_show_the_next_place_that_is_not_over(
    thrice: Gathering, watch: Watch, clock: str, shown: str
) -> None:
    watch.now = datetime.fromisoformat(f"{NOON:%Y-%m-%d}T{clock}+00:00")
    reader = thrice.reader()
    for path in ("/small-camp/topics", TOPIC):
        assert tab((await reader.get(path)).text) == shown, path


async def test_they_say_that_there_are_more(thrice: Gathering) -> None:
    reader, noor = thrice.reader(), await thrice.attendee()
    wall = text_of(await reader.get("/small-camp/topics"))
    assert "also 11:00, Main hall also 14:00, Library" in wall
    topic = text_of(await reader.get(TOPIC))
    assert "When 12:00 – 12:45 Where Kitchen Before 11:00 , Main hall Again 14:00 , Library" in topic
    await noor.submit(f"{TOPIC}/star", "PUT")
    mine = text_of(await noor.get("/small-camp/mine"))
    assert "Kitchen Containers Ada also 11:00, Main hall also 14:00, Library" in mine


async def test_the_page_turns_when_the_place_is_over(thrice: Gathering, watch: Watch) -> None:
    turns = 'data-next-boundary="2027-03-17T12:45:00+00:00"'
    for path in ("/small-camp/topics", TOPIC):
        assert turns in (await thrice.reader().get(path)).text, path
    watch.now += timedelta(hours=1)
    assert "data-next-boundary" not in (await thrice.reader().get("/small-camp/topics")).text


async def test_the_write_up_tells_of_the_first(thrice: Gathering) -> None:
    async with thrice.hallway.database.reading() as db:
        contents = await contents_of(db, thrice.camp.event, thrice.hallway.cards)
    assert [card.first.time for card in contents.unwritten if card.first] == ["11:00"]
    assert "11:00 Containers" in text_of(await thrice.reader().get("/small-camp/write-up"))


async def test_the_form_moves_the_place_that_was_pressed(thrice: Gathering) -> None:
    helper, camp = await thrice.facilitator(), thrice.camp
    board = await helper.get("/small-camp/board")
    at = str(camp.cell(4, 1))
    assert f'href="{TOPIC}/placements?at={at}"' in board.text
    page = await helper.get(f"{TOPIC}/placements?at={at}")
    assert "Now at 14:00, Library" in text_of(page)
    assert "Now at 12:00, Kitchen" in text_of(await helper.get(f"{TOPIC}/placements?at=nowhere"))


async def test_the_pile_has_no_card_whose_last_place_is_over(thrice: Gathering, watch: Watch) -> None:
    noor = await thrice.attendee()
    watch.shows(14, 44)
    assert "Containers" in text_of(await noor.get("/small-camp/pile"))
    watch.shows(14, 45)
    assert "Containers" not in text_of(await noor.get("/small-camp/pile"))

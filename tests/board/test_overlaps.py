"""What of one's own is on at once: told early, with what is close to it at another time; and what is about to start."""

import pytest

from app.board.actions.shape import repeat_topic
from app.board.forms import Move
from app.topics.queries import topic_by_number
from tests.conftest import Watch
from tests.visitors import Gathering, Visitor, text_of

HOME = "/small-camp"
BOTH = "“Rotas” and “Logs” are both on at 14:00."


async def hang(gathered: Gathering, *cards: tuple[str, tuple[str, ...], tuple[int, int]]) -> Visitor:
    """Cards on the board, by title, tags, time and room; back comes who hung them."""
    helper = await gathered.facilitator("Jo")
    for number, (title, tags, (slot, room)) in enumerate(cards, 1):
        await gathered.camp.topic(title, tags=tags)
        await again(helper, number, str(gathered.camp.cell(slot, room)))
    return helper


async def again(helper: Visitor, number: int, cell: str) -> None:
    assert (await helper.submit(f"{HOME}/topics/{number}/placements", cell=cell)).status_code == 303


async def repeat(gathered: Gathering, number: int) -> None:
    """In the main hall, at eleven."""
    camp = gathered.camp
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        await repeat_topic(work, camp.event, topic, Move(camp.cell(1, 0), None, None))


async def star(visitor: Visitor, *numbers: int) -> None:
    for number in numbers:
        assert (await visitor.submit(f"{HOME}/topics/{number}/star", "PUT")).status_code == 303


async def news(visitor: Visitor) -> str:
    return text_of(await visitor.get(f"{HOME}/news"))


async def test_two_stars_at_once_are_told_hours_before(watched: Gathering, watch: Watch) -> None:
    watch.shows(9, 30)
    await hang(watched, ("Rotas", (), (4, 0)), ("Logs", (), (4, 1)), ("Tests", (), (1, 0)))
    noor, other = await watched.attendee("Noor"), await watched.attendee("Ben")
    await star(noor, 1, 2, 3)
    await star(other, 1, 3)
    assert BOTH in await news(noor)
    assert "both on" not in await news(other)
    for page in ("/board", "/now", "/topics"):
        assert BOTH in text_of(await noor.get(HOME + page)), page


async def test_it_says_what_is_close_to_one_of_them_at_another_time(watched: Gathering, watch: Watch) -> None:
    watch.shows(9, 30)
    await hang(
        watched, ("Rotas", ("people",), (4, 0)), ("Logs", ("ops",), (4, 1)), ("Searching logs", ("ops",), (1, 1)),
        ("Paint", ("ops",), (1, 2)),
    )  # fmt: skip
    noor = await watched.attendee("Noor")
    await star(noor, 1, 2)
    told = await news(noor)
    assert "Close to “Logs”, at another time: “Searching logs”" in told
    assert "Paint" not in told  # a tag that many have makes nothing close


async def test_all_that_is_on_at_one_time_is_told_once(watched: Gathering, watch: Watch) -> None:
    watch.shows(9, 30)
    cards = ("Rotas", (), (4, 0)), ("Logs", (), (4, 1)), ("Is it better?", (), (4, 2)), ("Paint", (), (1, 2))
    await hang(watched, *cards)
    noor = await watched.attendee("Noor")
    await star(noor, 1, 2)
    await seen_all(noor)
    await star(noor, 3)
    await repeat(watched, 3)
    page = await noor.get(f"{HOME}/news")
    assert "3 of yours are on at 14:00: “Rotas”, “Logs” and “Is it better?”." in text_of(page)
    assert "both on" not in text_of(page)
    assert "“Is it better?” is on again: 11:00" in text_of(page)
    await seen_all(noor)
    assert "of yours are on" not in await news(noor)


async def seen_all(visitor: Visitor) -> None:
    page = (await visitor.get(f"{HOME}/news")).text
    keys = " ".join(part.partition('"')[0] for part in page.split('name="keys" value="')[1:])
    assert (await visitor.submit(f"{HOME}/news/seen", "PUT", keys=keys, revision="999")).status_code == 303


async def test_a_second_time_is_told_as_one_more_and_not_as_the_time(watched: Gathering, watch: Watch) -> None:
    watch.shows(9, 30)
    await hang(watched, ("Rotas", (), (4, 0)))
    noor = await watched.attendee("Noor")
    await star(noor, 1)
    await repeat(watched, 1)
    told = await news(noor)
    assert "“Rotas” is on once more: 11:00" in told
    assert "has a time" not in told


async def test_once_one_of_them_moves_nothing_is_told_any_more(watched: Gathering, watch: Watch) -> None:
    watch.shows(9, 30)
    helper = await hang(watched, ("Rotas", (), (4, 0)), ("Logs", (), (4, 1)))
    noor = await watched.attendee("Noor")
    await star(noor, 1, 2)
    assert BOTH in await news(noor)
    moved = await helper.submit(f"{HOME}/placements/2", "PUT", cell=str(watched.camp.cell(1, 1)))
    assert moved.status_code == 303
    assert "both on" not in await news(noor)


@pytest.mark.parametrize(
    ("hours", "minutes", "is_told"), [(13, 54, False), (13, 55, True), (13, 59, True), (14, 0, False)]
)
async def test_what_is_about_to_start_is_told_for_five_minutes_to_those_it_concerns(
    watched: Gathering, watch: Watch, hours: int, minutes: int, is_told: bool
) -> None:
    await hang(watched, ("Rotas", (), (4, 0)))
    noor, other = await watched.attendee("Noor"), await watched.attendee("Ben")
    await star(noor, 1)
    watch.shows(hours, minutes)
    assert ("“Rotas” starts" in await news(noor)) is is_told
    assert "“Rotas” starts" not in await news(other)

"""Stars: no more than the dots of each, counts kept back from all but facilitators, and the pile."""

import asyncio
import re

import pytest

from app.events.queries import event_by_id
from app.kernel.errors import Refusal
from app.people.actions import add_attendee
from app.topics.actions.starring import NoDotsLeft, change_starring, see_topic, star_topic, unstar_topic
from app.topics.forms import Starring
from app.topics.own import dots_given
from app.topics.pile import pile_of
from app.topics.queries import topic_by_number
from tests.samples import Camp
from tests.visitors import Gathering, Visitor, text_of

TOPICS = "/small-camp/topics"


async def attendee(camp: Camp, name: str = "Noor") -> int:
    async with camp.works.begin() as work:
        return (await add_attendee(work, camp.event_id, name)).id or 0


async def star(camp: Camp, number: int, who: int, dots: int | None = None) -> bool:
    try:
        async with camp.works.begin() as work:
            await star_topic(work, await topic_by_number(work.db, camp.event_id, number), who, dots)
    except NoDotsLeft:
        return False
    return True


async def given(camp: Camp, who: int) -> int:
    async with camp.works.database.reading() as db:
        return len(await dots_given(db, camp.event_id, who))


async def test_nobody_gives_more_stars_than_they_have_however_fast_they_tap(camp: Camp) -> None:
    for n in range(6):
        await camp.topic(f"Card {n}")
    noor = await attendee(camp)
    taken = await asyncio.gather(*(star(camp, number, noor, 3) for number in range(1, 7)))
    assert sum(taken) == await given(camp, noor) == 3


async def test_a_star_that_is_given_already_costs_nothing_and_one_taken_back_can_be_given_again(camp: Camp) -> None:
    await camp.topic("One")
    await camp.topic("Other")
    noor = await attendee(camp)
    assert await star(camp, 1, noor, 1)
    assert await star(camp, 1, noor, 1)
    assert not await star(camp, 2, noor, 1)
    async with camp.works.begin() as work:
        await unstar_topic(work, await topic_by_number(work.db, camp.event_id, 1), noor)
    assert await star(camp, 2, noor, 1)


async def test_the_refusal_says_it_in_numbers(camp: Camp) -> None:
    await camp.topic("One")
    await camp.topic("Other")
    noor = await attendee(camp)
    await star(camp, 1, noor)
    with pytest.raises(Refusal, match="Your one star is given"):
        async with camp.works.begin() as work:
            await star_topic(work, await topic_by_number(work.db, camp.event_id, 2), noor, 1)


async def led_to_join(gathered: Gathering, pressed: str) -> tuple[Visitor, dict[str, str]]:
    """Somebody without a name who pressed a star, and what the form carries to which they were led."""
    noor = gathered.reader()
    led = (await noor.submit(f"{TOPICS}/{pressed}/star", "PUT")).headers["location"]
    page = await noor.get(led)
    assert f"Then card {pressed} has your star." in text_of(page)
    return noor, dict(re.findall(r'type="hidden" name="(next|star)" value="([^"]+)"', page.text))


async def test_a_star_pressed_before_one_has_a_name_is_given_with_it(gathered: Gathering) -> None:
    await gathered.camp.topic("Cake")
    noor, carried = await led_to_join(gathered, "1")
    again = await noor.submit("/small-camp/join", name="", **carried)
    assert (again.status_code, 'name="star" value="1"' in again.text) == (422, True)
    assert '"stars": [1]' not in (await noor.get(TOPICS)).text
    assert (await noor.submit("/small-camp/join", name="Noor", **carried)).headers["location"] == f"{TOPICS}/1"
    assert '"stars": [1]' in (await noor.get(TOPICS)).text


async def test_a_star_that_has_no_card_or_no_number_keeps_nobody_from_joining(gathered: Gathering) -> None:
    await gathered.camp.topic("Cake")
    for star in ("9", "9999999999", "x", "-1", "1/../2"):
        noor = gathered.reader()
        joined = await noor.submit("/small-camp/join", name="Noor", next=f"{TOPICS}/1", star=star)
        assert joined.headers["location"] == f"{TOPICS}/1"
        assert '"stars": []' in (await noor.get(TOPICS)).text


async def test_whoever_joined_meanwhile_and_has_no_star_left_is_asked_which_to_take_back(gathered: Gathering) -> None:
    for title in ("Cake", "Monorepos"):
        await gathered.camp.topic(title)
    await say(gathered, True, 1)
    noor, carried = await led_to_join(gathered, "2")
    await noor.join("Noor")
    await noor.submit(f"{TOPICS}/1/star", "PUT")
    answer = await noor.submit("/small-camp/join", name="Noor", **carried)
    assert answer.headers["location"] == f"{TOPICS}/2/star"
    assert '"stars": [1]' in (await noor.get(TOPICS)).text


async def say(gathered: Gathering, shown: bool, dots: int | None = None) -> None:
    async with gathered.works.begin() as work:
        event = await event_by_id(work.db, gathered.camp.event_id)
        await change_starring(work, event, Starring(shown, dots))


async def test_beyond_the_last_star_one_is_offered_to_be_taken_back(gathered: Gathering) -> None:
    for title in ("Cake", "Monorepos"):
        await gathered.camp.topic(title)
    await say(gathered, True, 1)
    noor = await gathered.attendee("Noor")
    await noor.submit(f"{TOPICS}/1/star", "PUT")
    told = await noor.submit_as_script(f"{TOPICS}/2/star", "PUT")
    assert (told.status_code, told.json()["choose"]) == (409, f"{TOPICS}/2/star")
    page = await noor.submit(f"{TOPICS}/2/star", "PUT")
    assert (page.status_code, "Cake" in text_of(page)) == (409, True)
    assert (await noor.submit(f"{TOPICS}/2/star", "PUT", instead="1")).status_code == 303
    assert '"stars": [2]' in (await noor.get(TOPICS)).text


async def test_only_facilitators_say_how_stars_are_given(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    for dots in ("0", "100", "many"):
        assert (await helper.submit("/small-camp/starring", "PUT", dots=dots)).status_code == 422
    assert (await helper.submit("/small-camp/starring", "PUT", dots="5")).status_code == 303
    async with gathered.hallway.database.reading() as db:
        event = await event_by_id(db, gathered.camp.event_id)
        assert (event.stars_shown, event.dots) == (False, 5)
    assert 'value="5"' in (await helper.get("/small-camp")).text


async def test_kept_back_counts_are_on_no_page_but_the_facilitators_board(gathered: Gathering) -> None:
    await gathered.camp.topic("Monorepos")
    noor, ada, helper = await gathered.attendee("Noor"), await gathered.attendee("Ada"), await gathered.facilitator()
    for each in (noor, ada):
        await each.submit(f"{TOPICS}/1/star", "PUT")
    assert "data-stars>2<" in (await noor.get(TOPICS)).text
    await say(gathered, False)
    pages = (TOPICS, f"{TOPICS}/1", "/small-camp/board", "/small-camp/mine", "/small-camp/now", "/small-camp/pile")
    for path in (*pages, f"{TOPICS}/similar?title=monorepos", f"{TOPICS}/1/star"):
        page = await noor.get(path)
        assert (page.status_code, "data-stars" in page.text) == (200, False), path
    assert "data-stars>2<" in (await helper.get("/small-camp/board")).text
    await say(gathered, True)
    assert "data-stars>2<" in (await noor.get(TOPICS)).text


async def pile(camp: Camp, who: int) -> list[str]:
    async with camp.works.database.reading() as db:
        top, left = await pile_of(db, camp.event_id, who, 10)
        assert len(top) == left
        return [topic.title for topic in top]


async def test_the_pile_shows_what_the_fewest_have_seen_and_nothing_twice(camp: Camp) -> None:
    for title in ("Seen by two", "Seen by one", "Seen by none"):
        await camp.topic(title)
    noor, zoe, kim = [await attendee(camp, name) for name in ("Noor", "Zoë", "Kim")]
    for who, numbers in ((noor, (1, 2)), (zoe, (1,))):
        for number in (*numbers, *numbers):
            async with camp.works.begin() as work:
                await see_topic(work, await topic_by_number(work.db, camp.event_id, number), who)
    assert await pile(camp, kim) == ["Seen by none", "Seen by one", "Seen by two"]
    assert await pile(camp, noor) == ["Seen by none"]
    await star(camp, 3, noor)
    assert await pile(camp, noor) == []


async def test_equals_lie_in_another_order_for_everybody(camp: Camp) -> None:
    for n in range(8):
        await camp.topic(f"Card {n}")
    orders = {tuple(await pile(camp, await attendee(camp, f"Guest {n}"))) for n in range(4)}
    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1


async def test_a_pile_of_no_cards_was_not_looked_through(gathered: Gathering) -> None:
    page = text_of(await (await gathered.attendee("Noor")).get("/small-camp/pile"))
    assert "No cards yet" in page
    assert "That was all" not in page


async def test_one_thumb_through_the_pile_without_scripts(gathered: Gathering) -> None:
    for title in ("Cake", "Monorepos"):
        await gathered.camp.topic(title)
    noor = await gathered.attendee("Noor")
    assert "2 to look at" in text_of(await noor.get("/small-camp/pile"))
    assert (await noor.submit(f"{TOPICS}/1/sighting", "PUT", pile="1")).headers["location"] == "/small-camp/pile"
    assert (await noor.submit(f"{TOPICS}/2/star", "PUT", pile="1")).headers["location"] == "/small-camp/pile"
    assert "That was all" in text_of(await noor.get("/small-camp/pile"))

"""Reports: made by anybody who takes part, seen to by facilitators, and everything that is done can be taken back."""

import re
from datetime import timedelta

import pytest

from tests.conftest import Watch
from tests.samples import NOON
from tests.visitors import Gathering, Visitor, has_error, text_of

PAGES = ("", "/topics", "/board", "/now", "/projector")


async def report(visitor: Visitor, **fields: str) -> int:
    told = {"about": "card", "card": "1", "words": "This is rude", **fields}
    return (await visitor.submit("/small-camp/reports", seen_on="/small-camp/reports/new", **told)).status_code


async def act(helper: Visitor, path: str, method: str, **fields: str) -> None:
    answer = await helper.submit(f"/small-camp/{path}", method, seen_on="/small-camp/reports", **fields)
    assert answer.status_code == 303, answer.text


@pytest.fixture
async def rude(gathered: Gathering) -> Visitor:
    eve = await gathered.attendee("Rude Name")
    await eve.submit("/small-camp/topics", title="Rude card")
    return eve


async def test_what_is_reported_is_on_the_facilitators_page_and_nowhere_else(
    gathered: Gathering, rude: Visitor
) -> None:
    noor, helper = await gathered.attendee("Noor"), await gathered.facilitator()
    assert await report(noor) == 200
    page = text_of(await helper.get("/small-camp/reports"))
    for said in ("This is rude", "Noor", "Rude card"):
        assert said in page
    assert "1 report" in text_of(await helper.get("/small-camp/board"))
    assert (await noor.get("/small-camp/reports")).status_code == 403
    history = text_of(await helper.get("/small-camp/history"))
    assert "This is rude" not in history
    for path in PAGES:
        assert "This is rude" not in (await gathered.reader().get(f"/small-camp{path}")).text


async def test_a_report_says_when_it_was_made_and_when_it_was_seen_to(watched: Gathering, watch: Watch) -> None:
    await watched.camp.topic("Rude card")
    noor, helper = await watched.attendee("Noor"), await watched.facilitator()
    assert await report(noor) == 200
    watch.shows(12, 25)
    told = await helper.get("/small-camp/reports")
    assert f'<time datetime="{NOON.isoformat()}">12:10</time>' in told.text
    assert "seen to" not in text_of(told)
    await act(helper, "reports/1", "DELETE")
    assert "a card · 12:10 · seen to 12:25" in text_of(await helper.get("/small-camp/reports"))
    watch.now += timedelta(days=1)
    helper = await watched.facilitator()
    assert "a card · 17 March 2027, 12:10" in text_of(await helper.get("/small-camp/reports"))


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"words": ""}, "words"),
        ({"words": "x" * 501}, "words"),
        ({"about": "name", "who": ""}, "who"),
        ({"about": "person", "who": "Nobody at all"}, "who"),
    ],
)
async def test_a_report_that_says_too_little_comes_back_as_it_was(
    gathered: Gathering, rude: Visitor, fields: dict[str, str], wrong: str
) -> None:
    noor = await gathered.attendee("Noor")
    told = {"about": "card", "card": "1", "words": "This is rude", **fields}
    answer = await noor.submit("/small-camp/reports", seen_on="/small-camp/reports/new", **told)
    assert answer.status_code == 422
    assert has_error(answer, wrong)
    assert fields.get("words", "This is rude") in text_of(answer)


async def test_a_name_that_several_bear_is_asked_for_with_what_tells_them_apart(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    for _ in range(2):
        await gathered.attendee("Kate")
    told = {"about": "name", "card": "", "words": "Not Kate"}
    assert await report(noor, **told, who="kate") == 422
    assert await report(noor, **told, who="Kate · 2") == 200


async def test_the_same_said_again_is_one_report(gathered: Gathering, rude: Visitor) -> None:
    noor, helper = await gathered.attendee("Noor"), await gathered.facilitator()
    for words in ("Rude", "Very rude"):
        await report(noor, words=words)
    assert (await helper.get("/small-camp/reports")).text.count('class="report"') == 1
    await act(helper, "reports/1", "DELETE")
    assert "1 report" not in text_of(await helper.get("/small-camp/board"))
    assert "Seen to" in text_of(await helper.get("/small-camp/reports"))
    await act(helper, "reports/1", "PUT")
    assert "1 report" in text_of(await helper.get("/small-camp/board"))


async def test_a_card_that_is_taken_away_is_on_no_page_and_its_address_says_so(
    gathered: Gathering, rude: Visitor
) -> None:
    helper, noor = await gathered.facilitator(), await gathered.attendee("Noor")
    await noor.submit("/small-camp/topics/1/star", "PUT")
    await helper.submit("/small-camp/topics/1/placements", cell="5-1")
    await act(helper, "topics/1/removal", "PUT", reason="insults people")
    for visitor in (gathered.reader(), noor, rude, helper):
        for path in PAGES:
            assert "Rude card" not in (await visitor.get(f"/small-camp{path}")).text, path
        for path in ("/topics/1", "/topics/1/note", "/topics/1/edit", "/topics/1/publication"):
            answer = await visitor.get(f"/small-camp{path}")
            assert answer.status_code in (403, 410)
            assert "Rude card" not in answer.text
    for visitor, knows_why in ((noor, False), (gathered.reader(), False), (rude, True), (helper, True)):
        page = text_of(await visitor.get("/small-camp/topics/1"))
        assert "taken this card away" in page
        assert ("insults people" in page) is knows_why
    assert "Rude card" not in (await noor.get("/small-camp/mine")).text
    mine = text_of(await rude.get("/small-camp/mine"))
    assert "insults people" in mine
    seen = text_of(await helper.get("/small-camp/reports"))
    assert "Rude card" in seen
    assert "insults people" in seen


async def test_a_card_is_brought_back(gathered: Gathering, rude: Visitor) -> None:
    helper = await gathered.facilitator()
    await act(helper, "topics/1/removal", "PUT", reason="insults people")
    assert (await rude.submit("/small-camp/topics/1/life", "PUT")).status_code == 410
    await act(helper, "topics/1/removal", "DELETE")
    assert "Rude card" in text_of(await gathered.reader().get("/small-camp/topics"))


async def test_taking_a_card_away_takes_a_reason(gathered: Gathering, rude: Visitor) -> None:
    helper, noor = await gathered.facilitator(), await gathered.attendee("Noor")
    await report(noor)
    answer = await helper.submit("/small-camp/topics/1/removal", "PUT", seen_on="/small-camp/reports", reason=" ")
    assert answer.status_code == 422
    assert "Say in a word why" in text_of(answer)
    assert "Rude card" in text_of(await gathered.reader().get("/small-camp/topics"))


async def test_a_name_is_taken_away_everywhere_and_given_back(gathered: Gathering, rude: Visitor) -> None:
    helper, noor = await gathered.facilitator(), await gathered.attendee("Noor")
    assert await report(noor, about="name", who="Rude Name", words="Not a name") == 200
    assert "Take the name away" in text_of(await helper.get("/small-camp/reports"))
    await act(helper, "people/1/name", "DELETE")
    assert "Rude Name" not in text_of(await gathered.reader().get("/small-camp/topics"))
    assert "You need another name" in text_of(await rude.get("/small-camp/me"))
    answer = await rude.submit("/small-camp/me/name", "PUT", name="rude name")
    assert answer.status_code == 422
    assert has_error(answer, "name")
    await act(helper, "people/1/name", "PUT")
    assert "Rude Name" in text_of(await gathered.reader().get("/small-camp/topics"))


async def test_somebody_is_shut_out_and_let_in_again(gathered: Gathering, rude: Visitor) -> None:
    helper = await gathered.facilitator()
    assert "Rude Name" in text_of(await helper.get("/small-camp/reports", params={"who": "rude"}))
    await act(helper, "people/1/exclusion", "PUT")
    assert (await rude.submit("/small-camp/topics", name="New Name", title="Again")).status_code == 403
    assert "Shut out" in text_of(await helper.get("/small-camp/reports"))
    await act(helper, "people/1/exclusion", "DELETE")
    assert (await rude.submit("/small-camp/topics", title="Again")).status_code == 303


async def test_facilitators_act_on_their_own_event_only(gathered: Gathering, rude: Visitor) -> None:
    helper = await gathered.facilitator()
    for path in ("people/99/name", "people/99999999999/exclusion", "reports/99"):
        answer = await helper.submit(f"/small-camp/{path}", "DELETE", seen_on="/small-camp/reports")
        assert answer.status_code == 404


async def test_my_own_is_there_to_take_with_me(gathered: Gathering, rude: Visitor) -> None:
    await rude.submit("/small-camp/topics/1/star", "PUT")
    mine = (await rude.get("/small-camp/me/export")).json()
    assert mine["name"] == "Rude Name"
    assert [card["title"] for card in mine["cards"]] == ["Rude card"]
    assert [star["number"] for star in mine["stars"]] == [1]
    assert not re.search(r"key|token|visit", str(mine))
    assert (await gathered.reader().get("/small-camp/me/export")).status_code == 403

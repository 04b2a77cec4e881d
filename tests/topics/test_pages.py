"""Pages of cards: written and reworded through forms that forget nothing, shown as the text they are."""

import re
from html import unescape

import httpx
import pytest

from app.board.actions import withdraw_topic
from app.events.actions import change_phase
from app.events.queries import event_by_id
from app.topics.queries import topic_by_number, topics_of
from tests.samples import FACILITATOR
from tests.visitors import Gathering, Visitor, has_error, link_to, page_values, text_of

WALL = "/small-camp/topics"
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "👩🏽‍💻🎈",
    "שלום עולם",
    "\u202eevil",
    "'; DROP TABLE topic; --",
]


async def titles(gathered: Gathering) -> list[str]:
    async with gathered.hallway.database.reading() as db:
        return [topic.title for topic in await topics_of(db, gathered.camp.event_id)]


async def test_a_first_card_takes_a_name_and_a_title(gathered: Gathering) -> None:
    ada = gathered.reader()
    answer = await ada.submit(WALL, name="Ada", title="Containers")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{WALL}#card-1")
    wall = text_of(await ada.get(WALL))
    assert "Containers" in wall
    assert "Ada" in wall


async def test_the_next_card_takes_a_title_only(gathered: Gathering) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    assert 'name="name"' not in (await ada.get(f"{WALL}/new")).text
    assert (await ada.submit(WALL, title="Monorepos")).status_code == 303
    assert await titles(gathered) == ["Monorepos", "Containers"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", "  "), ("title", "x" * 121), ("pitch", "x" * 2001), ("tags", "a,b,c,d,e,f,g,h,i"), ("name", "")],
)
async def test_a_card_that_is_not_taken_comes_back_whole_with_the_reason_at_its_field(
    gathered: Gathering, field: str, value: str
) -> None:
    typed = {"name": "Ada <3", "title": "Containers & co", "pitch": "why “not”", "tags": "ops, dns", field: value}
    answer = await gathered.reader().submit(WALL, **typed)
    assert answer.status_code == 422
    assert has_error(answer, field)
    for name, kept in typed.items():
        assert name == field or kept in page_values(answer), name
    assert await titles(gathered) == []


@pytest.mark.parametrize("field", ["title", "pitch"])
async def test_rewording_that_is_not_taken_comes_back_too(gathered: Gathering, field: str) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    typed = {"title": "New", "pitch": "Kept pitch", field: "x" * 2001}
    answer = await ada.submit(f"{WALL}/1", "PUT", **typed)
    assert answer.status_code == 422
    assert has_error(answer, field)
    assert "New" in text_of(answer) or "Kept pitch" in text_of(answer)
    assert await titles(gathered) == ["Containers"]


@pytest.mark.parametrize("nasty", NASTY)
async def test_whatever_is_typed_is_shown_as_text_on_every_page(gathered: Gathering, nasty: str) -> None:
    ada = gathered.reader()
    answer = await ada.submit(WALL, name=nasty[:60], title=nasty, pitch=nasty, tags=nasty[:30].replace(",", ""))
    assert answer.status_code == 303, text_of(answer)
    for path in (WALL, f"{WALL}/1", f"{WALL}/1/edit", "/small-camp/mine", "/small-camp/now", "/small-camp/board"):
        page = await ada.get(path)
        assert page.status_code == 200, path
        assert nasty in page_values(page), path
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "49" not in text_of(page)


async def test_control_characters_do_not_reach_the_wall(gathered: Gathering) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="A\x00da", title="Con\x07tain\x1bers\r\n!")
    assert await titles(gathered) == ["Containers !"]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_else_changes_a_card(gathered: Gathering, method: str) -> None:
    ada, noor = gathered.reader(), await gathered.attendee("Noor")
    await ada.submit(WALL, name="Ada", title="Containers")
    for who in (noor, gathered.reader()):
        answer = await who.submit(f"{WALL}/1", method, title="Mine")
        assert answer.status_code == 403
        told = await who.submit_as_script(f"{WALL}/1", method, title="Mine")
        assert told.status_code == 403
        assert "message" in told.json()
    assert (await noor.get(f"{WALL}/1/edit")).status_code == 403
    assert await titles(gathered) == ["Containers"]


async def test_its_host_and_a_facilitator_change_it(gathered: Gathering) -> None:
    ada, helper = gathered.reader(), await gathered.facilitator()
    await ada.submit(WALL, name="Ada", title="Containers", tags="ops")
    assert 'value="ops"' in (await ada.get(f"{WALL}/1/edit")).text
    assert (await ada.submit(f"{WALL}/1", "PUT", title="Containers 2")).headers["location"] == f"{WALL}/1"
    assert (await helper.submit(f"{WALL}/1", "PUT", title="Containers 3")).status_code == 303
    assert await titles(gathered) == ["Containers 3"]


async def test_links_to_change_a_card_are_shown_to_those_who_may(gathered: Gathering) -> None:
    ada, noor = gathered.reader(), await gathered.attendee("Noor")
    await ada.submit(WALL, name="Ada", title="Containers")
    assert link_to(f"{WALL}/1/edit", await ada.get(f"{WALL}/1"))
    assert not link_to(f"{WALL}/1/edit", await noor.get(f"{WALL}/1"))
    assert not link_to(f"{WALL}/1/placements", await ada.get(f"{WALL}/1"))


async def test_a_withdrawn_card_leaves_the_wall_keeps_its_page_and_comes_back(gathered: Gathering) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    assert (await ada.submit(f"{WALL}/1", "DELETE")).status_code == 303
    assert "Containers" not in text_of(await ada.get(WALL))
    page = await ada.get(f"{WALL}/1")
    assert page.status_code == 200
    assert "This card was taken down" in text_of(page)
    assert (await ada.submit(f"{WALL}/1/life", "PUT")).status_code == 303
    assert "Containers" in text_of(await ada.get(WALL))


async def test_a_host_finds_a_withdrawn_card_among_their_own(gathered: Gathering) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    async with gathered.works.begin() as work:
        await withdraw_topic(work, await topic_by_number(work.db, gathered.camp.event_id, 1), FACILITATOR)
    assert "Containers" in text_of(await ada.get("/small-camp/mine"))


async def test_a_star_comes_and_goes(gathered: Gathering) -> None:
    ada, noor = gathered.reader(), await gathered.attendee("Noor")
    await ada.submit(WALL, name="Ada", title="Containers")
    starred = f"{WALL}/1/star"
    assert (await noor.submit(starred, "PUT")).headers["location"] == f"{WALL}/1"
    assert '"stars": [1]' in (await noor.get(WALL)).text
    assert '"stars": []' in (await ada.get(WALL)).text
    assert "Containers" in text_of(await noor.get("/small-camp/mine"))
    assert (await noor.submit_as_script(starred, "DELETE")).status_code == 204
    assert '"stars": []' in (await noor.get(WALL)).text


async def starred(visitor: Visitor, show: str = "") -> str:
    """The number beside the word, on the wall."""
    found = re.search(r">Starred <span .*?>(\d+)</span>", (await visitor.get(WALL + show)).text)
    assert found
    return found[1]


async def test_the_wall_counts_the_stars_of_cards_that_hang_on_it(gathered: Gathering) -> None:
    noor, ada = await gathered.attendee("Noor"), await gathered.attendee("Ada")
    for title in ("Monorepos", "Cake"):
        await ada.submit(WALL, title=title)
    for number in (1, 2):
        await noor.submit(f"{WALL}/{number}/star", "PUT")
    assert await starred(noor) == "2"
    await ada.submit(f"{WALL}/1", "DELETE")
    assert [await starred(noor, show) for show in ("", "?show=waiting", "?show=starred")] == ["1", "1", "1"]


async def test_who_has_no_name_yet_is_asked_for_it_before_a_star(gathered: Gathering) -> None:
    ada, reader = gathered.reader(), gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    answer = await reader.submit(f"{WALL}/1/star", "PUT")
    assert answer.headers["location"] == f"/small-camp/join?next={WALL}/1&star=1"
    assert (await reader.submit_as_script(f"{WALL}/1/star", "PUT")).status_code == 403


@pytest.mark.parametrize(("method", "path"), [("POST", WALL), ("PUT", f"{WALL}/1"), ("PUT", f"{WALL}/1/star")])
async def test_nothing_is_taken_without_the_token(gathered: Gathering, method: str, path: str) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    for token in ("", "0" * 64):
        answer = await ada.post(path, data={"_method": method, "csrf": token, "title": "Forged", "name": "Eve"})
        assert answer.status_code == 403
        assert "another visit" in text_of(answer)
    assert await titles(gathered) == ["Containers"]


async def test_a_closed_wall_says_so_and_keeps_what_was_typed(gathered: Gathering) -> None:
    ada = gathered.reader()
    form = await ada.get(f"{WALL}/new")
    assert form.status_code == 200
    async with gathered.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, gathered.camp.event_id), "closed")
    answer = await ada.submit(WALL, name="Ada", title="Too late for this")
    assert answer.status_code == 409
    assert "wall takes no" in text_of(answer)
    assert "Too late for this" in text_of(answer)
    assert 'value="Ada"' in answer.text
    assert 'name="title"' not in (await ada.get(f"{WALL}/new")).text


@pytest.mark.parametrize(
    "number", ["2", "0", "99999999999", "9" * 30, "9" * 5000, "-1", "x", "1.0", "%00", "1%0a", "١"]
)
async def test_a_card_that_is_not_there_is_a_page_that_helps(gathered: Gathering, number: str) -> None:
    answer = await gathered.reader().get(f"{WALL}/{number}")
    assert answer.status_code == 404
    assert link_to("/", answer)
    assert link_to("/search", answer)
    assert link_to("/small-camp", answer) or number not in ("2", "0", "99999999999")


@pytest.mark.parametrize("shown", ["waiting", "starred", "<script>", "", "x" * 5000])
async def test_the_wall_can_be_narrowed_by_its_address(gathered: Gathering, shown: str) -> None:
    assert (await gathered.reader().get(WALL, params={"show": shown})).status_code == 200


async def test_the_wall_is_connected_from_the_revision_that_it_shows(gathered: Gathering) -> None:
    ada = gathered.reader()
    await ada.submit(WALL, name="Ada", title="Containers")
    page = (await ada.get(WALL)).text
    assert 'hx-ws:connect="/small-camp/live?page=wall&amp;language=en"' in page
    assert 'data-revision="3"' in page


def changes(page: httpx.Response, **typed: str) -> dict[str, str]:
    """The form of this page as its browser posts it, with something typed into it."""
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(seen_\w+)" value="([^"]*)"', page.text)
    }
    kept = {name.removeprefix("seen_"): value for name, value in fields.items()}
    return {name: value.replace("\n", "\r\n") for name, value in {**fields, **kept, **typed}.items()}


async def test_two_who_change_a_card_at_once_keep_what_both_wrote(gathered: Gathering) -> None:
    ann, jo = await gathered.attendee("Ann"), await gathered.facilitator("Jo")
    await ann.submit("/small-camp/topics", title="Containers", pitch="One line.\r\nAnother.")
    card = "/small-camp/topics/1"
    anns, jos = [await each.get(f"{card}/edit") for each in (ann, jo)]
    assert (await ann.submit(card, "PUT", **changes(anns, pitch="More to say.\nAnother."))).status_code == 303
    assert (await jo.submit(card, "PUT", **changes(jos, tags="docker"))).status_code == 303
    page = text_of(await ann.get(card))
    assert "More to say. Another. docker" in page
    late = await jo.submit(card, "PUT", **changes(jos, pitch="Jo knows better."))
    assert late.status_code == 422
    assert has_error(late, "pitch")
    assert "Somebody changed this meanwhile, to “More to say. Another.”. Save again" in text_of(late)
    assert "Jo knows better." in late.text
    assert (await jo.submit(card, "PUT", **changes(late, pitch="Jo knows better."))).status_code == 303
    page = text_of(await ann.get(card))
    assert "Jo knows better. docker" in page

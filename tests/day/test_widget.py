"""The frame for pages of others: what it shows, to whom, under which policy; and the page that hands it out."""

import re
from collections.abc import Awaitable, Callable
from html import unescape
from xml.etree import ElementTree as Xml

import httpx
import pytest

from app.board.actions import place_topic
from app.board.forms import Move
from app.events.tables import Event
from tests.visitors import Gathering, link_to, text_of

WIDGET = "/small-camp/widget"


@pytest.fixture
def seen_as(gathered: Gathering) -> Callable[[str], Awaitable[None]]:
    async def see(visibility: str) -> None:
        async with gathered.works.begin() as work:
            event = await work.db.get(Event, gathered.camp.event_id)
            assert event
            event.visibility = visibility

    return see


async def hang(gathered: Gathering, title: str, slot: int, room: int, host: str = "Ada Lovelace") -> None:
    camp = gathered.camp
    topic = await camp.topic(title, host=host)
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(slot, room), None, None))


def may_be_framed(page: httpx.Response) -> bool:
    return "frame-ancestors *" in page.headers["content-security-policy"] and "x-frame-options" not in page.headers


async def test_it_shows_what_is_on_and_next_or_the_board(gathered: Gathering) -> None:
    await hang(gathered, "On at noon", 2, 1)
    await hang(gathered, "<b>Later</b>", 4, 0)
    await hang(gathered, "This morning", 1, 0)
    reader = gathered.reader()
    now, board = await reader.get(WIDGET), await reader.get(f"{WIDGET}?show=board")
    assert "On at noon" in text_of(now)
    assert "This morning" not in text_of(now)
    assert link_to("/small-camp/topics/1", now)
    assert {"On at noon", "This morning", "Lunch"} <= set(re.findall(r">([^<>]+)<", board.text))
    assert "<b>Later</b>" in text_of(board)


@pytest.mark.parametrize("show", ["now", "board", "nonsense"])
async def test_it_knows_no_visit_has_no_form_and_names_nobody(gathered: Gathering, show: str) -> None:
    await hang(gathered, "On at noon", 2, 1)
    for visitor in (gathered.reader(), await gathered.attendee("Noor"), await gathered.facilitator("Kim")):
        page = await visitor.get(f"{WIDGET}?show={show}")
        assert page.status_code == 200
        assert may_be_framed(page)
        assert "form-action 'none'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        assert "set-cookie" not in page.headers
        assert not re.search(r"<form|<button|csrf|Ada|Noor|Kim", page.text)
    assert not may_be_framed(await gathered.reader().get("/small-camp/now"))


@pytest.mark.parametrize("visibility", ["link", "code", "attendees"])
async def test_an_event_that_is_not_for_everybody_is_shown_nowhere_else(
    gathered: Gathering, seen_as: Callable[[str], Awaitable[None]], visibility: str
) -> None:
    await hang(gathered, "On at noon", 2, 1)
    noor = await gathered.attendee("Noor")
    await seen_as(visibility)
    for visitor in (gathered.reader(), noor):
        page = await visitor.get(WIDGET)
        assert page.status_code == 403
        assert may_be_framed(page)
        assert "This event is not shown on other pages." in text_of(page)
        assert "On at noon" not in page.text
        assert "Small Camp" not in page.text
    assert "widget.js" not in (await noor.get("/small-camp/elsewhere")).text


async def test_a_page_that_has_it_is_told_so_until_something_moves(gathered: Gathering) -> None:
    reader = gathered.reader()
    first = await reader.get(WIDGET)
    same = await reader.get(WIDGET, headers={"if-none-match": first.headers["etag"]})
    assert same.status_code == 304
    await hang(gathered, "On at noon", 2, 1)
    assert (await reader.get(WIDGET, headers={"if-none-match": first.headers["etag"]})).status_code == 200


async def test_it_is_light_or_dark_as_asked(gathered: Gathering) -> None:
    reader = gathered.reader()
    for asked, said in (("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ('"><script>', "")):
        root = re.search(r"<html[^>]*>", (await reader.get(WIDGET, params={"theme": asked})).text)
        assert root
        assert ("data-theme" in root[0]) == bool(said)
        assert said in root[0]


async def test_the_snippets_are_whole_and_lead_here(gathered: Gathering) -> None:
    reader = gathered.reader()
    page = await reader.get("/small-camp/elsewhere")
    shown = [unescape(each) for each in re.findall(r"<code data-address>(.*?)</code>", page.text)]
    tags = [each for each in shown if each.startswith("<")]
    addresses = [each for each in shown if each.startswith("http")]
    assert len(tags) == 3
    for tag in tags:
        Xml.fromstring(tag.replace(" async", ""))
        addresses += re.findall(r'src="([^"]+)"', tag)
    for address in addresses:
        assert (await reader.get(address)).status_code == 200, address
    assert link_to("webcal://localhost/small-camp/schedule.ics", page)


async def test_the_script_is_for_pages_of_others(gathered: Gathering) -> None:
    script = await gathered.reader().get("/small-camp/widget.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in script.headers


async def test_pages_of_the_event_say_where_else_it_is(gathered: Gathering) -> None:
    page = await gathered.reader().get("/small-camp")
    assert '<link rel="alternate" type="text/calendar" href="/small-camp/schedule.ics"' in page.text
    assert '<link rel="alternate" type="application/json" href="/small-camp/schedule.json"' in page.text

"""What stands beside each other on a phone does so without lying over it: on a small one, far away, with large text."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.board import EVENT, join
from tests.journeys.conftest import CHROMIUM_FLAGS, PHONE, Open, find_chromium
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 700}


@pytest.fixture(scope="module")
def large_text(browser: Browser) -> Iterator[Browser]:
    """Text twice as large, as a browser's own settings make it."""
    flags = [*CHROMIUM_FLAGS, "--blink-settings=defaultFontSize=32"]
    launched = browser.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield launched
    launched.close()


def open_large(large_text: Browser, address: str) -> Page:
    page = large_text.new_context(viewport=PHONE, locale="en-GB").new_page()  # type: ignore[arg-type]
    page.goto(address)
    return page


def a_room(server: Server) -> str:
    """A room where something is on, and something else is free."""
    (room,) = server.sql(
        "SELECT room_id FROM placement WHERE room_id IS NOT NULL"
        " AND event_id = (SELECT id FROM event WHERE slug = 'scale-summit-today')"
        " GROUP BY room_id ORDER BY count(*) LIMIT 1"
    )
    return f"{EVENT}/rooms/{room}"


def titles_are_clear_of_times(page: Page) -> None:
    expect(page.locator(".by-time .title").first).to_be_visible()
    expect(page.locator(".by-time .free").first).to_be_visible()
    boxes = page.locator(".by-time > li").evaluate_all(
        """rows => rows.map(row => [row.querySelector(".tab"), row.lastElementChild].map(part => {
            const { left, right, top, bottom } = part.getBoundingClientRect();
            return { left, right, top, bottom };
        }))"""
    )
    for tab, title in boxes:
        assert tab["right"] <= title["left"] or tab["bottom"] <= title["top"], (tab, title)
        assert title["right"] - title["left"] >= 140
    assert page.evaluate("document.documentElement.scrollWidth === innerWidth")


@pytest.mark.parametrize(
    ("viewport", "zone"), [(PHONE, "America/New_York"), (SMALL, "America/New_York"), (SMALL, None)]
)
def test_a_rooms_titles_are_clear_of_their_times(
    open_page: Open, server: Server, viewport: dict[str, int], zone: str | None
) -> None:
    page = open_page(a_room(server), viewport=viewport, time_zone=zone)
    if zone:
        expect(page.locator(".by-time time").first).to_have_attribute("data-yours", re.compile(r"\d\d:\d\d"))
    titles_are_clear_of_times(page)


def test_so_they_are_with_large_text(large_text: Browser, server: Server) -> None:
    titles_are_clear_of_times(open_large(large_text, server.url + a_room(server)))


def test_wishes_open_below_each_other_with_large_text(large_text: Browser, server: Server) -> None:
    page = open_large(large_text, f"{server.url}{EVENT}/topics/new")
    page.locator("summary", has_text="Wishes").click()
    expect(page.locator(".two").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth === innerWidth")


def test_the_question_before_a_device_is_left_stands_in_the_middle(open_page: Open) -> None:
    page = join(open_page(f"{EVENT}/topics"), "Ana")
    page.goto(page.url.replace("/topics", "/me"))
    page.evaluate(
        """() => {
            const question = document.getElementById("waits-leaving").content.firstElementChild.cloneNode(true);
            document.body.append(question);
            question.showModal();
        }"""
    )
    question = page.get_by_role("dialog")
    box = question.bounding_box()
    assert box
    assert abs(2 * box["x"] + box["width"] - PHONE["width"]) < 2
    assert abs(2 * box["y"] + box["height"] - PHONE["height"]) < 2
    assert question.evaluate("question => parseFloat(getComputedStyle(question).paddingTop)") >= 16

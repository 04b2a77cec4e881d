"""Somebody's own day stays true by itself: a card that moves, a star given in another tab, a place that is over."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.board import EVENT, FREE, cells, connected, drag, join
from tests.journeys.conftest import PHONE, Open

pytestmark = pytest.mark.browser


def my_day(phone: Page) -> Page:
    """In a tab of its own, which would tell if it were loaded anew."""
    tab = phone.context.new_page()
    tab.goto(re.sub(r"/topics.*", "/mine", phone.url))
    tab.evaluate("window.same = true")
    return connected(tab)


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.same === true"))


def test_a_move_and_a_star_change_my_day_without_a_reload(open_page: Open, facilitate: Callable[..., Page]) -> None:
    wall, board = join(open_page(f"{EVENT}/topics"), "Ana"), connected(facilitate())
    mine, stranger = my_day(wall), my_day(join(open_page(f"{EVENT}/topics"), "Ben"))
    asked: list[str] = []
    stranger.on("request", lambda request: asked.append(request.url))
    number = list(cells(board))[-1]
    place = mine.locator(f".place-to-be[href$='/topics/{number}']")
    wall.locator(f"#card-{number} .star").click()
    expect(place).to_be_visible()
    free = board.locator(FREE).first
    room = str(free.get_attribute("data-words")).split(", ", 1)[1]
    drag(board, f"#card-{number}", f"{FREE} >> nth=0")
    expect(place).to_contain_text(room)
    drag(board, f"#card-{number}", "#tray-title")
    expect(mine.locator(f".mini[href$='/topics/{number}']")).to_be_visible()
    expect(place).to_have_count(0)
    wall.locator(f"#card-{number} .star").click()
    expect(mine.get_by_text("Nothing of yours yet")).to_be_visible()
    assert is_the_same(mine)
    assert [url for url in asked if url.endswith("/mine")] == []


def test_a_delay_of_the_day_changes_it_too(open_page: Open, facilitate: Callable[..., Page]) -> None:
    wall, board = join(open_page(f"{EVENT}/topics"), "Ana"), connected(facilitate())
    number = list(cells(board))[-1]
    wall.locator(f"#card-{number} .star").click()
    expect(wall.locator(f"#card-{number} .star")).to_have_attribute("aria-pressed", "true")
    mine = my_day(wall)
    time = mine.locator(f"section:has([href$='/topics/{number}']) time")
    before = time.inner_text()
    board.goto(board.url.replace("/board", "/rooms"))
    board.locator("#delay [name=minutes]").fill("10")
    board.get_by_role("button", name="Delay").click()
    expect(time).not_to_have_text(before)
    assert is_the_same(mine)


@pytest.mark.parametrize("page_of", ["topics", "now", "board"])
def test_what_is_told_at_once_is_in_sight_however_far_one_has_scrolled(
    open_page: Open, facilitate: Callable[..., Page], page_of: str
) -> None:
    phone, board = join(open_page(f"{EVENT}/topics"), "Ana"), connected(facilitate())
    number = list(cells(board))[-1]
    phone.locator(f"#card-{number} .star").click()
    expect(phone.locator(f"#card-{number} .star")).to_have_attribute("aria-pressed", "true")
    phone.goto(re.sub(r"/topics.*", f"/{page_of}", phone.url))
    connected(phone).evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert phone.evaluate("scrollY") > PHONE["height"] / 4
    drag(board, f"#card-{number}", f"{FREE} >> nth=0")
    told = phone.locator("#news .told")
    expect(told).to_be_in_viewport(ratio=1)
    assert is_clear_of(phone, told, ":is(a, button):is([href*='/topics/'], .star)")


def is_clear_of(page: Page, told: Locator, what: str) -> bool:
    """What one goes to by key is not below what is told, nor is that most of the page."""
    foot = told.evaluate("told => told.getBoundingClientRect().bottom")
    assert foot <= PHONE["height"] / 3
    tops = page.locator(f"#page {what}").evaluate_all(
        """all => all.filter(each => each.checkVisibility()).toReversed().map(each => {
            each.focus();
            return each.getBoundingClientRect().top;
        })"""
    )
    assert len(tops) > 5
    return all(top >= foot for top in tops)


@pytest.mark.parametrize("page_of", ["now", "mine", "day", "room"])
def test_whoever_is_in_another_zone_sees_their_own_hour_beside_the_events(open_page: Open, page_of: str) -> None:
    """At the event nothing stands beside it, and what would say it is not even fetched."""
    there = open_page(f"/{EVENT}/topics", time_zone="Asia/Tokyo")
    join(there, "Aiko")
    there.locator(".star").first.click()
    expect(there.locator(".star[aria-pressed=true]").first).to_be_visible()
    address = {"day": there.locator("a[href*='/days/']"), "room": there.locator("a[href*='/rooms/']")}
    there.goto(re.sub(r"/topics.*", "/now", there.url))
    if page_of in address:
        address[page_of].first.click()
    elif page_of == "mine":
        there.goto(re.sub(r"/now.*", "/mine", there.url))
    times = there.locator(".zoned .tab time")
    expect(times.first).to_have_attribute("data-yours", re.compile(r"your .*\d\d:\d\d"))
    for time in times.all():
        moment = datetime.fromisoformat(time.get_attribute("datetime") or "")
        own, said = moment.astimezone(ZoneInfo("Asia/Tokyo")), time.get_attribute("data-yours") or ""
        assert said == f"your {'' if own.date() == moment.date() else f'{own:%a} '}{own:%H:%M}"
        assert said in time.evaluate("time => getComputedStyle(time, '::after').content")
        assert time.inner_text() == f"{moment:%H:%M}"
    here = open_page(there.url, time_zone="Europe/London")
    expect(here.locator(".zoned")).to_be_visible()
    assert not here.locator("[data-yours]").count()
    fetched = here.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert fetched
    assert not [url for url in fetched if "elsewhere" in url]

"""The wall of the hall: readable from its back row, whole on any beamer, and there for a whole day without a hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from seeds.made_up import made_up_event
from tests.journeys.board import EVENT, SECOND, connected, join, put_on_wall
from tests.journeys.conftest import PROJECTOR, Open
from tests.journeys.server import Server, serving_only

pytestmark = pytest.mark.browser

SMALL_BEAMER = {"width": 1280, "height": 720}
#: As the style sheet reckons it for a reader 10 m away.
READABLE = 4.0
LARGE = made_up_event(rooms=12, topics=200, days=2)


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Server]:
    """A server whose one event has twelve rooms and is in its second day."""
    data = tmp_path / "large"
    data.mkdir()
    with serving_only(LARGE, data) as running:
        yield running


def sizes(page: Page) -> list[float]:
    """In vh, of everything that is to be read from afar and is shown now."""
    found: list[float] = page.evaluate(
        """() => [...document.querySelectorAll('.times :is(.room, .title, .rest, time), .projector .clock')]
            .filter(element => element.offsetParent)
            .map(element => parseFloat(getComputedStyle(element).fontSize) / innerHeight * 100)"""
    )
    return found


def is_whole(page: Page) -> bool:
    """Nothing on the page shown is cut off or outside of it."""
    whole: bool = page.evaluate(
        """() => {
            const times = document.querySelector('.times').getBoundingClientRect();
            const rows = [...document.querySelectorAll('.times li:not([data-off])')].filter(row => row.offsetParent);
            const fits = (element) => element.scrollHeight <= element.clientHeight + 1
                && element.scrollWidth <= element.clientWidth + 1;
            const within = (box, row) => row.getBoundingClientRect().top >= box.top - 1
                && row.getBoundingClientRect().bottom <= box.bottom + 1;
            const holds = (row) => row.scrollWidth <= row.clientWidth
                && [...row.children].every(part => within(row.getBoundingClientRect(), part));
            const page = document.querySelector('.projector-page');
            const join = document.querySelector('.join').getBoundingClientRect();
            return rows.length > 0 && rows.every(row => within(times, row) && holds(row))
                && fits(page) && fits(document.querySelector('.times')) && join.bottom <= innerHeight
                && [...document.querySelectorAll('.fresh li')].every(fits);
        }"""
    )
    return whole


def rooms_shown(page: Page) -> list[str]:
    return page.locator(".departures").first.locator("li:not([data-off]) .room").all_inner_texts()


@pytest.mark.parametrize("viewport", [PROJECTOR, SMALL_BEAMER], ids=["1080", "720"])
def test_a_large_day_turns_its_pages_and_nothing_is_cut_off(
    large: Server, open_page: Open, viewport: dict[str, int]
) -> None:
    page = open_page(f"{large.url}/{LARGE.slug}/projector", viewport=viewport)
    connected(page)
    dots = page.locator("#turning i")
    pages = dots.count()
    assert pages >= 3
    seen: list[str] = []
    for number in range(pages):
        expect(dots.nth(number)).to_have_attribute("data-on", "")
        assert is_whole(page), number
        assert min(sizes(page)) >= READABLE - 0.01
        if page.locator(".departures").first.is_visible():
            seen += rooms_shown(page)
        page.keyboard.press("ArrowRight")
    assert len(seen) == len(set(seen)) >= 11
    expect(dots.first).to_have_attribute("data-on", "")
    expect(page.locator(".join svg")).to_be_visible()


def test_the_pages_turn_by_themselves_until_they_are_halted(large: Server, open_page: Open) -> None:
    page = open_page(f"{large.url}/{LARGE.slug}/projector", viewport=PROJECTOR)
    page.clock.install()
    page.reload()
    first = page.locator("#turning i").first
    expect(first).to_have_attribute("data-on", "")
    page.clock.run_for(13_000)
    expect(page.locator("#turning i").nth(1)).to_have_attribute("data-on", "")
    page.keyboard.press(" ")
    page.clock.run_for(40_000)
    expect(page.locator("#turning i").nth(1)).to_have_attribute("data-on", "")


def test_without_scripts_everything_is_on_one_page_that_scrolls(large: Server, open_page: Open) -> None:
    page = open_page(f"{large.url}/{LARGE.slug}/projector", viewport=SMALL_BEAMER, javascript=False)
    assert len(rooms_shown(page)) >= 11
    last = page.locator(".departures li").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    expect(page.locator(".join svg")).to_be_in_viewport()


def test_only_today_is_shown(large: Server, open_page: Open) -> None:
    page = open_page(f"{large.url}/{LARGE.slug}/projector", viewport=PROJECTOR)
    connected(page)
    expect(page.locator(".departures .slot-head .rest").first).to_contain_text("min left")
    assert page.locator(".departures").count() == 2


def test_a_restarted_server_is_found_again_and_nobody_trusts_the_old_board(server: Server, open_page: Open) -> None:
    writer = join(open_page(f"{EVENT}/topics", forgiving=True), "Kit")
    page = connected(open_page(f"{EVENT}/projector", viewport=PROJECTOR, forgiving=True))
    server.kill()
    expect(page.locator("#connection")).to_contain_text("Reconnecting since", timeout=10 * SECOND)
    server.start()
    put_on_wall(server, writer, "Written while it was away")
    expect(page.get_by_text("Written while it was away")).to_be_visible(timeout=20 * SECOND)
    expect(page.locator("#connection")).to_be_hidden()


def sockets_of(page: Page) -> list[str]:
    opened: list[str] = []
    page.on("websocket", lambda socket: opened.append(socket.url))
    return opened


def test_a_laptop_that_slept_comes_back_at_once(open_page: Open) -> None:
    page = open_page(f"{EVENT}/projector", viewport=PROJECTOR)
    page.clock.install()
    page.reload()
    connected(page)
    opened = sockets_of(page)
    loaded: list[str] = []
    page.on("load", lambda page: loaded.append(page.url))
    page.clock.run_for(30_000)
    assert opened == []
    with page.expect_websocket(), page.expect_response(lambda answer: answer.url.endswith("/projector")):
        page.clock.fast_forward("02:00:00")
        page.clock.run_for(6_000)
    assert len(opened) == 1
    assert "&since=" in opened[0]
    expect(page.locator("main[data-live]")).to_be_attached()
    page.clock.run_for(20_000)
    assert loaded == []


@pytest.mark.parametrize("kind", ["online", "visibilitychange"])
def test_a_network_that_returns_is_used_at_once(open_page: Open, kind: str) -> None:
    page = connected(open_page(f"{EVENT}/projector", viewport=PROJECTOR))
    with page.expect_websocket():
        page.evaluate("kind => (kind === 'online' ? window : document).dispatchEvent(new Event(kind))", kind)
    connected(page)


def test_a_close_for_good_is_not_for_good_here(server: Server, open_page: Open) -> None:
    page = open_page(f"{EVENT}/projector", viewport=PROJECTOR, forgiving=True)
    page.clock.install()
    refused: list[WebSocketRoute] = []

    def refuse_once(socket: WebSocketRoute) -> None:
        if refused:
            socket.connect_to_server()
        else:
            refused.append(socket)
            socket.close(code=4403, reason="not now")

    page.route_web_socket("**/live?**", refuse_once)
    page.reload()
    expect(page.locator("main[data-live]")).to_have_count(0)
    with page.expect_navigation():
        for _ in range(20):
            page.clock.run_for(2_000)
            page.request.get(f"{server.url}/healthz")  # the network's time is real
    connected(page)


def test_a_change_reaches_a_paged_board(open_page: Open, facilitate: Callable[..., Page], server: Server) -> None:
    page = connected(open_page(f"{EVENT}/projector", viewport=PROJECTOR))
    helper = facilitate()
    number = helper.locator("tr.running .card").first.get_attribute("data-number")
    placed = helper.locator("tr.running .card").first.get_attribute("data-placement")
    title = helper.locator(f"#card-{number} h2").inner_text()
    expect(page.get_by_text(title)).to_be_visible()
    token = helper.locator("meta[name=csrf]").get_attribute("content") or ""
    answer = helper.request.delete(
        f"{server.url}{EVENT}/placements/{placed}", headers={"X-CSRF": token, "Origin": server.url}
    )
    assert answer.ok
    expect(page.locator(".times")).not_to_contain_text(title)
    assert is_whole(page)


def test_a_notice_covers_nothing(large: Server, open_page: Open) -> None:
    """What is on, the way in and the dots of the pages make room for it."""
    page = connected(open_page(f"{large.url}/{LARGE.slug}/projector", viewport=PROJECTOR))
    desk = open_page(large.link("Facilitator"))
    desk.get_by_role("button").filter(has_text="acilitat").first.click()
    desk.wait_for_url("**/board")
    desk.goto(f"{large.url}/{LARGE.slug}/notices")
    desk.locator("[name=words]").fill("Lunch is a quarter of an hour late, and there is cake in the kitchen.")
    desk.locator("[name=words]").press("Enter")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Lunch is a quarter")
    foot = notice.evaluate("element => element.getBoundingClientRect().bottom")
    for other in (".projector-page > header", ".times", ".join", "#turning"):
        assert page.locator(other).evaluate("element => element.getBoundingClientRect().top") >= foot, other
    for number in range(page.locator("#turning i").count()):
        expect(page.locator("#turning i").nth(number)).to_have_attribute("data-on", "")
        assert is_whole(page), number
        page.keyboard.press("ArrowRight")

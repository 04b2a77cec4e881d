"""Two languages at one event: each page in its own, live too; long words and the other direction break nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.board import connected
from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.screenshots import PAGES
from tests.journeys.server import Server
from tests.journeys.test_proposing import phone_of, write

pytestmark = pytest.mark.browser

EVENT = "/scale-summit-today"
NARROW = {"width": 320, "height": 700}
#: How the names of pages begin that are as wide as a sheet of paper, or a wall.
SHEETS = ("print-", "projector")

#: A page as one in Hebrew would be: its direction, and its letters where they are ours.
FROM_THE_RIGHT = """
(() => {
  const letters = "אבגדהוזחטיכלמנסעפצקרשתאבגד";
  const turn = (text) => text.replace(/[a-z]/gi, (c) => letters[c.toLowerCase().charCodeAt(0) - 97]);
  new MutationObserver(() => document.documentElement && (document.documentElement.dir = "rtl"))
    .observe(document, { childList: true });
  document.addEventListener("DOMContentLoaded", () => {
    const unread = (node) => /^(SCRIPT|STYLE|TEXTAREA)$/.test(node.parentElement.tagName);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) => (unread(node) ? 2 : 1));
    while (texts.nextNode()) texts.currentNode.nodeValue = turn(texts.currentNode.nodeValue);
  });
})()
"""


def take_part(page: Page, server: Server) -> None:
    """As a facilitator and steward with a name, so that nothing is hidden."""
    for role in ("Facilitator", "Steward"):
        page.goto(server.link(role))
        page.locator("main form button").first.click()
        page.wait_for_load_state()
    page.goto(f"{server.url}{EVENT}/join?next={EVENT}/topics")
    page.locator("input[name=name]").fill("Ana")
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: url.endswith("/topics") and "?" not in url)


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def test_a_german_phone_and_an_english_laptop_at_one_wall_and_board(
    open_page: Open, facilitate: Callable[..., Page]
) -> None:
    phone = connected(open_page(f"{EVENT}/topics", locale="de-DE"))
    laptop = connected(open_page(f"{EVENT}/topics", viewport=LAPTOP))
    expect(phone.locator("html")).to_have_attribute("lang", "de")
    expect(laptop.locator("html")).to_have_attribute("lang", "en")
    write(phone_of(open_page, "Ana"), "Deploying on Fridays")
    for page, star in ((phone, "einen Stern geben"), (laptop, "Star card")):
        card = page.locator(".card").filter(has_text="Deploying on Fridays")
        expect(card.get_by_role("button", name=star)).to_be_visible()

    phone.goto(phone.url.replace("/topics", "/board"))
    connected(phone)
    board = connected(facilitate())
    board.locator("#board-table").wait_for()
    notice = open_page(board.url.replace("/board", "/now"), locale="de-DE")
    connected(notice)
    board.goto(board.url.replace("/board", "/notices"))
    board.locator("input[name=words], textarea[name=words]").first.fill("Lunch is ready")
    board.get_by_role("button", name="Tell everybody").click()
    for page in (phone, notice):
        shown = page.locator(".notice").filter(has_text="Lunch is ready")
        expect(shown.get_by_role("button", name="Gesehen")).to_be_visible()
    expect(laptop.locator(".notice").get_by_role("button", name="Seen")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_another_language_is_chosen_and_the_page_stays(open_page: Open, javascript: bool) -> None:
    page = open_page(f"{EVENT}/topics?show=waiting", javascript=javascript)
    address = page.url
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert page.url == address
    expect(page.get_by_role("button", name="Deutsch")).to_have_attribute("aria-current", "true")
    page.goto(address.replace("/topics?show=waiting", "/now"))
    expect(page.get_by_role("heading", name="Neu an der Wand")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="New on the wall")).to_be_visible()
    assert page.url.endswith("/now")


def test_german_fits_on_the_narrowest_phone(browser: Browser, server: Server) -> None:
    with browser.new_context(viewport=NARROW, locale="de-DE") as context:  # type: ignore[arg-type]
        page = context.new_page()
        take_part(page, server)
        assert wide_pages(page, server) == {}


def test_from_right_to_left_nothing_leaves_the_page(browser: Browser, server: Server) -> None:
    with browser.new_context(viewport=PHONE, locale="en-GB") as context:  # type: ignore[arg-type]
        page = context.new_page()
        take_part(page, server)
        context.add_init_script(FROM_THE_RIGHT)
        assert wide_pages(page, server) == {}
        page.goto(f"{server.url}{EVENT}/topics/3/note")
        arrow = page.locator(".back .icon")
        assert arrow.evaluate("(icon) => getComputedStyle(icon).transform") == "matrix(-1, 0, 0, 1, 0, 0)"


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_all_tools_of_the_board_are_in_sight_on_a_laptop(browser: Browser, server: Server, locale: str) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale) as context:
        page = context.new_page()
        take_part(page, server)
        page.goto(f"{server.url}{EVENT}/board")
        nav = page.locator(".tools > nav")
        expect(nav.get_by_role("link").last).to_be_visible()
        assert nav.evaluate("(nav) => nav.scrollWidth - nav.clientWidth") == 0


def wide_pages(page: Page, server: Server) -> dict[str, int]:
    """Those that scroll sideways, and by how much."""
    found = {}
    for name, path, _viewport in PAGES:
        page.goto(server.url + path)
        if not name.startswith(SHEETS) and (wider := sideways(page)) > 0:
            found[path] = wider
    return found

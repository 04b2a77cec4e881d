"""axe-core on every page, as an attendee sees it on a phone and a facilitator on a laptop, light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import CHROMIUM_FLAGS, LAPTOP, PHONE, PROJECTOR, browser, find_chromium
from tests.journeys.screenshots import PAGES, PAST, TODAY
from tests.journeys.server import Server
from tests.journeys.test_languages import sideways

pytestmark = [pytest.mark.browser, pytest.mark.audit]

__all__ = ["browser"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("audit")
    running = Server(folder / "data").start()
    yield running
    running.stop()


@pytest.fixture(scope="module", params=["light", "dark"])
def pages(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[tuple[Page, Page]]:
    """An attendee's and a facilitator's page, both of people with a name."""
    contexts = [browser.new_context(color_scheme=request.param, reduced_motion="reduce") for _ in range(2)]
    attendee, facilitator = (context.new_page() for context in contexts)
    for link in ("Facilitator", "Steward"):
        facilitator.goto(server.link(link))
        facilitator.locator("main form button").first.click()
    for page in (attendee, facilitator):
        page.goto(f"{server.url}{TODAY}/join")
        page.locator("input[name=name]").fill("Ana")
        page.locator("main form button").first.click()
    yield attendee, facilitator
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, path, _viewport in PAGES])
def test_a_page_has_no_violation(pages: tuple[Page, Page], server: Server, name: str, path: str) -> None:
    attendee, facilitator = pages
    for page, viewport in ((attendee, PHONE), (facilitator, LAPTOP)):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.goto(server.url + path)
        assert_fine(page)


@pytest.mark.parametrize("name", ["board", "clashes", "pitches", "links", "rooms", "history", "suggestion", "paper"])
def test_a_facilitator_s_page_has_none_on_a_phone(pages: tuple[Page, Page], server: Server, name: str) -> None:
    _attendee, facilitator = pages
    facilitator.set_viewport_size(PHONE)  # type: ignore[arg-type]
    facilitator.goto(f"{server.url}{TODAY}/{name}")
    assert_fine(facilitator)
    facilitator.set_viewport_size({"width": 320, "height": 640})
    assert facilitator.evaluate("document.documentElement.scrollWidth") <= 320


def test_letters_twice_as_large_leave_no_page(browser: Browser, server: Server) -> None:
    """WCAG 1.4.4, on a phone: as who sets them so in their browser; so rems in media queries grow, too."""
    wide = {}
    flags = [*CHROMIUM_FLAGS, "--blink-settings=defaultFontSize=32"]
    with browser.browser_type.launch(executable_path=find_chromium(), args=flags) as large:
        page = large.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.goto(server.link("Facilitator"))
        page.locator("main form button").first.click()
        page.wait_for_url("**/board")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        for name, path, viewport in PAGES:
            page.goto(server.url + path)
            if viewport is not PROJECTOR and not name.startswith("print") and (over := sideways(page)) > 0:
                wide[path] = over
    assert wide == {}


def press(page: Page, selector: str) -> None:
    """What shows itself only under a pointer, too."""
    page.locator(selector).first.evaluate("element => element.click()")


def take_in_hand(page: Page) -> None:
    page.locator("td.cell .card h2 a").first.focus()
    page.keyboard.press("m")
    page.locator("td.cell .card").nth(1).click(position={"x": 5, "y": 5})


def say_something(page: Page) -> None:
    """Of words just written, with the form for more of it open again."""
    page.locator(".cm-content").click()
    page.keyboard.type("Said here. ")
    for words in ("Was it?", ""):
        page.keyboard.press("End")
        page.keyboard.press("Shift+Home")
        press(page, "[data-comment]")
        page.locator("#annotate").fill(words)
        if words:
            page.keyboard.press("Control+Enter")
            page.locator("[data-annotate]").wait_for(state="hidden")


#: What opens over a page: the page, what opens it, and what is seen then.
OVER: dict[str, tuple[str, dict[str, int], Callable[[Page], None], str]] = {
    "move sheet": ("board", PHONE, lambda page: press(page, "td.cell a.move"), "dialog.sheet"),
    "swap question": ("board", LAPTOP, take_in_hand, "dialog.question[aria-labelledby=question]"),
    "keys": ("board", LAPTOP, lambda page: page.keyboard.press("?"), "#keys"),
    "closing": ("board", LAPTOP, lambda page: press(page, "td.cell a.shut"), "dialog .closing"),
    "closing on a phone": ("board", PHONE, lambda page: press(page, "td.cell a.shut"), "dialog .closing"),
    "joining": ("topics/3", LAPTOP, lambda page: press(page, "#join > summary"), "#into"),
    "muting": ("clashes", LAPTOP, lambda page: press(page, ".mute > summary"), ".mute [name=reason]"),
    "ghosts": ("suggestion", LAPTOP, lambda page: press(page, "[name=mode][value=all]"), ".ghosts .ghost"),
    "ghosts on a phone": ("suggestion", PHONE, lambda page: press(page, "[name=mode][value=all]"), ".ghost-list li"),
    "comments": ("topics/5/note", LAPTOP, say_something, "#annotations .thread"),
    "comments on a phone": ("topics/5/note", PHONE, say_something, "#annotations .thread"),
    "a new link": ("links", LAPTOP, lambda page: press(page, "main form .button"), "#made"),
}


@pytest.mark.parametrize("what", OVER)
def test_what_opens_has_none(pages: tuple[Page, Page], server: Server, what: str) -> None:
    _attendee, facilitator = pages
    path, viewport, open_it, seen = OVER[what]
    facilitator.set_viewport_size(viewport)  # type: ignore[arg-type]
    facilitator.goto(f"{server.url}{TODAY}/{path}", wait_until="networkidle")
    open_it(facilitator)
    facilitator.locator(seen).first.wait_for()
    assert_fine(facilitator)


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE])
def test_a_plain_field_and_the_page_of_comments_have_none(
    pages: tuple[Page, Page], server: Server, viewport: dict[str, int]
) -> None:
    attendee, _facilitator = pages
    attendee.set_viewport_size(viewport)  # type: ignore[arg-type]
    attendee.goto(f"{server.url}{TODAY}/topics/5/note")
    attendee.evaluate("localStorage.setItem('plain-note', '1')")
    attendee.reload()
    attendee.locator("textarea.plain-pen").wait_for()
    assert_fine(attendee)
    attendee.evaluate("localStorage.removeItem('plain-note')")
    attendee.goto(f"{server.url}{TODAY}/topics/5/note/comments")
    assert_fine(attendee)


def test_a_closed_cell_and_its_page_have_none(pages: tuple[Page, Page], server: Server) -> None:
    _attendee, facilitator = pages
    facilitator.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    facilitator.goto(f"{server.url}{TODAY}/board")
    facilitator.goto(f"{server.url}{facilitator.locator('td.cell a.shut').first.get_attribute('href')}")
    assert_fine(facilitator)
    facilitator.locator("[name=why]").fill("being cleaned")
    facilitator.locator("[name=why]").press("Enter")
    facilitator.locator("[data-closed]").first.wait_for()
    for viewport in (LAPTOP, PHONE):
        facilitator.set_viewport_size(viewport)  # type: ignore[arg-type]
        assert_fine(facilitator)


@pytest.fixture(scope="module")
def made(browser: Browser, server: Server) -> Iterator[dict[str, str]]:
    """Addresses of what a facilitator has to do something for first: pages that lead to their form for replies, one
    that was withdrawn, and somebody's own words."""
    context = browser.new_context()
    facilitator = context.new_page()
    for link in ("Facilitator", "Steward"):
        facilitator.goto(server.link(link))
        facilitator.locator("main form button").first.click()
    facilitator.goto(f"{server.url}{PAST}/replies")
    facilitator.get_by_role("checkbox").check()
    facilitator.get_by_role("button", name="Save").click()
    facilitator.goto(f"{server.url}{PAST}/topics/3/publication")
    facilitator.get_by_text("Withdraw it").click()
    facilitator.locator("[name=why]").fill("Asked for by its host.")
    facilitator.get_by_role("button", name="Withdraw edition").click()
    facilitator.locator("#withdrawal").wait_for()
    facilitator.goto(f"{server.url}{PAST}/topics/10/corrections")
    facilitator.get_by_role("button", name="Open the window").click()
    facilitator.get_by_role("button", name="Make the missing links").click()
    own = facilitator.locator(".new-links").get_by_text("/words/").first.inner_text()
    yield {
        "reply": f"{server.url}{PAST}/write-up/10/reply",
        "withdrawn": f"{server.url}{PAST}/write-up/3",
        "own words": own,
    }
    context.close()


@pytest.mark.parametrize(("what", "status"), [("reply", 200), ("withdrawn", 410), ("own words", 200)])
def test_what_somebody_has_to_make_first_has_none(
    pages: tuple[Page, Page], made: dict[str, str], what: str, status: int
) -> None:
    attendee, _facilitator = pages
    for viewport in (PHONE, LAPTOP):
        attendee.set_viewport_size(viewport)  # type: ignore[arg-type]
        answer = attendee.goto(made[what])
        assert answer
        assert answer.status == status
        assert_fine(attendee)


def assert_fine(page: Page) -> None:
    assert violations(page, {"runOnly": RULES}) == []


def violations(page: Page, options: dict[str, object]) -> list[tuple[str, str, str]]:
    """Rule, element and what is wrong with it."""
    found = Axe().run(page, options=options).response["violations"]
    return [(v["id"], node["html"][:160], node["failureSummary"][:200]) for v in found for node in v["nodes"]]


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, path, viewport in PAGES if viewport is not PROJECTOR]
)
def test_a_page_fits_a_narrow_phone(pages: tuple[Page, Page], server: Server, name: str, path: str) -> None:
    attendee, _facilitator = pages
    attendee.set_viewport_size({"width": 320, "height": 640})
    attendee.goto(server.url + path)
    assert attendee.evaluate("document.documentElement.scrollWidth") <= 320, name

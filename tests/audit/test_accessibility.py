"""axe-core on every page, as an attendee sees it on a phone and a facilitator on a laptop, light and dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import LAPTOP, PHONE, PROJECTOR, browser
from tests.journeys.screenshots import PAGES, TODAY
from tests.journeys.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.audit]

__all__ = ["browser"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What lies half behind the dock until the page is scrolled counts as a small target: sizes are looked at without it.
SIZES = "target-size"


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
        assert violations(page, {"runOnly": RULES, "rules": {SIZES: {"enabled": False}}}) == []
        page.evaluate("document.querySelector('.dock')?.style.setProperty('display', 'none')")
        assert violations(page, {"runOnly": [SIZES]}) == []


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

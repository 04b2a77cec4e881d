"""A real server and a real Chromium. Where no browser can be had, the journeys are left out, and it is said why."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.conftest import leave_out
from tests.journeys.server import Server, serving
from tests.journeys.venue import Venue

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds until what does not come counts as missing; two browsers share two cores.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1440, "height": 900}
PROJECTOR = {"width": 1920, "height": 1080}

Open = Callable[..., Page]


def find_chromium() -> str | None:
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        leave_out("browser", "no Chromium on this machine: the journeys in a browser are left out")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A freshly seeded Hallway."""
    with serving(tmp_path / "data") as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens a page as another person would: a device of its own. Errors in a page's console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def open_one(
        path: str,
        viewport: dict[str, int] = PHONE,
        javascript: bool = True,
        forgiving: bool = False,
        locale: str = "en-GB",
        time_zone: str | None = None,
        user_agent: str | None = None,
    ) -> Page:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            has_touch=viewport is PHONE,
            locale=locale,
            timezone_id=time_zone,
            user_agent=user_agent,
            service_workers="block",  # requests of one are not seen by routes; tests/journeys/test_offline.py has it
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        if not forgiving:
            page.on("console", note)
            page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path if path.startswith("http") else server.url + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def facilitate(open_page: Open, server: Server) -> Callable[..., Page]:
    """A facilitator's laptop, on the board."""

    def open_board(viewport: dict[str, int] = LAPTOP, **how: bool) -> Page:
        page = open_page(server.link("Facilitator"), viewport=viewport, **how)
        page.get_by_role("button").filter(has_text="acilitat").first.click()
        page.wait_for_url("**/board")
        return page

    return open_board


@pytest.fixture
def venue(server: Server) -> Iterator[Venue]:
    """The network between a phone and the server."""
    between = Venue(server.port).start()
    yield between
    between.stop()


class Phone:
    """A phone that keeps things: its browser can be closed and opened again, with or without a network."""

    def __init__(self, browser: Browser, folder: Path, url: str) -> None:
        self.url = url
        self._kind, self._folder = browser.browser_type, folder
        self._context: BrowserContext | None = None

    @property
    def context(self) -> BrowserContext:
        if self._context is None:
            self._context = self._kind.launch_persistent_context(
                self._folder,
                executable_path=find_chromium(),
                args=CHROMIUM_FLAGS,
                viewport=PHONE,  # type: ignore[arg-type]
                has_touch=True,
                locale="en-GB",
            )
            self._context.set_default_timeout(PATIENCE)
        return self._context

    def open(self, path: str) -> Page:
        """In a tab of its own."""
        page = self.context.new_page()
        page.goto(self.url + path)
        return page

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None


@pytest.fixture
def phone(browser: Browser, venue: Venue, tmp_path: Path) -> Iterator[Phone]:
    """A phone in the venue's network."""
    held = Phone(browser, tmp_path / "phone", venue.url)
    yield held
    held.close()

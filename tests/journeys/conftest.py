"""A real server and a real Chromium. Where no browser can be had, the journeys are left out, and it is said why."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.conftest import leave_out
from tests.journeys.server import Server

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
    running = Server(tmp_path / "data").start()
    yield running
    running.stop()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Open]:
    """Opens a page as another person would: a device of its own. Errors in a page's console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def open_one(path: str, viewport: dict[str, int] = PHONE, javascript: bool = True, forgiving: bool = False) -> Page:
        context = browser.new_context(
            viewport=viewport,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            has_touch=viewport is PHONE,
            locale="en-GB",
        )
        context.set_default_timeout(8_000)
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

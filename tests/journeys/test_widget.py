"""The schedule on somebody else's page, in a real browser: from another origin, as tall as it is, following the day."""

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, cells, connected, drag
from tests.journeys.conftest import LAPTOP, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


class Site:
    """A page of somebody else's, at an origin of its own."""

    def __init__(self) -> None:
        self.body = ""
        site = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(f'<!doctype html><link rel="icon" href="data:,">{site.body}'.encode())

            def log_message(self, *_said: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.server.shutdown()
    running.server.server_close()


def tag(server: Server, more: str = "") -> str:
    return f'<h1>Our town</h1><div><script async src="{server.url}{EVENT}/widget.js"{more}></script></div><p>After</p>'


def test_one_line_becomes_a_frame_as_tall_as_what_is_in_it(open_page: Open, server: Server, site: Site) -> None:
    site.body = tag(server)
    page = open_page(site.url)
    frame = page.frame_locator("iframe")
    expect(
        frame.get_by_role("heading", name="Next").or_(frame.get_by_role("heading", name="On now")).first
    ).to_be_visible()
    page.wait_for_function("document.querySelector('iframe').style.blockSize !== '30rem'")
    assert not page.frames[1].evaluate("document.documentElement.scrollHeight > innerHeight + 1")
    assert page.frames[1].evaluate("document.cookie") == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.context.cookies() == []


@pytest.mark.parametrize(("style", "theme"), [("", "light"), ("dark", "dark"), ("light dark", None)])
def test_it_is_as_light_as_the_page_around_it(
    open_page: Open, server: Server, site: Site, style: str, theme: str | None
) -> None:
    site.body = f"<style>:root {{ color-scheme: {style or 'normal'} }}</style>{tag(server)}"
    page = open_page(site.url)
    root = page.frame_locator("iframe").locator("html")
    expect(root.locator("#widget h1")).to_be_visible()
    assert root.get_attribute("data-theme") == theme


def test_a_card_that_leaves_the_board_leaves_it_there_too(
    open_page: Open, facilitate: Callable[..., Page], server: Server, site: Site
) -> None:
    site.body = tag(server, ' data-show="board"')
    page, board = open_page(site.url, viewport=LAPTOP), connected(facilitate())
    number = list(cells(board))[-1]
    there = page.frame_locator("iframe").locator(f"a[href$='/topics/{number}']")
    expect(there).to_have_count(1)
    look_often(page)
    drag(board, f"#card-{number}", "#tray-title")
    expect(there).to_have_count(0)


def look_often(page: Page) -> None:
    """As if somebody came back to the page again and again."""
    looks = "setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 250)"
    page.frames[1].evaluate(looks)


def test_without_scripts_a_frame_does(open_page: Open, server: Server, site: Site) -> None:
    site.body = f'<iframe title="x" src="{server.url}{EVENT}/widget"></iframe>'
    page = open_page(site.url, javascript=False)
    expect(page.frame_locator("iframe").locator("#widget h1")).to_be_visible()


def test_a_phone_finds_calendars_where_it_looks_for_them(open_page: Open, server: Server) -> None:
    for path in ("/elsewhere", "/rooms/6", "/topics/3"):
        page = open_page(f"{EVENT}{path}")
        link = page.locator("main a[href^='webcal:']").first
        expect(link).to_be_visible()
        address = re.sub("^webcal", "http", str(link.get_attribute("href")))
        answer = page.request.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

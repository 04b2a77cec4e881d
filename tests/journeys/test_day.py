"""The journeys of a day, each as its people would make it: phones at 390×844, a facilitator's laptop, a projector."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, SECOND, connected, drag
from tests.journeys.conftest import LAPTOP, PROJECTOR, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def propose(phone: Page, title: str, name: str) -> None:
    phone.get_by_role("link", name="Write a card").click()
    phone.locator("input[name=name]").fill(name)
    phone.locator("[name=title]").fill(title)
    phone.get_by_role("button", name="Put it on the wall").click()
    phone.wait_for_url("**/topics#card-*")
    expect(phone.get_by_role("heading", name=title)).to_be_visible()


def test_a_card_written_on_one_phone_is_on_another_and_on_the_projector(open_page: Open) -> None:
    writer, reader = open_page(f"{EVENT}/topics"), connected(open_page(f"{EVENT}/topics"))
    projector = connected(open_page(f"{EVENT}/projector", viewport=PROJECTOR))
    title = "Why do our alerts speak in hostnames?"
    propose(writer, title, "Zadie")
    expect(reader.get_by_role("heading", name=title)).to_be_visible()
    expect(projector.get_by_text(title)).to_be_visible()


def test_a_dragged_card_moves_on_every_phone_and_stays(open_page: Open, facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    free = board.locator("td[data-cell]:not(:has(.card))").first
    cell = free.get_attribute("data-cell")
    words = free.get_attribute("data-words") or ""
    number = board.locator("#tray-cards .card").first.get_attribute("data-number")
    wall, phone = connected(open_page(f"{EVENT}/topics")), connected(open_page(f"{EVENT}/board"))
    drag(board, f"#tray-card-{number}", f"#cell-{cell}")
    time = words.split(", ")[-1]
    for page, place in ((board, f"#cell-{cell} .card"), (phone, f"#cell-{cell} .card")):
        expect(page.locator(place)).to_have_attribute("data-number", str(number))
    expect(wall.locator(f"#card-{number}")).to_contain_text(time)
    for page in (board, phone):
        page.reload()
        expect(page.locator(f"#cell-{cell} .card")).to_have_attribute("data-number", str(number))


def test_two_write_one_note_and_a_killed_server_loses_nothing(open_page: Open, server: Server) -> None:
    one, two = (open_page(f"{EVENT}/topics", forgiving=True) for _ in range(2))
    propose(one, "Notes that survive", "Ada")
    number = re.findall(r"\d+$", one.url)[0] if one.url[-1].isdigit() else one.url.rsplit("-", 1)[-1]
    propose(two, "Another card", "Noor")
    for page in (one, two):
        page.goto(f"{server.url}{EVENT}/topics/{number}/note")
        page.locator(".cm-content").click()
    one.locator(".cm-content").press_sequentially("first half by Ada ")
    two.locator(".cm-content").press_sequentially("first half by Noor ")
    server.kill()
    one.locator(".cm-content").press_sequentially("second half by Ada")
    two.locator(".cm-content").press_sequentially("second half by Noor")
    server.start()
    for page in (one, two):
        for words in ("first half by Ada", "second half by Ada", "first half by Noor", "second half by Noor"):
            expect(page.locator(".cm-content")).to_contain_text(words, timeout=30 * SECOND)
    fresh = open_page(f"{EVENT}/topics", forgiving=True)
    propose(fresh, "A third one", "Sam")
    fresh.goto(f"{server.url}{EVENT}/topics/{number}/note")
    expect(fresh.locator("main")).to_contain_text("second half by Noor")


def test_what_is_published_is_found_without_javascript(open_page: Open, facilitate: Callable[..., Page]) -> None:
    board = facilitate(javascript=False)
    board.goto(board.url.replace("/board", "/topics/new"))
    board.locator("input[name=name]").fill("Jo")
    board.locator("[name=title]").fill("Rehearsing failure")
    board.get_by_role("button", name="Put it on the wall").click()
    board.get_by_role("heading", name="Rehearsing failure").get_by_role("link").click()
    board.get_by_role("link", name=re.compile("note", re.IGNORECASE)).first.click()
    board.get_by_role("textbox").first.fill(
        "## What was said\n\nA zymurgical game day every quarter keeps the pager honest."
    )
    board.get_by_role("button", name=re.compile("save", re.IGNORECASE)).first.click()
    board.goto(re.sub(r"/note.*", "/publication", board.url))
    board.get_by_role("button", name=re.compile("publish", re.IGNORECASE)).first.click()
    reader = open_page("/search", viewport=LAPTOP, javascript=False)
    reader.get_by_role("searchbox").first.fill("zymurgical game")
    reader.get_by_role("searchbox").first.press("Enter")
    expect(reader.locator("mark").first).to_be_visible()
    reader.get_by_role("link", name="Rehearsing failure").first.click()
    expect(reader.get_by_text("keeps the pager honest")).to_be_visible()

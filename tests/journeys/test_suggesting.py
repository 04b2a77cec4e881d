"""Clashes and suggestions in a real browser: said as cards move, mended with a press, shown before anything moves."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, SECOND, cells, connected
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def ask_for(page: Page, equipment: str, number: str = "7") -> None:
    """Somebody writes a wish on a card that hangs."""
    board = page.url
    page.goto(board.split(EVENT)[0] + f"{EVENT}/topics/{number}/edit")
    page.locator("summary", has_text="Wishes").click()
    page.get_by_label("It needs").fill(equipment)
    page.get_by_role("button", name="Save the card").click()
    page.wait_for_url(f"**/topics/{number}")
    page.goto(board)
    connected(page)


def test_a_clash_appears_while_others_look_and_goes_when_it_is_mended(facilitate: Callable[..., Page]) -> None:
    board, other = connected(facilitate()), connected(facilitate())
    ask_for(other, "a gong")
    clash = board.locator(".clash", has_text="7 needs: a gong")
    expect(clash).to_be_visible(timeout=10 * SECOND)
    expect(board.locator("#card-7")).to_have_attribute("data-clash", "2")
    expect(board.locator("#card-7")).to_have_attribute("data-brief", "Needs: a gong")
    clash.hover()
    expect(board.locator("[data-pointed]")).to_have_attribute("data-number", "7")
    clash.get_by_text("Leave it as it is").click()
    clash.get_by_placeholder("Why?").fill("they bring one")
    clash.get_by_role("button", name="Mute").click()
    expect(clash).to_have_count(0)
    expect(board.locator("#card-7[data-clash]")).to_have_count(0)
    expect(board.locator("#last-step")).to_contain_text("muted: 7 in a room without a gong")
    expect(other.locator(".clash", has_text="a gong")).to_have_count(0, timeout=10 * SECOND)
    board.keyboard.press("Control+z")
    expect(clash).to_be_visible()


def test_a_remedy_moves_the_card_at_once(facilitate: Callable[..., Page], server: Server) -> None:
    board = connected(facilitate())
    before = cells(board)
    board.goto(f"{server.url}{EVENT}/rooms")
    library = board.locator("form", has=board.locator("input[value='Library']")).first
    library.locator("[name=equipment]").fill("gong")
    library.locator("[name=equipment]").press("Enter")
    board.goto(f"{server.url}{EVENT}/board")
    ask_for(board, "gong")
    clash = board.locator(".clash", has_text="7 needs: gong")
    remedy = clash.locator("[data-remedy] button").first
    expect(remedy).to_have_text(re.compile(r"Move 7 to (\w{3} )?\d\d:\d\d, Library"))
    remedy.click()
    expect(clash).to_have_count(0, timeout=10 * SECOND)
    assert board.url.split("#")[0].endswith("/board")
    assert cells(board)["7"] != before["7"]


def test_a_suggestion_is_reckoned_shown_and_accepted(facilitate: Callable[..., Page]) -> None:
    page = connected(facilitate())
    page.get_by_role("link", name="Suggest").click()
    page.get_by_role("button", name="All that is not locked").click()
    expect(page.get_by_role("heading", name=re.compile(r"\d+ of \d+ starred visits possible"))).to_be_visible(
        timeout=30 * SECOND
    )
    accept = page.get_by_role("button", name=re.compile(r"Accept all \d+|Accept it"))
    expect(page.locator(".ghosts .ghost").first).to_be_visible()
    before = page.locator(".ghosts .ghost").count()
    page.locator(".ghosts .ghost").first.get_by_role("button").click()
    expect(page.get_by_text(re.compile(r"cards? hangs? there already"))).to_be_visible()
    assert page.locator(".ghosts .ghost").count() < before
    accept.click()
    page.wait_for_url("**/board")
    expect(page.locator("#last-step")).to_contain_text(re.compile("arranged|moved|swapped|put"))


def test_without_javascript_a_suggestion_comes_too(facilitate: Callable[..., Page], open_page: Open) -> None:
    page = facilitate(viewport=PHONE, javascript=False)
    page.goto(page.url.replace("/board", "/suggestion"))
    page.get_by_role("button", name="Mend clashes with the fewest moves").click()
    expect(page.get_by_role("heading", name=re.compile(r"\d+ moves?"))).to_be_visible(timeout=30 * SECOND)
    page.goto(page.url.replace("/suggestion", "/clashes"))
    expect(page.get_by_role("heading", name="What does not fit")).to_be_visible()

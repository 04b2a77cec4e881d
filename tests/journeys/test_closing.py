"""A cell is closed with a word why, on a laptop, by keyboard and on a phone, while others look on."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, FREE, cells, connected, drag, hangs_at, said
from tests.journeys.conftest import PHONE, Open

pytestmark = pytest.mark.browser


def test_a_closed_cell_is_seen_by_all_and_takes_no_card(open_page: Open, facilitate: Callable[..., Page]) -> None:
    phone, board = connected(open_page(f"{EVENT}/board")), connected(facilitate())
    before = cells(board)
    free = board.locator(FREE).first
    cell = free.get_attribute("data-cell")
    free.hover()
    free.locator("a.shut").click()
    expect(board.get_by_label("Why, if you like")).to_be_focused()
    board.keyboard.type("being cleaned")
    board.keyboard.press("Enter")
    said(board, "closed.")
    shut = f"#cell-{cell}[data-closed]"
    for page in (board, phone):
        expect(page.locator(shut)).to_contain_text("being cleaned")
    drag(board, "#card-7", shut)
    assert cells(board) == before
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    board.locator(shut).click(position={"x": 10, "y": 10})
    expect(board.locator("#card-7[data-picked]")).to_be_visible()
    board.keyboard.press("Escape")
    board.keyboard.press("Control+z")
    for page in (board, phone):
        expect(page.locator(shut)).to_have_count(0)
    drag(board, "#card-7", f"#cell-{cell}")
    hangs_at(phone, "7", cell)


def test_by_keyboard_a_cell_is_closed_and_opened_again(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    cell = board.locator(FREE).first
    cell.evaluate("cell => { cell.tabIndex = -1; cell.focus(); }")
    question = board.locator("dialog:has(.closing)")
    board.keyboard.press("c")
    expect(question).to_be_visible()
    board.keyboard.press("Escape")
    expect(question).to_have_count(0)
    expect(cell).to_be_focused()
    board.keyboard.press("c")
    expect(question).to_be_visible()
    board.keyboard.press("Enter")
    expect(cell).to_have_attribute("data-closed", "")
    expect(cell).to_be_focused()
    board.keyboard.press("c")
    said(board, "open again")
    expect(cell).not_to_have_attribute("data-closed", "")


def test_closing_parks_the_card_out_of_the_hand_and_the_phone_says_why(
    open_page: Open, facilitate: Callable[..., Page]
) -> None:
    board, desk = connected(facilitate()), facilitate(viewport=PHONE, javascript=False)
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    cell = cells(board)["7"]
    desk.goto(re.sub("/board.*", "/topics/7/placements", desk.url))
    desk.get_by_role("link", name="Close this cell").click()
    expect(desk.get_by_text("hangs here and goes to the wall")).to_be_visible()
    desk.get_by_role("button", name="Close it").click()
    expect(desk.locator(f"#cell-{cell}")).to_contain_text("Closed")
    said(board, "Somebody moved card 7 a moment ago")
    expect(board.locator("#tray-card-7")).to_be_visible()
    desk.locator(f"#cell-{cell}").get_by_role("button", name="Open it").click()
    expect(board.locator(f"#cell-{cell}[data-closed]")).to_have_count(0)

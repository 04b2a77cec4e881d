"""Two facilitators at one board: they see each other, and a card is in one hand at a time."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.board import EVENT, FREE, FREE_IN_FORM, cells, connected, drag, hangs_at, middle, said
from tests.journeys.conftest import LAPTOP

pytestmark = pytest.mark.browser


def named(board: Page, name: str) -> Page:
    address = board.url
    board.goto(address.replace("/board", "/join?next=" + EVENT + "/topics"))
    board.locator("input[name=name]").fill(name)
    board.keyboard.press("Enter")
    board.wait_for_url(lambda url: url.endswith("/topics") and "?" not in url)
    board.goto(address)
    return connected(board)


def test_a_card_in_a_hand_is_seen_and_stays_there(facilitate: Callable[..., Page]) -> None:
    jo, sam = named(facilitate(), "Jo"), named(facilitate(), "Sam")
    expect(jo.locator("#people")).to_have_text("Sam")
    expect(sam.locator("#people")).to_have_text("Jo")
    before = cells(sam)
    jo.locator("#card-7 h2 a").focus()
    jo.keyboard.press("m")
    expect(sam.locator("#card-7")).to_have_attribute("data-flag", "Jo has this")
    expect(jo.locator("[data-in-hand]")).to_have_count(0)
    drag(sam, "#card-7", f"{FREE} >> nth=0")
    said(sam, "Jo holds this card")
    sam.locator("#card-7 h2 a").focus()
    sam.keyboard.press("m")
    said(sam, "Jo holds this card")
    assert cells(sam) == before
    jo.keyboard.press("Escape")
    expect(sam.locator("[data-in-hand]")).to_have_count(0)
    cell = sam.locator(FREE).first.get_attribute("data-cell")
    drag(sam, "#card-7", f"{FREE} >> nth=0")
    hangs_at(jo, "7", cell)


def test_a_page_whose_script_comes_late_knows_its_own_hand(facilitate: Callable[..., Page]) -> None:
    board = facilitate()
    late: list[Route] = []
    board.route(re.compile(r"/board-\w+\.js"), lambda route: late.append(route))
    frames: list[str | bytes] = []
    board.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    board.reload(wait_until="commit")
    connected(board)
    while not any('"people"' in str(frame) for frame in frames):
        board.wait_for_timeout(50)
    late.pop().continue_()
    board.wait_for_load_state()
    cell = board.locator(FREE).first.get_attribute("data-cell")
    drag(board, "#card-7", FREE)
    said(board, "Card 7:")
    hangs_at(board, "7", cell)


def test_a_hand_that_leaves_the_room_lets_go(facilitate: Callable[..., Page]) -> None:
    jo, sam = named(facilitate(viewport=LAPTOP), "Jo"), named(facilitate(), "Sam")
    jo.locator("#card-7").scroll_into_view_if_needed()
    jo.locator("#card-7").scroll_into_view_if_needed()
    x, y = middle(jo, "#card-7")
    jo.mouse.move(x, y)
    jo.mouse.down()
    jo.mouse.move(x + 30, y + 30, steps=5)
    expect(sam.locator("#card-7[data-in-hand]")).to_be_visible()
    jo.context.close()
    expect(sam.locator("[data-in-hand]")).to_have_count(0)
    expect(sam.locator("#people")).to_be_empty()


def test_a_plain_form_is_told_whose_hand_it_is_and_works_when_it_is_empty(facilitate: Callable[..., Page]) -> None:
    jo, sam = named(facilitate(), "Jo"), facilitate(javascript=False, forgiving=True)
    places = sam.url.replace("/board", "/topics/7/placements")
    jo.locator("#card-7 h2 a").focus()
    jo.keyboard.press("m")
    expect(jo.locator("#card-7[data-picked]")).to_be_visible()
    before = cells(jo)
    sam.goto(places)
    expect(sam.get_by_text("Jo has this.")).to_be_visible()
    sam.locator(f"{FREE_IN_FORM} button").first.click()
    expect(sam.get_by_role("alert")).to_contain_text("Jo has this.")
    assert cells(jo) == before
    jo.keyboard.press("Escape")
    said(jo, "stays where it was")
    sam.goto(places)
    expect(sam.get_by_text("Jo has this.")).to_have_count(0)
    free = sam.locator(FREE_IN_FORM).first
    cell = free.locator("[name=cell]").get_attribute("value")
    free.locator("button").click()
    hangs_at(jo, "7", cell)

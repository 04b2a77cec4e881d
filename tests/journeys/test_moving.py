"""The ways to move a card beside dragging, in a real browser: by key, by press, from the sheet; undone and refused."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.board import FREE, FREE_IN_FORM, cells, connected, drag, hangs_at, middle, said
from tests.journeys.conftest import PHONE
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def said_last(board: Page, words: str) -> None:
    expect(board.locator("#last-step")).to_contain_text(words)


def test_a_card_is_carried_by_keyboard_and_every_step_is_said(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    number = next(number for number, cell in before.items() if number == "7")
    board.locator(f"#card-{number} h2 a").focus()
    board.keyboard.press("m")
    said(board, f"Card {number} is in your hand")
    board.keyboard.press("ArrowRight")
    target = board.locator("[data-drop]")
    said(board, board.evaluate("document.querySelector('[data-drop]').dataset.drop"))
    cell = target.get_attribute("data-cell")
    board.keyboard.press("Enter")
    said(board, f"Card {number}:")
    hangs_at(board, number, cell)
    board.keyboard.press("Control+z")
    said(board, "undid: moved 7")
    hangs_at(board, number, before[number])
    board.keyboard.press("Control+Shift+z")
    hangs_at(board, number, cell)


def test_the_focus_stays_with_a_card_that_moves(facilitate: Callable[..., Page]) -> None:
    """Carried by key, undone, moved by somebody else: the keyboard goes on where it was."""
    board, other = connected(facilitate()), connected(facilitate())
    focused = "document.activeElement.closest('[data-number]:not([data-copy])')?.dataset.number"

    def on_seven() -> None:
        board.wait_for_function(f"() => {focused} === '7'")

    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    board.keyboard.press("ArrowRight")
    board.keyboard.press("Enter")
    said(board, "Card 7:")
    on_seven()
    board.keyboard.press("Control+z")
    said(board, "undid: moved 7")
    on_seven()
    cell = other.locator(FREE).last.get_attribute("data-cell")
    drag(other, "#card-7", f"[data-cell='{cell}'][data-words]")
    hangs_at(board, "7", cell)
    on_seven()


def test_a_place_that_takes_no_card_says_so(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    drag(board, "#card-7", "tr.break td")
    said(board, "Not here: Lunch")
    drag(board, "#card-7", "#card-7")
    said(board, "Not here: Lunch")


def test_the_board_scrolls_under_a_card_that_is_held_at_its_edge(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate(viewport={"width": 1440, "height": 560}))
    wrap = board.locator(".board-wrap")
    last = board.locator(FREE).last
    cell = last.get_attribute("data-cell")
    expect(last).not_to_be_in_viewport()
    board.locator("#card-10").scroll_into_view_if_needed()
    edge = wrap.bounding_box()
    assert edge
    x, y = middle(board, "#card-10")
    board.mouse.move(x, y)
    board.mouse.down()
    board.mouse.move(x, edge["y"] + edge["height"] - 4, steps=6)
    board.wait_for_function(
        "([wrap]) => wrap.scrollTop > 0 && wrap.scrollTop + wrap.clientHeight >= wrap.scrollHeight - 1",
        arg=[wrap.element_handle()],
    )
    board.mouse.move(*middle(board, f"[data-cell='{cell}'][data-words]"), steps=3)
    board.mouse.up()
    hangs_at(board, "10", cell)


def test_a_card_from_the_wall_begins_at_what_is_not_over(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    board.locator("#tray .card h3 a").first.focus()
    board.keyboard.press("m")
    board.keyboard.press("ArrowDown")
    assert board.locator("tr.over [data-drop]").count() == 0
    assert board.locator("tr.open:not(.over) [data-drop]").count() == 1


def test_escape_leaves_a_carried_card_where_it_was(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    board.keyboard.press("ArrowDown")
    expect(board.locator("[data-drop]")).to_have_count(1)
    board.keyboard.press("Escape")
    said(board, "Card 7 stays where it was")
    expect(board.locator("[data-drop], [data-picked]")).to_have_count(0)
    assert cells(board) == before


def test_arrows_walk_from_cell_to_cell(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    board.locator("td.cell .card h2 a").first.focus()
    board.keyboard.press("ArrowRight")
    board.keyboard.press("ArrowDown")
    here = board.evaluate("document.activeElement.closest('[data-cell][data-words]').cellIndex")
    assert here == 2


def test_a_card_is_moved_by_two_presses(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    board.locator("#card-7").hover()
    board.locator("#card-7 a.move").click()
    cell = board.locator(FREE).first.get_attribute("data-cell")
    board.locator(FREE).first.click()
    hangs_at(board, "7", cell)
    assert board.url.endswith("/board")


def test_a_locked_card_stays_and_says_so(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("l")
    expect(board.locator("#card-7[data-locked]")).to_be_visible()
    board.keyboard.press("m")
    said(board, "Card 7 is locked")
    drag(board, "#card-7", f"{FREE} >> nth=0")
    said(board, "Card 7 is locked")
    assert cells(board) == before
    board.keyboard.press("Control+z")
    expect(board.locator("#card-7:not([data-locked])")).to_be_visible()


def test_on_a_phone_a_sheet_offers_the_places(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate(viewport=PHONE))
    board.locator("#card-7 a.move").click()
    sheet = board.locator("dialog.sheet")
    expect(sheet).to_contain_text("Here now")
    free = sheet.locator("form:not(:has([name=swap])):has([name=cell])").first
    cell = free.locator("input[name=cell]").get_attribute("value")
    free.locator("button").click()
    expect(sheet).to_have_count(0)
    hangs_at(board, "7", cell)
    board.locator("#card-7 a.move").click()
    sheet.get_by_role("button", name="Lock it here").click()
    expect(board.locator("#card-7[data-locked]")).to_be_attached()
    board.locator("#card-7 a.move").click()
    expect(sheet).to_be_visible()
    board.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_swap_is_asked_once(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    one, other, third = list(before)[5:8]
    drag(board, f"#card-{one}", f"#card-{other}")
    board.get_by_role("button", name="No", exact=True).click()
    assert cells(board) == before
    drag(board, f"#card-{one}", f"#card-{other}")
    board.get_by_role("button", name="Yes").click()
    said(board, f"Swapped {one} and {other}")
    hangs_at(board, one, before[other])
    drag(board, f"#card-{one}", f"#card-{third}")
    said(board, f"Swapped {one} and {third}")


def test_after_a_reload_the_last_step_can_still_be_undone(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    drag(board, "#card-7", f"{FREE} >> nth=0")
    said(board, "Card 7:")
    board.reload()
    expect(board.locator("#last-step")).to_contain_text("moved 7")
    board.locator("#last-step").get_by_role("button", name="Undo").click()
    hangs_at(board, "7", before["7"])


def test_a_card_moved_by_another_slips_from_the_hand(facilitate: Callable[..., Page]) -> None:
    """By an undo, which asks no hands."""
    board, other = connected(facilitate()), facilitate(javascript=False)
    other.goto(other.url.replace("/board", "/topics/7/placements"))
    other.locator(f"{FREE_IN_FORM} button").first.click()
    said_last(board, "moved 7")
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    other.locator("#last-step").get_by_role("button", name="Undo").click()
    said(board, "Somebody moved card 7 a moment ago")
    expect(board.locator("[data-picked]")).to_have_count(0)


def test_a_role_that_is_taken_in_the_middle_of_a_drag_leaves_the_card_where_it_was(
    facilitate: Callable[..., Page], server: Server
) -> None:
    board = connected(facilitate(forgiving=True))
    before = cells(board)
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    board.keyboard.press("ArrowRight")
    server.sql("UPDATE role_link SET revoked_at = '2017-03-24 12:00:00' WHERE role = 'facilitator'")
    board.keyboard.press("Enter")
    said(board, "Only facilitators arrange the board")
    expect(board.locator("main")).to_have_attribute("hx-ws:connect", re.compile("page=board"))
    expect(board.locator("main")).to_have_attribute("data-live", "")
    assert cells(board) == before


def test_a_move_whose_answer_got_lost_is_sent_again_and_done_once(
    facilitate: Callable[..., Page], server: Server
) -> None:
    board = connected(facilitate(forgiving=True))
    keys: list[str] = []
    before = moves_logged(server)

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            route.continue_()
            return
        assert route.fetch().status == 204
        route.abort("connectionreset")

    board.route("**/placements/*", lose_the_first_answer)
    board.locator("#card-7 h2 a").focus()
    board.keyboard.press("m")
    board.keyboard.press("ArrowRight")
    cell = board.locator("[data-drop]").get_attribute("data-cell")
    board.keyboard.press("Enter")
    said(board, "Card 7:")
    hangs_at(board, "7", cell)
    assert keys == [keys[0]] * 2
    assert moves_logged(server) == before + 1


def moves_logged(server: Server) -> int:
    return int(server.sql("SELECT count(*) FROM change WHERE name = 'CardMoved'")[0])

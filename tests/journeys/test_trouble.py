"""What goes wrong while a card is in the hand: the socket, the time it goes to, the clock of the device."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.journeys.board import EVENT, FREE, SECOND, carry, cells, connected, drag, hangs_at, said
from tests.journeys.conftest import Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

HOUR = 3_600_000


def test_a_socket_lost_in_the_middle_of_a_drag_loses_nothing(facilitate: Callable[..., Page]) -> None:
    """The server has not noticed: for it somebody else holds the card."""
    board, other = facilitate(forgiving=True), connected(facilitate())
    sockets: list[WebSocketRoute] = []

    def remember(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    board.route_web_socket("**/live?**", remember)
    board.reload()
    connected(board)
    before = cells(board)
    cell = board.locator(FREE).first.get_attribute("data-cell")
    carry(board, "#card-7", FREE)
    expect(board.locator(f"[data-cell='{cell}'][data-drop]")).to_have_count(1)
    sockets[-1].close(code=1012)
    number = next(number for number in before if number != "7")
    drag(other, f"#card-{number}", f"{FREE} >> nth=1")
    said(other, f"Card {number}:")
    board.mouse.up()
    said(board, "Card 7:")
    for page in (board, other):
        hangs_at(page, "7", cell)
    expect(board.locator("[data-copy], [data-gone]")).to_have_count(0, timeout=10 * SECOND)
    hangs_at(board, number, cells(other)[number])
    assert len(sockets) > 1
    assert cells(board) == cells(other)


def test_a_card_dropped_on_a_time_that_was_just_removed_springs_back_with_words(
    facilitate: Callable[..., Page], server: Server
) -> None:
    """The news has not reached the page yet."""
    deaf, desk = facilitate(forgiving=True), facilitate()
    deaf.route_web_socket("**/live?**", lambda _socket: None)
    deaf.reload()
    before = cells(deaf)
    cell = deaf.locator(f"{FREE} >> nth=-1").get_attribute("data-cell") or ""
    deaf.locator("#card-7").hover()
    deaf.locator("#card-7 a.move").click()
    said(deaf, "Card 7 is in your hand")
    desk.goto(f"{server.url}{EVENT}/rooms")
    timeslot = cell.partition("-")[0]
    assert timeslot != before["7"].partition("-")[0]
    desk.locator(f"form[action$='/timeslots/{timeslot}']").get_by_role("button", name="Remove").click()
    desk.goto(f"{server.url}{EVENT}/board")
    expect(desk.locator(f"#cell-{cell}")).to_have_count(0)
    deaf.locator(f"#cell-{cell}").click()
    said(deaf, "No card can hang there")
    hangs_at(deaf, "7", before["7"])
    expect(deaf.locator(f"#cell-{cell}")).to_have_count(0)
    expect(deaf.locator("[data-copy], [data-gone]")).to_have_count(0)
    assert cells(deaf) == cells(desk)


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
def test_a_device_whose_clock_is_wrong_by_an_hour_shows_the_time_of_the_event(
    open_page: Open, facilitate: Callable[..., Page], wrong: int
) -> None:
    right, phone, board = open_page(f"{EVENT}/now"), open_page(f"{EVENT}/now"), facilitate()
    for page in (phone, board):
        page.clock.install(time=page.evaluate("wrong => Date.now() + wrong", wrong))
        page.reload()
        connected(page)
    said_left = "[...document.querySelectorAll('[data-minutes-left]')].map(each => parseInt(each.textContent))"
    left, left_there = right.evaluate(said_left), phone.evaluate(said_left)
    assert left
    assert all(abs(one - other) <= 1 for one, other in zip(left, left_there, strict=True))
    assert phone.locator(".running").count() == right.locator(".running").count()
    cell = board.locator(FREE).first.get_attribute("data-cell")
    drag(board, "#card-7", f"{FREE} >> nth=0")
    said(board, "Card 7:")
    hangs_at(board, "7", cell)
    board.keyboard.press("Control+z")
    said(board, "undid: moved 7")

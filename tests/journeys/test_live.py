"""Pages that stay true by themselves: lost messages, lost connections, refused moves, stars, fingers."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.journeys.board import (
    EVENT,
    FREE,
    PLACED,
    SECOND,
    carry,
    cells,
    connected,
    drag,
    join,
    middle,
    put_on_wall,
)
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def stand_still(page: Page) -> None:
    """Waits until a swiped page has come to rest."""
    page.evaluate("""() => new Promise((done) => {
        let last = NaN;
        const look = () => (scrollY === last ? done() : ((last = scrollY), setTimeout(look, 100)));
        look();
    })""")


def heights(page: Page) -> list[float]:
    found: list[float] = page.locator(PLACED).evaluate_all("cards => cards.map(card => card.offsetHeight)")
    return found


def test_a_move_that_comes_too_late_is_put_back_with_words(facilitate: Callable[..., Page]) -> None:
    deaf, quick = facilitate(forgiving=True), connected(facilitate())
    deaf.route_web_socket("**/live?**", lambda _socket: None)
    deaf.reload()
    number = list(cells(quick))[-1]
    drag(quick, f"#card-{number}", f"{FREE} >> nth=0")
    expect(quick.locator("#said")).to_contain_text(number)
    expect(quick.locator("[data-copy]")).to_have_count(0)
    truth = cells(quick)
    drag(deaf, f"#card-{number}", f"{FREE} >> nth=1")
    expect(deaf.locator("#said")).to_contain_text("moved this card a moment ago")
    expect(deaf.locator(f"[data-cell='{truth[number]}'] #card-{number}")).to_be_visible()
    assert cells(deaf) == truth
    expect(deaf.locator("[data-copy], [data-gone]")).to_have_count(0)


def test_two_cards_change_places_and_back(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    one, other = list(before)[-2:]
    drag(board, f"#card-{one}", f"#card-{other}")
    board.get_by_role("button", name="Yes").click()
    expect(board.locator("#said")).to_contain_text(f"Swapped {one} and {other}")
    expect(board.locator(f"[data-words][data-cell='{before[other]}'] #card-{one}")).to_be_visible()
    assert cells(board) == {**before, one: before[other], other: before[one]}
    board.locator("#said").get_by_role("button", name="Undo").click()
    expect(board.locator(f"[data-words][data-cell='{before[one]}'] #card-{one}")).to_be_visible()
    board.reload()
    assert cells(board) == before


def test_a_card_goes_back_to_the_wall_and_escape_leaves_it(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate())
    before = cells(board)
    number = list(before)[-1]
    carry(board, f"#card-{number}", FREE)
    expect(board.locator(".in-hand")).to_be_visible()
    board.keyboard.press("Escape")
    expect(board.locator(".in-hand")).to_have_count(0)
    board.mouse.up()
    assert (cells(board), board.url.endswith("/board")) == (before, True)
    drag(board, f"#card-{number}", "#tray-title")
    expect(board.locator(f"#tray-card-{number}")).to_be_visible()
    expect(board.locator("#tray-cards [data-copy]")).to_have_count(0)
    assert number not in cells(board)


def test_a_finger_scrolls_and_after_a_rest_carries(facilitate: Callable[..., Page]) -> None:
    board = connected(facilitate(viewport=PHONE))
    number = next(iter(cells(board)))
    board.locator(f"#card-{number}").scroll_into_view_if_needed()
    x, y = middle(board, f"#card-{number} a")
    finger = board.context.new_cdp_session(board)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": px, "y": py} for px, py in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    began = board.evaluate("scrollY")
    touch("touchStart", (x, y))
    for step in range(1, 12):
        touch("touchMove", (x, y - 12 * step))
    touch("touchEnd")
    expect(board.locator(".in-hand")).to_have_count(0)
    assert board.evaluate("scrollY") > began
    stand_still(board)
    board.evaluate("top => scrollTo({top, behavior: 'instant'})", began)
    sizes = heights(board)
    touch("touchStart", middle(board, f"#card-{number} a"))
    expect(board.locator(".in-hand")).to_be_visible()
    assert heights(board) == sizes
    touch("touchMove", middle(board, f"{PLACED}:not(#card-{number})"))
    expect(board.locator("[data-drop]")).to_have_attribute("data-drop", re.compile("^Swap with"))
    touch("touchEnd")
    board.get_by_role("button", name="Yes").click()
    expect(board.locator("#said")).to_contain_text(f"Swapped {number}")
    assert board.url.endswith("/board")


def test_a_lost_message_brings_the_whole_page(server: Server, open_page: Open) -> None:
    page, writer = open_page(f"{EVENT}/topics"), join(open_page(f"{EVENT}/topics"), "Kit")
    lost: list[Any] = []

    def lose_the_first(socket: WebSocketRoute) -> None:
        upstream = socket.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            if "content" in str(message) and not lost:
                lost.append(message)
            else:
                socket.send(message)

        upstream.on_message(pass_on)

    page.route_web_socket("**/live?**", lose_the_first)
    page.reload()
    connected(page)
    put_on_wall(server, writer, "The one that got lost")
    put_on_wall(server, writer, "The one that told")
    expect(page.get_by_role("heading", name="The one that told")).to_be_visible()
    expect(page.get_by_role("heading", name="The one that got lost")).to_be_visible()
    assert len(lost) == 1


def test_a_star_moves_at_once_keeps_the_focus_and_stays(open_page: Open) -> None:
    me, other = join(open_page(f"{EVENT}/topics"), "Ana"), join(open_page(f"{EVENT}/topics"), "Ben")
    star = me.locator("#card-3 .star")
    before = int(star.locator("[data-stars]").inner_text())
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star.locator("[data-stars]")).to_have_text(str(before + 1))
    other.locator("#card-3 .star").click()
    expect(star.locator("[data-stars]")).to_have_text(str(before + 2))
    expect(star).to_be_focused()
    expect(star).to_have_attribute("aria-pressed", "true")
    me.reload()
    expect(star).to_have_attribute("aria-pressed", "true")


def test_a_star_of_nobody_leads_to_the_door_and_is_given_behind_it(open_page: Open) -> None:
    page = open_page(f"{EVENT}/topics", forgiving=True)
    page.locator("#card-3 .star").click()
    page.wait_for_url("**/join?next=**")
    page.get_by_label("Your name").fill("Kit")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("#card-3 .star")).to_have_attribute("aria-pressed", "true")
    page.goto(page.url.replace("/topics", "/topics?show=starred"))
    expect(page.locator("#card-3")).to_be_visible()
    page.locator("#card-3 .star").click()
    expect(page.get_by_text("No stars yet")).to_be_visible()
    expect(page.get_by_role("link", name="Starred 0")).to_be_visible()


def test_a_lost_network_is_said_though_the_socket_has_not_noticed(open_page: Open) -> None:
    page = connected(open_page(f"{EVENT}/topics", forgiving=True))
    page.context.set_offline(True)
    expect(page.locator("#connection")).to_contain_text("No connection since", timeout=8 * SECOND)
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden(timeout=10 * SECOND)


def test_an_endless_word_stays_in_its_place(open_page: Open, facilitate: Callable[..., Page], server: Server) -> None:
    phone, board = join(open_page(f"{EVENT}/topics"), "Kit"), facilitate(javascript=False)
    put_on_wall(server, phone, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
    number = phone.locator("#wall-cards > li", has_text="Donau").get_attribute("data-number")
    board.goto(f"{server.url}{EVENT}/topics/{number}/placements")
    board.locator(".pick button", has_text="Free").first.click()
    for path in ("", "/topics", "/now", "/board", "/mine", f"/topics/{number}", f"/topics/{number}/note"):
        phone.goto(f"{server.url}{EVENT}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_lost_connection_is_said_calmly_and_what_was_missed_is_there_afterwards(
    server: Server, open_page: Open
) -> None:
    page, writer = open_page(f"{EVENT}/topics", forgiving=True), open_page(f"{EVENT}/topics", forgiving=True)
    connected(page)
    join(writer, "Kit")
    line = page.locator("#connection")
    server.kill()
    expect(line).to_contain_text("No connection since", timeout=8 * SECOND)
    server.start()
    put_on_wall(server, writer, "Written in between")
    expect(line).to_be_hidden(timeout=20 * SECOND)
    expect(page.get_by_role("heading", name="Written in between")).to_be_visible()


def test_the_phones_board_opens_at_what_runs(open_page: Open) -> None:
    phone = open_page(f"{EVENT}/board")
    expect(phone.locator("tr.running").last).to_be_in_viewport()
    assert phone.evaluate("scrollY") > 0
    phone.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    phone.reload()
    connected(phone)
    assert phone.evaluate("scrollY") == 0

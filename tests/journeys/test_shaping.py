"""The day changes its shape under everybody's eyes; notices reach all; cards come from paper and go to it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import segno
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.journeys.board import EVENT, connected, join
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def unloaded(page: Page) -> Page:
    """A page that would tell if it were loaded anew."""
    connected(page)
    page.evaluate("window.same = true")
    return page


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("window.same === true"))


def room_named(desk: Page, name: str) -> str:
    """The id of the room's row on the page for rooms and times."""
    found: str = desk.evaluate(
        """name => [...document.querySelectorAll("#rooms li")].find(
            (row) => row.querySelector("[name=name]").value === name).id""",
        name,
    )
    return found


def test_a_renamed_room_and_a_removed_one_show_everywhere_at_once(
    server: Server, open_page: Open, facilitate: Callable[..., Page]
) -> None:
    board, phone = unloaded(facilitate(forgiving=True)), unloaded(open_page(f"{EVENT}/now"))
    desk = facilitate()
    desk.goto(f"{server.url}{EVENT}/rooms")
    row = desk.locator(f"#{room_named(desk, 'Library')}")
    row.locator("[name=name]").fill("Reading room")
    row.get_by_role("button", name="Save").click()
    expect(board.locator("thead")).to_contain_text("Reading room")
    expect(phone.locator("#now")).to_contain_text("Reading room")
    desk.locator(f"#{room_named(desk, 'Reading room')}").get_by_role("button", name="Remove").click()
    expect(board.locator("thead")).not_to_contain_text("Reading room")
    expect(board.locator("#last-step")).to_contain_text("removed the room Reading room, which parked 3 cards")
    expect(board.locator("#tray-cards #tray-card-4")).to_be_visible()
    board.locator("#last-step").get_by_role("button", name="Undo").click()
    expect(board.locator("#said")).to_contain_text("There is nothing of yours to undo")
    desk.goto(f"{server.url}{EVENT}/board")
    connected(desk).keyboard.press("Control+z")
    expect(board.locator("thead")).to_contain_text("Reading room")
    expect(board.locator("td.cell #card-4")).to_be_visible()
    expect(board.locator("#tray-card-4")).to_have_count(0)
    assert is_the_same(board)
    assert is_the_same(phone)


def test_the_rest_of_the_day_is_delayed_without_javascript(server: Server, facilitate: Callable[..., Page]) -> None:
    board, desk = unloaded(facilitate()), facilitate(javascript=False)
    before = starts(board)
    desk.goto(f"{server.url}{EVENT}/rooms")
    first = before[-2]
    chosen = desk.locator("[name=timeslot] option").filter(has_text=f"{first:%H:%M}")
    desk.locator("[name=timeslot]").select_option(value=chosen.get_attribute("value"))
    desk.locator("#delay [name=minutes]").fill("10")
    desk.get_by_role("button", name="Delay").click()
    expect(board.locator("#last-step")).to_contain_text("delayed the day by 10 minutes")
    for was, now in zip(before, starts(board), strict=True):
        assert now - was == timedelta(minutes=10 if was >= first else 0)


def starts(board: Page) -> list[datetime]:
    """When each time that is open to cards begins, as the event's clocks say it."""
    rows = board.locator("#board-table tr.open time").all()
    begin = [datetime.fromisoformat(row.get_attribute("datetime") or "") for row in rows]
    return [each.astimezone(ZoneInfo("Europe/London")) for each in begin]


def test_a_notice_reaches_every_phone_and_the_projector(
    server: Server, open_page: Open, facilitate: Callable[..., Page]
) -> None:
    phone, projector = unloaded(open_page(f"{EVENT}/topics")), unloaded(open_page(f"{EVENT}/projector"))
    desk = facilitate()
    desk.goto(f"{server.url}{EVENT}/notices")
    desk.locator("[name=words]").fill("Lunch is a quarter of an hour late.")
    desk.locator("[name=words]").press("Enter")
    for page in (phone, projector, desk):
        expect(page.locator(".notice")).to_contain_text("Lunch is a quarter")
    phone.get_by_role("button", name="Seen").click()
    expect(phone.locator(".notice")).to_be_hidden()
    phone.reload()
    expect(phone.locator(".notice")).to_be_hidden()
    desk.get_by_role("button", name="Take it down").click()
    expect(projector.locator(".notice")).to_have_count(0)
    assert is_the_same(projector)


def test_a_device_whose_clock_is_wrong_keeps_a_notice(open_page: Open, facilitate: Callable[..., Page]) -> None:
    desk = facilitate()
    desk.goto(desk.url.replace("/board", "/notices"))
    desk.locator("[name=words]").fill("Doors close at six.")
    desk.locator("[name=words]").press("Enter")
    phone = open_page(f"{EVENT}/topics")
    phone.clock.install(time=phone.evaluate("Date.now() + 3_600_000"))
    phone.reload()
    expect(phone.locator(".notice")).to_be_visible()


def test_paper_cards_are_typed_with_the_keyboard_alone(server: Server, facilitate: Callable[..., Page]) -> None:
    desk = facilitate()
    desk.goto(f"{server.url}{EVENT}/paper")
    for title in ("Rotas", "Logs", "Naps"):
        expect(desk.locator("[name=title]")).to_be_focused()
        desk.keyboard.type(title)
        desk.keyboard.press("Tab")
        desk.keyboard.type("Kit, Ada")
        desk.keyboard.press("Enter")
        expect(desk.locator(".done")).to_contain_text(title)
    desk.goto(f"{server.url}{EVENT}/topics")
    expect(desk.locator("#wall-cards")).to_contain_text("Naps")


def test_what_is_printed_takes_as_many_pages_as_it_needs(facilitate: Callable[..., Page]) -> None:
    desk = facilitate()
    cards = int(desk.evaluate("document.querySelectorAll('[data-number][data-placement]').length"))
    days = max(1, desk.locator("#board-table tr.day").count())
    posters = (("join", 1), ("principles", 1), ("convergence", 1))
    for path, pages in (("cards", -(-cards // 4)), ("doors", 5 * days), ("board", days), *posters):
        desk.goto(desk.url.split(EVENT)[0] + f"{EVENT}/print/{path}")
        assert printed_pages(desk) == pages, path


def printed_pages(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


def test_the_code_on_a_printed_card_leads_to_the_card(
    open_page: Open, facilitate: Callable[..., Page], server: Server
) -> None:
    noor = join(open_page(f"{EVENT}/topics"), "Noor")
    noor.goto(f"{server.url}{EVENT}/topics/new")
    noor.locator("[name=title]").fill("Hedgehogs")
    noor.get_by_role("button", name="Put it on the wall").click()
    noor.wait_for_url("**/topics#card-*")
    desk = facilitate()
    desk.goto(f"{server.url}{EVENT}/print/cards")
    desk.emulate_media(media="print")
    code = desk.locator(".four article", has_text="Hedgehogs").locator("footer svg")
    assert seen_code(code) == code_of(noor.url.replace("#card-", "/"))


def code_of(address: str) -> list[list[bool]]:
    """Which modules of an address's code are dark, with its quiet zone."""
    return [[bool(module) for module in row] for row in segno.make(address, error="m").matrix_iter(border=2)]


def seen_code(shown: Locator) -> list[list[bool]]:
    """The same as a camera has it: the middle of each module of the picture."""
    size = int(str(shown.get_attribute("viewBox")).split()[-1])
    shown.evaluate("svg => { svg.style.inlineSize = svg.style.blockSize = svg.viewBox.baseVal.width * 8 + 'px' }")
    picture = Image.open(BytesIO(shown.screenshot())).convert("L").resize((size, size), Image.Resampling.BOX)
    return [[picture.getpixel((x, y)) < 128 for x in range(size)] for y in range(size)]  # type: ignore[operator]


def test_one_s_own_board_is_printed_as_a_table_on_no_more_than_a_sheet_a_day(facilitate: Callable[..., Page]) -> None:
    desk = connected(facilitate())
    expect(desk.locator(".card[data-clash]").first).to_be_attached()
    assert printed_pages(desk) <= max(1, desk.locator("#board-table tr.day").count())
    desk.emulate_media(media="print")
    for part in (".tools", ".tray", ".dock", ".card .star", ".card .for-facilitators"):
        expect(desk.locator(part).first).to_be_hidden()
    expect(desk.locator("#board-table .card").first).to_be_visible()


def test_the_board_is_seen_as_it_was_by_slider(server: Server, facilitate: Callable[..., Page]) -> None:
    desk = facilitate(viewport=PHONE)
    desk.goto(f"{server.url}{EVENT}/history/board")
    now = desk.locator("#as-it-was .card").count()
    desk.locator("#n").focus()
    desk.keyboard.press("Home")
    expect(desk.locator("#as-it-was .card")).to_have_count(0)
    desk.keyboard.press("End")
    expect(desk.locator("#as-it-was .card")).to_have_count(now)

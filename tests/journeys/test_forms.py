"""Every form without JavaScript, with the mistakes people make: values kept, what is wrong said at its field."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

EVENT = "/scale-summit-today"


def wrong(page: Page, name: str) -> Locator:
    """What is said at a field; the field itself points there."""
    field = page.locator(f"[name={name}]")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert f"{name}-error" in described
    return page.locator(f"#{name}-error")


def write_card(page: Page, title: str, name: str = "Zoë") -> str:
    """Returns the new card's address."""
    page.locator("[name=name]").fill(name)
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Put it on the wall").click()
    return page.url.replace("#card-", "/")


def test_a_card_needs_a_name_and_a_title_and_keeps_the_rest(open_page: Open) -> None:
    phone = open_page(f"{EVENT}/topics/new", javascript=False, forgiving=True)
    phone.locator("[name=pitch]").fill("Half a thought")
    phone.get_by_role("button", name="Put it on the wall").click()
    expect(wrong(phone, "name")).to_have_text("What should the others call you?")
    expect(wrong(phone, "title")).to_have_text("A title is all it takes, but it does take one.")
    expect(phone.locator("[name=pitch]")).to_have_value("Half a thought")
    expect(phone.locator("[name=name]")).to_be_focused()
    address = write_card(phone, "<script>alert(1)</script> Rotas that let people sleep")
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("<script>alert(1)</script> Rotas that let people sleep")


def test_a_host_rewords_takes_down_and_puts_back(open_page: Open) -> None:
    phone = open_page(f"{EVENT}/topics/new", javascript=False, forgiving=True)
    address = write_card(phone, "Rotas")
    phone.goto(f"{address}/edit")
    phone.locator("[name=title]").fill("")
    phone.get_by_role("button", name="Save the card").click()
    expect(wrong(phone, "title")).to_be_visible()
    phone.locator("[name=title]").fill("Rotas that let people sleep")
    phone.get_by_role("button", name="Save the card").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Rotas that let people sleep")
    phone.goto(f"{address}/edit")
    phone.get_by_role("button", name="Take this card down").click()
    phone.goto(f"{address}/edit")
    phone.get_by_role("button", name="Put it back on the wall").click()
    phone.goto(f"{phone.url.rpartition('/topics')[0]}/mine")
    expect(phone.get_by_role("link", name="Rotas that let people sleep")).to_be_visible()


def test_joining_says_what_is_missing_and_goes_where_it_was_asked(open_page: Open) -> None:
    phone = open_page(f"{EVENT}/join?next={EVENT}/mine", javascript=False, forgiving=True)
    phone.get_by_role("button", name="Join").click()
    expect(wrong(phone, "name")).to_have_text("What should the others call you?")
    phone.locator("[name=name]").fill("Zoë")
    phone.get_by_role("button", name="Join").click()
    expect(phone).to_have_url(f"{phone.url.rpartition('/scale')[0]}{EVENT}/mine")
    expect(phone.get_by_text("You are Zoë here.")).to_be_visible()


def test_a_star_pressed_before_joining_is_given(open_page: Open) -> None:
    phone = open_page(f"{EVENT}/topics", javascript=False, forgiving=True)
    star = phone.locator(".star").first
    number = star.get_attribute("data-number")
    star.click()
    expect(phone.get_by_text(f"Then card {number} has your star.")).to_be_visible()
    phone.locator("[name=name]").fill("Zoë")
    phone.get_by_role("button", name="Join").click()
    phone.wait_for_url(f"**/topics/{number}")
    assert f'"stars": [{number}]' in (phone.locator("#mine").text_content() or "")


def test_a_card_is_placed_swapped_and_taken_off(facilitate: Callable[..., Page], server: Server) -> None:
    page = facilitate(javascript=False, forgiving=True)
    page.goto(f"{server.url}{EVENT}/topics/new")
    address = write_card(page, "Rotas")
    head = page.locator(".page-head")
    page.goto(f"{address}/placements")
    expect(head).to_contain_text("Now on the wall.")
    page.locator(".pick button", has_text="Free").first.click()
    page.goto(f"{address}/placements")
    expect(head).to_contain_text("Now at ")
    page.locator(".pick button", has_text="Swap with").first.click()
    page.goto(f"{address}/placements")
    page.get_by_role("button", name="Take it off the board").click()
    page.goto(f"{address}/placements")
    expect(head).to_contain_text("Now on the wall.")
    page.locator(".pick button", has_text="goes back to the wall").first.click()
    page.goto(f"{address}/placements")
    expect(head).to_contain_text("Now at ")


def test_a_page_that_grew_old_is_refused_and_shows_the_board_as_it_is(
    facilitate: Callable[..., Page], server: Server
) -> None:
    page = facilitate(javascript=False, forgiving=True)
    page.goto(f"{server.url}{EVENT}/topics/new")
    address = write_card(page, "Rotas")
    page.goto(f"{address}/placements")
    page.locator(".pick button", has_text="Free").first.click()
    page.goto(f"{address}/placements")
    old = page.context.new_page()
    old.goto(f"{address}/placements")
    page.locator(".pick button", has_text="Free").first.click()
    page.goto(f"{address}/placements")
    with old.expect_navigation() as answer:
        old.locator(".pick button", has_text="Swap with").first.click()
    assert answer.value.status == 409
    expect(old.get_by_role("alert")).to_contain_text("Somebody moved this card a moment ago.")
    expect(old.locator(".here")).to_have_text(page.locator(".here").inner_text(), use_inner_text=True)


def test_a_steward_writes_an_event_down_and_opens_it(open_page: Open, server: Server) -> None:
    page = open_page(server.link("Steward"), javascript=False, forgiving=True)
    page.get_by_role("button", name="Take the role of steward").click()
    page.get_by_role("link", name="Hold an event").click()
    for name, value in {"slug": "Search", "time_zone": "Moon", "rooms": "Hall\nHall", "timeslots": "noon"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Create the event").click()
    for name in ("name", "slug", "starts_on", "time_zone", "rooms", "timeslots"):
        expect(wrong(page, name)).to_be_visible()
    expect(page.locator("[name=rooms]")).to_have_value("Hall\nHall")
    good = {
        "name": "Teachers’ Camp",
        "slug": "teachers-camp",
        "starts_on": "2027-05-17",
        "time_zone": "Europe/Berlin",
        "rooms": "Aula, 200\nWorkshop, 20, across the yard",
        "timeslots": "10:00-11:00 plenary Opening\n11:00-11:45 open",
    }
    for name, value in good.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Create the event").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teachers’ Camp has its board")
    page.goto(page.locator("code", has_text="/links/").inner_text())
    page.get_by_role("button", name="Take the role of facilitator").click()
    page.goto(f"{server.url}/teachers-camp")
    page.get_by_role("button", name="Open for cards").click()
    expect(page.get_by_text("The wall is open.")).to_be_visible()
    page.goto(server.url)
    expect(page.get_by_role("link", name="Teachers’ Camp")).to_be_visible()

"""Rights in a note while people write: locked under their hands, lent to a guest, and who wrote what."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.server import Server
from tests.journeys.test_markdown_hand import paste
from tests.journeys.test_notes import NOTE, SECOND, joined, pill, write

pytestmark = pytest.mark.browser

EVENT = NOTE.partition("/topics")[0]
#: What makes Markdown of what is pasted.
TRANSLATOR = re.compile(r"/pages-\w+\.js$")


def more(page: Page, name: str) -> None:
    page.locator(".more > summary").click()
    page.locator(".menu").get_by_text(name).click()


def test_a_note_is_locked_under_somebody_s_hands_and_nothing_is_lost(
    open_page: Open, facilitate: Callable[..., Page]
) -> None:
    ada, jo = joined(open_page, "Ada"), facilitate()
    write(ada, "Before the lock. ")
    pill(ada, "Saved on the server")
    jo.goto(jo.url.split(EVENT)[0] + NOTE)
    more(jo, "Lock the note")
    expect(jo.get_by_text("This note is locked: it stays as it is.")).to_be_visible()
    expect(jo.locator(".read")).to_contain_text("Before the lock.")
    expect(ada.locator("[data-why-words]")).to_contain_text("This note was locked.")
    expect(ada.locator("[data-why-words]")).to_contain_text("All that you wrote is saved")
    pill(ada, "Locked")
    expect(ada.locator(".cm-content")).to_have_attribute("contenteditable", "false")
    expect(ada.get_by_role("toolbar")).to_be_hidden()
    more(jo, "Unlock the note")
    expect(ada.locator(".cm-content")).to_have_attribute("contenteditable", "true", timeout=20 * SECOND)
    write(ada, "After it. ")
    pill(ada, "Saved on the server")
    expect(ada.locator("[data-why]")).to_be_hidden()


def test_what_is_pasted_while_the_note_is_locked_stays_out_of_it(
    open_page: Open, facilitate: Callable[..., Page]
) -> None:
    ada, jo = joined(open_page, "Ada"), facilitate()
    write(ada, "Before the lock. ")
    pill(ada, "Saved on the server")
    held: list[Route] = []
    ada.route(TRANSLATOR, lambda route: held.append(route))
    with ada.expect_request(TRANSLATOR):
        paste(ada, "pasted", "<ul><li>pasted</li></ul>")
    jo.goto(jo.url.split(EVENT)[0] + NOTE)
    more(jo, "Lock the note")
    expect(ada.locator(".cm-content")).to_have_attribute("contenteditable", "false")
    with ada.expect_response(TRANSLATOR) as came:
        for route in held:
            route.continue_()
    ada.evaluate("address => import(address)", came.value.url)
    ada.evaluate("new Promise(done => setTimeout(done))")
    expect(ada.locator(".cm-content")).to_contain_text("Before the lock.")
    expect(ada.locator(".cm-content")).not_to_contain_text("pasted")


def test_somebody_with_a_lent_pen_writes_on_a_phone_without_joining(
    open_page: Open, facilitate: Callable[..., Page]
) -> None:
    jo = facilitate()
    base = jo.url.split(EVENT)[0]
    jo.goto(base + NOTE)
    more(jo, "Who else writes")
    jo.get_by_role("button", name="Make a new link").click()
    link = jo.locator("#made code").inner_text()
    rae = open_page(re.sub(r"^https?://[^/]+", "", link), viewport=PHONE)
    rae.get_by_label("Your name").fill("Rae")
    rae.get_by_role("button", name="Open the note").click()
    ada = joined(open_page, "Ada", viewport=LAPTOP)
    expect(rae.locator(".cm-content")).to_be_visible()
    write(rae, "From the balcony. ")
    pill(rae, "Saved on the server")
    expect(ada.locator(".cm-content")).to_contain_text("From the balcony.")
    expect(ada.locator(".cm-others-caret .flag")).to_have_text("Rae")
    jo.goto(f"{base}{NOTE}/links")
    jo.get_by_role("button", name="Revoke").click()
    expect(rae.locator("[data-why-words]")).to_contain_text("Your words are still here")
    rae.goto(f"{base}{EVENT}/mine")
    expect(rae.get_by_role("link", name="Join").first).to_be_visible()


def test_one_who_may_only_read_sees_the_note_grow(open_page: Open, facilitate: Callable[..., Page]) -> None:
    jo = facilitate()
    base = jo.url.split(EVENT)[0]
    jo.goto(f"{base}{EVENT}/coverage")
    jo.locator(".circles > summary").click()
    jo.get_by_label("The hosts of a topic, its scribe, and whom they gave a link").check()
    jo.get_by_role("button", name="Save").click()
    reader = open_page(f"{EVENT}/join?next={NOTE}")
    reader.locator("input[name=name]").fill("Noor")
    reader.locator("main form button").first.click()
    expect(reader.get_by_text("Its hosts and its scribe write here.")).to_be_visible()
    jo.goto(base + NOTE)
    expect(jo.locator(".cm-content")).to_be_visible()
    write(jo, "It grows by itself. ")
    pill(jo, "Saved on the server")
    expect(reader.locator(".read")).to_contain_text("It grows by itself.", timeout=20_000)


def test_who_wrote_what_is_shown_when_somebody_asks_and_the_policy_lets_them(open_page: Open, server: Server) -> None:
    server.sql("UPDATE event SET attribution = 'open' WHERE slug = 'scale-summit-today'")
    ada = joined(open_page, "Ada", viewport=LAPTOP)
    write(ada, "\nFour words by Ada.\n")
    pill(ada, "Saved on the server")
    noor = joined(open_page, "Noor", viewport=LAPTOP)
    write(noor, "Two words.")
    pill(noor, "Saved on the server")
    more(ada, "Who wrote what")
    expect(ada.locator("[data-authors-words]")).to_contain_text("Ada: 4")
    expect(ada.locator("[data-authors-words]")).to_contain_text("Noor: 2")
    expect(ada.locator(".whose-line").last).to_have_attribute("title", "Noor")
    write(noor, " And three more.")
    expect(ada.locator("[data-authors-words]")).to_contain_text("Noor: 5")
    more(ada, "Who wrote what")
    expect(ada.locator(".whose-line")).to_have_count(0)
    server.sql("UPDATE event SET attribution = 'chatham' WHERE slug = 'scale-summit-today'")
    ada.reload()
    expect(ada.locator(".cm-content")).to_be_visible()
    expect(ada.locator("[data-authors]")).to_have_count(0)

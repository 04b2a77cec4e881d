"""From a draft to a page and on: review, corrections by a link on a phone, what changed, and taking it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT
from tests.journeys.conftest import LAPTOP, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

NOTE = "We tried it.\n\n> It never worked\n> — Zora\n\nThen it was over."


def own_card(page: Page, server: Server, title: str) -> str:
    """Ada joins and writes a card, without scripts; its address."""
    page.goto(f"{server.url}{EVENT}/topics/new")
    page.locator("[name=name]").fill("Ada")
    page.locator("[name=title]").fill(title)
    page.get_by_role("button", name="Put it on the wall").click()
    page.goto(f"{server.url}{EVENT}/mine")
    return str(page.get_by_role("link", name=title).first.get_attribute("href"))


def write(page: Page, server: Server, address: str, text: str) -> None:
    """By the plain form, so that the server has it at once."""
    page.goto(f"{server.url}{address}/note")
    page.locator("textarea[name=markdown]").fill(text)
    page.locator("main form button").filter(has_text="Save").first.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_from_review_to_a_page_that_is_corrected_compared_and_taken_back(
    open_page: Open, facilitate: Callable[..., Page], server: Server, javascript: bool
) -> None:
    title = "Feature flags in anger"
    host = open_page(f"{EVENT}/topics/new", javascript=False)
    card = own_card(host, server, title)
    write(host, server, card, NOTE)
    host.goto(f"{server.url}{card}")
    host.get_by_role("link", name="Ready to publish?").click()
    host.get_by_role("button", name="Ready to publish").click()
    expect(host.get_by_text("In review since")).to_be_visible()

    facilitator = facilitate(javascript=javascript)
    facilitator.goto(f"{server.url}{EVENT}/publications")
    waits = facilitator.get_by_role("region", name="In review")
    expect(waits.or_(facilitator.get_by_role("region", name="Drafts"))).not_to_have_count(0)
    while not waits.count():  # the list reads what was kept of notes, which is a second old
        facilitator.reload()
    expect(waits).to_contain_text("sent by Ada")
    waits.get_by_role("link", name="Look at it").click()
    facilitator.get_by_text("And let people correct their words").click()
    facilitator.get_by_label("Hosts and quoted people get a link each").check()
    facilitator.get_by_role("button", name="Publish", exact=True).click()
    facilitator.wait_for_url("**/corrections*")
    facilitator.get_by_role("button", name="Make the missing links").click()
    box = facilitator.locator(".link-box").filter(has=facilitator.get_by_role("heading", name="Zora"))
    link = box.locator("code").inner_text()

    host.goto(f"{server.url}{EVENT}/news")
    expect(host.get_by_text(f"“{title}” is published.").first).to_be_visible()

    zora = open_page(link.replace(link.split("/scale")[0], server.url), javascript=javascript)
    expect(zora.get_by_role("heading", level=1)).to_contain_text("Are these your words")
    zora.get_by_text("Say it in other words").click()
    zora.get_by_label("What it should say").fill("It seldom worked")
    zora.get_by_role("button", name="Send it").click()
    expect(zora.get_by_text("waits for a facilitator")).to_be_visible()

    facilitator.goto(f"{server.url}{card}/corrections")
    expect(facilitator.locator("ins")).to_contain_text("seldom")
    facilitator.get_by_role("button", name="Take it", exact=True).click()
    expect(facilitator.get_by_text("Taken", exact=True)).to_be_visible()

    reader = open_page(f"{EVENT}/write-up", viewport=LAPTOP, javascript=javascript)
    reader.get_by_role("link", name=title).click()
    expect(reader.locator("article.read")).to_contain_text("It seldom worked")
    reader.get_by_role("link", name="What changed").first.click()
    expect(reader.locator("del")).to_contain_text("never")
    expect(reader.locator("ins")).to_contain_text("seldom")

    zora.reload()
    zora.get_by_role("button", name="Withdraw it").click()
    expect(zora.get_by_text("readers do not see it").last).to_be_visible()
    reader.go_back()
    reader.reload()
    expect(reader.locator("article.read")).not_to_contain_text("seldom")
    page = reader.url

    facilitator.goto(f"{server.url}{card}/publication")
    facilitator.get_by_text("Withdraw it").click()
    facilitator.get_by_label("Why is it withdrawn?").fill("The numbers were wrong")
    facilitator.get_by_role("button", name="Withdraw edition").click()
    expect(facilitator.get_by_text("The numbers were wrong")).to_be_visible()
    gone = open_page(page, javascript=javascript, forgiving=True)
    expect(gone.get_by_text("The numbers were wrong")).to_be_visible()
    facilitator.get_by_role("button", name="Undo").click()
    gone.reload()
    expect(gone.locator("article.read")).to_contain_text("Then it was over.")

"""Over the years: an echo linked in one tap while a card is written, the chain that readers walk, and the index that
leads to the very paragraph."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LAPTOP, Open
from tests.journeys.test_proposing import EVENT, phone_of, write

pytestmark = pytest.mark.browser

PAST = "/scale-summit-2017"


def chain(page: Page) -> list[str]:
    """The years of it, this one in brackets."""
    lines = page.locator(".chain > li")
    return [
        f"[{year}]" if line.get_attribute("aria-current") else year
        for line in lines.all()
        if (year := line.locator(".year").inner_text())
    ]


def test_an_echo_is_linked_in_one_tap_while_a_card_is_written_and_readers_walk_the_chain(open_page: Open) -> None:
    ada = phone_of(open_page, "Ada")
    ada.locator("[name=title]").press_sequentially("On call, again", delay=15)
    ada.locator(".echo", has_text="On-call").tap()
    ada.locator("[name=title]").press_sequentially(" and again", delay=15)
    expect(ada.locator(".echo input")).to_be_checked()
    write(ada, "On call, again and again")
    assert [year for year in chain(ada) if "2017" in year] == ["2017"]
    reader = open_page(ada.url, viewport=LAPTOP)
    reader.locator(".chain a", has_text="On-call").click()
    reader.wait_for_url(f"**{PAST}/write-up/10-*")
    assert chain(reader)[0] == "[2017]"
    reader.locator(".chain a", has_text="On call, again and again").click()
    reader.wait_for_url(f"**{EVENT}/topics/*")
    assert chain(reader)[0] == "2017"


def test_without_javascript_an_echo_is_ticked_and_taken_back(open_page: Open) -> None:
    ada = phone_of(open_page, "Ada", javascript=False, forgiving=True)
    ada.locator("[name=title]").fill("On-call: you built it, you run it")
    ada.get_by_role("button", name="Put it on the wall").click()
    ada.locator(".echo", has_text="On-call").click()
    ada.get_by_role("button", name="Put it on the wall anyway").click()
    ada.goto(ada.url.replace("#card-", "/"))
    assert chain(ada)[0] == "2017"
    ada.get_by_role("button", name="Unlink").click()
    expect(ada.locator(".chain")).to_have_count(0)
    ada.locator(".echoable li", has_text="On-call").get_by_role("button").click()
    assert chain(ada)[0] == "2017"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_reader_goes_from_a_tool_to_the_very_paragraph(open_page: Open, javascript: bool) -> None:
    page = open_page("/search", viewport=LAPTOP, javascript=javascript)
    page.get_by_role("link", name="Index", exact=True).click()
    page.get_by_role("link", name="Tools").click()
    page.get_by_role("link", name="T", exact=True).click()
    page.get_by_role("link", name="Terraform", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Terraform")
    expect(page.locator(".page-head .lead")).to_have_text("1 mention, 2017")
    page.locator(".mentions a").first.click()
    page.wait_for_url(f"**{PAST}/write-up/5-*#p-*")
    expect(page.locator(":target")).to_contain_text("Terraform")
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_facilitator_s_event_leads_over_its_series_to_other_years(open_page: Open) -> None:
    page = open_page(f"{EVENT}/write-up")
    page.get_by_role("navigation", name="Other years").get_by_role("link", name="2017").click()
    page.wait_for_url(f"**{PAST}/write-up")
    page.get_by_role("link", name="Scale Summit", exact=True).click()
    expect(page.locator(".years-list > li")).to_have_count(2)

"""Searching as people type, with keys, on phones, and without JavaScript."""

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import LAPTOP, Open

pytestmark = pytest.mark.browser


def test_the_answer_follows_what_is_typed_and_so_does_the_address(open_page: Open) -> None:
    page = open_page("/search")
    page.get_by_role("searchbox").press_sequentially("terraf")
    expect(page.locator(".hit h2 mark")).to_have_text("Terraform")
    expect(page.get_by_role("status").first).to_contain_text("Found in 1 write-up")
    page.wait_for_url("**/search?q=terraf")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("searchbox").fill("")
    page.wait_for_url("**/search")
    expect(page.locator(".count")).to_contain_text("the newest first")


def test_filters_in_words_are_shown_and_taken_away(open_page: Open) -> None:
    page = open_page("/search", viewport=LAPTOP)
    page.get_by_role("searchbox").press_sequentially('dns tag:"service-discovery" before:2018')
    chips = page.get_by_role("list", name="Only").get_by_role("link")
    expect(chips).to_have_count(2)
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("searchbox")).to_have_value("dns")
    chips.filter(has_text="2018").click()
    page.wait_for_url("**/search?q=dns&tag=service-discovery")
    expect(chips).to_have_count(1)


def test_a_mistyped_word_is_forgiven_while_it_is_typed(open_page: Open) -> None:
    page = open_page("/search")
    page.get_by_role("searchbox").press_sequentially("teraform")
    expect(page.locator(".widened")).to_contain_text("instead of teraform")
    expect(page.get_by_role("status").first).to_contain_text("Showing results for terraform")
    expect(page.locator(".hit h2 mark")).to_have_text("Terraform")
    page.get_by_role("link", name="Search for exactly what I typed").click()
    expect(page.get_by_text("Nothing on “teraform”.")).to_be_visible()


def test_arrows_walk_through_what_was_found_and_escape_comes_back(open_page: Open) -> None:
    page = open_page("/search?q=terraform", viewport=LAPTOP)
    box = page.get_by_role("searchbox")
    box.focus()
    box.press("ArrowDown")
    expect(page.locator(".hit h2 a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".passages a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    box.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(box).to_have_value("")
    page.wait_for_url("**/search")


def test_a_hit_leads_to_the_very_paragraph(open_page: Open) -> None:
    page = open_page("/search?q=honeymoon")
    page.locator(".passages a").first.click()
    page.wait_for_url("**/write-up/*#p-*")
    expect(page.locator(":target")).to_contain_text("The honeymoon is over")
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_last_answer_wins(open_page: Open) -> None:
    page = open_page("/search")
    held: list[Route] = []
    page.route("**/search/found?q=terraform", lambda route: held.append(route))
    with page.expect_request("**/search/found?q=terraform"):
        page.get_by_role("searchbox").fill("terraform")
    page.get_by_role("searchbox").fill("jenkins")
    expect(page.locator(".hit h2 mark").first).to_have_text("Jenkins")
    held[0].fulfill(body="<div id=answer>too late</div>")
    page.wait_for_url("**/search?q=jenkins")
    expect(page.locator(".hit h2 mark").first).to_have_text("Jenkins")


def test_without_network_what_was_found_stays_and_that_is_said(open_page: Open) -> None:
    page = open_page("/search?q=terraform", forgiving=True)
    page.context.set_offline(True)
    page.get_by_role("searchbox").fill("jenkins")
    expect(page.get_by_role("status").filter(has_text="No network")).to_be_visible()
    expect(page.locator(".hit h2 mark")).to_have_text("Terraform")
    page.context.set_offline(False)
    page.get_by_role("searchbox").fill("jenkins ")
    expect(page.locator(".hit h2 mark").first).to_have_text("Jenkins")
    expect(page.get_by_role("status").filter(has_text="No network")).to_have_count(0)


def test_without_javascript_the_form_finds_forgives_and_narrows(open_page: Open) -> None:
    page = open_page("/search", javascript=False)
    page.get_by_role("searchbox").fill("teraform tag:infrastructure")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".widened")).to_contain_text("instead of teraform")
    expect(page.get_by_role("list", name="Only").get_by_role("link")).to_contain_text("infrastructure")
    page.locator(".passages a").first.click()
    expect(page.locator(":target")).to_contain_text("Terraform")

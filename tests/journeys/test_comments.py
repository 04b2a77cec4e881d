"""Comments on a passage: said on a laptop, seen and answered on a phone, while the text around it changes."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.server import Server
from tests.journeys.test_notes import NOTE, SECOND, joined, pill, write

pytestmark = pytest.mark.browser

PASSAGE = "everybody deploys on Fridays"


def select(page: Page, words: str) -> None:
    """With the keys, as the last words of the text."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    for _ in words:
        page.keyboard.press("Shift+ArrowLeft")


def comment(page: Page, words: str) -> Locator:
    """Of what is selected."""
    page.get_by_role("button", name="Comment", exact=True).click()
    form = page.locator("[data-annotate]")
    form.get_by_label("What you say of it").fill(words)
    form.get_by_role("button", name="Say it").click()
    thread = page.locator("#annotations .thread", has_text=words)
    expect(thread).to_be_visible()
    return thread


def test_a_passage_is_talked_about_beside_the_text(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada", viewport=LAPTOP), joined(open_page, "Noor", viewport=PHONE)
    write(ada, f"\nFirst: {PASSAGE}")
    pill(ada, "Saved on the server")
    select(ada, PASSAGE)
    mine = comment(ada, "Not in my team!")
    expect(mine.locator("[data-passage]")).to_have_text(PASSAGE)
    expect(mine.locator(".by b")).to_have_text("You")
    expect(ada.locator(".cm-passage")).to_have_text(PASSAGE)

    marked = noor.locator(".cm-passage")
    expect(marked).to_have_text(PASSAGE)
    expect(noor.locator("[data-comment] [data-count]")).to_have_text("1")
    noor.locator(".cm-content").click()
    noor.keyboard.press("Control+Home")
    noor.keyboard.type("Before it all. ")
    expect(marked).to_have_text(PASSAGE)
    marked.click()
    theirs = noor.locator("#annotations .thread")
    expect(theirs.locator(".words")).to_have_text("Not in my team!")
    theirs.get_by_label("Your answer").fill("Nor in mine.")
    theirs.get_by_role("button", name="Answer").click()
    expect(mine.locator(".words")).to_have_text(["Not in my team!", "Nor in mine."])
    expect(ada.locator(".cm-passage")).to_have_text(PASSAGE)

    theirs.get_by_role("button", name="Settled").click()
    expect(ada.locator(".cm-passage")).to_have_count(0)
    expect(ada.locator("#annotations")).to_contain_text("1 settled")
    expect(noor.locator("[data-comment] [data-count]")).to_have_text("")
    noor.keyboard.press("Escape")
    expect(noor.locator("#annotations")).to_be_hidden()


def test_a_passage_that_goes_leaves_what_was_said_of_it(open_page: Open) -> None:
    ada = joined(open_page, "Ada", viewport=LAPTOP)
    write(ada, f"\nFirst: {PASSAGE}")
    pill(ada, "Saved on the server")
    select(ada, PASSAGE)
    thread = comment(ada, "Not in my team!")
    select(ada, PASSAGE)
    ada.keyboard.press("Delete")
    pill(ada, "Saved on the server")
    ada.reload()
    ada.get_by_role("button", name="Comment 1").click()
    expect(thread.locator(".gone")).to_be_visible()
    expect(thread.locator("[data-passage]")).to_have_text(PASSAGE)


def test_what_somebody_is_saying_stays_whatever_comes(open_page: Open, server: Server) -> None:
    ada, noor = joined(open_page, "Ada", viewport=LAPTOP), joined(open_page, "Noor", viewport=LAPTOP)
    write(ada, f"\nFirst: {PASSAGE}")
    pill(ada, "Saved on the server")
    select(ada, PASSAGE)
    thread = comment(ada, "Not in my team!")
    answer = thread.get_by_label("Your answer")
    answer.fill("And not")
    expect(noor.locator(".cm-passage")).to_be_visible()
    noor.locator(".cm-passage").click()
    noor.locator("#annotations .thread").get_by_label("Your answer").fill("Nor in mine.")
    noor.keyboard.press("Control+Enter")
    expect(thread).to_contain_text("Nor in mine.")
    expect(answer).to_have_value("And not")
    expect(answer).to_be_focused()
    server.stop()
    ada.keyboard.type(" ever")
    ada.keyboard.press("Control+Enter")
    expect(ada.locator("[data-annotations-said]")).to_contain_text("did not reach the server", timeout=30 * SECOND)
    expect(answer).to_have_value("And not ever")
    server.start()
    answer.press("Control+Enter")
    expect(thread.locator(".words")).to_have_text(["Not in my team!", "Nor in mine.", "And not ever"])


def test_without_a_script_there_is_a_page_for_it(open_page: Open) -> None:
    ada = joined(open_page, "Ada", javascript=False)
    ada.goto(ada.url.replace(NOTE, f"{NOTE}/comments"))
    ada.get_by_label("Something about the note").fill("Who writes it up?")
    ada.get_by_role("button", name="Say it").click()
    thread = ada.locator(".thread")
    expect(thread.locator(".words")).to_have_text("Who writes it up?")
    thread.get_by_label("Your answer").fill("I do.")
    thread.get_by_role("button", name="Answer").click()
    expect(thread.locator(".words")).to_have_text(["Who writes it up?", "I do."])
    thread.get_by_role("button", name=re.compile("Settled")).click()
    expect(ada.locator("main")).to_contain_text("Everything is settled.")


def test_a_comment_begun_while_others_write_stays_with_its_words(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada", viewport=LAPTOP), joined(open_page, "Noor", viewport=LAPTOP)
    write(ada, f"\nFirst: {PASSAGE}")
    pill(ada, "Saved on the server")
    select(ada, PASSAGE)
    ada.get_by_role("button", name="Comment", exact=True).click()
    form = ada.locator("[data-annotate]")
    form.get_by_label("What you say of it").fill("Not in my team!")
    expect(noor.locator(".cm-content")).to_contain_text(PASSAGE)
    noor.locator(".cm-content").click()
    noor.keyboard.press("Control+Home")
    noor.keyboard.type("Before it all. ")
    expect(ada.locator(".cm-content")).to_contain_text("Before it all. ")
    form.get_by_role("button", name="Say it").click()
    expect(ada.locator(".cm-passage")).to_have_text(PASSAGE)
    expect(noor.locator(".cm-passage")).to_have_text(PASSAGE)

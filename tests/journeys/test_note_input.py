"""What phones and clipboards put into a note: words in the making, a page's worth, and far too much."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.board import EVENT
from tests.journeys.composing import Beside, Keyboard, around_the_caret, keeps_composing, unmarked
from tests.journeys.conftest import CHROMIUM_FLAGS, LAPTOP, PHONE, Open, find_chromium
from tests.journeys.server import Server
from tests.journeys.test_languages import sideways
from tests.journeys.test_notes import NOTE, SECOND, joined, pill, write

pytestmark = pytest.mark.browser

ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)


def text_of(page: Page) -> str:
    """What the server has, as the page's own link gives it."""
    text: str = page.evaluate("async () => (await fetch(location.pathname + '.md')).text()")
    return text


def paste(page: Page, text: str) -> None:
    """As from a clipboard, which a browser without a screen does not have."""
    at_the_end(page)
    page.locator(".cm-content").evaluate(
        """(place, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            place.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def at_the_end(page: Page) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")


def test_a_word_in_the_making_is_neither_doubled_nor_broken_by_others(open_page: Open) -> None:
    """As keyboards of many languages write: a word is composed, replaced as a whole again and again, taken at last."""
    ada, noor = joined(open_page, "Ada", viewport=LAPTOP), joined(open_page, "Noor", viewport=LAPTOP)
    write(ada, "First.\nSaid here: ")
    keyboard, beside = Keyboard(ada), Beside(noor)
    for composed in ("d", "de", "dep", "depl", "deploy"):
        keyboard.compose(composed)
        ends_in(noor, composed)
        keeps_composing(ada, lambda word=composed: beside.write(word))
    keyboard.compose("")
    keyboard.commit("deployments ")
    beside.is_seen_by(ada)
    assert around_the_caret(ada) == ("Said here: deployments ", "")
    pill(ada, "Saved on the server")
    expect(noor.locator(".cm-content")).to_contain_text("deployments")
    assert unmarked(text_of(ada)) == "First.\nSaid here: deployments "


def ends_in(page: Page, before: str, after: str = "") -> None:
    """The last line, with Ada's flag at her caret."""
    expect(page.locator(".cm-line").last).to_have_text(
        re.compile(f"{re.escape(before)}(\u2060Ada)?{re.escape(after)}$")
    )


def test_every_gesture_of_a_phone_s_keyboard_stands_beside_others_who_write(open_page: Open) -> None:
    """A Chromium that takes itself for Android's is asked what those keyboards ask.

    No phone was tried: what stays unseen is when a keyboard takes up a word of its own accord, and what it makes of the
    text around the caret.
    """
    phone = joined(open_page, "Ada", viewport=PHONE, user_agent=ANDROID)
    other = joined(open_page, "Noor", viewport=LAPTOP)
    write(phone, "Said here")
    expect(other.locator(".cm-content")).to_contain_text("Said here")
    keyboard, beside = Keyboard(phone), Beside(other)

    def composed(line: str, word: str, after: str = "", over: str = "") -> None:
        """The word is composed in the line, and others write."""
        keyboard.compose(word, over)
        assert around_the_caret(phone) == (line + word, after)
        ends_in(other, word, after)
        keeps_composing(phone, lambda: beside.write(word + after))

    def begin(line: str) -> None:
        at_the_end(phone)
        phone.keyboard.type(f"\n{line}")
        ends_in(other, line)

    def stands(before: str, after: str = "") -> None:
        """The composition is over, and what others wrote is there."""
        beside.is_seen_by(phone)
        assert around_the_caret(phone) == (before, after)

    begin("Corrected: alas teh end")
    composed("Corrected: alas ", "the", " end", over="teh")
    composed("Corrected: alas ", "then", " end")
    keyboard.commit("then")
    stands("Corrected: alas then", " end")

    begin("With a blank: ")
    for word in ("d", "dep", "deploym"):
        composed("With a blank: ", word)
    keyboard.commit("deployment ")
    composed("With a blank: deployment ", "pla")
    keyboard.commit("plan ")
    stands("With a blank: deployment plan ")

    begin("Deleted: ")
    for word in ("roll", "rollback", "rollbac", "roll"):
        composed("Deleted: ", word)
    keyboard.commit("rolls ")
    keyboard.delete()
    keyboard.compose("x")
    keyboard.compose("")
    keyboard.delete()
    stands("Deleted: roll")

    begin("Glided: ")
    composed("Glided: ", "Kubernetes")
    keyboard.commit("Kubernetes")
    composed("Glided: Kubernetes", " clusters")
    keyboard.commit(" clusters")
    stands("Glided: Kubernetes clusters")

    begin("On Enter: ")
    composed("On Enter: ", "recieve")
    keyboard.commit("receive")
    keyboard.enter()
    keyboard.compose("Next")
    keyboard.commit("Next.")
    stands("Next.")

    pill(phone, "Saved on the server")
    ends_in(other, "Next.")
    assert unmarked(text_of(phone)) == (
        "Said here\nCorrected: alas then end\nWith a blank: deployment plan \nDeleted: roll\n"
        "Glided: Kubernetes clusters\nOn Enter: receive\nNext."
    )


def test_a_hundred_kilobytes_pasted_go_through(open_page: Open) -> None:
    ada = joined(open_page, "Ada")
    pasted = "".join(f"Line {number} of a long protocol, pasted at once.\n" for number in range(2_400))
    assert len(pasted) > 100_000
    paste(ada, pasted)
    pill(ada, "Saved on the server")
    expect(ada.locator("[data-sync]")).to_have_attribute("data-waiting", "0", timeout=30 * SECOND)
    assert pasted in text_of(ada)


def test_five_megabytes_pasted_are_refused_kept_and_harm_nobody(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada"), joined(open_page, "Noor")
    write(ada, "Before it. ")
    pill(ada, "Saved on the server")
    paste(ada, "all of the logs\n" * 330_000)
    expect(ada.locator("[data-why-words]")).to_contain_text("more than a note can hold", timeout=60 * SECOND)
    with ada.expect_download() as kept:
        ada.get_by_role("button", name="Keep a copy").click()
    assert kept.value.path().stat().st_size > 5_000_000
    write(noor, "And on it goes.")
    pill(noor, "Saved on the server")
    assert "all of the logs" not in text_of(noor)
    assert "Before it. " in text_of(noor)


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_with_letters_twice_as_large_a_small_phone_has_all_of_a_note(
    browser: Browser, server: Server, open_page: Open, locale: str
) -> None:
    for name in ("Bo", "Cy", "Dora", "Emil"):
        joined(open_page, name)
    flags = [*CHROMIUM_FLAGS, "--blink-settings=defaultFontSize=32"]
    with browser.browser_type.launch(executable_path=find_chromium(), args=flags) as large:
        phone = large.new_page(viewport={"width": 320, "height": 640}, locale=locale)
        phone.goto(f"{server.url}{EVENT}/join?next={NOTE}")
        phone.locator("input[name=name]").fill("Ada")
        phone.locator("main form button").first.click()
        hands = phone.locator(".show .hand")
        expect(hands).to_have_count(5, timeout=15 * SECOND)
        edges = hands.evaluate_all("all => all.map(hand => hand.getBoundingClientRect().right)")
        assert max(edges) <= 320
        assert sideways(phone) == 0

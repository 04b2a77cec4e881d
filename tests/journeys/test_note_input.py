"""What phones and clipboards put into a note: words in the making, a page's worth, and far too much."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Open
from tests.journeys.test_notes import SECOND, joined, pill, write

pytestmark = pytest.mark.browser


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
    """As keyboards of phones write: a word is composed, replaced as a whole again and again, and taken at last."""
    phone, other = joined(open_page, "Ada", viewport=PHONE), joined(open_page, "Noor")
    write(phone, "Said here: ")
    expect(other.locator(".cm-content")).to_contain_text("Said here:")
    keyboard = phone.context.new_cdp_session(phone)
    at_the_end(phone)
    other.locator(".cm-content").click()
    for number, composed in enumerate(("d", "de", "dep", "depl", "deploy")):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
        other.keyboard.press("Control+Home")
        other.keyboard.type(f"{number}. ")
        expect(phone.locator(".cm-content")).to_contain_text(f"{number}. ")
        expect(phone.locator(".cm-content")).to_contain_text(f"Said here: {composed}")
    keyboard.send("Input.imeSetComposition", {"text": "", "selectionStart": 0, "selectionEnd": 0})
    keyboard.send("Input.insertText", {"text": "deployments "})
    pill(phone, "Saved on the server")
    for page in (phone, other):
        expect(page.locator(".cm-content")).to_contain_text("Said here: deployments")
    assert text_of(phone).count("deploy") == 1
    assert text_of(phone).startswith("4. 3. 2. 1. 0. ")


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

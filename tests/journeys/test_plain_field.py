"""Writing a note in the browser's own text area, beside somebody in the editor: for screen readers and old phones."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.server import Server
from tests.journeys.test_notes import SECOND, joined, pill, write

pytestmark = pytest.mark.browser

NOTHING_KEPT = "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };"


def in_plain_field(page: Page) -> Locator:
    """Chosen in the menu; the page comes again with it."""
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Write in a plain field").click()
    field = page.locator("textarea.plain-pen")
    expect(field).to_be_visible()
    return field


def press(page: Page, keys: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(keys)


def test_two_write_together_one_of_them_in_a_plain_field(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada", viewport=PHONE), joined(open_page, "Noor", viewport=LAPTOP)
    write(ada, "By Ada. ")
    pill(ada, "Saved on the server")
    field, editor, proof = in_plain_field(ada), noor.locator(".cm-content"), noor.locator("[data-proof]")
    expect(field).to_have_value("By Ada. ")
    field.click()
    ada.keyboard.press("Control+End")
    ada.keyboard.type("In a plain field 😀. ")
    expect(proof).to_have_text("By Ada. In a plain field 😀. ")
    expect(noor.locator(".cm-others-caret .flag")).to_have_text("Ada")
    expect(ada.locator(".show [data-people-words]")).to_have_text("You write with Noor")
    editor.click()
    noor.keyboard.press("Control+Home")
    noor.keyboard.type("Before it. ")
    expect(field).to_have_value("Before it. By Ada. In a plain field 😀. ")
    ada.keyboard.type("And on.")
    expect(proof).to_have_text("Before it. By Ada. In a plain field 😀. And on.")
    press(ada, "Control+z", 2)
    expect(proof).to_have_text("Before it. By Ada. ")
    press(ada, "Control+Shift+z", 2)
    expect(proof).to_have_text("Before it. By Ada. In a plain field 😀. And on.")
    ada.reload()
    expect(field).to_have_value("Before it. By Ada. In a plain field 😀. And on.")
    ada.get_by_text("More", exact=True).click()
    ada.get_by_role("button", name="Write in a plain field").click()
    expect(ada.locator(".cm-content")).to_contain_text("By Ada. In a plain field 😀. And on.")


def test_a_word_in_the_making_there_is_left_alone(open_page: Open) -> None:
    phone, other = joined(open_page, "Ada", viewport=PHONE), joined(open_page, "Noor", viewport=LAPTOP)
    field, editor, proof = in_plain_field(phone), other.locator(".cm-content"), other.locator("[data-proof]")
    field.click()
    phone.keyboard.type("Said here: ")
    expect(proof).to_contain_text("Said here:")
    keyboard = phone.context.new_cdp_session(phone)
    editor.click()
    for number, composed in enumerate(("d", "de", "depl")):
        where = {"selectionStart": len(composed), "selectionEnd": len(composed)}
        keyboard.send("Input.imeSetComposition", {"text": composed, **where})
        other.keyboard.press("Control+Home")
        other.keyboard.type(f"n{number} ")
        expect(proof).to_contain_text(f"n{number} ")
        expect(proof).to_contain_text(f"Said here: {composed}")
        expect(field).to_have_value(f"Said here: {composed}")
    keyboard.send("Input.insertText", {"text": "deploy"})
    expect(field).to_have_value("n2 n1 n0 Said here: deploy")
    phone.keyboard.type("ments")
    expect(proof).to_have_text("n2 n1 n0 Said here: deployments")


def test_buttons_keys_hints_and_comments_work_there_too(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada", viewport=LAPTOP), joined(open_page, "Noor", viewport=LAPTOP)
    field = in_plain_field(ada)
    field.click()
    ada.keyboard.type("a plan\n")
    press(ada, "ArrowUp", 1)
    press(ada, "Shift+ArrowRight", 6)
    ada.keyboard.press("Control+b")
    expect(field).to_have_value("**a plan**\n")
    ada.get_by_role("button", name="Bold").click()
    expect(field).to_have_value("a plan\n")
    ada.get_by_role("button", name="Comment", exact=True).click()
    ada.get_by_label("What you say of it").fill("Whose?")
    ada.get_by_role("button", name="Say it").click()
    expect(noor.locator(".cm-passage")).to_have_text("a plan")
    field.click()
    ada.keyboard.press("Control+End")
    ada.get_by_role("button", name="To do").click()
    expect(field).to_have_value("a plan\n- [ ] **Who:** ")
    ada.keyboard.type("Ada")
    expect(field).to_have_value("a plan\n- [ ] **Ada:** ")
    ada.locator("[data-passage]").click()
    assert field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)") == "a plan"


def test_where_nothing_is_kept_words_that_are_nowhere_else_stay(open_page: Open, server: Server) -> None:
    ada = joined(open_page, "Ada", viewport=LAPTOP)
    ada.add_init_script(NOTHING_KEPT)
    ada.reload()
    write(ada, "By Ada. ")
    pill(ada, "Saved on the server")
    server.stop()
    ada.keyboard.type("Only here. ")
    expect(ada.locator("[data-why-words]")).to_contain_text("keeps nothing", timeout=30 * SECOND)
    ada.get_by_text("More", exact=True).click()
    ada.get_by_role("button", name="Write in a plain field").click()
    expect(ada.get_by_text("leave this page open until the network is back").last).to_be_visible()
    expect(ada.locator(".cm-content")).to_contain_text("Only here.")
    server.start()
    pill(ada, "Saved on the server")
    in_plain_field(ada)
    expect(ada.locator("textarea.plain-pen")).to_have_value("By Ada. Only here. ")

"""A reply without JavaScript: refused when it comes too fast, read by a facilitator, shown, taken back."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.screenshots import PAST
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

PAGE, MODERATED = f"{PAST}/write-up/10", f"{PAST}/topics/10/replies"


def assert_fine(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert found == [], [(each["id"], each["nodes"][0]["html"]) for each in found]


def test_a_reply_is_sent_read_shown_and_taken_back(
    browser: Browser, facilitate: Callable[..., Page], server: Server
) -> None:
    facilitator = facilitate()
    facilitator.goto(server.link("Steward"))
    facilitator.locator("main form button").first.click()
    facilitator.goto(f"{server.url}{PAST}/replies")
    facilitator.get_by_role("checkbox").check()
    facilitator.get_by_role("button", name="Save").click()
    expect(facilitator.get_by_text("Readers may reply to published pages.", exact=True)).to_be_visible()
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    reader = context.new_page()
    reader.goto(server.url + PAGE)
    assert context.cookies() == []
    reader.get_by_role("link", name="Write a reply").click()
    reader.get_by_label("Your name").fill("Rita")
    reader.get_by_label("Your reply").fill("The runbook:\n\nhttps://example.org/restores")
    reader.get_by_role("button", name="Send it").click()
    expect(reader.get_by_role("alert")).to_contain_text("That was very fast.")
    thanks = reader.get_by_text("Thank you. Your reply waits to be read.")
    for _again in range(200):
        if thanks.count():
            break
        reader.get_by_role("button", name="Send it").click()
    expect(thanks).to_be_visible()
    facilitator.goto(server.url + MODERATED)
    assert_fine(facilitator)
    facilitator.get_by_role("button", name="Show it").click()
    expect(facilitator.get_by_role("heading", name="Under the page")).to_be_visible()
    reader.goto(server.url + PAGE)
    link = reader.locator("#replies li").get_by_role("link", name="https://example.org/restores")
    expect(link).to_have_attribute("rel", "nofollow ugc noopener noreferrer")
    for address in (PAGE, f"{PAGE}/reply"):
        facilitator.goto(server.url + address)
        assert_fine(facilitator)
    reader.get_by_role("link", name="Write a reply").click()
    reader.get_by_role("button", name="Take it back").click()
    expect(reader.get_by_text("taken back")).to_be_visible()
    reader.goto(server.url + PAGE)
    expect(reader.get_by_text("Nobody has replied yet.")).to_be_visible()
    context.close()

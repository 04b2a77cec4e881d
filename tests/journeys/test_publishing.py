"""Publishing: several notes at once while one looks on, and names that must not be told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server
from tests.journeys.test_languages import sideways

pytestmark = pytest.mark.browser

#: A card of the event that runs today, where names are not told, with a note.
NUMBER, TITLE = 12, "Feature toggles that outlive their authors"


def written_on(server: Server, facilitator: Page, words: str) -> None:
    """The note says this too, and its server has it."""
    facilitator.goto(f"{server.url}{EVENT}/topics/{NUMBER}/note")
    text = facilitator.locator(".cm-content")
    text.click()
    text.press("Control+End")
    text.press_sequentially(words)
    expect(facilitator.locator("[data-proof]")).to_contain_text(words.split()[-1])
    expect(facilitator.get_by_text("Saved on the server")).to_be_visible()


def test_a_name_is_left_out_and_then_all_notes_are_published_at_once(
    open_page: Open, facilitate: Callable[..., Page], server: Server
) -> None:
    facilitator = facilitate()
    written_on(server, facilitator, " Ask @zadie about that.")
    facilitator.goto(f"{server.url}{EVENT}/publications")
    rows = facilitator.locator("[data-topic]")
    notes = rows.count()
    assert notes > 2
    expect(rows.get_by_role("checkbox", checked=True)).to_have_count(0)
    for box in rows.get_by_role("checkbox").all():
        box.check()
    facilitator.get_by_role("button", name="Publish what is chosen").click()
    expect(facilitator.get_by_role("status").filter(has_text="Published")).to_have_text(
        f"Published: {notes - 1} of {notes}"
    )
    expect(facilitator.locator("section[aria-labelledby=group-published] [data-topic]")).to_have_count(notes - 1)
    named = rows.filter(has_text="1 name stands in the text.")
    expect(named).to_contain_text(TITLE)
    named.get_by_role("link", name="Look at it").click()
    expect(facilitator.locator("mark")).to_have_text("@zadie")
    facilitator.get_by_role("button", name="Leave it out").click()
    expect(facilitator.get_by_text("Ask somebody about that.")).to_be_visible()
    facilitator.get_by_role("button", name="Publish", exact=True).click()
    facilitator.wait_for_url("**/write-up/12-*")
    reader = open_page(f"{EVENT}/write-up")
    expect(reader.locator(".entries .card")).to_have_count(notes)
    reader.get_by_role("link", name="Read all of it on one page").click()
    expect(reader.locator("article.chapter")).to_have_count(notes)
    expect(reader.get_by_text("Ask somebody about that.")).to_be_visible()
    expect(reader.get_by_text("zadie")).to_have_count(0)


def test_without_scripts_one_press_publishes_all(facilitate: Callable[..., Page], server: Server) -> None:
    facilitator = facilitate(javascript=False)
    facilitator.goto(f"{server.url}{EVENT}/publications")
    notes = facilitator.locator("[data-topic]").count()
    for box in facilitator.locator("[data-topic]").get_by_role("checkbox").all():
        box.check()
    facilitator.get_by_role("button", name="Publish what is chosen").click()
    expect(facilitator.get_by_text(f"{notes} are published.")).to_be_visible()


def test_ones_own_words_fit_on_a_phone(open_page: Open, facilitate: Callable[..., Page], server: Server) -> None:
    facilitator = facilitate()
    written_on(server, facilitator, "\n\n```\n" + "a line that does not wrap " * 6)
    facilitator.goto(f"{server.url}{EVENT}/topics/{NUMBER}/publication")
    facilitator.get_by_role("button", name="Publish", exact=True).click()
    facilitator.wait_for_url("**/write-up/12-*")
    facilitator.goto(f"{server.url}{EVENT}/topics/{NUMBER}/corrections")
    facilitator.get_by_role("button", name="Open the window").click()
    facilitator.get_by_role("button", name="Make the missing links").click()
    address = facilitator.locator(".new-links").get_by_text("/words/").inner_text()
    phone = open_page(address, viewport=PHONE)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Is it right")
    assert sideways(phone) == 0

"""What a note said before: kept under a name, compared side by side, brought back, and that undone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.test_notes import joined, pill, write

pytestmark = pytest.mark.browser


def look(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_what_was_said_before_is_compared_and_brought_back_under_everybody_s_hands(
    open_page: Open, viewport: dict[str, int]
) -> None:
    ada, noor = joined(open_page, "Ada", viewport=viewport), joined(open_page, "Noor", viewport=viewport)
    write(ada, "We never tested a restore. ")
    pill(ada, "Saved on the server")
    versions = ada.url + "/versions"
    ada.goto(versions)
    expect(ada.get_by_role("heading", name="Versions")).to_be_visible()
    ada.get_by_label("Keep it as it is now, under a name").fill("before the break")
    ada.get_by_role("button", name="Keep").click()
    look(ada, "before the break")
    expect(ada.get_by_text("We never tested a restore.").last).to_be_visible()
    write(noor, "Now we did. ")
    pill(noor, "Saved on the server")
    ada.goto(versions)
    look(ada, "before the break")
    look(ada, "What changed since")
    compared = ada.get_by_role("table")
    expect(compared.locator("ins")).to_contain_text("Now we did.")
    expect(compared.get_by_role("columnheader")).to_have_text(["This version", "The note now"])
    ada.get_by_role("button", name="Bring this back").click()
    expect(ada.get_by_text("The note is as it was then, for everybody who has it open.")).to_be_visible()
    expect(noor.locator(".cm-content")).not_to_contain_text("Now we did.")
    expect(noor.locator(".cm-content")).to_contain_text("We never tested a restore.")
    ada.get_by_role("button", name="Undo").click()
    expect(noor.locator(".cm-content")).to_contain_text("Now we did.")
    write(noor, "It took a day.")
    pill(noor, "Saved on the server")
    ada.goto(versions.removesuffix("/versions"))
    expect(ada.locator(".cm-content")).to_contain_text("It took a day.")

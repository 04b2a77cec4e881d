"""Writing a note as its people do: with two devices, without network, without JavaScript, after being refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.board import connected
from tests.journeys.conftest import LAPTOP, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

EVENT = "/scale-summit-today"
NOTE = f"{EVENT}/topics/5/note"
SECOND = 1_000


def joined(open_page: Open, name: str, *, javascript: bool = True, **how: object) -> Page:
    """A person who takes part, at a note."""
    page = open_page(f"{EVENT}/join?next={NOTE}", javascript=javascript, forgiving=True, **how)
    page.locator("input[name=name]").fill(name)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{NOTE}")
    if javascript:
        expect(page.locator(".cm-content")).to_be_visible()
    return page


def write(page: Page, words: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def pill(page: Page, words: str) -> None:
    expect(page.locator("[data-sync-words]")).to_have_text(words, timeout=15 * SECOND)


def test_names_stand_at_cursors_without_colours_and_the_proof_follows(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada", viewport=LAPTOP), joined(open_page, "Noor")
    write(ada, "\n## What was said\n")
    expect(noor.locator(".cm-others-caret .flag")).to_have_text("Ada")
    expect(ada.locator(".bar [data-people-words]")).to_have_text("You write with Noor")
    assert ada.locator(".cm-content [style*=color]").count() == 0
    expect(ada.locator("[data-proof] h2").last).to_contain_text("What was said")
    pill(ada, "Saved on the server")
    noor.context.close()
    expect(ada.locator(".bar [data-people-words]")).to_have_text("You write alone so far")


def test_words_written_without_a_server_survive_a_reload_and_go_up(open_page: Open, server: Server) -> None:
    ada = joined(open_page, "Ada")
    write(ada, "with the server. ")
    pill(ada, "Saved on the server")
    # The words pass over waits of an instant; the last letter may still be on its way when they show.
    expect(ada.locator("[data-sync]")).to_have_attribute("data-waiting", "0")
    server.stop()
    write(ada, "xyz")
    pill(ada, "3 changes waiting")
    expect(ada.locator("[data-why-words]")).to_contain_text("safe on this device")
    server.start()
    pill(ada, "Saved on the server")
    noor = joined(open_page, "Noor")
    expect(noor.locator(".cm-content")).to_contain_text("with the server. xyz")


def test_what_was_typed_into_the_form_before_the_editor_came_is_kept(open_page: Open) -> None:
    ada = joined(open_page, "Ada")
    write(ada, "Ada's line. ")
    pill(ada, "Saved on the server")
    held: list[Route] = []
    noor = open_page(f"{EVENT}/join?next={NOTE}", forgiving=True)
    noor.route("**/editor-*.js", lambda route: held.append(route))
    noor.locator("input[name=name]").fill("Noor")
    with noor.expect_request("**/editor-*.js"):
        noor.locator("main form button").first.click()
    noor.locator("#markdown").press_sequentially("Typed early. ")
    write(ada, "Written meanwhile.")
    pill(ada, "Saved on the server")
    held.pop().continue_()
    for page in (ada, noor):
        expect(page.locator(".cm-content")).to_contain_text("Ada's line. Written meanwhile.")
        expect(page.locator(".cm-content")).to_contain_text("Typed early.")


def test_the_plain_form_saves_previews_and_merges(open_page: Open) -> None:
    ada = joined(open_page, "Ada", javascript=False)
    noor = joined(open_page, "Noor", javascript=False)
    for page, words in ((ada, "# From Ada\n"), (noor, "## From Noor\n")):
        field = page.locator("#markdown")
        field.fill(words + field.input_value() if page is ada else field.input_value() + words)
    ada.get_by_role("button", name="Preview").click()
    expect(ada.locator("[data-proof]")).to_contain_text("From Ada")
    ada.get_by_role("button", name="Save").click()
    noor.get_by_role("button", name="Save").click()
    expect(noor.locator("[data-proof]")).to_contain_text("From Ada")
    expect(noor.locator("[data-proof]")).to_contain_text("From Noor")


def test_one_who_was_sent_away_keeps_the_words(open_page: Open, server: Server) -> None:
    ada = joined(open_page, "Ada")
    write(ada, "Mine. ")
    pill(ada, "Saved on the server")
    ada.context.clear_cookies()
    server.stop()
    write(ada, "Mine too.")
    server.start()
    expect(ada.locator("[data-why-words]")).to_contain_text("does not take part", timeout=15 * SECOND)
    with ada.expect_download() as kept:
        ada.get_by_role("button", name="Keep a copy").click()
    assert "Mine. Mine too." in kept.value.path().read_text()
    expect(ada.locator(".cm-content")).to_have_attribute("contenteditable", "false")


def test_who_takes_the_pen_is_seen_on_the_board_at_once(open_page: Open, facilitate: Callable[..., Page]) -> None:
    board, ada = connected(facilitate()), joined(open_page, "Ada")
    seat = board.locator("#card-5 .scribe")
    expect(seat).to_have_text("needs a scribe")
    ada.get_by_role("button", name="I’ll write the note").click()
    expect(seat).to_have_text("Ada")
    expect(ada.locator(".subject .scribe")).to_contain_text("Ada")
    ada.goto(ada.url.removesuffix("/note"))
    ada.get_by_role("button", name="Lay down the pen").click()
    expect(seat).to_have_text("needs a scribe")

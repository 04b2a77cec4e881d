"""A lost link: it is revoked on a page, its board loses its rights within a second, and a new one is handed over."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, connected, join
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server
from tests.journeys.test_hands import named

pytestmark = pytest.mark.browser


CLIPBOARD = """() => {
    const clipboard = { writeText: async words => { window.clip = words; } };
    Object.defineProperty(navigator, "clipboard", { value: clipboard });
}"""
NO_CLIPBOARD = """() => {
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.addEventListener("copy", () => { window.clip = String(getSelection()); });
}"""
SHARING = "navigator.share = async what => { window.shared = what.url; };"


def new_device(page: Page, server: Server) -> str:
    """Whoever is behind the page makes a link for one more device; returns it."""
    page.goto(f"{server.url}{EVENT}/me")
    page.get_by_role("button", name="Add another device").click()
    return page.locator("#link code").inner_text()


def test_a_link_is_copied_with_one_press_or_shared(server: Server, open_page: Open) -> None:
    ada = join(open_page(f"{EVENT}/topics"), "Ada")
    for clipboard in (CLIPBOARD, NO_CLIPBOARD):
        link = new_device(ada, server)
        expect(ada.get_by_role("button", name="Share it")).to_be_hidden()
        ada.evaluate(clipboard)
        ada.get_by_role("button", name="Copy the link").click()
        expect(ada.get_by_text("Copied.")).to_be_visible()
        assert ada.evaluate("window.clip") == link
    ada.add_init_script(SHARING)
    link = new_device(ada, server)
    ada.get_by_role("button", name="Share it").click()
    ada.wait_for_function("link => window.shared === link", arg=link)


def test_a_link_that_cannot_be_copied_is_selected(server: Server, open_page: Open) -> None:
    ada = join(open_page(f"{EVENT}/topics"), "Ada")
    link = new_device(ada, server)
    ada.evaluate(NO_CLIPBOARD)
    ada.evaluate("() => { document.execCommand = () => false; }")
    ada.get_by_role("button", name="Copy the link").click()
    expect(ada.get_by_text("It is selected: copy it by hand.")).to_be_visible()
    assert ada.evaluate("String(getSelection())") == link


def test_links_of_stewards_and_of_scribes_are_copied_too(server: Server, open_page: Open) -> None:
    steward = open_page(server.link("Steward"))
    steward.get_by_role("button", name="Take the role").click()
    for path in ("/events/links", f"{EVENT}/topics/3/note/links"):
        steward.goto(server.url + path)
        expect(steward.get_by_role("button", name="Copy the link")).to_have_count(0)
        steward.get_by_role("button", name="Make a new link").click()
        expect(steward.get_by_role("button", name="Copy the link")).to_be_visible()


def test_nothing_is_offered_that_needs_scripts_where_there_are_none(server: Server, open_page: Open) -> None:
    phone = open_page(f"{EVENT}/join?next={EVENT}/me", javascript=False)
    phone.locator("[name=name]").fill("Ada")
    phone.get_by_role("button", name="Join").click()
    new_device(phone, server)
    expect(phone.locator("[data-copy]")).to_be_hidden()


def test_a_link_is_revoked_and_a_new_one_taken(
    server: Server, open_page: Open, facilitate: Callable[..., Page]
) -> None:
    jo = named(facilitate(), "Jo")
    jo.goto(f"{server.url}{EVENT}")
    jo.get_by_role("link", name="Who may arrange").click()
    jo.get_by_role("button", name="Make a new link").click()
    link = jo.locator("#made code").inner_text()
    expect(jo.locator("#made svg")).to_be_visible()
    kit = open_page(link, viewport=PHONE)
    kit.get_by_role("button", name="Take the role").click()
    kit.wait_for_url("**/board")
    kit = connected(kit)
    expect(kit.locator("main")).to_have_attribute("hx-ws:connect", re.compile("page=arranging"))
    jo.goto(f"{server.url}{EVENT}/links")
    theirs = jo.locator("article.link").first
    expect(theirs).to_contain_text("Chrome, Linux")
    theirs.get_by_role("button", name="Revoke").click()
    expect(jo.get_by_role("heading", name="Revoked lately")).to_be_visible()
    expect(kit.locator("main")).to_have_attribute("hx-ws:connect", re.compile("page=board"))
    jo.get_by_role("button", name="Give it back").click()
    expect(jo.get_by_role("button", name="Revoke")).to_have_count(2)
    kit.reload()
    expect(kit.locator("body")).to_have_attribute("data-role", "facilitator")

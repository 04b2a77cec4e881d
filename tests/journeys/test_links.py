"""A lost link: it is revoked on a page, its board loses its rights within a second, and a new one is handed over."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, connected
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server
from tests.journeys.test_hands import named

pytestmark = pytest.mark.browser


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

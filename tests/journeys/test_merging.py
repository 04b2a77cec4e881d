"""Two cards become one while a phone looks on, and come apart again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, SECOND, connected, join
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser


def test_two_cards_are_joined_and_split_while_a_phone_looks_on(
    facilitate: Callable[..., Page], open_page: Open
) -> None:
    phone = join(open_page(f"{EVENT}/topics"), "Noor")
    desk = facilitate()
    desk.goto(desk.url.replace("/board", "/topics/22"))
    desk.get_by_text("Join it with another card").click()
    desk.get_by_label("It becomes part of").select_option("23")
    desk.get_by_role("button", name="Join them").click()
    desk.wait_for_url("**/topics/23#joined-22")
    expect(phone.locator("#card-23")).to_contain_text("with 22", timeout=10 * SECOND)
    expect(phone.locator("#card-22")).to_have_count(0)
    desk.get_by_role("button", name="Split it out").click()
    desk.wait_for_url("**/topics/22")
    expect(phone.locator("#card-22")).to_be_visible(timeout=10 * SECOND)
    connected(phone)

"""The marketplace as a hall lives it: hosts in line on their phones, a facilitator who calls, everybody at the wall."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, connected, join, put_on_wall
from tests.journeys.conftest import PROJECTOR, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser


def test_a_pitch_fills_the_wall_counts_down_and_is_placed(
    server: Server, open_page: Open, facilitate: Callable[..., Page]
) -> None:
    host, projector = join(open_page(f"{EVENT}/topics"), "Zadie"), open_page(f"{EVENT}/projector", viewport=PROJECTOR)
    put_on_wall(server, host, "Why do our alerts speak in hostnames?")
    host.get_by_role("link", name="Why do our alerts").click()
    connected(host)
    helper = facilitate()
    helper.goto(f"{server.url}{EVENT}/pitches")
    helper.get_by_label("Put a card in line").fill("7")
    helper.keyboard.press("Enter")
    expect(helper.locator(".waiting")).to_contain_text("Cloud Regret?")
    connected(helper)
    host.get_by_role("button", name="I’d like to pitch this").click()
    expect(host.get_by_text("Number 2 in line")).to_be_visible()
    connected(host)
    expect(helper.locator(".waiting li")).to_have_count(2)
    connected(projector)
    helper.get_by_role("button", name="Call the first").click()
    expect(projector.locator(".pitch-card")).to_contain_text("Cloud Regret?")
    expect(projector.locator(".then")).to_contain_text("Zadie")
    expect(projector.locator(".countdown")).to_contain_text("seconds left")
    expect(host.get_by_text("Next in line")).to_be_visible()
    connected(helper)
    helper.get_by_role("button", name="Call the next").click()
    expect(projector.locator(".pitch-card")).to_contain_text("hostnames")
    expect(host.get_by_text("Your turn")).to_be_visible()
    helper.get_by_role("link", name="Place it").click()
    helper.get_by_role("button").filter(has_text="Free").first.click()
    helper.wait_for_url("**/pitches")
    expect(helper.locator(".pitching-now")).to_contain_text("It hangs at")
    connected(helper)
    helper.get_by_role("button", name="That was it").click()
    expect(projector.locator(".pitch")).to_have_count(0)
    expect(projector.locator(".departures").first).to_be_visible()


def test_the_clock_of_a_pitch_runs_out_in_words(open_page: Open, facilitate: Callable[..., Page]) -> None:
    helper = facilitate()
    helper.goto(helper.url.replace("/board", "/pitches"))
    helper.get_by_label("Put a card in line").fill("7")
    helper.keyboard.press("Enter")
    helper.get_by_role("button", name="Call the first").click()
    projector = open_page(f"{EVENT}/projector", viewport=PROJECTOR)
    projector.clock.install()
    projector.reload()
    connected(projector)  # so long without a socket as the clock runs, it would come back anew
    count = projector.locator(".countdown")
    expect(count).to_have_attribute("data-state", "running")
    projector.clock.run_for(52_000)
    expect(count).to_contain_text("wind up")
    projector.clock.run_for(20_000)
    expect(count).to_have_attribute("data-state", "over")
    expect(count).to_contain_text("seconds over")

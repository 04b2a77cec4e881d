"""How long a card takes on a slow network: up at once, and confirmed by the server, with 400 ms for every round trip.

In a real Chromium whose network is slowed down by its own tools; the median of five cards.
"""

import tempfile
from pathlib import Path
from statistics import median
from time import monotonic

from playwright.sync_api import Page, sync_playwright

from tests.journeys.conftest import CHROMIUM_FLAGS, PHONE, find_chromium
from tests.journeys.server import Server

#: Milliseconds of a round trip; slow 4G in bytes a second, as Lighthouse has it.
ROUND_TRIP, DOWN, UP = 400, 1_638_400 / 8, 750_000 / 8
CARDS = 5
#: Seconds.
AT_ONCE, CONFIRMED = 0.1, 1.0
EVENT = "/scale-summit-today"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder)).start()
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport=PHONE)  # type: ignore[arg-type]
        page.goto(f"{server.url}{EVENT}/join")
        page.locator("input[name=name]").fill("Ana")
        page.locator("main form button").first.click()
        page.wait_for_load_state("networkidle")
        found = [_propose(page, server, number) for number in range(CARDS)]
        browser.close()
        server.stop()
    shown, confirmed = (median(times) for times in zip(*found, strict=True))
    _say("the card is shown", shown, AT_ONCE)
    _say("the server has it", confirmed, CONFIRMED)


def _propose(page: Page, server: Server, number: int) -> tuple[float, float]:
    """Seconds from the press until the card is shown, and until the server's word that it is up."""
    page.goto(f"{server.url}{EVENT}/topics/new", wait_until="networkidle")
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": ROUND_TRIP, "downloadThroughput": DOWN, "uploadThroughput": UP}
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", slow)
    page.locator("[name=title]").fill(f"A card on a slow network {number}")
    button = page.get_by_role("button", name="Put it on the wall")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        began = monotonic()
        button.click(no_wait_after=True)
        page.locator(".sent").wait_for()
        shown = monotonic() - began
    confirmed = monotonic() - began
    network.detach()
    page.wait_for_url("**/topics#card-*")
    return shown, confirmed


def _say(what: str, seconds: float, bar: float) -> None:
    print(f"{what:<24}{seconds * 1000:>8.0f} ms  (bar {bar * 1000:.0f}) {'kept' if seconds < bar else 'NOT kept'}")


if __name__ == "__main__":
    main()

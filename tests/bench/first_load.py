"""How much is fetched to see a page for the first time, as it travels: compressed, with headers, nothing cached.

In a real Chromium, until the network has been quiet for half a second, without what the service worker fetches after it
for a day without network.
"""

import tempfile
from collections import Counter
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from seeds.made_up import made_up_event
from seeds.plans import EventPlan
from tests.bench.dragging import BOARD
from tests.journeys.conftest import CHROMIUM_FLAGS, LAPTOP, PHONE, find_chromium
from tests.journeys.server import serving_only

WALL = made_up_event(topics=50, rooms=5, days=1)
#: KB of a whole first load (design, section 6).
SMALL, LARGE = 60, 150
KINDS = ("Document", "Stylesheet", "Script", "Font", "Other")

#: Bytes by kind.
Load = Counter[str]


def main() -> None:
    print(f"{'KB':<32}" + "".join(f"{kind:>12}" for kind in (*KINDS, "whole", "bar")))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        _measure(browser, WALL, {"join": SMALL, "now": SMALL, "topics": SMALL})
        _measure(browser, BOARD, {"board": LARGE}, facilitating=True)
        browser.close()


def _measure(browser: Browser, plan: EventPlan, pages: dict[str, int], facilitating: bool = False) -> None:
    size = f"{len(plan.topics)} cards"
    with tempfile.TemporaryDirectory() as folder, serving_only(plan, Path(folder)) as server:
        for name, bar in pages.items():
            url = f"{server.url}/{plan.slug}/{name}"
            _say(f"{name}, {size}, phone", _first_load(_phone(browser), url), bar)
            if facilitating:
                _say(
                    f"{name}, {size}, facilitator", _first_load(_laptop(browser, server.link("Facilitator")), url), bar
                )


def _phone(browser: Browser) -> Page:
    return browser.new_context(viewport=PHONE, service_workers="block").new_page()  # type: ignore[arg-type]


def _laptop(browser: Browser, link: str) -> Page:
    page = browser.new_context(viewport=LAPTOP, service_workers="block").new_page()  # type: ignore[arg-type]
    page.goto(link)
    page.get_by_role("button").filter(has_text="acilitat").first.click()
    page.wait_for_load_state("networkidle")
    return page


def _first_load(page: Page, url: str) -> Load:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.clearBrowserCache")
    kinds: dict[str, str] = {}
    load: Load = Counter()

    def weigh(request: str, size: float) -> None:
        kind = kinds.get(request, "Other")
        load[kind if kind in KINDS else "Other"] += int(size)

    network.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
    network.on("Network.loadingFinished", lambda said: weigh(said["requestId"], said["encodedDataLength"]))
    page.goto("about:blank")
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.context.close()
    return load


def _say(name: str, load: Load, bar: int) -> None:
    whole = load.total() / 1024
    kinds = "".join(f"{load[kind] / 1024:>12.1f}" for kind in KINDS)
    print(f"{name:<32}{kinds}{whole:>12.1f}{bar:>12} {'kept' if whole <= bar else 'NOT kept'}", flush=True)


if __name__ == "__main__":
    main()

"""Pictures of every page of a seeded Hallway, light and dark, and the one in the README. `make screenshots` runs it."""

import sys
import tempfile
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import CHROMIUM_FLAGS, LAPTOP, PHONE, PROJECTOR, find_chromium
from tests.journeys.server import Server

ROOT = Path(__file__).parent.parent.parent
README_PICTURE = ROOT / "static" / "pictures" / "board.webp"
QUALITY = 82
LONDON = ZoneInfo("Europe/London")
TODAY, PAST = "/scale-summit-today", "/scale-summit-2017"

PAGES: list[tuple[str, str, dict[str, int]]] = [
    ("home", "/", LAPTOP),
    ("home-phone", "/", PHONE),
    ("event", TODAY, PHONE),
    ("join", f"{TODAY}/join", PHONE),
    ("wall-phone", f"{TODAY}/topics", PHONE),
    ("wall", f"{TODAY}/topics", LAPTOP),
    ("propose-phone", f"{TODAY}/topics/new", PHONE),
    ("pile-phone", f"{TODAY}/pile", PHONE),
    ("stars-phone", f"{TODAY}/topics/3/star", PHONE),
    ("topic-phone", f"{TODAY}/topics/3", PHONE),
    ("board", f"{TODAY}/board", LAPTOP),
    ("board-phone", f"{TODAY}/board", PHONE),
    ("place-phone", f"{TODAY}/topics/3/placements", PHONE),
    ("now-phone", f"{TODAY}/now", PHONE),
    ("now", f"{TODAY}/now", LAPTOP),
    ("mine-phone", f"{TODAY}/mine", PHONE),
    ("calendar-phone", f"{TODAY}/mine/calendar", PHONE),
    ("elsewhere-phone", f"{TODAY}/elsewhere", PHONE),
    ("elsewhere", f"{TODAY}/elsewhere", LAPTOP),
    ("elsewhere-past-phone", f"{PAST}/elsewhere", PHONE),
    ("elsewhere-past", f"{PAST}/elsewhere", LAPTOP),
    ("widget-phone", f"{TODAY}/widget", PHONE),
    ("widget-board", f"{TODAY}/widget?show=board", LAPTOP),
    ("day-phone", f"{TODAY}/days/{datetime.now(LONDON):%Y-%m-%d}", PHONE),
    ("room-phone", f"{TODAY}/rooms/6", PHONE),
    ("news-phone", f"{TODAY}/news", PHONE),
    ("me-phone", f"{TODAY}/me", PHONE),
    ("leaving-phone", f"{TODAY}/me/leaving", PHONE),
    ("edit-phone", f"{TODAY}/topics/3/edit", PHONE),
    ("earlier-phone", f"{TODAY}/topics/3/echoes?q=on-call", PHONE),
    ("earlier", f"{TODAY}/topics/3/echoes?q=on-call", LAPTOP),
    ("imprint", "/imprint", LAPTOP),
    ("imprint-phone", "/imprint", PHONE),
    ("report-phone", f"{TODAY}/reports/new?card=3", PHONE),
    ("projector", f"{TODAY}/projector", PROJECTOR),
    ("note", f"{TODAY}/topics/3/note", LAPTOP),
    ("note-phone", f"{TODAY}/topics/3/note", PHONE),
    ("photos-phone", f"{TODAY}/topics/3/note/photos", PHONE),
    ("redaction-phone", f"{TODAY}/topics/3/redaction", PHONE),
    ("policy", f"{TODAY}/attribution", LAPTOP),
    ("policy-phone", f"{TODAY}/attribution", PHONE),
    ("own-policy-phone", f"{TODAY}/topics/3/attribution", PHONE),
    ("pens", f"{TODAY}/topics/3/note/links", LAPTOP),
    ("versions-phone", f"{TODAY}/topics/3/note/versions", PHONE),
    ("publication", f"{TODAY}/topics/3/publication", LAPTOP),
    ("review-phone", f"{TODAY}/topics/3/review", PHONE),
    ("corrections", f"{TODAY}/corrections", LAPTOP),
    ("corrections-past-phone", f"{PAST}/corrections", PHONE),
    ("corrections-topic", f"{PAST}/topics/10/corrections", LAPTOP),
    ("replies-phone", f"{TODAY}/replies", PHONE),
    ("replies-topic", f"{PAST}/topics/10/replies", LAPTOP),
    ("write-up", f"{PAST}/write-up", LAPTOP),
    ("write-up-phone", f"{PAST}/write-up", PHONE),
    ("write-up-whole", f"{PAST}/write-up/whole", LAPTOP),
    ("write-up-whole-phone", f"{PAST}/write-up/whole", PHONE),
    ("write-up-topic", f"{PAST}/write-up/10", LAPTOP),
    ("write-up-topic-phone", f"{PAST}/write-up/10", PHONE),
    ("difference", f"{PAST}/write-up/10/difference", LAPTOP),
    ("difference-phone", f"{PAST}/write-up/10/difference", PHONE),
    ("search", "/search?q=terraform+state", LAPTOP),
    ("search-phone", "/search?q=terraform", PHONE),
    ("search-mistyped", "/search?q=teraform", LAPTOP),
    ("search-narrowed", "/search?q=dns&tag=dns&before=2018&by=x", PHONE),
    ("index", "/index", LAPTOP),
    ("index-phone", "/index", PHONE),
    ("index-tools", "/index/tools", LAPTOP),
    ("index-tools-phone", "/index/tools", PHONE),
    ("index-tool-phone", "/index/tools?name=Terraform", PHONE),
    ("index-quotations", "/index/quotations", LAPTOP),
    ("index-people-phone", "/index/people", PHONE),
    ("series", "/series/scale-summit", LAPTOP),
    ("series-phone", "/series/scale-summit", PHONE),
    ("echoes-phone", f"{TODAY}/topics/10", PHONE),
    ("clashes-phone", f"{TODAY}/clashes", PHONE),
    ("suggestion", f"{TODAY}/suggestion", LAPTOP),
    ("suggestion-phone", f"{TODAY}/suggestion", PHONE),
    ("rooms", f"{TODAY}/rooms", LAPTOP),
    ("rooms-phone", f"{TODAY}/rooms", PHONE),
    ("links", f"{TODAY}/links", LAPTOP),
    ("links-phone", f"{TODAY}/links", PHONE),
    ("links-stewards", "/events/links", LAPTOP),
    ("history", f"{TODAY}/history", LAPTOP),
    ("board-then", f"{TODAY}/history/board", LAPTOP),
    ("notices", f"{TODAY}/notices", LAPTOP),
    ("coverage", f"{TODAY}/coverage", LAPTOP),
    ("coverage-phone", f"{TODAY}/coverage", PHONE),
    ("publications", f"{TODAY}/publications", LAPTOP),
    ("publications-phone", f"{TODAY}/publications", PHONE),
    ("pitches", f"{TODAY}/pitches", LAPTOP),
    ("pitches-phone", f"{TODAY}/pitches", PHONE),
    ("paper", f"{TODAY}/paper", LAPTOP),
    ("paper-phone", f"{TODAY}/paper", PHONE),
    ("print", f"{TODAY}/print", LAPTOP),
    ("print-cards", f"{TODAY}/print/cards", LAPTOP),
    ("print-board", f"{TODAY}/print/board", LAPTOP),
    ("convergence", f"{TODAY}/convergence", LAPTOP),
    ("convergence-phone", f"{TODAY}/convergence", PHONE),
    ("print-convergence", f"{TODAY}/print/convergence", LAPTOP),
    ("print-doors", f"{TODAY}/print/doors", LAPTOP),
    ("print-join", f"{TODAY}/print/join", LAPTOP),
    ("print-principles", f"{TODAY}/print/principles", LAPTOP),
    ("book", f"{PAST}/write-up/book", LAPTOP),
    ("book-phone", f"{PAST}/write-up/book", PHONE),
    ("new-event", "/events/new", LAPTOP),
    ("door", f"{TODAY}/door", LAPTOP),
    ("reports", f"{TODAY}/reports", LAPTOP),
    ("not-found", "/scale-summit-today/topics/999", PHONE),
    ("offline", "/offline", PHONE),
]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = find_chromium()
    if chromium is None:
        sys.exit("There is no Chromium on this machine.")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        server = Server(Path(data)).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        try:
            for scheme in ("light", "dark"):
                take_all(browser, server, folder, scheme)
        finally:
            browser.close()
            server.stop()


def take_all(browser: Browser, server: Server, folder: Path, scheme: str) -> None:
    """As somebody who takes part, facilitates and is the steward, so that nothing is hidden."""
    context = browser.new_context(color_scheme=scheme, device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    for role in ("Facilitator", "Steward"):
        page.goto(server.link(role))
        page.locator("form button").first.click()
    page.goto(f"{server.url}{TODAY}/join")
    page.locator("input[name=name]").fill("Ana")
    page.locator("main form button").first.click()
    for name, path, viewport in PAGES:
        take(page, server.url + path, viewport, folder / f"{name}-{scheme}.png")
    if scheme == "light":
        README_PICTURE.parent.mkdir(exist_ok=True)
        take_small(page, f"{server.url}{TODAY}/board", LAPTOP, README_PICTURE)


def take(page: Page, url: str, viewport: dict[str, int], file: Path) -> None:
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=file)
    print(file.name)


def take_small(page: Page, url: str, viewport: dict[str, int], file: Path) -> None:
    """As WebP, which Playwright itself does not make: a third of the size."""
    page.set_viewport_size(viewport)  # type: ignore[arg-type]
    page.goto(url, wait_until="networkidle")
    chromium = page.context.new_cdp_session(page)
    taken = chromium.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    file.write_bytes(b64decode(taken["data"]))
    print(file.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots")

"""How long a key takes to show in a note of 1 MB, against one of 1 KB, on a phone four times slower than this machine.

In a real Chromium whose processor is throttled, in the editor and in the plain field, at the beginning and at the end
of the text. The plain field is the browser's own text area, which lays out all of its text at every key: it is held
against one on an empty page. Measured is what the browser reports of every key: from the press until the picture with
it is there (Event Timing, https://www.w3.org/TR/event-timing/, in steps of 8 ms).
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Locator, Page, sync_playwright

from tests.journeys.conftest import CHROMIUM_FLAGS, PHONE, find_chromium
from tests.journeys.server import Server

SLOWER = 4
KEYS = 40
#: Milliseconds that a person feels as at once; how much slower than a bare one the plain field may be.
BAR, BESIDE_BARE = 100, 2
SMALL, LARGE = 1_000, 1_000_000
NOTES = {SMALL: "/scale-summit-today/topics/1/note", LARGE: "/scale-summit-today/topics/2/note"}
#: So much is put in at once, about what somebody pastes.
PIECE = 100_000
PARAGRAPH = """
## What was said, part {number}

Somebody asked how the others do it, and **three teams** told of their [tools](https://example.org/{number}).

- One deploys on Fridays, with `make deploy`, and sleeps well
- Another one does not
- [ ] **Ada:** ask the third team again

> We stopped counting after the third outage.
"""

OBSERVE = """() => {
    window.keys = [];
    new PerformanceObserver(list => window.keys.push(...list.getEntries().filter(e => e.name === "keydown")
        .map(e => e.duration))).observe({ type: "event", durationThreshold: 16 });
}"""
#: The last keys are told with the picture after them.
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"
PUT_IN = "(field, text) => { field.focus(); document.execCommand('insertText', false, text); }"


@dataclass
class Typed:
    """Milliseconds from key to picture, of as many keys as were pressed; a key below 16 ms counts as 16."""

    took: list[float]

    def __str__(self) -> str:
        ordered = sorted(self.took)
        return f"{median(ordered):>8.0f} ms {ordered[int(len(ordered) * 0.95)]:>8.0f} ms"

    @property
    def p95(self) -> float:
        return sorted(self.took)[int(len(self.took) * 0.95)]


def main() -> None:
    print(f"{'':<34}{'median':>11} {'p95':>11}   processor {SLOWER}× slower, {KEYS} keys")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        server = Server(Path(folder)).start()
        try:
            page = _attendee(chromium.new_page(viewport=PHONE), server)  # type: ignore[arg-type]
            editor = max(_told("editor", size, _filled(page, server, size)) for size in (SMALL, LARGE))
            plain = _told("plain field", LARGE, _plain_field(page))
            bare = _told("text area", LARGE, _bare_field(page))
        finally:
            server.stop()
            chromium.close()
    print(f"editor, p95: {editor:.0f} ms at most: {'at once' if editor <= BAR else 'LATE'} (bar {BAR} ms)")
    verdict = "the browser's own" if plain <= bare * BESIDE_BARE else "LATE"
    print(f"plain field, p95: {plain / bare:.1f} × of a bare text area: {verdict} (bar {BESIDE_BARE} ×)")


def _attendee(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/scale-summit-today/join")
    page.locator("input[name=name]").fill("Ada")
    page.locator("main form button").first.click()
    return page


def _told(name: str, size: int, field: Locator) -> float:
    """Prints a line for either end of the text; the slower p95."""
    slowest = 0.0
    for where, key in (("beginning", "Control+Home"), ("end", "Control+End")):
        typed = _typed(field, key)
        print(f"{name:<12}{size // 1000:>6} KB, {where:<12}{typed}", flush=True)
        slowest = max(slowest, typed.p95)
    return slowest


def _filled(page: Page, server: Server, size: int) -> Locator:
    """The editor with so much in it, all of it on the server."""
    page.goto(f"{server.url}{NOTES[size]}")
    editor = page.locator(".cm-content")
    editor.wait_for()
    text = _text(size)
    for start in range(0, size, PIECE):
        editor.evaluate(PUT_IN, text[start : start + PIECE])
        page.locator("[data-sync][data-waiting='0']").wait_for(state="attached", timeout=60_000)
    return editor


def _text(size: int) -> str:
    return "".join(PARAGRAPH.format(number=number) for number in range(1 + size // len(PARAGRAPH)))[:size]


def _plain_field(page: Page) -> Locator:
    """With the same note."""
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Write in a plain field").click()
    field = page.locator("textarea.plain-pen")
    field.wait_for()
    return field


def _bare_field(page: Page) -> Locator:
    page.goto("about:blank")
    page.set_content("<textarea style='width: 100%; height: 90vh; font: 16px monospace'></textarea>")
    field = page.locator("textarea")
    field.evaluate("(field, text) => { field.value = text; }", _text(LARGE))
    return field


def _typed(field: Locator, key: str) -> Typed:
    page = field.page
    field.click()
    page.keyboard.press(key)
    throttle = page.context.new_cdp_session(page)
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(OBSERVE)
    for number in range(KEYS):
        page.keyboard.press("e" if number % 8 else "Space")
    page.evaluate(SETTLED)
    took: list[float] = page.evaluate("() => window.keys")
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    throttle.detach()
    return Typed([*took, *[16.0] * (KEYS - len(took))])


if __name__ == "__main__":
    main()

"""How smoothly a card is dragged over a large board, on a laptop four times slower than this machine.

150 topics on 12 open timeslots of 10 rooms, in a real Chromium whose processor is throttled. A hand draws a card over
the board and to its edges, where the board moves along. What counts is the time between one frame and the next, and how
much of the time the page's thread was busy. There is no graphics card here: Chromium paints on the processor.
"""

import statistics
import tempfile
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from math import cos, pi, sin
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

from seeds.made_up import made_up_event
from tests.journeys.conftest import CHROMIUM_FLAGS, LAPTOP, find_chromium
from tests.journeys.server import Server, serving_only

#: Three quarters of an hour each, from ten in the morning without a break.
TWELVE = tuple(time(*divmod(10 * 60 + 45 * number, 60)) for number in range(12))
BOARD = made_up_event(topics=150, rooms=10, days=1, starts=TWELVE)
SLOWER = 4
RUNS = 5
#: Of the hand, for each of which it waits until the page has taken it.
STEPS = 240
#: Milliseconds; when a frame comes later than this, one was left out. How many may, for 60 a second to be kept.
LATE, BAR = 1000 / 60 * 1.5, 0.05

RECORD = """() => {
    window.frames = [];
    const note = (at) => { window.frames.push(at); window.noting = requestAnimationFrame(note); };
    requestAnimationFrame(note);
}"""
STOP = "() => { cancelAnimationFrame(window.noting); return window.frames; }"


@dataclass
class Drag:
    """Milliseconds between frames, and the share of the time that the page's thread was busy."""

    gaps: list[float]
    busy: float

    @property
    def late(self) -> float:
        return sum(gap > LATE for gap in self.gaps) / len(self.gaps)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving_only(BOARD, Path(folder)) as server:
        resting, dragging = _runs(server)
    size = f"{len(BOARD.topics)} topics, {len(TWELVE)} open timeslots, {len(BOARD.rooms)} rooms"
    print(f"{size}, processor {SLOWER}× slower")
    print(f"{'':<10} {'median':>9} {'p95':>9} {'late frames':>12} {'thread busy':>12}")
    for name, runs in (("held still", resting), ("dragging", dragging)):
        print(_row(name, runs))
    late = statistics.median(run.late for run in dragging)
    print(
        f"60 frames a second while dragging: {'kept' if late <= BAR else 'NOT kept'} (at most {BAR:.0%} of frames late)"
    )


def _runs(server: Server) -> tuple[list[Drag], list[Drag]]:
    """With a card held still, and with one that is drawn about."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = _board(launched.new_page(viewport=LAPTOP), server)  # type: ignore[arg-type]
        runs = [(_measured(page, still=True), _measured(page)) for _ in range(RUNS)]
        launched.close()
    return [still for still, _ in runs], [drawn for _, drawn in runs]


def _row(name: str, runs: list[Drag]) -> str:
    gaps = sorted(gap for run in runs for gap in run.gaps)
    middle, slow = statistics.median(gaps), gaps[int(len(gaps) * 0.95)]
    late = statistics.median(run.late for run in runs)
    busy = statistics.median(run.busy for run in runs)
    return f"{name:<10} {middle:>6.1f} ms {slow:>6.1f} ms {late:>12.1%} {busy:>12.1%}"


def _board(page: Page, server: Server) -> Page:
    page.goto(server.link("Facilitator"))
    page.get_by_role("button").filter(has_text="acilitat").first.click()
    page.goto(f"{server.url}/{BOARD.slug}/board")
    page.wait_for_load_state("networkidle")
    page.locator("td[data-cell] .card").first.wait_for()
    return page


def _measured(page: Page, still: bool = False) -> Drag:
    slowed = page.context.new_cdp_session(page)
    slowed.send("Performance.enable")
    x, y = _picked_up(page)
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.evaluate(RECORD)
    busy, began = _clocks(slowed)
    for step in range(STEPS):
        page.mouse.move(*((x, y) if still else _way(step)))
    ended, over = _clocks(slowed)
    stamps: list[float] = page.evaluate(STOP)
    slowed.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.keyboard.press("Escape")
    page.mouse.up()
    slowed.detach()
    gaps = [after - before for before, after in pairwise(stamps)]
    return Drag(gaps, (ended - busy) / (over - began))


def _picked_up(page: Page) -> tuple[float, float]:
    card = page.locator("td[data-cell] .card:not([data-locked])").last
    card.scroll_into_view_if_needed()
    box = card.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y, steps=3)
    page.locator("html:has(.in-hand)").wait_for()
    return x, y


def _way(step: int) -> tuple[float, float]:
    """Once round the whole window, its edges included: about a thousand pixels a second, a quick hand."""
    turn = step / STEPS * 2 * pi
    width, height = LAPTOP["width"], LAPTOP["height"]
    return width / 2 + (width / 2 - 20) * cos(turn), height / 2 + (height / 2 - 20) * sin(turn * 1.5)


def _clocks(session: CDPSession) -> tuple[float, float]:
    """Seconds that the page's thread was busy, and the time."""
    found = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    return found["TaskDuration"], found["Timestamp"]


if __name__ == "__main__":
    main()

"""Lighthouse's figures, page by page: its own phone on its own slow 4G, there where the event is, five runs each, the
median one shown.

Performance depends on the machine and what else it does: it is printed beside its bar. What does not depend on it,
accessibility, best practices and, where a page is published, being found, has to be whole.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.journeys.conftest import CHROMIUM_FLAGS, find_chromium
from tests.journeys.screenshots import LONDON, PAST, TODAY
from tests.journeys.server import Server
from tests.node import NODE, packages

ROUNDS = 5
#: What Lighthouse says when it missed the page's beginning itself: "Please run Lighthouse again."
MISSED, TRIES = "NO_NAVSTART", 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
#: What is measured beside the scores: seconds, and what moved under the reader's eyes.
METRICS = {
    "first-contentful-paint": "paint s",
    "largest-contentful-paint": "largest s",
    "interactive": "ready s",
    "total-blocking-time": "blocked s",
    "cumulative-layout-shift": "shift",
}

#: By its whole name: from a shorter one readers are led there, which takes a journey more.
ON_CALL = "10-on-call-you-built-it-you-run-it-vs-your-free-time-is-yours"

Report = dict[str, Any]


@dataclass(frozen=True)
class Audited:
    """A page, the performance that it must reach (safety.md, phones), and whether it is there to be found."""

    name: str
    path: str
    bar: int
    published: bool = False


PAGES = (
    Audited("join", f"{TODAY}/join", 98),
    Audited("now", f"{TODAY}/now", 98),
    Audited("mine", f"{TODAY}/mine", 95),
    Audited("wall", f"{TODAY}/topics", 95),
    Audited("card", f"{TODAY}/topics/3", 95),
    Audited("new card", f"{TODAY}/topics/new", 95),
    Audited("board", f"{TODAY}/board", 95),
    Audited("note", f"{TODAY}/topics/3/note", 95),
    Audited("event", TODAY, 95),
    Audited("write-up", f"{PAST}/write-up", 98, published=True),
    Audited("a topic's page", f"{PAST}/write-up/{ON_CALL}", 98, published=True),
    Audited("search", "/search?q=terraform", 95),
)


def main() -> int:
    print(f"{'':<16}" + "".join(f"{head:>16}" for head in (*CATEGORIES, *METRICS.values())))
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder)).start()
        try:
            cookies = _somebody(server)
            return sum(_audit(page, server, cookies) for page in PAGES)
        finally:
            server.stop()


def _somebody(server: Server) -> str:
    """The cookies of an attendee with a name, who starred a card."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        page = browser.new_page()
        page.goto(f"{server.url}{TODAY}/join")
        page.locator("input[name=name]").fill("Ana")
        page.locator("main form button").first.click()
        page.goto(f"{server.url}{TODAY}/topics")
        page.locator("#card-3 .star").click()
        page.wait_for_load_state("networkidle")
        return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())


def _audit(page: Audited, server: Server, cookies: str) -> bool:
    """Whether something fell short that depends on us alone."""
    reports = sorted((_report(server.url + page.path, cookies) for _ in range(ROUNDS)), key=_performance)
    report = reports[ROUNDS // 2]
    scores = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
    if not page.published:
        scores.pop("seo")
    _say(page, scores, report)
    short = [name for name in scores if name != "performance" and scores[name] < 100]
    for name in short:
        print("\n".join(f"    {name}: {what}" for what in _short_of(report, name)))
    return bool(short)


def _report(url: str, cookies: str) -> Report:
    command = [NODE, packages(Path(__file__).parent) / "lighthouse/cli/index.js", url, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting"]
    command += [f"--extra-headers={json.dumps({'Cookie': cookies})}"]
    command += [f"--chrome-flags={' '.join(['--headless', *CHROMIUM_FLAGS])}"]
    environment = {**os.environ, "CHROME_PATH": find_chromium() or "", "TZ": LONDON.key}
    for _try in range(TRIES):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if MISSED not in done.stderr:
            break
    if done.returncode:
        raise RuntimeError(done.stderr)
    report: Report = json.loads(done.stdout)
    return report


def _performance(report: Report) -> float:
    return float(report["categories"]["performance"]["score"])


def _say(page: Audited, scores: dict[str, int], report: Report) -> None:
    verdict = "kept" if scores["performance"] >= page.bar else "NOT kept"
    cells = [f"{scores['performance']} ({page.bar} {verdict})"]
    cells += [str(scores.get(name, "not found")) for name in CATEGORIES[1:]]
    cells += [_figure(report, metric) for metric in METRICS]
    print(f"{page.name:<16}" + "".join(f"{cell:>16}" for cell in cells), flush=True)


def _figure(report: Report, metric: str) -> str:
    value = report["audits"][metric]["numericValue"]
    return f"{value:.3f}" if metric.endswith("shift") else f"{value / 1000:.2f}"


def _short_of(report: Report, category: str) -> Iterator[str]:
    """What was found wanting, and where."""
    for name in (ref["id"] for ref in report["categories"][category]["auditRefs"] if ref["weight"]):
        audit = report["audits"][name]
        if audit["score"] is not None and audit["score"] < 1:
            yield name
            yield from (f"  {item['node']['snippet']}" for item in audit["details"]["items"] if "node" in item)


if __name__ == "__main__":
    sys.exit(main())

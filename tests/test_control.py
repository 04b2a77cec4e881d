"""One process for a data folder, and commands that ask it."""

import asyncio
import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from app.control import AlreadyServed, ServerStopped, ask, asked, is_served, listening, sole_server, teller
from app.kernel.errors import Refusal


async def perform(command: str, arguments: dict[str, Any]) -> str:
    if command == "refuse":
        raise Refusal("“no” — in words")
    if command == "break":
        raise KeyError("broken")
    return f"{command} {arguments}"


def test_a_second_process_is_told_and_the_folder_is_free_afterwards(tmp_path: Path) -> None:
    with sole_server(tmp_path), pytest.raises(AlreadyServed, match="another Hallway serves"), sole_server(tmp_path):
        pass
    with sole_server(tmp_path):
        pass


def test_folders_are_apart(tmp_path: Path) -> None:
    with sole_server(tmp_path / "one"), sole_server(tmp_path / "two"):
        pass


async def test_without_a_server_nobody_answers(tmp_path: Path) -> None:
    assert await ask(tmp_path, "event new", {}) is None


async def test_a_server_answers_several_at_once(tmp_path: Path) -> None:
    async with listening(tmp_path, perform):
        answers = await asyncio.gather(*(ask(tmp_path, "link", {"n": n, "name": "ünï 🎈"}) for n in range(8)))
    assert answers == [f"link { {'n': n, 'name': 'ünï 🎈'} }" for n in range(8)]


async def test_a_refusal_comes_back_in_its_words(tmp_path: Path) -> None:
    async with listening(tmp_path, perform):
        with pytest.raises(Refusal, match="“no” — in words"):
            await ask(tmp_path, "refuse", {})


async def test_a_command_that_breaks_is_told_and_the_next_one_works(tmp_path: Path) -> None:
    async with listening(tmp_path, perform):
        with pytest.raises(Refusal, match="KeyError"):
            await ask(tmp_path, "break", {})
        assert await ask(tmp_path, "link", {}) == "link {}"


async def test_how_far_a_long_command_is_reaches_whoever_asked(tmp_path: Path) -> None:
    async def count(_command: str, _arguments: dict[str, Any]) -> str:
        for number in range(3):
            teller.get()(f"row {number}")
        return "done"

    heard: list[str] = []
    async with listening(tmp_path, count):
        assert await ask(tmp_path, "count", {}) == "done"
        token = teller.set(heard.append)
        assert await ask(tmp_path, "count", {}) == "done"
        teller.reset(token)
    assert heard == ["row 0", "row 1", "row 2"]


async def test_only_the_servers_own_user_reaches_its_socket(tmp_path: Path) -> None:
    async with listening(tmp_path, perform):
        assert stat.S_IMODE((tmp_path / "hallway.sock").stat().st_mode) == 0o600
    assert not (tmp_path / "hallway.sock").exists()


async def test_what_a_killed_server_left_behind_is_no_server(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(tmp_path / "hallway.sock"))
    left.close()
    assert await ask(tmp_path, "link", {}) is None
    async with listening(tmp_path, perform):
        assert await ask(tmp_path, "link", {}) == "link {}"


async def test_whoever_says_nonsense_or_hangs_up_harms_nobody(tmp_path: Path) -> None:
    async with listening(tmp_path, perform):
        for nonsense in (b"", b"not json\n", b"[]\n", b'{"command": "link"}\n', b"\xff" * 10 + b"\n"):
            _reader, writer = await asyncio.open_unix_connection(tmp_path / "hallway.sock")
            writer.write(nonsense)
            writer.close()
            await writer.wait_closed()
        assert await ask(tmp_path, "link", {}) == "link {}"


async def test_a_data_folder_deep_down_works_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's path may hold about a hundred letters only."""
    deep = tmp_path / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    async with listening(deep, perform):
        assert await ask(deep, "link", {}) == "link {}"


async def test_who_asks_whether_a_server_runs_is_told(tmp_path: Path) -> None:
    assert not await is_served(tmp_path)
    async with listening(tmp_path, perform):
        assert await is_served(tmp_path)
    assert not await is_served(tmp_path)


async def test_long_commands_go_through(tmp_path: Path) -> None:
    """A photo of ten megabytes, in Base64."""
    data = "x" * 14_000_000
    async with listening(tmp_path, perform):
        assert len(await asked(tmp_path, "import photo", {"data": data}) or "") > len(data)


async def test_a_server_that_is_gone_or_goes_in_the_middle_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServerStopped, match="The server stopped in between"):
        await asked(tmp_path, "link", {})

    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_unix_server(hang_up, tmp_path / "hallway.sock")
    with pytest.raises(ServerStopped):
        await ask(tmp_path, "link", {})
    server.close()

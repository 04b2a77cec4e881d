"""How long it takes to publish sixty notes at once, as the page does it that shows how far it is, and by one form.

The notes are imported as drafts, six kilobytes each with headings, quotations, lists and code. Beside it: what a reader
waits for a page meanwhile.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.bench.engines import Engine, running
from tests.bench.reading import until_it_answers
from tests.redises import free_port

NOTES, GOAL = 60, 5.0
HALLWAY = str(Path(sys.executable).with_name("hallway"))
PARTS = (
    "## What happened in part {n}\n\nWe tried it for a month, and **nothing** broke until somebody looked. "
    "It was said that `restore {n}` takes a day, and that nobody had timed it.\n",
    "> We never tested a restore, we only ever tested backups.\n>\n> — Zora {n}\n",
    "- **Tool:** Terraform, for part {n}\n- **Agreed:** We time it\n- [ ] **Bob:** writes the runbook {n}\n",
    "```python\ndef part_{n}():\n    return {n}\n```\n",
    "| what | how long |\n|---|---|\n| dump | {n} h |\n| load | {n} days |\n",
)


class Place(NamedTuple):
    """Of a server: its address, a facilitator's link, and its process."""

    address: str
    link: str
    pid: int


def write_notes(folder: Path, notes: int = NOTES) -> None:
    folder.mkdir()
    for number in range(notes):
        body = "\n".join(PARTS[part % len(PARTS)].format(n=number * 100 + part) for part in range(50))
        (folder / f"{number:03}.md").write_text(f"# Topic {number}\n\nHost: Ada\n\n{body}")


@asynccontextmanager
async def served(data: Path, notes: Path, *how: str) -> AsyncIterator[Place]:
    """A Hallway with the notes, published or as it is said."""
    port = free_port()
    settings = {"HALLWAY_DATA": str(data), "HALLWAY_PORT": str(port), "HALLWAY_LOG_LEVEL": "error"}
    environment = {**os.environ, **settings}
    bring = [HALLWAY, "import", "camp", str(notes), *how, "--starts-on", "2027-03-17"]
    subprocess.run(bring, env=environment, check=True, capture_output=True)
    with running([HALLWAY, "serve"], **settings) as process:
        await until_it_answers(Engine("Hallway", port, process), "/healthz")
        link = subprocess.run(
            [HALLWAY, "link", "camp", "facilitator"], env=environment, check=True, capture_output=True
        )
        yield Place(f"http://127.0.0.1:{port}", link.stdout.decode().strip(), process.pid)


async def facilitating(client: httpx.AsyncClient, link: str) -> str:
    """Takes the role; gives the token that forms need."""
    seen = await client.get(link)
    await client.post(link, data={"csrf": token_in(seen.text)})
    return token_in((await client.get("/camp/publications")).text)


def token_in(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found
    return found[1]


async def waits(address: str, seen: list[float]) -> None:
    async with httpx.AsyncClient(base_url=address, headers={"accept": "text/html"}, timeout=60) as reader:
        while True:
            began = time.perf_counter()
            await reader.get("/camp/board")
            seen.append(time.perf_counter() - began)
            await asyncio.sleep(0.05)


async def publish(client: httpx.AsyncClient, token: str, numbers: list[int], at_once: int) -> float:
    """So many with one form, form after form."""
    began = time.perf_counter()
    for first in range(0, len(numbers), at_once):
        chosen = {f"topic-{number}": "1" for number in numbers[first : first + at_once]}
        form = {"csrf": token, "_method": "PUT", **chosen}
        answer = await client.post("/camp/publications", data=form, headers={"accept": "application/json"})
        assert answer.status_code == 200, answer.text
        assert all(outcome["url"] for outcome in answer.json()), answer.text
    return time.perf_counter() - began


async def main() -> None:
    for name, at_once in (("one form", NOTES), ("one after the other", 1)):
        with tempfile.TemporaryDirectory() as folder:
            notes = Path(folder) / "notes"
            write_notes(notes)
            async with (
                served(Path(folder) / "data", notes, "--draft") as place,
                httpx.AsyncClient(base_url=place.address, headers={"accept": "text/html"}, timeout=60) as client,
            ):
                token, seen = await facilitating(client, place.link), list[float]()
                others = asyncio.create_task(waits(place.address, seen))
                took = await publish(client, token, list(range(1, NOTES + 1)), at_once)
                others.cancel()
                p95 = statistics.quantiles(seen, n=20)[-1] if len(seen) > 1 else 0.0
                print(
                    f"{NOTES} notes, {name:<20} {took:5.2f} s (goal {GOAL}), a reader's board meanwhile p95 "
                    f"{p95 * 1e3:4.0f} ms",
                    flush=True,
                )


if __name__ == "__main__":
    asyncio.run(main())

"""What the formats of a write-up cost at sixty topics and at five times as many, with a photo in every fifth note; the
PDF, which takes more than a second for a topic, at twelve and at sixty.

For each: seconds of CPU that the server uses for the first who asks, and for the next, who gets what was kept where
anything is; its size; and how the first grew. A fivefold event may cost five times as much: what costs more than that
reads something over again for every topic. The copy is `hallway export`, a process of its own.
"""

import asyncio
import os
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import httpx
from PIL import Image

from tests.bench.engines import TICKS
from tests.bench.publishing import HALLWAY, served, write_notes

TOPICS, FACTOR = 60, 5
PHOTO_EVERY = 5
PDF = "write-up.pdf"
FORMATS = ("write-up", "write-up.json", "feed.atom", "write-up.zip", "write-up.epub", "write-up/book")
#: Above it something is read over again for every topic.
GATE = 1.5 * FACTOR


class Cost(NamedTuple):
    """Seconds of CPU for the first and for whoever asks after them, seconds that the first waited, and bytes."""

    first: float
    again: float
    waited: float
    size: int


async def main() -> None:
    few, some = await costs(TOPICS // FACTOR, PDF), await costs(TOPICS, *FORMATS, PDF)
    many = await costs(TOPICS * FACTOR, *FORMATS)
    print(f"{'':<16}{'first CPU s':>24}{'again CPU s':>24}{'waited s':>20}{'size MB':>18}   growth (gate {GATE:g})")
    for name, one in some.items():
        say(name, *((few[name], one) if name == PDF else (one, many[name])))


def say(name: str, one: Cost, other: Cost) -> None:
    pairs = (f"{a:.{digits}f} / {b:.{digits}f}" for a, b, digits in shown(one, other))
    columns = "".join(f"{pair:>{width}}" for pair, width in zip(pairs, (24, 24, 20, 18), strict=True))
    print(f"{name:<16}{columns}   {other.first / max(one.first, 1 / TICKS):.1f}", flush=True)


def shown(one: Cost, other: Cost) -> list[tuple[float, float, int]]:
    megabytes = (one.size / 1e6, other.size / 1e6)
    return [(one.first, other.first, 2), (one.again, other.again, 2), (one.waited, other.waited, 1), (*megabytes, 2)]


async def costs(topics: int, *formats: str) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        notes, data = Path(folder) / "notes", Path(folder) / "data"
        write_notes(notes, topics)
        put_photos(notes)
        async with served(data, notes) as place, httpx.AsyncClient(base_url=place.address, timeout=600) as client:
            found = {name: await cost(client, place.pid, f"/camp/{name}") for name in formats}
        found["export"] = exported(data, Path(folder) / "copy")
        return found


def put_photos(notes: Path) -> None:
    """Each like a phone's: two megapixels that no format makes small."""
    for number, note in enumerate(sorted(notes.glob("*.md"))[::PHOTO_EVERY]):
        picture = Image.effect_noise((1600, 1200), 40).convert("RGB")
        picture.save(notes / f"{note.stem}.jpg", quality=85)
        head, body = note.read_text().split("Host: Ada\n", 1)
        shown = f"![What hung on wall {number}]({note.stem}.jpg)\n"
        note.write_text(f"---\nphoto credit: Zora\n---\n{head}Host: Ada\n\n{shown}\n{body}")


async def cost(client: httpx.AsyncClient, pid: int, path: str) -> Cost:
    before, began = cpu(pid), time.perf_counter()
    size = await taken(client, path)
    waited, between = time.perf_counter() - began, cpu(pid)
    await taken(client, path)
    return Cost(between - before, cpu(pid) - between, waited, size)


async def taken(client: httpx.AsyncClient, path: str) -> int:
    answer = await client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return len(answer.content)


def cpu(pid: int) -> float:
    """Seconds of a process and of those that it started and that ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


def exported(data: Path, folder: Path) -> Cost:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [HALLWAY, "export", "camp", str(folder)]
    subprocess.run(command, env={**os.environ, "HALLWAY_DATA": str(data)}, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Cost(used, 0.0, time.perf_counter() - began, size)


if __name__ == "__main__":
    asyncio.run(main())

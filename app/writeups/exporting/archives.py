"""A copy as one file to download, made while it is sent: nothing of it stays on the server."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.writeups.exporting.gathering import Copy, Made, Press

#: The media type of a zip behind lines that say how far it is, for a script that shows them.
WITH_PROGRESS = "application/x-hallway-progress"
#: Between two such lines at least so many seconds.
PACE = 0.2
_PACKED = (".webp", ".woff2", ".png")


async def zipped(copy: Copy, now: datetime) -> AsyncIterator[bytes]:
    """In a folder of the event's name."""
    tape = _Tape()
    archive = ZipFile(tape, "w")
    async for made in copy.files():
        await asyncio.to_thread(_add, archive, copy.slug, made, now)
        yield tape.taken()
    archive.close()
    yield tape.taken()


async def with_progress(press: Press, slug: str, now: datetime) -> AsyncIterator[bytes]:
    """First lines of JSON that say how many of how many files are there, then an empty one, then the zip."""
    far = _Far()
    gathering = asyncio.create_task(press.copy(slug, far.tell))
    try:
        while not gathering.done():
            yield far.line
            await asyncio.wait({gathering}, timeout=PACE)
        copy = await gathering
    finally:
        gathering.cancel()
    yield b"\n"
    async for some in zipped(copy, now):
        yield some


@dataclass
class _Far:
    """How far it is."""

    done: int = 0
    all: int = 1

    def tell(self, done: int, of_all: int) -> None:
        self.done, self.all = done, of_all

    @property
    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def _add(archive: ZipFile, folder: str, made: Made, now: datetime) -> None:
    name, content = made
    about = ZipInfo(f"{folder}/{name}", now.timetuple()[:6])
    about.external_attr = 0o644 << 16
    archive.writestr(about, content, ZIP_STORED if name.endswith(_PACKED) else ZIP_DEFLATED)


class _Tape(RawIOBase):
    """What is written and not yet sent; nothing goes back on it."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, some: bytes) -> int:  # type: ignore[override]
        self._written += some
        return len(some)

    def taken(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken

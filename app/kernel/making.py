"""Large files that are made for one answer: beside the event loop, on the disk, and gone with the answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from tempfile import TemporaryFile
from typing import IO

#: Bytes that are sent at once.
PIECE = 64 * 1024
#: So many are made at a time; whoever asks for another waits.
AT_ONCE = 2


class Making:
    """Of this worker."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def made(self, write: Callable[[IO[bytes]], None]) -> IO[bytes]:
        """A file that has no name, at its beginning; closing it deletes it."""
        async with self._turn:
            file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
            try:
                await asyncio.to_thread(write, file)
            except BaseException:
                file.close()
                raise
        file.seek(0)
        return file


def size_of(file: IO[bytes]) -> int:
    at = file.tell()
    size = file.seek(0, 2)
    file.seek(at)
    return size


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """All of it, piece by piece; then, or when nobody wants the rest, it is gone."""
    try:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
    finally:
        file.close()

"""Large files that are made for one answer: beside the event loop, on the disk, and gone with the answer."""

import asyncio
import os
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from tempfile import TemporaryFile
from typing import IO

#: Bytes that are sent at once.
PIECE = 64 * 1024
#: So many are made at a time; whoever asks for another waits.
AT_ONCE = 2
#: So many that took long are kept for whoever asks next; the least used give way.
MOST_KEPT = 4


class Made:
    """A file without a name that several read, each from its beginning; gone with the last of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._fd = os.dup(file.fileno())
        self.size = os.fstat(self._fd).st_size
        weakref.finalize(self, os.close, self._fd)

    async def pieces(self) -> AsyncIterator[bytes]:
        at = 0
        while piece := await asyncio.to_thread(os.pread, self._fd, PIECE, at):
            yield piece
            at += len(piece)


class Making:
    """Of this worker."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[Hashable, tuple[str, Made]] = OrderedDict()
        self._one_at_a_time: weakref.WeakValueDictionary[Hashable, asyncio.Lock] = weakref.WeakValueDictionary()

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

    async def kept(self, key: Hashable, mark: str, write: Callable[[IO[bytes]], None]) -> Made:
        """Made once, however many ask, for as long as it has the same `mark`; then in the place of what was."""
        async with self._one_at_a_time.setdefault(key, asyncio.Lock()):
            before, made = self._kept.get(key, ("", None))
            if made is None or before != mark:
                self._kept.pop(key, None)
                with await self.made(write) as file:
                    made = Made(file)
                self._kept[key] = mark, made
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return made


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

"""Large files that are made for one answer: beside the event loop, on the disk, and gone with the answer."""

import asyncio
import os
import weakref
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import IO

#: Bytes that are sent at once.
PIECE = 64 * 1024
#: So many are made at a time; whoever asks for another waits.
AT_ONCE = 2
#: So many that took long are kept for whoever asks next; the least used give way.
MOST_KEPT = 4
#: For so many seconds whoever asks again hears that it failed; then it is tried anew.
FAILED_FOR = 60.0


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


@dataclass(frozen=True)
class _Kept:
    """`revision` is that of what it was made from."""

    revision: int
    mark: str
    made: Made


class Making:
    """Of this worker."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[tuple[int, Hashable], _Kept] = OrderedDict()
        self._dropped: dict[int, int] = {}
        self._under_way: dict[Hashable, asyncio.Task[Made]] = {}

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

    async def kept(
        self, event_id: int, what: Hashable, revision: int, mark: str, write: Callable[[IO[bytes]], None]
    ) -> Made:
        """Made once, however many ask, for as long as it has the same `mark`; then in the place of what was. It is
        made to its end and kept even if nobody waits for it any more. What was read as of a `revision` that has been
        dropped is for whoever asked alone."""
        key = (event_id, what)
        if (kept := self._kept.get(key)) and kept.mark == mark:
            self._kept.move_to_end(key)
            return kept.made
        if not (task := self._under_way.get((key, mark))):
            task = asyncio.create_task(self._make(key, revision, mark, write), name=f"making {what}")
            self._under_way[key, mark] = task
            task.add_done_callback(partial(self._finish, (key, mark)))
        return await asyncio.shield(task)

    async def _make(
        self, key: tuple[int, Hashable], revision: int, mark: str, write: Callable[[IO[bytes]], None]
    ) -> Made:
        with await self.made(write) as file:
            made = Made(file)
        if revision >= self._oldest(key):
            self._keep(key, _Kept(revision, mark, made))
        return made

    def _finish(self, which: Hashable, done: asyncio.Task[Made]) -> None:
        if done.cancelled() or not done.exception():
            del self._under_way[which]
        else:
            asyncio.get_running_loop().call_later(FAILED_FOR, self._under_way.pop, which, None)

    def standing(self) -> dict[int, int]:
        """The oldest revision of which something is kept, of each event."""
        standing: dict[int, int] = {}
        for (event_id, _what), kept in self._kept.items():
            standing[event_id] = min(kept.revision, standing.get(event_id, kept.revision))
        return standing

    def drop(self, event_id: int, revision: int) -> None:
        """Nothing is kept of an event as it was before this revision, nor will be of what is being made just now."""
        self._dropped[event_id] = max(revision, self._dropped.get(event_id, 0))
        for key in [key for key in self._kept if key[0] == event_id and self._kept[key].revision < revision]:
            del self._kept[key]

    def _oldest(self, key: tuple[int, Hashable]) -> int:
        """The revision before which nothing takes this place."""
        kept = self._kept.get(key)
        return max(self._dropped.get(key[0], 0), kept.revision if kept else 0)

    def _keep(self, key: tuple[int, Hashable], kept: _Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


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

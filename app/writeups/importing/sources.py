"""What all sources have in common, and how a file is read: of bounded size, and never through a link."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from app.writeups.importing.encodings import Unreadable
from app.writeups.importing.items import Head, Item, Shot

MIB = 1024 * 1024
LARGEST = 32 * MIB
TABLES = {".csv", ".tsv", ".json", ".jsonl", ".ndjson"}


@dataclass(frozen=True)
class Skipped:
    """Something that is no topic, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class EventText:
    """A text of the event itself; `part` is intro, closing or thanks."""

    part: str
    path: str
    mark: str
    text: str
    remarks: tuple[str, ...] = ()


class Source(Protocol):
    """Whatever sessions come from."""

    @property
    def remarks(self) -> Sequence[str]:
        """What can be said of all of it."""

    @property
    def count(self) -> int: ...

    def head(self) -> Head: ...

    def texts(self) -> Iterator[EventText | Skipped]: ...

    def skipped(self) -> Iterator[Skipped]: ...

    def items(self, zone: ZoneInfo) -> Iterator[Item | Skipped]: ...

    def item(self, path: str, zone: ZoneInfo) -> Item: ...

    def picture(self, item: Item, shot: Shot) -> bytes: ...

    def owns(self, path: str) -> bool: ...


def read_file(file: Path, largest: int = LARGEST) -> bytes:
    """Of an ordinary file, never through a link in its last place. Raises Unreadable."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Unreadable(f"it cannot be opened: {error.strerror}") from error
    with os.fdopen(handle, "rb") as opened:
        told = os.fstat(handle)
        if not stat.S_ISREG(told.st_mode):
            raise Unreadable("it is no ordinary file")
        if told.st_size > largest:
            raise Unreadable(f"it is larger than {largest // MIB} MB")
        return opened.read(told.st_size)

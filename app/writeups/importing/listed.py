"""One file with a list of sessions, as a spreadsheet or another program exports it."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.kernel.errors import Refusal
from app.kernel.forms import clean
from app.writeups.importing.encodings import Unreadable, decoded
from app.writeups.importing.items import Head, Item, Shot
from app.writeups.importing.schedules import read_schedule
from app.writeups.importing.sheets import NoTable, read_sheet
from app.writeups.importing.sources import EventText, Skipped, read_file
from app.writeups.importing.understanding import LeftOut, meanings, understand_head, understand_row
from app.writeups.rules import slug_of


class Table:
    """Its rows are in memory: the file has a limit."""

    def __init__(self, file: Path, encoding: str = "") -> None:
        self._name = clean(file.name)
        try:
            told = decoded(read_file(file), encoding)
            rows, self._head, self._troubles = _rows(file.suffix.lower(), told.text)
        except (Unreadable, NoTable) as error:
            raise Refusal(f"{file.name}: {error}") from error
        self.remarks = [f"{self._name}: {remark}" for remark in told.remarks]
        self._rows = dict(_keyed(self._name, rows))
        self._numbers = {path: number for number, path in enumerate(self._rows, 1)}

    @property
    def count(self) -> int:
        return len(self._rows)

    def head(self) -> Head:
        return understand_head(self._head)

    def texts(self) -> Iterator[EventText | Skipped]:
        return iter(())

    def skipped(self) -> Iterator[Skipped]:
        yield from (Skipped(self._name, trouble) for trouble in self._troubles)

    def items(self, zone: ZoneInfo) -> Iterator[Item | Skipped]:
        for path in self._rows:
            try:
                yield self.item(path, zone)
            except LeftOut as error:
                yield Skipped(path, str(error))

    def item(self, path: str, zone: ZoneInfo) -> Item:
        """Raises LeftOut."""
        row = self._rows[path]
        mark = sha256(json.dumps(row, sort_keys=True, default=str).encode(errors="replace")).hexdigest()
        return understand_row(path, mark, row, zone, self._numbers[path])

    def picture(self, item: Item, shot: Shot) -> bytes:
        """Raises Unreadable: beside a list there are no pictures."""
        if shot.source:
            return shot.source
        raise Unreadable("pictures come in beside notes only")

    def owns(self, path: str) -> bool:
        return path.startswith(("#", f"{self._name}#"))


def _rows(kind: str, text: str) -> tuple[list[Mapping[str, Any]], Mapping[str, Any], list[str]]:
    """The rows, what is said of the whole, and what is wrong. Raises NoTable."""
    if kind in (".csv", ".tsv"):
        found = list(read_sheet(text))
        return [row.cells for row in found], {}, [f"line {row.number}: {row.trouble}" for row in found if row.trouble]
    schedule = read_schedule(text)
    return list(schedule.rows), schedule.head, []


def _keyed(name: str, rows: list[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """By their own ids, which hold in another export too; else by their titles in this file."""
    keys = [meanings(row).words("key")[:100] for row in rows]
    often, seen = Counter(keys), Counter[str]()
    for number, (row, key) in enumerate(zip(rows, keys, strict=True), 1):
        title = meanings(row).words("title")
        own = f"{slug_of(title)}-{_short(title)}" if title else f"{number}"
        path = f"#{key}" if key and often[key] == 1 else f"{name}#{own}"
        seen[path] += 1
        yield (path if seen[path] == 1 else f"{path} ({seen[path]})"), row


def _short(title: str) -> str:
    return sha256(title.encode(errors="replace")).hexdigest()[:6]

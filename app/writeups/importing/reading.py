"""Sources on the disk: a folder of notes, or one file with a list of sessions. Nothing outside of them is read.

A folder is read file by file, each when it is asked for, so that many files take no more memory than one.
"""

import json
import os
import stat
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app.kernel.errors import Refusal
from app.kernel.forms import clean
from app.notes.photos.rules import LARGEST as LARGEST_PICTURE
from app.writeups.importing.encodings import Unreadable, decoded
from app.writeups.importing.front_matter import part
from app.writeups.importing.items import Head, Item, Shot
from app.writeups.importing.schedules import read_schedule
from app.writeups.importing.sheets import NoTable, read_sheet
from app.writeups.importing.styles import in_our_dialect
from app.writeups.importing.understanding import LeftOut, meanings, understand_head, understand_note, understand_row
from app.writeups.rules import slug_of

MIB = 1024 * 1024
LARGEST = 32 * MIB
MOST_FILES = 20_000
NOTES = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".txt", ".text", ""}
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
TABLES = {".csv", ".tsv", ".json", ".jsonl", ".ndjson"}
#: What files at the top of a folder are for, by their names.
PARTS = {
    "intro": ("intro", "introduction", "einleitung", "index", "readme", "about"),
    "closing": ("closing", "outro", "schluss", "abschluss"),
    "thanks": ("thanks", "danke", "dank", "merci", "gracias", "acknowledgements", "sponsors"),
}


@dataclass(frozen=True)
class Skipped:
    """Something that is no topic, and why."""

    path: str
    why: str


@dataclass(frozen=True)
class EventText:
    """A text of the event itself; `part` is one of PARTS."""

    part: str
    path: str
    mark: str
    text: str
    remarks: tuple[str, ...] = ()


class Source(Protocol):
    """Whatever sessions come from."""

    @property
    def count(self) -> int: ...

    def head(self) -> Head: ...

    def texts(self) -> Iterator[EventText | Skipped]: ...

    def skipped(self) -> Iterator[Skipped]: ...

    def items(self, zone: ZoneInfo) -> Iterator[Item | Skipped]: ...

    def item(self, path: str, zone: ZoneInfo) -> Item: ...

    def picture(self, item: Item, shot: Shot) -> bytes: ...

    def owns(self, path: str) -> bool: ...


def source_at(path: Path, encoding: str = "") -> Source:
    """Raises Refusal for what is no source."""
    if encoding:
        try:
            decoded(b"", encoding)
        except LookupError as error:
            raise Refusal(
                f"There is no encoding called “{encoding}”. Common ones are windows-1251 or gb18030."
            ) from error
    if path.is_dir():
        return Folder(path.resolve(), encoding)
    if path.is_file() and path.suffix.lower() in TABLES:
        return Table(path, encoding)
    if path.is_file():
        raise Refusal(f"{path.name} is neither a folder of notes nor a CSV or JSON file with sessions.")
    raise Refusal(f"There is nothing at {path}.")


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
        data = opened.read(largest + 1) if told.st_size <= largest else b""
        if told.st_size > largest or len(data) > largest:
            raise Unreadable(f"it is larger than {largest // MIB} MB")
    return data


@dataclass
class _Listing:
    """What is in a folder, by the paths that we call it by."""

    notes: dict[str, Path] = field(default_factory=dict)
    parts: dict[str, tuple[str, Path]] = field(default_factory=dict)
    pictures: dict[str, Path] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    hidden: int = 0


class Folder:
    """A folder of notes, with folders in it as deep as they go."""

    def __init__(self, root: Path, encoding: str = "") -> None:
        self._encoding = encoding
        self._list = _listing(root)
        self._shown: set[str] = set()
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for path in self._list.pictures:
            self._by_name[PurePosixPath(path).name.casefold()].append(path)

    @property
    def count(self) -> int:
        return len(self._list.notes)

    def head(self) -> Head:
        """What the introduction says."""
        if "intro" not in self._list.parts:
            return Head()
        try:
            parted = part(decoded(read_file(self._list.parts["intro"][1]), self._encoding).text)
        except Unreadable:
            return Head()
        return understand_head(parted.fields, parted.text)

    def texts(self) -> Iterator[EventText | Skipped]:
        for name, (path, file) in self._list.parts.items():
            try:
                yield self._event_text(name, path, file)
            except Unreadable as error:
                yield Skipped(path, str(error))

    def skipped(self) -> Iterator[Skipped]:
        """Asked for in the end: pictures that no note shows are among them."""
        yield from self._list.skipped
        yield from (
            Skipped(path, "no note shows this picture") for path in self._list.pictures if path not in self._shown
        )
        if self._list.hidden:
            yield Skipped(".*", f"hidden files and folders are left out: {self._list.hidden}")

    def items(self, zone: ZoneInfo) -> Iterator[Item | Skipped]:
        for path in self._list.notes:
            try:
                yield self.item(path, zone)
            except (Unreadable, LeftOut) as error:
                yield Skipped(path, str(error))

    def item(self, path: str, zone: ZoneInfo) -> Item:
        """Raises Unreadable, LeftOut."""
        data = read_file(self._list.notes[path])
        told = decoded(data, self._encoding)
        item = understand_note(path, "", told.text, zone)
        item = replace(item, remarks=(*told.remarks, *item.remarks))
        return replace(item, mark=self._mark(data, item))

    def picture(self, item: Item, shot: Shot) -> bytes:
        """Raises Unreadable."""
        if shot.source or shot.target.startswith("embedded-"):
            return shot.source
        path = self._found(item, shot.target)
        if path is None:
            kind = PurePosixPath(shot.target).suffix.lower()
            raise Unreadable("it is not there" if kind in PICTURES else "JPEG, PNG and WebP are what we take")
        self._shown.add(path)
        return read_file(self._list.pictures[path], LARGEST_PICTURE)

    def owns(self, path: str) -> bool:
        return "#" not in path

    def _mark(self, data: bytes, item: Item) -> str:
        """Changes with the note and with its pictures."""
        mark = sha256(data)
        for shot in item.shots:
            try:
                mark.update(sha256(self.picture(item, shot)).digest())
            except Unreadable:
                mark.update(b"-")
        return mark.hexdigest()

    def _found(self, item: Item, target: str) -> str | None:
        """Beside the note, from the top, or anywhere if its name is there once, as Obsidian does it."""
        beside = os.path.normpath(PurePosixPath(item.path).parent / target)
        for path in (beside, os.path.normpath(target)):
            if path in self._list.pictures:
                return path
        named = self._by_name[PurePosixPath(target).name.casefold()]
        return named[0] if len(named) == 1 else None

    def _event_text(self, name: str, path: str, file: Path) -> EventText:
        data = read_file(file)
        told = decoded(data, self._encoding)
        parted = part(told.text)
        text, changed = in_our_dialect(parted.text)
        trouble = (parted.trouble,) if parted.trouble else ()
        return EventText(name, path, sha256(data).hexdigest(), text.strip(), (*told.remarks, *trouble, *changed))


def _listing(root: Path) -> _Listing:
    found = _Listing()
    folders = [root]
    seen = 0
    while folders:
        with os.scandir(folders.pop()) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        seen += len(listed)
        if seen > MOST_FILES:
            raise Refusal(f"There are more than {MOST_FILES} files in this folder. Bring them in part by part.")
        folders += [inner for entry in listed if (inner := _sort_in(found, entry, root))]
    return found


def _sort_in(found: _Listing, entry: os.DirEntry[str], root: Path) -> Path | None:
    """Puts an entry where it belongs; a folder to look into is handed back."""
    file = Path(entry.path)
    raw = file.relative_to(root).as_posix()
    path = clean(raw.encode(errors="surrogateescape").decode(errors="replace"))
    if entry.name.startswith((".", "~$")) or entry.name in ("Thumbs.db", "desktop.ini", "__MACOSX"):
        found.hidden += 1
    elif entry.is_symlink():
        found.skipped.append(Skipped(path, "links are not followed"))
    elif entry.is_dir(follow_symlinks=False):
        return file
    elif not entry.is_file(follow_symlinks=False):
        found.skipped.append(Skipped(path, "it is no ordinary file"))
    else:
        _sort_file(found, path, file)
    return None


def _sort_file(found: _Listing, path: str, file: Path) -> None:
    kind, stem = file.suffix.lower(), file.stem.casefold()
    part = next((name for name, stems in PARTS.items() if stem in stems), None)
    if path in found.notes or path in found.pictures:
        found.skipped.append(Skipped(path, "another file has the same name in other signs"))
    elif kind in PICTURES:
        found.pictures[path] = file
    elif kind not in NOTES or stem == "license":
        found.skipped.append(Skipped(path, _why_not(kind)))
    elif part and "/" not in path:
        _take_part(found, part, path, file)
    else:
        found.notes[path] = file


def _take_part(found: _Listing, part: str, path: str, file: Path) -> None:
    """Of several that would do the one that is named first, `intro` before `readme`."""
    told = [*found.parts.get(part, ()), path, file]
    pairs = sorted(zip(told[::2], told[1::2], strict=True), key=lambda pair: PARTS[part].index(_stem(pair[0])))
    found.parts[part] = pairs[0]
    found.skipped += [Skipped(other, f"{pairs[0][0]} is what the event's page begins with") for other, _ in pairs[1:]]


def _stem(path: str) -> str:
    return PurePosixPath(path).stem.casefold()


def _why_not(kind: str) -> str:
    if kind in TABLES:
        return "a list of sessions is brought in by itself: give this file instead of the folder"
    if kind in (".docx", ".doc", ".odt", ".rtf", ".html", ".htm", ".pdf", ".org", ".rst"):
        return f"{kind[1:]} files are not read: export it as Markdown"
    return "only notes (.md, .txt) and pictures (.jpg, .png, .webp) are read"


class Table:
    """One file with a list of sessions, as a spreadsheet or another program exports it."""

    def __init__(self, file: Path, encoding: str = "") -> None:
        self._name = clean(file.name)
        try:
            told = decoded(read_file(file), encoding)
            rows, self._head, self._troubles = _rows(file.suffix.lower(), told.text)
        except (Unreadable, NoTable) as error:
            raise Refusal(f"{file.name}: {error}") from error
        self._remarks = told.remarks
        self._rows = dict(_keyed(self._name, rows))
        self._numbers = {path: number for number, path in enumerate(self._rows, 1)}
        self.unused: Counter[str] = Counter()

    @property
    def count(self) -> int:
        return len(self._rows)

    def head(self) -> Head:
        return understand_head(self._head)

    def texts(self) -> Iterator[EventText | Skipped]:
        return iter(())

    def skipped(self) -> Iterator[Skipped]:
        yield from (Skipped(self._name, remark) for remark in (*self._remarks, *self._troubles))

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
    for row, key in zip(rows, keys, strict=True):
        title = meanings(row).words("title")
        path = f"#{key}" if key and often[key] == 1 else f"{name}#{slug_of(title)}-{_short(title)}"
        seen[path] += 1
        yield (path if seen[path] == 1 else f"{path} ({seen[path]})"), row


def _short(title: str) -> str:
    return sha256(title.encode(errors="replace")).hexdigest()[:6]

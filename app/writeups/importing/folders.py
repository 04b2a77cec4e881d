"""A folder of notes. Nothing outside of it is read.

It is read file by file, each when it is asked for, so that many files take no more memory than one.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from app.kernel.errors import Refusal
from app.kernel.forms import clean
from app.notes.photos.rules import LARGEST as LARGEST_PICTURE
from app.writeups.importing.encodings import Unreadable, decoded
from app.writeups.importing.front_matter import part
from app.writeups.importing.items import Head, Item, Shot
from app.writeups.importing.sources import TABLES, EventText, Skipped, read_file
from app.writeups.importing.styles import in_our_dialect
from app.writeups.importing.understanding import LeftOut, understand_head, understand_note

MOST_FILES = 20_000
NOTES = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".txt", ".text", ""}
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
#: What files at the top of a folder are for, by their names.
PARTS = {
    "intro": ("intro", "introduction", "einleitung", "index", "readme", "about"),
    "closing": ("closing", "outro", "schluss", "abschluss"),
    "thanks": ("thanks", "danke", "dank", "merci", "gracias", "acknowledgements", "sponsors"),
}


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

    remarks = ()

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

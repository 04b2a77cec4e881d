"""The file of a bundle: a zip archive with one part a table, the pictures, and at its end a manifest.

A part has one JSON object a line. The manifest says the version of this format, which release and schema made it, and
of each part how many rows it has, how high its numbers go, its size and SHA-256. `content` is the sum over these sums:
two bundles with the same one hold the same event, wherever that is kept. The same event gives the same bytes.

Whatever comes in is from somewhere else: names that this format does not have, links, archives of the large kind, and
what unpacks to far more than it is are refused. Nothing of it is ever unpacked to a disk.

Format: APPNOTE.TXT 6.3.10 of PKWARE, without zip64, encryption and comments.
"""

import hashlib
import re
import stat
import struct
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec
from msgspec import Meta

from app.day.bundling.inventory import MOVING
from app.day.bundling.shapes import shape_of
from app.kernel.drafts import written_aside
from app.kernel.errors import Refusal
from app.notes.photos.rules import LARGEST, MOST_IN_EVENT

FORMAT, VERSION = "hallway-bundle", 1
RELEASE = version("hallway")
MANIFEST = "manifest.json"
MIB = 1024**2
#: Of the archive as a whole, and of one part of it that is no picture; of a line, which may hold a note's document.
LONGEST, LONGEST_PART, LONGEST_LINE, LONGEST_MANIFEST = 4095 * MIB, 1024 * MIB, 40 * MIB, MIB
#: What unpacks to more than this many times its size was made to.
MOST_RATIO, UNSUSPICIOUS = 250, MIB
MOST_ENTRIES = len(MOVING) + 2 * MOST_IN_EVENT + 1
BLOCK = 256 * 1024

_END = struct.Struct("<4s4H2IH")
_PICTURE = re.compile(r"media/[0-9a-f]{64}(-small)?\.webp")
_SUM = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
_COUNT = Annotated[int, Meta(ge=0, le=10**7)]


class NoBundle(Refusal):
    """Not one of ours, not whole, or from a later release."""


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """`numbers` is the highest that its rows have, or that the log names of them."""

    size: Annotated[int, Meta(ge=0, le=LONGEST)]
    sha256: _SUM
    rows: _COUNT = 0
    numbers: _COUNT = 0


class Manifest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a bundle holds, by the names of its parts."""

    format: str
    version: int
    hallway: str
    schema: str
    slug: str
    parts: dict[str, Part]
    content: _SUM

    @property
    def pictures(self) -> list[str]:
        return [name for name in self.parts if _PICTURE.fullmatch(name)]

    def rows(self, table: str) -> int:
        return self.parts[part_of(table)].rows if part_of(table) in self.parts else 0

    def numbers(self, table: str) -> int:
        return self.parts[part_of(table)].numbers if part_of(table) in self.parts else 0


def part_of(table: str) -> str:
    return f"{table}.jsonl"


def picture_part(digest: str, *, small: bool = False) -> str:
    return f"media/{digest}{'-small' if small else ''}.webp"


def sum_of(parts: Mapping[str, Part]) -> str:
    """The same for the same content."""
    return hashlib.sha256(msgspec.json.encode(parts, order="sorted")).hexdigest()


class Writing:
    """A bundle that is being made: its parts come one after another."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    @contextmanager
    def part(self, name: str, *, packed: bool = True) -> Iterator["Sink"]:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o600) << 16
        with self._archive.open(entry, "w") as out:
            sink = Sink(out)
            yield sink
        if name != MANIFEST:
            self.parts[name] = sink.part()

    def end(self, schema: str, slug: str) -> Manifest:
        manifest = Manifest(
            format=FORMAT,
            version=VERSION,
            hallway=RELEASE,
            schema=schema,
            slug=slug,
            parts=self.parts,
            content=sum_of(self.parts),
        )
        with self.part(MANIFEST) as out:
            out.write(msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1))
        return manifest


class Sink:
    """Takes the bytes of one part and sums them."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._sum = hashlib.sha256()
        self._size = 0
        self.rows = self.numbers = 0

    def write(self, block: bytes) -> None:
        self._out.write(block)
        self._sum.update(block)
        self._size += len(block)

    def part(self) -> Part:
        return Part(self._size, self._sum.hexdigest(), self.rows, self.numbers)


@contextmanager
def writing(file: Path) -> Iterator[Writing]:
    """Whole or not there, and only for its owner. Raises Refusal for an event that is too large for one file."""
    try:
        with written_aside(file) as out, zipfile.ZipFile(out, "w", allowZip64=False, compresslevel=6) as archive:
            yield Writing(archive)
    except (zipfile.LargeZipFile, RuntimeError) as error:
        raise Refusal(f"This event is too large for one file: {error}") from error


class Reading:
    """A bundle that was looked through: every part is what the manifest says."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def rows(self, table: str) -> Iterator[Any]:
        """One after another, each in its shape. Raises NoBundle."""
        if part_of(table) not in self.manifest.parts:
            return
        decoder, count = msgspec.json.Decoder(shape_of(table)), 0
        for count, line in enumerate(self._lines(part_of(table)), 1):
            yield _decoded(decoder, line, f"line {count} of {part_of(table)}", self.manifest.hallway)
        if count != self.manifest.rows(table):
            raise NoBundle(f"{part_of(table)} has {count} rows, not {self.manifest.rows(table)}.")

    def picture(self, name: str) -> bytes:
        with _speaking_ours(), self._archive.open(name) as file:
            return file.read(LARGEST + 1)

    def _lines(self, name: str) -> Iterator[bytes]:
        with _speaking_ours(), self._archive.open(name) as file:
            while line := file.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    raise NoBundle(f"A line of {name} is too long, or cut off.")
                yield line


@contextmanager
def reading(file: Path) -> Iterator[Reading]:
    """Looks through all of it first, which takes a while: not for the event loop. Raises NoBundle."""
    try:
        with file.open("rb") as opened, _speaking_ours():
            _check_end(opened)
            with zipfile.ZipFile(opened) as archive:
                manifest = _manifest(archive)
                _check_entries(archive, manifest)
                _check_sums(archive, manifest)
                yield Reading(archive, manifest)
    except OSError as error:
        raise NoBundle(f"{file} cannot be read: {error.strerror or error}.") from error


@contextmanager
def _speaking_ours() -> Iterator[None]:
    """A broken archive can make its reader raise many things."""
    try:
        yield
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zipfile.zlib.error, EOFError, NotImplementedError) as error:  # type: ignore[attr-defined]
        raise NoBundle(f"This is no bundle, or it is damaged: {error}") from error


def _check_end(file: IO[bytes]) -> None:
    """What stands at the very end says how much there is to read, before any of it is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size))
    end = file.read(_END.size)
    if size > LONGEST or len(end) < _END.size or not end.startswith(b"PK\5\6"):
        raise NoBundle("This is no bundle, or it is cut off.")
    _mark, _disk, _first, _here, entries, length, start, comment = _END.unpack(end)
    if entries > MOST_ENTRIES or comment or start + length + _END.size != size:
        raise NoBundle("This is no bundle: it holds more than an event.")


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    entries = archive.infolist()
    if not entries or entries[-1].filename != MANIFEST or entries[-1].file_size > LONGEST_MANIFEST:
        raise NoBundle("This is no bundle: it has no manifest at its end.")
    _check_entry(entries[-1])
    said = archive.read(entries[-1])
    _check_version(said)
    manifest: Manifest = _decoded(msgspec.json.Decoder(Manifest), said, "the manifest", "")
    if manifest.content != sum_of(manifest.parts):
        raise NoBundle("The manifest of this bundle was changed.")
    return manifest


class _Head(msgspec.Struct):
    """What every version of the manifest says."""

    format: str
    version: int
    hallway: str = ""


def _check_version(said: bytes) -> None:
    head: _Head = _decoded(msgspec.json.Decoder(_Head), said, "the manifest", "")
    if head.format != FORMAT:
        raise NoBundle("This is no bundle of Hallway.")
    if head.version > VERSION:
        raise NoBundle(
            f"This bundle is of version {head.version}, made by Hallway {head.hallway[:20]}. "
            f"Hallway {RELEASE} reads version {VERSION}: unbundle it with that release, or a later one."
        )


def _check_entries(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    parts, entries = manifest.parts, archive.infolist()[:-1]
    known = {part_of(table) for table in MOVING}
    for entry in entries:
        name = entry.orig_filename
        if name != entry.filename or not (name in known or _PICTURE.fullmatch(name)) or name not in parts:
            raise NoBundle(f"This bundle holds something that is none of an event: {name[:80]!r}.")
        if entry.file_size != parts[name].size or entry.file_size > (LONGEST_PART if name in known else LARGEST):
            raise NoBundle(f"{name} is larger than it can be.")
        _check_entry(entry)
    if len({entry.filename for entry in entries}) != len(entries):
        raise NoBundle("This bundle holds something twice.")
    if missing := set(parts) - {entry.filename for entry in entries}:
        raise NoBundle(f"This bundle lacks {min(missing)[:80]!r}.")
    if sum(part.size for part in parts.values()) > LONGEST:
        raise NoBundle("This bundle holds more than an event.")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """A plain file, packed as we pack, which is about as much as it says."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    is_plain = kind in (0, stat.S_IFREG) and not entry.flag_bits & 0x1 and not entry.is_dir()
    if not is_plain or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NoBundle(f"{entry.filename[:80]!r} in this bundle is no plain file.")
    if entry.file_size > UNSUSPICIOUS and entry.file_size > MOST_RATIO * entry.compress_size:
        raise NoBundle(f"{entry.filename[:80]!r} in this bundle unpacks to far more than it is.")


def _check_sums(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    for name, part in manifest.parts.items():
        found = hashlib.sha256()
        with archive.open(name) as file:
            while block := file.read(BLOCK):
                found.update(block)
        if found.hexdigest() != part.sha256:
            raise NoBundle(f"{name} is not what it was when the bundle was made.")


def _decoded(decoder: msgspec.json.Decoder[Any], said: bytes, where: str, release: str) -> Any:
    try:
        return decoder.decode(said)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        by = f" It was made by Hallway {release[:20]}." if release else ""
        raise NoBundle(f"{where[:1].upper()}{where[1:]} cannot be read: {error}.{by}") from error

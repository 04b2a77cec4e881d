"""The file of a backup: a tar archive with the database, the photos and the secret, and at its end a manifest.

The manifest is JSON: the version of this format, when the copy was made, the kind of its database, and of each file its
size and SHA-256. It comes last because the sums are known only then; so a copy that was cut off has none, and is told
from a whole one. Anything else in an archive, and any name that this format does not have, is refused: it may come from
somewhere else.

Format: POSIX.1-2001 pax, as Python's tarfile writes it.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from app.kernel.drafts import written_aside
from app.kernel.errors import Refusal

VERSION = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "hallway.db", "database.dump"
SECRET = "secret"  # noqa: S105
LONGEST_MANIFEST = 64 * 1024**2
BLOCK = 1024**2

_PHOTO = re.compile(r"media/[0-9a-f]{2}/[0-9a-f]{64}(-small)?\.webp")


class NoBackup(Refusal):
    """Not one of ours, or not whole."""


@dataclass
class Manifest:
    """`files` has the size and SHA-256 of each, by its name."""

    made_at: str
    kind: str
    version: int = VERSION
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(size for size, _sum in self.files.values())


class Writing:
    """A backup that is being made."""

    def __init__(self, archive: tarfile.TarFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def add(self, name: str, path: Path) -> None:
        """A file that may be gone by now is left out: nothing names it any more."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            entry = _entry(name, os.fstat(file.fileno()).st_size)
            summed = _Summed(file)
            self._archive.addfile(entry, summed)
        self.manifest.files[name] = (entry.size, summed.sum)

    def end(self) -> None:
        said = json.dumps(asdict(self.manifest)).encode()
        self._archive.addfile(_entry(MANIFEST, len(said)), io.BytesIO(said))


@contextmanager
def writing(file: Path, manifest: Manifest) -> Iterator[Writing]:
    """Whole or not there. Only its owner may read it: it opens every visit."""
    with written_aside(file) as out, tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        made = Writing(archive, manifest)
        yield made
        made.end()


def read_manifest(file: Path) -> Manifest:
    """Raises NoBackup for what is none, is cut off, or comes from a later release."""
    with _opened(file) as archive:
        last = None
        for entry in archive:
            last = entry
        if last is None or last.name != MANIFEST or last.size > LONGEST_MANIFEST:
            raise NoBackup(f"{file} is no whole backup: it has no manifest at its end.")
        told = json.loads(_content(archive, last).read())
    return _manifest(file, told)


def unpack(file: Path, manifest: Manifest, folder: Path) -> None:
    """Into an empty folder, each file as it was when the copy was made. Raises NoBackup."""
    missing = dict(manifest.files)
    with _opened(file) as archive:
        for entry in archive:
            if entry.name == MANIFEST:
                break
            expected = missing.pop(entry.name, None)
            if not entry.isreg() or expected is None or entry.size != expected[0]:
                raise NoBackup(f"{file} holds something that is none of a backup: {entry.name[:80]!r}.")
            if _write(folder / entry.name, _content(archive, entry)) != expected[1]:
                raise NoBackup(f"{entry.name} in {file} is not what it was when the backup was made.")
    if missing:
        raise NoBackup(f"{file} lacks {min(missing)}.")


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, mode="r:") as archive:
            yield archive
    except (tarfile.TarError, UnicodeError, EOFError) as error:
        raise NoBackup(f"{file} is no backup, or is cut off: {error}") from error


def _manifest(file: Path, told: object) -> Manifest:
    try:
        if not isinstance(told, dict):
            raise TypeError
        if told["version"] > VERSION:
            raise NoBackup(f"{file} was made by a later release of Hallway; bring it back with that one.")
        files = {str(name): (int(size), str(sum_)) for name, (size, sum_) in told["files"].items()}
        manifest = Manifest(str(told["made_at"]), str(told["kind"]), VERSION, files)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoBackup(f"The manifest of {file} is none of ours.") from error
    if strange := [name for name in manifest.files if not _is_ours(name)]:
        raise NoBackup(f"{file} holds something that is none of a backup: {strange[0][:80]!r}.")
    return manifest


def _is_ours(name: str) -> bool:
    return name in (SQLITE, POSTGRESQL, SECRET) or _PHOTO.fullmatch(name) is not None


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(entry)
    if content is None:
        raise NoBackup(f"{entry.name[:80]!r} in the archive is no file.")
    return content


def _write(path: Path, content: IO[bytes]) -> str:
    """Gives the sum of what was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    summed = _Summed(content)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := summed.read(BLOCK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return summed.sum


class _Summed(io.RawIOBase):
    """A file whose sum is known once it was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        return block

    @property
    def sum(self) -> str:
        return self._hash.hexdigest()

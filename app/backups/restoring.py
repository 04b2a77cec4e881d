"""Bringing a backup back, into a data folder that no server uses."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.backups.archive import SECRET, SQLITE, read_manifest, unpack
from app.backups.databases import check_copy, kind_of, put_back
from app.kernel.errors import Refusal
from app.settings import Settings


@dataclass(frozen=True)
class Restored:
    """When the copy was made, how many photos came back, and where what was there before is now, if anything was."""

    made_at: datetime
    photos: int
    before: Path | None


def restore_backup(settings: Settings, file: Path, now: datetime) -> Restored:
    """What was in the data folder is moved aside, not deleted. Nothing is touched before the backup was looked through.

    Whoever calls holds the data folder. Raises NoBackup, and Refusal.
    """
    try:
        manifest = read_manifest(file)
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}") from error
    if manifest.kind != kind_of(settings.database):
        raise Refusal(
            f"This is a backup of {'SQLite' if manifest.kind == SQLITE else 'PostgreSQL'}, and HALLWAY_DATABASE_URL "
            "names the other. `hallway bundle` moves events between the two."
        )
    try:
        with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore-") as unpacked:
            folder = Path(unpacked)
            unpack(file, manifest, folder)
            check_copy(folder / manifest.kind, manifest.kind)
            before = _put_in_place(settings, folder, manifest.kind, now)
    except OSError as error:
        raise Refusal(f"The backup could not be brought back: {error}") from error
    photos = sum(name.startswith("media/") and "-small" not in name for name in manifest.files)
    return Restored(datetime.fromisoformat(manifest.made_at), photos, before)


def _put_in_place(settings: Settings, folder: Path, kind: str, now: datetime) -> Path | None:
    """A database on a server is replaced at once or not at all, so it goes first; a file goes last, as nothing
    can begin without it. Gives where to things were moved."""
    if kind != SQLITE:
        put_back(settings.database, folder / kind)
    before = _move_aside(settings, now)
    for name in ("media", SECRET):
        if (folder / name).exists():
            (folder / name).replace(settings.data / name)
    if kind == SQLITE:
        put_back(settings.database, folder / kind)
    return before


def _move_aside(settings: Settings, now: datetime) -> Path | None:
    """None when there was nothing."""
    standing = [path for name in _OURS if (path := settings.data / name).exists()]
    if not standing:
        return None
    aside = settings.data / f"before-restore-{now:%Y-%m-%dT%H%M%S}Z"
    aside.mkdir()
    for path in standing:
        path.replace(aside / path.name)
    return aside


_OURS = ("hallway.db", "hallway.db-wal", "hallway.db-shm", "media", SECRET)

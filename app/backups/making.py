"""Making a backup while people go on."""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from app.backups.archive import SECRET, Manifest, writing
from app.backups.databases import copy_database, kind_of
from app.kernel.errors import Refusal
from app.settings import Settings

#: Bytes of the disk that are for cards and notes; no backup takes them.
LEFT_FOR_NOTES = 100 * 1024**2


def name_at(moment: datetime) -> str:
    return f"hallway-{moment:%Y-%m-%dT%H%M%S}Z.tar"


def make_backup(settings: Settings, file: Path, now: datetime) -> Manifest:
    """Takes a while: not for the event loop. Raises Refusal when it cannot be made; there is no half of one.

    The database is copied first: what it names is there, since photos are written before their rows, and deleted long
    after them.
    """
    if file.exists():
        raise Refusal(f"{file} is there already.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _check_room(settings, file.parent)
        return _make(settings, file, now)
    except OSError as error:
        raise Refusal(f"The backup could not be written: {error}") from error


def _make(settings: Settings, file: Path, now: datetime) -> Manifest:
    kind, media = kind_of(settings.database), settings.data / "media"
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        copy = Path(folder) / kind
        copy_database(settings.database, copy)
        with writing(file, Manifest(now.isoformat(), kind)) as archive:
            archive.add(kind, copy)
            if not settings.secret:
                archive.add(SECRET, settings.data / SECRET)
            for photo in sorted(media.glob("??/*.webp")):
                archive.add(f"media/{photo.parent.name}/{photo.name}", photo)
    return archive.manifest


def _check_room(settings: Settings, folder: Path) -> None:
    files = [*settings.data.glob("hallway.db*"), *(settings.data / "media").glob("??/*.webp")]
    needed = sum(path.stat().st_size for path in files if path.exists())
    database = sum(path.stat().st_size for path in files if path.name.startswith("hallway.db"))
    if shutil.disk_usage(folder).free < needed + database + LEFT_FOR_NOTES:
        raise Refusal(f"There is no room for a backup in {folder}: it takes {(needed + database) // 2**20 + 1} MiB.")

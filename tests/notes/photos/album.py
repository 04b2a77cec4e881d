"""Pictures on the disk, as tests find them there."""

import os
import time
from pathlib import Path

from app.notes.photos.rules import UNDO_FOR


def pictures(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def grow_old(folder: Path) -> None:
    """All of them were kept so long ago that they may be deleted."""
    long_ago = time.time() - 2 * UNDO_FOR.total_seconds()
    for path in pictures(folder):
        os.utime(path, (long_ago, long_ago))

"""Pictures on the disk: each once, whole or not at all, and never at the cost of the notes."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.notes.photos.files import NoRoom, PhotoFiles

AGE = timedelta(minutes=15)


def files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


async def test_the_same_is_there_once(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    first, again = await files.keep(b"picture", b"small"), await files.keep(b"picture", b"small")
    assert first == again
    assert len(files_in(tmp_path)) == 2
    assert await files.read(first, small=False) == b"picture"
    assert await files.read(first, small=True) == b"small"


async def test_no_draft_is_left(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    for n in range(5):
        await files.keep(b"picture %d" % n, b"small")
    assert [path for path in files_in(tmp_path) if path.suffix != ".webp"] == []


async def test_what_is_left_on_the_disk_is_for_the_notes(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match="no room for photos"):
        await PhotoFiles(tmp_path, left=2**62).keep(b"picture", b"small")
    assert files_in(tmp_path) == []


async def test_a_folder_that_takes_nothing_is_no_room(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be")
    with pytest.raises(NoRoom):
        await PhotoFiles(tmp_path / "media").keep(b"picture", b"small")


async def test_one_that_was_kept_lately_is_not_deleted(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    digest = await files.keep(b"picture", b"small")
    await files.delete(digest, AGE)
    assert len(files_in(tmp_path)) == 2
    long_ago = time.time() - 3600
    os.utime(tmp_path / digest[:2] / f"{digest}.webp", (long_ago, long_ago))
    await files.delete(digest, AGE)
    await files.delete(digest, AGE)
    assert files_in(tmp_path) == []


async def test_one_that_is_kept_again_is_new_again(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    digest = await files.keep(b"picture", b"small")
    long_ago = time.time() - 3600
    os.utime(tmp_path / digest[:2] / f"{digest}.webp", (long_ago, long_ago))
    await files.keep(b"picture", b"small")
    await files.delete(digest, AGE)
    assert await files.read(digest, small=False) == b"picture"

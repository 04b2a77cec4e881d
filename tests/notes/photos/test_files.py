"""Pictures on the disk: each once, whole or not at all, and never at the cost of the notes."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.notes.photos.files import NoRoom, PhotoFiles
from tests.notes.photos.album import grow_old

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
    grow_old(tmp_path)
    await files.delete(digest, AGE)
    await files.delete(digest, AGE)
    assert files_in(tmp_path) == []


async def test_one_that_is_kept_again_is_new_again(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    digest = await files.keep(b"picture", b"small")
    grow_old(tmp_path)
    await files.keep(b"picture", b"small")
    await files.delete(digest, AGE)
    assert await files.read(digest, small=False) == b"picture"


async def test_half_of_one_is_deleted_like_a_whole(tmp_path: Path) -> None:
    files = PhotoFiles(tmp_path)
    digest = await files.keep(b"picture", b"small")
    (tmp_path / digest[:2] / f"{digest}.webp").unlink()
    assert await files.kept_before(AGE) == set()
    grow_old(tmp_path)
    assert await files.kept_before(AGE) == {digest}
    assert await files.delete(digest, AGE)
    assert files_in(tmp_path) == []

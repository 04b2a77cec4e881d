"""The file of a backup: what went in comes out, and nothing that is cut off, changed or from somewhere else does."""

import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.backups.archive import MANIFEST, SECRET, SQLITE, VERSION, Manifest, NoBackup, read_manifest, unpack, writing

PHOTO = f"media/ab/{'ab' * 32}.webp"


def made(folder: Path, files: dict[str, bytes]) -> Path:
    archive = folder / "x.tar"
    with writing(archive, Manifest("2027-03-17T12:00:00+00:00", SQLITE)) as writing_:
        for name, content in files.items():
            source = folder / "source"
            source.write_bytes(content)
            writing_.add(name, source)
    return archive


def unpacked(archive: Path, folder: Path) -> dict[str, bytes]:
    target = folder / "out"
    target.mkdir()
    unpack(archive, read_manifest(archive), target)
    return {str(path.relative_to(target)): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    files = {SQLITE: b"x" * 3_000_000, SECRET: b"s", PHOTO: b""}
    archive = made(tmp_path, files)
    assert unpacked(archive, tmp_path) == files
    assert archive.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "source", "x.tar"]


def test_a_photo_that_goes_meanwhile_is_left_out(tmp_path: Path) -> None:
    archive = tmp_path / "x.tar"
    with writing(archive, Manifest("2027-03-17T12:00:00+00:00", SQLITE)) as writing_:
        writing_.add(PHOTO, tmp_path / "gone")
    assert read_manifest(archive).files == {}


def test_one_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), writing(tmp_path / "x.tar", Manifest("", SQLITE)):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


@given(cut=st.floats(0, 1, exclude_max=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_one_that_was_cut_off_is_told_from_a_whole_one(tmp_path_factory: pytest.TempPathFactory, cut: float) -> None:
    folder = tmp_path_factory.mktemp("cut")
    archive = made(folder, {SQLITE: b"x" * 5000, SECRET: b"s" * 700})
    whole = archive.read_bytes().rstrip(b"\0")
    archive.write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(NoBackup):
        unpacked(archive, folder)


@given(at=st.integers(0, 4999), to=st.integers(1, 255))
@settings(deadline=None, max_examples=20)
def test_one_whose_bytes_changed_is_noticed(tmp_path_factory: pytest.TempPathFactory, at: int, to: int) -> None:
    folder = tmp_path_factory.mktemp("changed")
    archive = made(folder, {SQLITE: b"x" * 5000})
    content = bytearray(archive.read_bytes())
    content[content.index(b"x" * 5000) + at] ^= to
    archive.write_bytes(content)
    with pytest.raises(NoBackup, match="not what it was"):
        unpacked(archive, folder)


def hostile(folder: Path, change: Callable[[dict[str, object], list[tarfile.TarInfo]], None]) -> Path:
    """An archive with a manifest and entries as somebody wants them."""
    content = b"x"
    told: dict[str, object] = asdict(Manifest("2027-03-17T12:00:00+00:00", SQLITE))
    entries: list[tarfile.TarInfo] = []
    change(told, entries)
    archive = folder / "hostile.tar"
    with tarfile.open(archive, "w") as out:
        for entry in entries:
            entry.size = len(content) if entry.isreg() else 0
            out.addfile(entry, io.BytesIO(content))
        said = json.dumps(told).encode()
        last = tarfile.TarInfo(MANIFEST)
        last.size = len(said)
        out.addfile(last, io.BytesIO(said))
    return archive


SUM = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/evil", "media/../../evil", "media/ab/x.webp", "hallway.db/x", "évil"]
)
def test_a_name_that_is_none_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    def change(told: dict[str, object], entries: list[tarfile.TarInfo]) -> None:
        told["files"] = {name: (1, SUM)}
        entries.append(tarfile.TarInfo(name))

    with pytest.raises(NoBackup, match="none of a backup"):
        unpacked(hostile(tmp_path, change), tmp_path)
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE])
def test_whatever_is_no_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    def change(told: dict[str, object], entries: list[tarfile.TarInfo]) -> None:
        told["files"] = {SQLITE: (0, SUM)}
        entry = tarfile.TarInfo(SQLITE)
        entry.type, entry.linkname = kind, "/etc/passwd"
        entries.append(entry)

    with pytest.raises(NoBackup, match="none of a backup"):
        unpacked(hostile(tmp_path, change), tmp_path)


def test_a_file_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    def change(told: dict[str, object], entries: list[tarfile.TarInfo]) -> None:
        told["files"] = {SQLITE: (1, SUM)}
        entries.extend([tarfile.TarInfo(SQLITE), tarfile.TarInfo(SQLITE)])

    with pytest.raises(NoBackup):
        unpacked(hostile(tmp_path, change), tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": VERSION + 1},
        {"version": "x"},
        {"files": []},
        {"files": {SQLITE: 7}},
        {"files": {SQLITE: (1, SUM)}},
        {"kind": None, "files": {"x": (1, SUM)}},
    ],
)
def test_a_manifest_that_is_none_of_ours_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    with pytest.raises(NoBackup):
        unpacked(hostile(tmp_path, lambda told, _entries: told.update(changed)), tmp_path)


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 10240, b"PK\3\4" + b"x" * 600])
def test_any_other_file_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NoBackup, match=r"no (whole )?backup"):
        read_manifest(tmp_path / "x")

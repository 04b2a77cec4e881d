"""Whatever a bundle is, it comes in whole or changes nothing, and says why."""

import base64
import hashlib
import io
import json
import stat
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pycrdt import Doc, Map
from sqlmodel import SQLModel, func, select

from app.day.bundling.archive import MANIFEST, VERSION, NoBundle, reading
from app.day.bundling.inventory import MOVING
from app.day.bundling.pictures import is_bare_webp
from app.kernel.errors import Refusal
from app.main import Hallway
from tests.cameras import moving, photo
from tests.day.bundling.full import hallway_in, unpack

Parts = dict[str, bytes]
Rows = list[dict[str, Any]]


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[Hallway]:
    """An empty Hallway, which is empty still when the test is over."""
    async with hallway_in(tmp_path / "there") as hallway:
        yield hallway
        async with hallway.database.reading() as db:
            for table in SQLModel.metadata.tables.values():
                assert (await db.exec(select(func.count()).select_from(table))).one() == 0, table.name


def parts_of(file: Path) -> Parts:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(file: Path, parts: Parts, **said: Any) -> Path:
    """A bundle of these parts whose manifest is right, except for what is `said` otherwise."""
    manifest = json.loads(parts[MANIFEST])
    known = manifest["parts"]
    manifest["parts"] = {
        name: {
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "rows": content.count(b"\n") if name.endswith("jsonl") else 0,
            "numbers": known.get(name, {}).get("numbers", 0),
        }
        for name, content in parts.items()
        if name != MANIFEST
    }
    told = json.dumps(manifest["parts"], sort_keys=True, separators=(",", ":"))
    manifest |= {"content": hashlib.sha256(told.encode()).hexdigest(), **said}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in manifest["parts"]:
            archive.writestr(name, parts[name])
        archive.writestr(MANIFEST, json.dumps(manifest))
    return file


def with_rows(parts: Parts, table: str, change: Callable[[Rows], Any]) -> Parts:
    name = f"{table}.jsonl"
    rows = [json.loads(line) for line in parts[name].splitlines()]
    changed = change(rows)
    rows = changed if isinstance(changed, list) else rows
    return {**parts, name: b"".join(json.dumps(row).encode() + b"\n" for row in rows)}


def setting(**values: Any) -> Callable[[Rows], None]:
    return lambda rows: rows[0].update(values)


def hostile_update() -> str:
    doc: Doc[Any] = Doc()
    doc["markdown"] = Map({"a": "b"})
    return base64.b64encode(doc.get_update()).decode()


ROWS = {
    "an unknown column": ("topic", setting(owner=1), "unknown field"),
    "a missing column": ("topic", lambda rows: rows[0].pop("title"), "missing required field"),
    "another type": ("topic", setting(number="one"), "Expected `int`"),
    "a number that is too large": ("room", setting(capacity=2**40), "<= 2147483647"),
    "a phase that there is not": ("event", setting(phase="party"), "Invalid enum value"),
    "a visibility that there is not": ("event", setting(visibility="root"), "Invalid enum value"),
    "no time zone": ("event", setting(time_zone="../../etc/passwd"), "time zone"),
    "an end before the beginning": ("event", setting(ends_on="1999-01-01"), "ends before it begins"),
    "an address of Hallway itself": ("event", setting(slug="static"), "No event can have the address"),
    "an address with a path": ("event", setting(slug="../x"), "matching regex"),
    "two events": ("event", lambda rows: rows * 2, "holds one event"),
    "no event": ("event", lambda rows: [], "holds one event"),
    "NUL": ("comment", setting(words="a\x00b"), "NUL"),
    "half a letter": ("comment", setting(words="\ud800"), "cannot be read"),
    "a moment without a zone": ("topic", setting(made_at="2027-01-01T00:00:00"), "timezone"),
    "a moment of no time": ("topic", setting(made_at="9999-12-31T23:59:59Z"), "no time that we know"),
    "a row that is not there": ("convener", setting(topic_id=10**6), "does not have"),
    "a row twice": ("room", lambda rows: [rows[0], *rows], "comes twice"),
    "a guid twice": ("topic", lambda rows: rows[1].update(guid=rows[0]["guid"]), "do not fit together"),
    "two cards of one number": ("topic", lambda rows: rows[1].update(number=rows[0]["number"]), "do not fit together"),
    "a change that there is not": ("change", setting(name="EverythingDeleted"), "knows no change called"),
    "a change that says something else": ("change", setting(payload='{"slug": 1}'), "cannot be read"),
    "a change that is no JSON": ("change", setting(payload="{"), "cannot be read"),
    "a change that is deep": ("change", setting(payload='{"name":' + "[" * 5000), "cannot be read"),
    "NUL in a change": ("change", lambda rows: _nul_in(rows), "NUL"),
    "an update that is none": ("note_update", setting(data="AAEC"), "cannot be taken"),
    "an update with more than text": (
        "note_update",
        lambda rows: rows[0].update(data=hostile_update()),
        "not the text of the note",
    ),
    "an update that is no Base64": ("note_update", setting(data="%%%"), "base64"),
    "edits of a note that is not there": ("note", lambda rows: rows[:-1], "other notes"),
    "a snapshot that says something else": ("note_snapshot", setting(data="AAA="), "snapshot"),
    "a photo at another place": ("photo", setting(name="../../../etc/passwd"), "matching regex"),
    "a photo of another size": ("photo", setting(width=1), "not of the size"),
    "a version of nobody": ("note_version", setting(author_ids="1,x"), "of nobody"),
    "an author who is not there": ("note_version", setting(author_ids="999999"), "does not have"),
    "an edition that stands of no card": ("publication", setting(topic_id=10**6), "does not have"),
}


def _nul_in(rows: Rows) -> None:
    row = next(each for each in rows if each["name"] == "EventCreated")
    row["payload"] = json.dumps({**json.loads(row["payload"]), "name": "a\x00b"})


@pytest.mark.parametrize(("table", "change", "why"), ROWS.values(), ids=ROWS)
async def test_rows_that_are_none_are_refused_in_words(
    here: Hallway, there: Hallway, tmp_path: Path, table: str, change: Callable[[Rows], Any], why: str
) -> None:
    parts = with_rows(parts_of(tmp_path / "here.zip"), table, change)
    with pytest.raises(Refusal, match=why):
        await unpack(there, written(tmp_path / "hostile.zip", parts))


def _more(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("more.jsonl", b"content")


ARCHIVES: dict[str, tuple[Callable[[Path, Parts], Any], str]] = {
    "a later version": (
        lambda file, parts: written(file, parts, version=VERSION + 1, hallway="9.9.9"),
        f"version {VERSION + 1}, made by Hallway 9.9.9",
    ),
    "another format": (lambda file, parts: written(file, parts, format="x"), "no bundle of Hallway"),
    "a changed manifest": (lambda file, parts: written(file, parts, content="0" * 64), "was changed"),
    "a path out of here": (lambda file, parts: written(file, {"../x": b"", **parts}), "none of an event"),
    "an absolute path": (lambda file, parts: written(file, {"/etc/passwd": b"", **parts}), "none of an event"),
    "an unknown table": (lambda file, parts: written(file, {"visit.jsonl": b"", **parts}), "none of an event"),
    "a folder": (lambda file, parts: written(file, {"media/": b"", **parts}), "none of an event"),
    "a picture that nobody names": (
        lambda file, parts: written(file, {f"media/{'0' * 64}.webp": b"", **parts}),
        "pictures that it names",
    ),
    "no manifest at its end": (lambda file, parts: (written(file, parts), _more(file)), "no manifest"),
    "nothing": (lambda file, parts: file.write_bytes(b""), "no bundle"),
    "no archive": (lambda file, parts: file.write_bytes(b"hello" * 1000), "no bundle"),
    "a lacking part": (
        lambda file, parts: _without(written(file, parts), "topic.jsonl"),
        "lacks 'topic.jsonl'",
    ),
    "a link": (lambda file, parts: _as_link(written(file, parts)), "no plain file"),
    "a bomb": (lambda file, parts: written(file, {**parts, "room.jsonl": b" " * 50_000_000}), "far more than it is"),
    "a line without end": (
        lambda file, parts: written(file, {**parts, "room.jsonl": parts["room.jsonl"][:-1]}),
        "too long, or cut off",
    ),
    "another hash": (lambda file, parts: _other_bytes(written(file, parts)), "damaged|is not what it was"),
}


def _without(file: Path, left_out: str) -> None:
    parts = parts_of(file)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            if name != left_out:
                archive.writestr(name, content)


def _as_link(file: Path) -> None:
    parts = parts_of(file)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (stat.S_IFLNK if name == "room.jsonl" else stat.S_IFREG) << 16
            archive.writestr(entry, content)


def _other_bytes(file: Path) -> None:
    parts = parts_of(file)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[::-1] if name == "room.jsonl" else content)


@pytest.mark.parametrize(("make", "why"), ARCHIVES.values(), ids=ARCHIVES)
async def test_archives_that_are_none_are_refused_in_words(
    here: Hallway, there: Hallway, tmp_path: Path, make: Callable[[Path, Parts], Any], why: str
) -> None:
    make(tmp_path / "hostile.zip", parts_of(tmp_path / "here.zip"))
    with pytest.raises(NoBundle, match=why):
        await unpack(there, tmp_path / "hostile.zip")


async def test_a_part_that_comes_twice_is_refused(here: Hallway, there: Hallway, tmp_path: Path) -> None:
    parts = parts_of(tmp_path / "here.zip")
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as archive:
        for name in sorted(parts.keys() - {MANIFEST}):
            archive.writestr(name, parts[name])
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("room.jsonl", parts["room.jsonl"])
        archive.writestr(MANIFEST, parts[MANIFEST])
    with pytest.raises(NoBundle, match="twice"):
        await unpack(there, tmp_path / "twice.zip")


def _webp(**more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (9, 9, 9)).save(out, "WEBP", **more)
    return out.getvalue()


PICTURES = {
    "HTML": b"<script>alert(1)</script>",
    "a JPEG": photo(400, 300),
    "one that moves": moving(),
    "one that says where it was": _webp(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00"),
    "one with a tail": _webp() + b"<script>",
    "a head without a picture": b"RIFF\x04\x00\x00\x00WEBP",
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
async def test_media_that_is_no_picture_of_ours_is_refused(
    here: Hallway, there: Hallway, tmp_path: Path, picture: bytes
) -> None:
    parts = parts_of(tmp_path / "here.zip")
    [large] = [name for name in parts if name.startswith("media/") and "-small" not in name]
    other = hashlib.sha256(picture).hexdigest()
    parts[f"media/{other}.webp"] = picture
    small = parts[f"media/{other}-small.webp"] = parts.pop(large.replace(".webp", "-small.webp"))
    del parts[large]
    parts = with_rows(parts, "photo", setting(hash=other, size=len(picture) + len(small)))
    with pytest.raises(NoBundle, match=r"none that Hallway made|that we can read"):
        await unpack(there, written(tmp_path / "hostile.zip", parts))


def test_pictures_of_ours_are_bare(here: Hallway, tmp_path: Path) -> None:
    parts = parts_of(tmp_path / "here.zip")
    assert [is_bare_webp(content) for name, content in parts.items() if name.startswith("media/")] == [True, True]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_bits_that_flip_and_ends_that_are_missing_are_noticed(
    here: Hallway, tmp_path: Path, data: st.DataObject
) -> None:
    """Whatever can be read at all is exactly what was written."""
    whole = (tmp_path / "here.zip").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    damaged = (
        whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 1 << data.draw(st.integers(0, 7))]) + whole[at + 1 :]
    )
    (tmp_path / "damaged.zip").write_bytes(damaged)
    try:
        with reading(tmp_path / "damaged.zip") as bundle:
            told = [list(bundle.rows(table)) for table in MOVING]
    except NoBundle:
        return
    assert not cut
    with reading(tmp_path / "here.zip") as bundle:
        assert told == [list(bundle.rows(table)) for table in MOVING]

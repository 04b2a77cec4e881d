"""Folders of any kind: nothing outside of them is read, nothing in them is passed over silently."""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.kernel.errors import Refusal
from app.writeups.importing import folders
from app.writeups.importing.items import Item, Shot
from app.writeups.importing.reading import source_at
from app.writeups.importing.sources import LARGEST, Skipped, Source

UTC = ZoneInfo("UTC")


def skipped(source: Source) -> dict[str, str]:
    items = [item for item in source.items(UTC) if isinstance(item, Skipped)]
    return {each.path: each.why for each in [*items, *source.skipped()]}


def items(source: Source) -> list[Item]:
    return [item for item in source.items(UTC) if isinstance(item, Item)]


def test_links_are_not_followed_wherever_they_lead(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret")
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text("# Fine\n\n![x](../secret.png) ![y](link.png)")
    (tmp_path / "secret.png").write_bytes(b"x")
    (folder / "link.md").symlink_to(secret)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    source = source_at(folder)
    (item,) = items(source)
    assert skipped(source) == dict.fromkeys(["link.md", "link.png", "up"], "links are not followed")
    for target in ("../secret.png", "link.png", str(tmp_path / "secret.png")):
        with pytest.raises(Exception, match="it is not there"):
            source.picture(item, Shot(target))


def test_a_file_that_becomes_a_link_in_between_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "secret").write_text("# Secret")
    note = tmp_path / "notes" / "a.md"
    note.write_text("# Fine")
    source = source_at(tmp_path / "notes")
    note.unlink()
    note.symlink_to(tmp_path / "secret")
    assert "cannot be opened" in skipped(source)["a.md"]


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Fine")
    os.mkfifo(tmp_path / "pipe.md")
    assert skipped(source_at(tmp_path)) == {"pipe.md": "it is no ordinary file"}


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as huge:
        huge.truncate(LARGEST + 1)
    assert skipped(source_at(tmp_path)) == {"huge.md": "it is larger than 32 MB"}


def test_other_kinds_of_files_are_told_with_what_to_do(tmp_path: Path) -> None:
    for name in ("a.md", "talk.docx", "sessions.csv", "film.mp4", ".obsidian", "empty.md", "zip.md", "unseen.png"):
        (tmp_path / name).write_bytes({"empty.md": b" \n", "zip.md": b"PK\x03\x04"}.get(name, b"# A"))
    told = skipped(source_at(tmp_path))
    assert told["talk.docx"] == "docx files are not read: export it as Markdown"
    assert "by itself" in told["sessions.csv"]
    assert "only notes" in told["film.mp4"]
    assert told["empty.md"] == "it is empty"
    assert "office document" in told["zip.md"]
    assert told["unseen.png"] == "no note shows this picture"
    assert told[".*"].endswith("left out: 1")
    assert len(told) == 7


def test_names_in_any_bytes(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("# Coffee")
    (tmp_path / "new\nline.md").write_text("# Two lines")
    (tmp_path / "bell\x07.md").write_text("# One")
    (tmp_path / "bell.md").write_text("# Other")
    source = source_at(tmp_path)
    assert {item.title for item in items(source)} >= {"Coffee", "Two lines"}
    assert len(items(source)) == 3
    assert any("same name" in why for why in skipped(source).values())
    assert all(item.path.encode() for item in items(source))


def test_of_two_introductions_the_other_is_told(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Read me")
    (tmp_path / "intro.md").write_text("Introduction")
    (tmp_path / "a.md").write_text("# A")
    source = source_at(tmp_path)
    assert [text.path for text in source.texts() if not isinstance(text, Skipped)] == ["intro.md"]
    assert "intro.md is what" in skipped(source)["README.md"]
    assert [item.path for item in items(source)] == ["a.md"]


def test_pictures_are_found_beside_the_note_from_the_top_and_by_name(tmp_path: Path) -> None:
    for path in ("img/a.png", "notes/b.png", "deep/er/c.png", "x/d.png", "y/d.png"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "notes" / "n.md").write_text("![](../img/a.png) ![](b.png) ![](img/a.png) ![[C.png]] ![[d.png]]")
    source = source_at(tmp_path)
    (item,) = items(source)

    def found(target: str) -> bytes:
        return source.picture(item, Shot(target))

    assert found("../img/a.png") == found("img/a.png") == b"img/a.png"
    assert found("b.png") == b"notes/b.png"
    assert found("C.png") == b"deep/er/c.png"
    with pytest.raises(Exception, match="it is not there"):
        found("d.png")


def test_a_note_has_another_mark_when_its_picture_changed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("![](a.png)")
    (tmp_path / "a.png").write_text("one")
    before = items(source_at(tmp_path))[0].mark
    assert items(source_at(tmp_path))[0].mark == before
    (tmp_path / "a.png").write_text("two")
    assert items(source_at(tmp_path))[0].mark != before


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    for n in range(4):
        (tmp_path / f"{n}.md").write_text("# A")
    with pytest.raises(Refusal, match="more than 3 files"):
        source_at(tmp_path)


@pytest.mark.parametrize(("name", "why"), [("nothing", "nothing at"), ("a.md", "neither a folder")])
def test_what_is_no_source_is_refused(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "a.md").write_text("# A")
    with pytest.raises(Refusal, match=why):
        source_at(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "one,two\n1,2\n", "There are: “one”, “two”"),
        ("a.json", "{", "no JSON"),
        ("a.json", "[1, 2]", "no list of sessions"),
        ("a.csv", "%PDF-1", "a PDF"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(Refusal, match=why):
        source_at(tmp_path / name)


def test_a_row_is_known_again_in_another_export(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("id,title\n7,A\n,B\n,B\n")
    (tmp_path / "two.csv").write_text("id,title\n7,A new title\n")
    one, two = items(source_at(tmp_path / "one.csv")), items(source_at(tmp_path / "two.csv"))
    assert one[0].path == two[0].path == "#7"
    assert one[0].mark != two[0].mark
    assert one[2].path == f"{one[1].path} (2)"

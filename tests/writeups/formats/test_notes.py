"""The folder of Markdown: files that every disk takes, and from which an import makes the same again."""

import re
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from app.commands import perform
from app.events.queries import event_by_slug
from app.notes.photos.tables import Photo
from app.topics.queries import facts_of, topics_of
from app.writeups.formats.notes import _front, _title
from app.writeups.importing.bringing import Wishes, bring_in
from app.writeups.importing.front_matter import part
from app.writeups.importing.progress import Progress
from app.writeups.importing.reading import source_at
from app.writeups.importing.report import Report
from app.writeups.importing.titles import first_heading
from app.writeups.queries import standing_texts
from tests.writeups.conftest import Browser, Site
from tests.writeups.formats.conftest import OTHER, PHOTO, publish

ADDRESS = "/small-camp/write-up.zip"
HERE = "http://testserver.local"


async def unpacked(browser: Browser, folder: Path) -> Path:
    with ZipFile(BytesIO((await browser.get(ADDRESS)).content)) as archive:
        archive.extractall(folder)
    return folder / "small-camp-write-up"


async def brought_in(site: Site, folder: Path) -> Report:
    wishes = Wishes("old-camp")
    return await bring_in(source_at(folder), wishes, partial(perform, site.hallway), Progress(lambda _line: None))


async def test_it_has_a_file_for_each_session_and_its_photos(site: Site, fay: Browser) -> None:
    answer = await (await site.reader()).get(ADDRESS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="small-camp-write-up.zip"'
    assert int(answer.headers["content-length"]) == len(answer.content)
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = [name.removeprefix("small-camp-write-up/") for name in archive.namelist()]
        note = archive.read("small-camp-write-up/002-restores.md").decode()
        index = archive.read("small-camp-write-up/index.md").decode()
    assert names == ["index.md", "intro.md", "002-restores.md", "photos/002-1.webp", "001-calm-b.md"]
    assert "![A full board](photos/002-1.webp)" in note
    assert f"[the wall]({HERE}/small-camp/topics)" in note
    assert "A secret" not in note
    assert "- [Restores](002-restores.md) (11:00, Library, Hosted by Hostia)" in index


async def test_an_import_makes_the_same_of_it(site: Site, fay: Browser, tmp_path: Path) -> None:
    report = await brought_in(site, await unpacked(fay, tmp_path / "taken"))
    assert not report.has_failures, str(report)
    assert "say nothing to Hallway: “updated”, “permalink”\n" in str(report)
    async with site.hallway.database.reading() as db:
        old, new = site.camp.event, await event_by_slug(db, "old-camp")
        assert (new.name, new.starts_on, new.time_zone) == (old.name, old.starts_on, old.time_zone)
        before = {topic.title: (topic, edition) for topic, edition in await standing_texts(db, old)}
        after = {topic.title: (topic, edition) for topic, edition in await standing_texts(db, new)}
        assert before.keys() == after.keys() == {"Restores", "Calm & 静けさ <b>"}
        facts = {f.topic.title: f for f in await facts_of(db, await topics_of(db, new.id or 0))}
        photos = (await db.exec(select(Photo).where(Photo.event_id == new.id))).all()
    assert [host.name for host in facts["Restores"].conveners] == ["Hostia"]
    assert set(facts["Restores"].tags) == {"backup", "größe"}
    assert [(photo.alt, photo.credit) for photo in photos] == [("A full board", "Ada")]
    assert after["Calm & 静けさ <b>"][1].markdown == "Nothing of anybody."
    text = before["Restores"][1].markdown.replace("(/small-camp/topics)", f"({HERE}/small-camp/topics)")
    text = text.replace(f"![A secret](/small-camp/media/{OTHER}.webp)", "")
    there = after["Restores"][1].markdown.replace(f"/old-camp/media/{photos[0].name}", f"/small-camp/media/{PHOTO}")
    assert re.sub("\n{3,}", "\n\n", there) == re.sub("\n{3,}", "\n\n", text)
    told = (await (await site.reader()).get("/old-camp/write-up.json")).json()
    assert told["days"] == [{"date": "2027-03-17", "sessions": [2, 1]}]
    assert told["sessions"][0]["place"]["room"] == "Library"


async def test_titles_of_every_writing_become_names_that_every_disk_takes(site: Site, tmp_path: Path) -> None:
    fay = await site.facilitator()
    titles = ["CON", "../../etc/passwd", "مرحبا", "a/b\\c:d*?", "🦊", "`__init__` **x**", "x" * 120]
    for number, title in enumerate(titles, 1):
        await site.topic(title, f"Words {number}.")
        await publish(fay, number)
    folder = await unpacked(fay, tmp_path / "taken")
    names = sorted(path.name for path in folder.glob("0*.md"))
    assert len(names) == len(titles)
    assert all(
        name.isascii() and len(name) < 80 and name.strip("abcdefghijklmnopqrstuvwxyz0123456789-.") == ""
        for name in names
    )
    await brought_in(site, folder)
    async with site.hallway.database.reading() as db:
        new = await event_by_slug(db, "old-camp")
        topics = await topics_of(db, new.id or 0)
    assert [topic.title for topic in sorted(topics, key=lambda topic: topic.number)] == titles


async def test_the_same_is_the_same_bytes_and_not_made_again(site: Site, fay: Browser) -> None:
    first, again = await fay.get(ADDRESS), await fay.get(ADDRESS)
    assert first.content == again.content
    known = await fay.get(ADDRESS, if_none_match=first.headers["etag"])
    assert (known.status_code, known.content) == (304, b"")
    await fay.post("/small-camp/topics/1/publication", {"_method": "DELETE"})
    assert (await fay.get(ADDRESS, if_none_match=first.headers["etag"])).status_code == 200


async def test_a_photo_whose_file_is_missing_leaves_its_place_empty(site: Site, fay: Browser, tmp_path: Path) -> None:
    async with site.hallway.database.reading() as db:
        photo = (await db.exec(select(Photo).where(col(Photo.name) == PHOTO))).one()
    site.hallway.photos.files.path_of(photo.hash).unlink()
    folder = await unpacked(fay, tmp_path)
    assert not (folder / "photos").exists()
    assert "![" not in (folder / "002-restores.md").read_text()


async def test_of_an_event_without_anything_there_is_an_index(site: Site, tmp_path: Path) -> None:
    folder = await unpacked(await site.reader(), tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["index.md", "intro.md"]


async def test_names_go_out_only_where_they_may(site: Site, fay: Browser, tmp_path: Path) -> None:
    await site.attribute("chatham")
    folder = await unpacked(fay, tmp_path)
    for path in folder.glob("*.md"):
        assert "Hostia" not in path.read_text()


@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), min_size=1, max_size=80))
def test_a_title_is_read_as_it_was_written(title: str) -> None:
    title = " ".join(title.split())
    read = part(_front({"title": _title(title), "number": 1}) + "Words")
    assert read.text == "Words"
    assert not title or first_heading(f"# {read.fields['title']}") == title

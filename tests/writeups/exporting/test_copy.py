"""Whole copies on a disk: every link leads somewhere, nothing comes from elsewhere, no word that may not be told."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from app.events.tables import Event, Room, Timeslot
from app.notes.photos.tables import Photo
from app.writeups.exporting.folders import MARKER, NotThere, check_folder, put_in_folder
from app.writeups.exporting.gathering import NothingPublished
from tests.cameras import photo
from tests.copies import broken, pages_in, unreached
from tests.samples import NOON
from tests.writeups.conftest import Site

TITLES = [
    "Restores",
    "日本語の議事録",
    "تصميم الواجهات بعد عام",
    "Ünïcödé ẞ ﬁ",
    '<script>alert(1)</script> & "quotes"',
    "Tab\tand\x07bell",
    "Endless" * 28,
    "🎈🎈🎈",
]
NOTE = """Words about [the board](/small-camp/board), [joining](/small-camp/join), [the first](1-restores#h-why),
[elsewhere](https://example.org/a?b=1&c=2) and [nothing](#nowhere).

## Why

- **Tool:** C++
- **Tool:** C#
- **Agreed:** we test restores
- [ ] **Ada:** writes it down

> It was always green
>
> — Ada
"""


async def copied(site: Site, folder: Path) -> Path:
    await put_in_folder(await site.hallway.press.copy("small-camp"), folder)
    return folder


async def written_up(site: Site) -> None:
    for number, title in enumerate(TITLES):
        topic = await site.topic(title, place=(1, 1) if not number else None, tags=("backup", "ci/cd", "日本"))
        await site.publish(topic, NOTE)


async def test_a_copy_of_titles_in_every_script_is_whole(site: Site, tmp_path: Path) -> None:
    await written_up(site)
    folder = await copied(site, tmp_path / "out")
    assert broken(folder) == []
    assert unreached(folder) == set()
    names = {file.name for file in (folder / "write-up").iterdir()}
    assert {"1-restores.html", "2-topic.html", "whole.html"} <= names
    assert len(names) == len(TITLES) + 1
    page = (folder / "write-up" / "1-restores.html").read_text()
    assert '<a href="../board.html"' in page
    assert 'href="https://example.org/a?b=1&amp;c=2"' in page
    assert "/small-camp/join" not in page


async def test_there_is_nothing_of_a_server_in_it(site: Site, tmp_path: Path) -> None:
    await written_up(site)
    folder = await copied(site, tmp_path / "out")
    for file, page in pages_in(folder).items():
        html = file.read_text()
        assert re.findall('<form(?! class="find")|csrf|hx-|<use|manifest|action=', html) == [], file
        assert html.count("http://testserver.local") == 2, file  # canonical, and the live page that everybody sees
        assert len(page.live) == 2
        assert len(set(page.live)) == 1


async def test_without_a_known_address_nothing_leads_back(site: Site, tmp_path: Path) -> None:
    await written_up(site)
    press = replace(site.hallway.press, live="")
    await put_in_folder(await press.copy("small-camp"), tmp_path / "out")
    assert [page.live for page in pages_in(tmp_path / "out").values() if page.live] == []


async def test_photos_come_with_it(site: Site, tmp_path: Path) -> None:
    topic = await site.topic("Restores", place=(1, 1))
    kept = await site.hallway.photos.keep(photo())
    async with site.hallway.works.begin() as work:
        for name, credit in (("a" * 32, "Ada"), ("c" * 32, "")):
            work.db.add(
                Photo(
                    event_id=site.camp.event_id, topic_id=topic.id or 0, name=name, hash=kept.hash, size=kept.size,
                    width=kept.width, height=kept.height, small_width=kept.small_width,
                    small_height=kept.small_height, alt="A board", credit=credit, made_at=NOON,
                )
            )  # fmt: skip
    fay = await site.facilitator()
    text = f"![A board](/small-camp/media/{'a' * 32}.webp)\n\n[no credit](/small-camp/media/{'c' * 32}.webp)"
    await site.write(topic, text)
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303
    folder = await copied(site, tmp_path / "out")
    assert {file.name for file in (folder / "photos").iterdir()} == {f"{'a' * 32}.webp", f"{'a' * 32}-small.webp"}
    assert f'<img src="photos/{"a" * 32}-small.webp"' in (folder / "index.html").read_text()
    assert broken(folder) == []


async def test_without_rooms_and_times_it_is_whole_too(site: Site, tmp_path: Path) -> None:
    await site.publish(await site.topic("Restores"), NOTE)
    async with site.hallway.works.begin() as work:
        for row in [*(await work.db.exec(select(Room))), *(await work.db.exec(select(Timeslot)))]:
            await work.db.delete(row)
    folder = await copied(site, tmp_path / "out")
    assert broken(folder) == []
    assert "No times yet" in (folder / "board.html").read_text()


async def test_times_are_those_of_the_wall_there(site: Site, tmp_path: Path) -> None:
    """On both sides of the night in which clocks are set forward."""
    await site.publish(await site.topic("Restores", place=(1, 1)), NOTE)
    await site.publish(await site.topic("Backups", place=(2, 1)), NOTE)
    async with site.hallway.works.begin() as work:
        event = (await work.db.exec(select(Event))).one()
        event.starts_on, event.ends_on, event.time_zone = date(2027, 3, 27), date(2027, 3, 28), "Europe/London"
        for day, at in ((27, 1), (28, 2)):
            slot = await work.db.get_one(Timeslot, site.camp.cell(at, 1).timeslot_id)
            slot.starts_at = datetime(2027, 3, day, 10, tzinfo=UTC)
            slot.ends_at = datetime(2027, 3, day, 11, tzinfo=UTC)
    folder = await copied(site, tmp_path / "out")
    for name in ("board.html", "index.html"):
        html = (folder / name).read_text()
        assert re.search('<time datetime="2027-03-27T10:00:00[+]00:00">(Sat )?10:00</time>', html)
        assert re.search('<time datetime="2027-03-28T11:00:00[+]01:00">(Sun )?11:00</time>', html)


async def test_nothing_published_is_nothing_to_take_along(site: Site) -> None:
    await site.topic("Restores", "A note.")
    with pytest.raises(NothingPublished):
        await site.hallway.press.copy("small-camp")


async def test_a_copy_is_of_one_moment(site: Site, tmp_path: Path) -> None:
    """A topic that goes while it is made is in all of it."""
    await written_up(site)
    done: list[int] = []

    def withdraw(made: int, _all: int) -> None:
        done.append(made)

    async def gone() -> None:
        fay = await site.facilitator()
        answer = await fay.post("/small-camp/topics/1/publication", {"_method": "DELETE"})
        assert answer.status_code == 303

    waiting: list[asyncio.Task[None]] = []

    def begin(made: int, _all: int) -> None:
        withdraw(made, _all)
        if made == 1:
            waiting.append(asyncio.create_task(gone()))

    copy = await site.hallway.press.copy("small-camp", begin)
    await waiting[0]
    await put_in_folder(copy, tmp_path / "out")
    assert done == sorted(done)
    assert broken(tmp_path / "out") == []
    assert (tmp_path / "out" / "write-up" / "1-restores.html").exists()
    await copied(site, tmp_path / "out")
    assert not (tmp_path / "out" / "write-up" / "1-restores.html").exists()
    assert broken(tmp_path / "out") == []


async def test_it_takes_the_place_of_an_earlier_one_and_of_nothing_else(site: Site, tmp_path: Path) -> None:
    await written_up(site)
    folder = await copied(site, tmp_path / "out")
    (folder / "write-up" / "9-old.html").write_text("old")
    await copied(site, folder)
    assert not (folder / "write-up" / "9-old.html").exists()
    assert [file.name for file in tmp_path.iterdir() if "out" in file.name] == ["out"]
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(NotThere, match="other files"):
        await copied(site, other)
    assert [file.name for file in other.iterdir()] == ["thesis.txt"]
    with pytest.raises(NotThere, match="the write-up of small-camp"):
        check_folder(folder, "other-camp")
    with pytest.raises(NotThere, match="no folder"):
        await copied(site, other / "thesis.txt")


async def test_one_that_fails_leaves_the_earlier_one_alone(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written_up(site)
    folder = await copied(site, tmp_path / "out")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    limit = iter(range(5))

    def full(_path: Path, _content: bytes) -> None:
        if next(limit, None) is None:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.writeups.exporting.folders._write_one", full)
    with pytest.raises(NotThere, match="disk is full"):
        await copied(site, folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert [file.name for file in tmp_path.iterdir() if "out" in file.name] == ["out"]


async def test_one_that_cannot_be_moved_into_place_leaves_the_earlier_one(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written_up(site)
    folder = await copied(site, tmp_path / "out")
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    rename = Path.rename

    def stuck(path: Path, target: Path) -> Path:
        if path.suffix == ".new":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stuck)
    with pytest.raises(NotThere, match="Permission denied"):
        await copied(site, folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert [file.name for file in tmp_path.iterdir() if "out" in file.name] == ["out"]


async def test_a_marker_that_is_broken_is_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("[]")
    with pytest.raises(NotThere, match="other files"):
        check_folder(tmp_path, "small-camp")

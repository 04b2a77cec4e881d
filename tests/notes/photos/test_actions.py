"""Photos in the database: how many there may be, and what becomes of their files."""

from pathlib import Path

import pytest
from sqlmodel import select

from app.events.changes import PagesChanged
from app.kernel.errors import Conflict, Gone, TooLarge
from app.kernel.work import ChangeRow, Works
from app.notes.photos import actions
from app.notes.photos.actions import add_photo, delete_old_photos, delete_strays, describe_photo, take_photo_away
from app.notes.photos.files import PhotoFiles
from app.notes.photos.forms import Description
from app.notes.photos.queries import photo_by_name, room_taken
from app.notes.photos.rules import MOST_IN_NOTE, UNDO_FOR
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Kept
from app.topics.tables import Topic
from tests.notes.photos.album import grow_old, pictures
from tests.samples import FACILITATOR, NOON, Camp


async def add(camp: Camp, topic: Topic, number: int, size: int = 1000, digest: str = "f" * 64) -> Photo:
    kept = Kept(digest, size, 20, 10, 20, 10)
    async with camp.works.begin() as work:
        return await add_photo(work, camp.event, topic, f"{number:032x}", kept, None)


async def take_away(camp: Camp, photo: Photo) -> None:
    async with camp.works.begin() as work:
        await take_photo_away(work, await photo_by_name(work.db, camp.event_id, photo.name), FACILITATOR, [])


async def test_a_note_holds_so_many(camp: Camp) -> None:
    topic, other = await camp.topic("Containers"), await camp.topic("Backups")
    first = await add(camp, topic, 0)
    for number in range(1, MOST_IN_NOTE):
        await add(camp, topic, number)
    with pytest.raises(TooLarge, match="has 60 photos already"):
        await add(camp, topic, 999)
    await add(camp, other, 999)
    await take_away(camp, first)
    await add(camp, topic, 1000)


async def test_an_event_holds_so_many_bytes(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    await add(camp, topic, 1, size=actions.MOST_BYTES_OF_EVENT - 500)
    with pytest.raises(TooLarge, match="as many photos as the server keeps"):
        await add(camp, topic, 2, size=501)
    await add(camp, topic, 3, size=500)
    async with camp.works.begin() as work:
        room = await room_taken(work.db, camp.event_id, topic.id or 0)
    assert room == (2, 2, actions.MOST_BYTES_OF_EVENT)


async def test_what_was_taken_away_takes_room_until_it_is_deleted(camp: Camp, tmp_path: Path) -> None:
    topic, later = await camp.topic("Containers"), Works(camp.works.database, clock=lambda: NOON + 2 * UNDO_FOR)
    await take_away(camp, await add(camp, topic, 1, size=actions.MOST_BYTES_OF_EVENT - 1))
    with pytest.raises(TooLarge, match="as many photos as the server keeps"):
        await add(camp, topic, 2)
    await delete_old_photos(later, PhotoFiles(tmp_path / "media"))
    await add(camp, topic, 2)


async def test_a_name_is_meant_once(camp: Camp) -> None:
    topic, other = await camp.topic("Containers"), await camp.topic("Backups")
    first = await add(camp, topic, 1)
    assert (await add(camp, topic, 1)).id == first.id
    with pytest.raises(Conflict):
        await add(camp, other, 1)
    await take_away(camp, first)
    with pytest.raises(Gone):
        await add(camp, topic, 1)


async def test_that_pages_changed_is_in_the_log_and_nothing_of_the_photo(camp: Camp) -> None:
    photo = await add(camp, await camp.topic("Containers"), 1)
    await take_away(camp, photo)
    async with camp.works.begin() as work:
        await describe_photo(work, photo, Description("A zeppelin", "Ada", credit_told=False), FACILITATOR, [])
    async with camp.works.database.reading() as db:
        logged = (await db.exec(select(ChangeRow.payload).where(ChangeRow.name == PagesChanged.__name__))).all()
    assert logged == ["{}", "{}"]


async def test_nothing_is_deleted_that_can_be_put_back(camp: Camp, tmp_path: Path) -> None:
    await take_away(camp, await add(camp, await camp.topic("Containers"), 1))
    assert await delete_old_photos(camp.works, PhotoFiles(tmp_path)) == 0


async def test_what_cannot_be_deleted_yet_is_deleted_later(camp: Camp, tmp_path: Path) -> None:
    media, later = tmp_path / "media", Works(camp.works.database, clock=lambda: NOON + 2 * UNDO_FOR)
    files = PhotoFiles(media)
    digest = await files.keep(b"picture", b"small")
    photo = await add(camp, await camp.topic("Containers"), 1, digest=digest)
    await take_away(camp, photo)
    assert await delete_old_photos(later, files) == 0
    assert await files.read(digest, small=True) == b"small"
    grow_old(media)
    assert await delete_old_photos(later, files) == 1
    assert await delete_old_photos(later, files) == 0
    assert pictures(media) == []


async def test_a_disk_that_deletes_nothing_keeps_no_words(camp: Camp, tmp_path: Path) -> None:
    (tmp_path / "ff").write_text("a file where the folder should be")
    later = Works(camp.works.database, clock=lambda: NOON + 2 * UNDO_FOR)
    photo = await add(camp, await camp.topic("Containers"), 1)
    async with camp.works.begin() as work:
        (await photo_by_name(work.db, camp.event_id, photo.name)).credit = "Ada"
    await take_away(camp, photo)
    assert await delete_old_photos(later, PhotoFiles(tmp_path)) == 0
    async with camp.works.begin() as work:
        left = await photo_by_name(work.db, camp.event_id, photo.name, even_gone=True)
    assert (left.hash, left.credit) == ("f" * 64, "")


async def test_a_file_that_is_no_photos_is_deleted_when_it_is_old(camp: Camp, tmp_path: Path) -> None:
    media = tmp_path / "media"
    files = PhotoFiles(media)
    assert await delete_strays(camp.works, files) == 0
    needed, _stray = await files.keep(b"picture", b"small"), await files.keep(b"stray", b"small stray")
    await add(camp, await camp.topic("Containers"), 1, digest=needed)
    assert await delete_strays(camp.works, files) == 0
    grow_old(media)
    assert await delete_strays(camp.works, files) == 1
    assert {path.name for path in pictures(media)} == {f"{needed}.webp", f"{needed}-small.webp"}

"""Photos in the database: how many there may be, and what becomes of their files."""

from pathlib import Path

import pytest

from app.kernel.errors import Conflict, Gone, TooLarge
from app.notes.photos import actions
from app.notes.photos.actions import add_photo, delete_old_photos, take_photo_away
from app.notes.photos.files import PhotoFiles
from app.notes.photos.queries import photo_by_name, room_taken
from app.notes.photos.rules import MOST_IN_NOTE
from app.notes.photos.tables import Photo
from app.notes.photos.taking import Kept
from app.topics.tables import Topic
from tests.samples import FACILITATOR, Camp


def kept(size: int = 1000) -> Kept:
    return Kept("f" * 64, size, 20, 10, 20, 10)


async def add(camp: Camp, topic: Topic, number: int, by: int | None = None, size: int = 1000) -> Photo:
    async with camp.works.begin() as work:
        return await add_photo(work, camp.event, topic, f"{number:032x}", kept(size), by)


async def test_a_note_holds_so_many(camp: Camp) -> None:
    topic, other = await camp.topic("Containers"), await camp.topic("Backups")
    for number in range(MOST_IN_NOTE):
        await add(camp, topic, number)
    with pytest.raises(TooLarge, match="has 60 photos already"):
        await add(camp, topic, 999)
    await add(camp, other, 999)
    async with camp.works.begin() as work:
        await take_photo_away(work, await photo_by_name(work.db, camp.event_id, f"{0:032x}"), FACILITATOR, [])
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


async def test_a_name_is_meant_once(camp: Camp) -> None:
    topic, other = await camp.topic("Containers"), await camp.topic("Backups")
    first = await add(camp, topic, 1)
    assert (await add(camp, topic, 1)).id == first.id
    with pytest.raises(Conflict):
        await add(camp, other, 1)
    async with camp.works.begin() as work:
        await take_photo_away(work, await photo_by_name(work.db, camp.event_id, first.name), FACILITATOR, [])
    with pytest.raises(Gone):
        await add(camp, topic, 1)


async def test_nothing_is_deleted_that_can_be_put_back(camp: Camp, tmp_path: Path) -> None:
    topic = await camp.topic("Containers")
    photo = await add(camp, topic, 1)
    async with camp.works.begin() as work:
        await take_photo_away(work, await photo_by_name(work.db, camp.event_id, photo.name), FACILITATOR, [])
    assert await delete_old_photos(camp.works, PhotoFiles(tmp_path)) == 0

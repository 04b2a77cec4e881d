"""A Hallway that runs deletes what nobody can put back any more."""

import asyncio
from pathlib import Path

from app.kernel.work import Works
from app.main import create_app
from app.notes.photos.actions import add_photo, take_photo_away
from app.notes.photos.files import PhotoFiles
from app.notes.photos.rules import UNDO_FOR
from app.notes.photos.taking import Kept
from app.notes.photos.tidying import Tidying
from app.settings import Settings
from tests.conftest import Ready
from tests.notes.photos.album import grow_old, pictures
from tests.samples import FACILITATOR, NOON, Camp, make_camp


async def taken_away(camp: Camp, files: PhotoFiles, media: Path) -> None:
    """One photo, so long ago that nobody can put it back."""
    digest, topic = await files.keep(b"picture", b"small"), await camp.topic("Containers")
    grow_old(media)
    long_ago = Works(camp.works.database, clock=lambda: NOON - 2 * UNDO_FOR)
    async with long_ago.begin() as work:
        photo = await add_photo(work, camp.event, topic, "1" * 32, Kept(digest, 1, 20, 10, 20, 10), None)
        await take_photo_away(work, photo, FACILITATOR, [])


async def test_one_worker_at_a_time_tidies(camp: Camp, tmp_path: Path) -> None:
    media, database = tmp_path / "media", camp.works.database
    files = PhotoFiles(media)
    await taken_away(camp, files, media)
    tidying = Tidying(camp.works, files)
    async with database.alone("tidy photos", 0):
        await tidying.tidy()
        assert bool(pictures(media)) == (database.dialect == "postgresql")
    await tidying.tidy()
    assert pictures(media) == []


async def test_a_hallway_that_runs_tidies_by_itself(tmp_path: Path, ready: Ready) -> None:
    settings = Settings(data=tmp_path, secret="s" * 32)
    database, media = await ready.on_sqlite(tmp_path), settings.data / "media"
    await PhotoFiles(media).keep(b"stray", b"small")
    await taken_away(await make_camp(database), PhotoFiles(media), media)
    await database.close()
    async with create_app(settings, lambda: NOON).running():
        while pictures(media):
            await asyncio.sleep(0.01)

"""Photos are taken in beside the event loop, and at the pace of a person."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.kernel.errors import TooLarge
from app.kernel.limits import TooFast
from app.notes.photos.rules import LARGEST
from app.notes.photos.taking import SENDING, NoPicture, NotNow, Photos
from tests.cameras import huge, is_upright, moving, opened, photo
from tests.kernel.killing import killed_over


@pytest.fixture
async def photos(tmp_path: Path) -> AsyncIterator[Photos]:
    taking = Photos(tmp_path / "media", now=lambda: 0)
    yield taking
    await taking.stop()


async def test_what_is_kept_can_be_read(photos: Photos) -> None:
    kept = await photos.keep(photo(1000, 3000, turned=6))
    assert (kept.width, kept.height, kept.small_width, kept.small_height) == (667, 2000, 213, 640)
    for small in (False, True):
        assert is_upright(opened(await photos.files.read(kept.hash, small=small)))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", NoPicture), (moving(), NoPicture), (huge(), TooLarge), (b"\0" * (LARGEST + 1), TooLarge)],
)
async def test_what_is_refused_leaves_nothing(
    photos: Photos, tmp_path: Path, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await photos.keep(content)
    assert list(tmp_path.rglob("*.webp")) == []


async def test_a_worker_that_is_killed_is_not_the_photos_fault_the_first_time(photos: Photos) -> None:
    for refusal in (NotNow, TooLarge):
        await photos._crew.start()
        with pytest.raises(refusal):
            await killed_over(photos._crew, photos.keep(photo()))
    assert (await photos.keep(photo(seed=1))).size


def test_each_visit_has_a_pace_of_its_own(tmp_path: Path) -> None:
    photos = Photos(tmp_path, now=lambda: 0)
    for _one in range(int(SENDING.burst)):
        photos.check_pace("ada")
    with pytest.raises(TooFast):
        photos.check_pace("ada")
    photos.check_pace("noor")

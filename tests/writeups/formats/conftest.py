"""A small write-up with all that a text can have, and a photo whose file is there."""

from io import BytesIO

import pytest
from PIL import Image

from app.notes.photos.actions import add_photo
from app.notes.photos.queries import photo_by_name
from app.notes.photos.taking import Kept
from app.topics.tables import Topic
from tests.writeups.conftest import Browser, Site

PHOTO, OTHER = "a" * 32, "b" * 32
TEXT = f"""Restores were never tested, see [the wall](/small-camp/topics) and [^1].

![A full board](/small-camp/media/{PHOTO}.webp)

![A secret](/small-camp/media/{OTHER}.webp)

## Tools & more

- **Tool:** [Restic](https://restic.net)
- **Agreed:** We try one a month
- [ ] **Zora:** asks the vendor

> It was always green
>
> — Zora

[^1]: A note below.
"""


async def photograph(site: Site, topic: Topic, name: str, alt: str, credit: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (90, 60), "teal").save(picture, "WEBP")
    digest = await site.hallway.photos.files.keep(picture.getvalue(), picture.getvalue())
    async with site.hallway.works.begin() as work:
        kept = Kept(digest, len(picture.getvalue()), 90, 60, 90, 60)
        await add_photo(work, site.camp.event, topic, name, kept, None)
        photo = await photo_by_name(work.db, site.camp.event_id, name)
        photo.alt, photo.credit = alt, credit


async def publish(browser: Browser, number: int, **fields: str) -> None:
    done = await browser.post(f"/small-camp/topics/{number}/publication", {"_method": "PUT", **fields})
    assert done.status_code == 303, done.text


@pytest.fixture
async def fay(site: Site) -> Browser:
    """Two pages are published: the later one was held first, the other has a photo that may be shown and one that may
    not."""
    fay = await site.facilitator()
    calm = await site.topic("Calm & 静けさ <b>", "Nothing of anybody.", place=(2, 1), host="Lin")
    restores = await site.topic("Restores", TEXT, place=(1, 1), tags=("backup", "Größe"), host="Hostia")
    await photograph(site, restores, PHOTO, "A full board", "Ada")
    await photograph(site, restores, OTHER, "A secret", "")
    await publish(fay, calm.number)
    await publish(fay, restores.number)
    return fay

"""Search engines and previews find what everybody may read, and nothing else."""

from io import BytesIO
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as Xml

import pytest
from PIL import Image

from app.writeups.formats.picture import COLOURS, MARGIN, SIZE, STRIP, as_png
from app.writeups.pages.finding import SITEMAP
from tests.writeups.conftest import Browser, Site

HERE = "http://testserver.local"


async def places(browser: Browser, path: str) -> list[str]:
    answer = await browser.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    return [place.text or "" for place in Xml.fromstring(answer.content).iter(f"{{{SITEMAP}}}loc")]


async def show_to(site: Site, visibility: str) -> None:
    site.camp.event.visibility = visibility
    async with site.hallway.works.begin() as work:
        await work.db.merge(site.camp.event)


async def test_robots_are_led_to_the_pages_by_their_right_addresses(site: Site, fay: Browser) -> None:
    reader = await site.reader()
    robots = RobotFileParser()
    robots.parse((await reader.get("/robots.txt")).text.splitlines())
    assert robots.can_fetch("*", f"{HERE}/small-camp/write-up")
    assert not robots.can_fetch("*", f"{HERE}/search?q=x")
    assert robots.site_maps() == [f"{HERE}/sitemap.xml"]
    assert await places(reader, "/sitemap.xml") == [f"{HERE}/small-camp/sitemap.xml"]
    pages = await places(reader, "/small-camp/sitemap.xml")
    assert pages == [f"{HERE}/small-camp/write-up{page}" for page in ("", "/1-calm-b", "/2-restores")]
    for page in pages:
        told = (await reader.get(page.removeprefix(HERE))).text
        assert f'<link rel="canonical" href="{page}">' in told
        assert "noindex" not in told


@pytest.mark.parametrize("visibility", ["link", "code", "attendees"])
async def test_what_only_some_may_read_is_in_none(site: Site, fay: Browser, visibility: str) -> None:
    await show_to(site, visibility)
    assert await places(await site.reader(), "/sitemap.xml") == []
    assert (await (await site.reader()).get("/small-camp/sitemap.xml")).status_code in (403, 404)
    assert "og:image" not in (await fay.get("/small-camp/write-up")).text


async def test_what_is_withdrawn_or_off_the_record_is_in_none_either(site: Site, fay: Browser) -> None:
    await fay.post("/small-camp/topics/1/publication", {"_method": "DELETE"})
    assert await places(fay, "/small-camp/sitemap.xml") == [
        f"{HERE}/small-camp/write-up{p}" for p in ("", "/2-restores")
    ]
    await site.attribute("off_record")
    assert await places(fay, "/sitemap.xml") == []
    assert (await fay.get("/small-camp/sitemap.xml")).status_code == 404


async def test_before_anything_is_published_there_is_no_map(site: Site) -> None:
    reader = await site.reader()
    assert await places(reader, "/sitemap.xml") == []
    assert (await reader.get("/small-camp/sitemap.xml")).status_code == 404


@pytest.mark.parametrize("page", ["write-up", "write-up/2-restores"])
async def test_a_preview_has_a_picture_of_the_size_that_it_says(site: Site, fay: Browser, page: str) -> None:
    reader = await site.reader()
    told = (await reader.get(f"/small-camp/{page}")).text
    assert f'<meta property="og:image" content="{HERE}/small-camp/write-up.png">' in told
    answer = await reader.get("/small-camp/write-up.png")
    assert answer.headers["content-type"] == "image/png"
    with Image.open(BytesIO(answer.content)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))


def drawn(name: str, *lines: str) -> Image.Image:
    return Image.open(BytesIO(as_png(name, lines)))


def is_written_on(image: Image.Image) -> bool:
    inside = image.crop((MARGIN, STRIP + 1, SIZE[0], SIZE[1] - 2 * MARGIN))
    return len(inside.getcolors(100_000) or []) > 1


@pytest.mark.parametrize("name", ["Camp", "Ærøskøbing Düsseldorf", "W" * 200, "many words " * 40])
def test_a_name_stays_within_the_picture(name: str) -> None:
    image = drawn(name, "3 April 2017", "x" * 300)
    assert is_written_on(image)
    margin = image.crop((SIZE[0] - MARGIN + 12, STRIP + 1, SIZE[0], SIZE[1]))
    assert len(margin.getcolors(100_000) or []) == 1
    assert image.getpixel((1, 1)) == tuple(bytes.fromhex(COLOURS[0][1:]))


def test_what_our_letters_cannot_write_leaves_no_gap() -> None:
    assert not is_written_on(drawn("静けさ", "未定"))
    assert is_written_on(drawn("静けさ", "3 April 2017"))
    assert as_png("静けさ", ["未定", "3 April 2017"]) == as_png("静けさ", ["3 April 2017"])


async def test_what_has_no_head_shows_our_mark_too(site: Site) -> None:
    reader = await site.reader()
    answer = await reader.get("/favicon.ico")
    assert answer.status_code in (301, 302, 303, 307, 308)
    assert answer.headers["location"].endswith(".svg")
    assert (await reader.get("/robots.txt")).headers["content-type"] == "text/plain; charset=utf-8"

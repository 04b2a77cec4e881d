"""What readers find at the end of a write-up, and facilitators where they show it elsewhere."""

import re

import pytest

from app.writeups.formats.printed import can_be_made
from tests.writeups.conftest import Browser, Site


@pytest.mark.parametrize("page", ["write-up", "write-up/whole"])
async def test_each_format_that_is_listed_can_be_taken(site: Site, fay: Browser, page: str) -> None:
    reader = await site.reader()
    told = (await reader.get(f"/small-camp/{page}")).text.partition('<section class="takeaway"')[2]
    links = re.findall(r'<a href="(/small-camp/[^"]+)">', told.partition("</section>")[0])
    laid_out = ["pdf"] if can_be_made() else []
    assert [re.split("[./]", link)[-1] for link in links] == ["book", *laid_out, "epub", "zip", "atom", "json"]
    for link in links:
        assert (await reader.get(link)).status_code == 200, link


async def test_before_anything_is_published_nothing_is_offered(site: Site) -> None:
    assert "takeaway" not in (await (await site.reader()).get("/small-camp/write-up")).text


async def test_feed_and_data_are_among_the_addresses_to_hand_on(site: Site) -> None:
    page = (await (await site.reader()).get("/small-camp/elsewhere")).text
    for address in ("feed.atom", "write-up.json"):
        assert f"http://testserver.local/small-camp/{address}</code>" in page

"""The book of proceedings: all of it on one page, made to be printed."""

import re

from tests.writeups.conftest import Browser, Site
from tests.writeups.formats.conftest import OTHER

ADDRESS = "/small-camp/write-up/book"
HERE = "http://testserver.local"


async def test_each_session_has_its_place_in_the_contents_and_a_code(site: Site, fay: Browser) -> None:
    page = (await (await site.reader()).get(ADDRESS)).text
    assert re.findall(r'<a href="#topic-(\d+)">', page) == ["2", "1"]
    assert re.findall(r'<article class="chapter" id="topic-(\d+)"', page) == ["2", "1"]
    assert len(re.findall(r'<div class="code"><svg', page)) == 3
    for words in ("Photo: Ada", "Hosted by Hostia", f"{HERE}/small-camp/write-up/2-restores", "We try one a month"):
        assert words in page, words
    assert OTHER not in page
    assert 'loading="lazy"' not in page
    assert f'<link rel="canonical" href="{HERE}/small-camp/write-up">' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


async def test_it_is_in_the_event_s_language(site: Site, fay: Browser) -> None:
    async with site.hallway.works.begin() as work:
        (await work.db.merge(site.camp.event)).language = "de"
    page = (await (await site.reader()).get(ADDRESS, accept_language="en")).text
    assert "Tagungsband" in page
    assert "Von Hostia" in page


async def test_names_are_left_out_where_they_may_not_be_told(site: Site, fay: Browser) -> None:
    await site.attribute("chatham")
    assert "Hostia" not in (await (await site.reader()).get(ADDRESS)).text


async def test_the_same_is_not_sent_again(site: Site, fay: Browser) -> None:
    reader = await site.reader()
    first = await reader.get(ADDRESS)
    assert (await reader.get(ADDRESS, if_none_match=first.headers["etag"])).status_code == 304


async def test_without_anything_published_it_says_so(site: Site) -> None:
    assert "Nothing is written up yet." in (await (await site.reader()).get(ADDRESS)).text

"""The feed, read by another program, and by the rules of RFC 4287."""

from datetime import datetime
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as Xml

import feedparser

from app.topics.queries import topic_by_number
from app.writeups.formats.atom import ATOM, TOMBSTONES
from tests.writeups.conftest import Browser, Site
from tests.writeups.formats.conftest import publish

HERE = "http://testserver.local"
ADDRESS = "/small-camp/feed.atom"


async def feed(browser: Browser, address: str = ADDRESS) -> Any:
    answer = await browser.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    keep_to_the_rfc(answer.content)
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def keep_to_the_rfc(written: bytes) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: what there must be, once, with whole addresses and moments (3.3)."""
    root = Xml.fromstring(written)
    within = {"a": ATOM}
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall("a:entry", within)
    for each in (root, *entries):
        for name in ("id", "title", "updated"):
            (found,) = each.findall(f"a:{name}", within)
            assert found.text
        assert each.findall("a:author", within) or root.findall("a:author", within)
        assert all(link.get("href", "").startswith("http") for link in each.findall("a:link", within))
        assert len(each.findall("a:link[@rel='alternate']", within)) == 1
        for moment in each.findall("a:updated", within) + each.findall("a:published", within):
            assert datetime.fromisoformat(moment.text or "").tzinfo
    ids = [each.findtext("a:id", "", within) for each in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("urn:uuid:") for each in ids)
    moments = [each.findtext("a:updated", "", within) for each in entries]
    assert all(later >= earlier for later, earlier in pairwise(moments))


async def test_the_newest_edition_comes_first_with_its_text(site: Site, fay: Browser) -> None:
    read = await feed(await site.reader())
    assert (read.feed.title, read.feed.link) == ("Small Camp", f"{HERE}/small-camp/write-up")
    newest, calm = read.entries
    assert (newest.title, newest.link) == ("Restores", f"{HERE}/small-camp/write-up/2-restores")
    assert calm.title == "Calm & 静けさ <b>"
    assert [author.name for author in newest.authors] == ["Hostia"]
    assert [tag.term for tag in newest.tags] == ["Größe", "backup"]
    content = newest.content[0]
    assert content.type == "text/html"
    assert "<strong>Agreed:</strong> We try one a month" in content.value
    assert 'src="/' not in content.value
    assert 'href="/' not in content.value


async def test_a_new_edition_is_the_same_entry_with_a_later_time(site: Site, fay: Browser) -> None:
    before = {entry.id: entry for entry in (await feed(fay)).entries}
    calm = next(entry for entry in before.values() if entry.title.startswith("Calm"))
    async with site.hallway.database.reading() as db:
        topic = await topic_by_number(db, site.camp.event_id, 1)
    await site.write(topic, "Nothing of anybody, twice.")
    await publish(fay, 1, change_note="Twice")
    after = (await feed(fay)).entries
    assert {entry.id for entry in after} == set(before)
    assert after[0].id == calm.id
    assert after[0].updated_parsed >= calm.updated_parsed
    assert after[0].published == calm.published
    assert "twice" in after[0].content[0].value


async def test_a_tag_has_a_feed_of_its_own(site: Site, fay: Browser) -> None:
    reader = await site.reader()
    page = (await reader.get("/small-camp/write-up/2-restores")).text
    assert '<link rel="alternate" type="application/atom+xml" href="/small-camp/feed.atom?tag=Gr%C3%B6%C3%9Fe"' in page
    read = await feed(reader, f"{ADDRESS}?tag=gr%C3%B6%C3%9Fe")
    assert [entry.title for entry in read.entries] == ["Restores"]
    assert read.feed.title == "Small Camp, größe"
    assert read.feed.id != (await feed(reader)).feed.id
    assert (await feed(reader, f"{ADDRESS}?tag=none")).entries == []


async def test_pages_lead_to_the_feed(site: Site, fay: Browser) -> None:
    for path in ("write-up", "write-up/2-restores"):
        page = (await (await site.reader()).get(f"/small-camp/{path}")).text
        assert '<link rel="alternate" type="application/atom+xml" href="/small-camp/feed.atom"' in page


async def test_signs_that_xml_cannot_hold_break_nothing(site: Site) -> None:
    fay = await site.facilitator()
    await site.topic("Bell \x07 and \ufffe ]]> end", "Words \x08 & <script>alert(1)</script>", place=(1, 1))
    await publish(fay, 1)
    (entry,) = (await feed(fay)).entries
    assert "]]> end" in entry.title
    assert "<script" not in entry.content[0].value


async def test_the_same_is_not_sent_again(site: Site, fay: Browser) -> None:
    first = await fay.get(ADDRESS)
    assert (await fay.get(ADDRESS, if_none_match=first.headers["etag"])).status_code == 304
    assert first.headers["access-control-allow-origin"] == "*"


async def test_names_are_told_only_where_they_may_be(site: Site, fay: Browser) -> None:
    await site.attribute("chatham")
    assert "Hostia" not in (await fay.get(ADDRESS)).text
    assert (await feed(fay)).entries[0].get("authors", [{"name": "Small Camp"}])[0]["name"] != "Hostia"


def dropped(written: bytes) -> list[tuple[str, datetime]]:
    found = Xml.fromstring(written).findall(f"{{{TOMBSTONES}}}deleted-entry")
    return [(each.get("ref", ""), datetime.fromisoformat(each.get("when", ""))) for each in found]


async def test_of_a_page_that_was_taken_back_readers_are_told_to_drop_it(site: Site, fay: Browser) -> None:
    before = await feed(fay)
    assert dropped((await fay.get(ADDRESS)).content) == []
    done = await fay.post("/small-camp/topics/2/publication", {"_method": "DELETE"})
    assert done.status_code == 303, done.text
    after = await feed(fay)
    ((ref, when),) = dropped((await fay.get(ADDRESS)).content)
    assert ref == before.entries[0].id
    assert ref not in {entry.id for entry in after.entries}
    assert when.tzinfo
    assert datetime.fromisoformat(after.feed.updated) == when
    await publish(fay, 2)
    assert dropped((await fay.get(ADDRESS)).content) == []


async def test_the_feed_of_a_tag_drops_only_pages_of_that_tag(site: Site, fay: Browser) -> None:
    for number in (1, 2):
        await fay.post(f"/small-camp/topics/{number}/publication", {"_method": "DELETE"})

    async def count(tag: str) -> int:
        return len(dropped((await fay.get(f"{ADDRESS}?tag={tag}")).content))

    assert len(dropped((await fay.get(ADDRESS)).content)) == 2
    assert [await count(tag) for tag in ("BACKUP", "gr%C3%B6%C3%9Fe", "other")] == [1, 1, 0]
    async with site.hallway.works.begin() as work:
        topic = await topic_by_number(work.db, site.camp.event_id, 2)
        topic.state = "removed"
        work.db.add(topic)
    assert await count("backup") == 0

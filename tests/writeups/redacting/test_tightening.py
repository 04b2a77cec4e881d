"""A policy is tightened: at once nothing more is told than it lets, and nothing of what was is left anywhere."""

import re

import pytest
from sqlmodel import select

from app.notes.queries import note_of
from app.notes.tables import NoteUpdate, NoteVersion
from app.people.tables import Attendee
from app.topics.tables import Convener
from app.writeups.redacting.tightening import due_at
from app.writeups.tables import Edition, Publication
from tests.writeups.conftest import Browser, Site
from tests.writeups.redacting.holding import holders_of

NOTE = """We never tested a restore.

> It was always green
>
> — Zora Quill

- [ ] **Zora:** asks the vendor
"""
TELLING = NOTE + "\nZora Quill opened, and Will agreed.\n"


async def set_policy(fay: Browser, policy: str, of: str = "/small-camp", **more: str) -> int:
    done = await fay.post(f"{of}/attribution", {"_method": "PUT", "attribution": policy, **more})
    return done.status_code


@pytest.fixture
async def fay(site: Site) -> Browser:
    await site.attendee("Zora Quill")
    await site.attendee("Will")
    await site.topic("Restores", place=(1, 1))
    await site.topic("Vendors", place=(2, 1))
    for number, text in ((1, NOTE), (2, TELLING)):
        topic = await topic_numbered(site, number)
        await site.write(topic, text)
        async with site.hallway.works.begin() as work:
            note = await note_of(work.db, topic.id or 0)
            assert note
            work.db.add(NoteVersion(note_id=note.id or 0, upto_id=1, at=work.now, text=text, author_ids="1"))
    fay = await site.facilitator()
    for number in (1, 2):
        await fay.post(f"/small-camp/topics/{number}/publication", {"_method": "PUT"})
    return fay


async def topic_numbered(site: Site, number: int):  # type: ignore[no-untyped-def]
    from app.topics.queries import topic_by_number

    async with site.hallway.database.reading() as db:
        return await topic_by_number(db, site.camp.event_id, number)


async def states(site: Site) -> list[str]:
    async with site.hallway.database.reading() as db:
        return list(await db.exec(select(Publication.state).order_by(Publication.topic_id)))


async def test_what_it_will_do_is_said_before(site: Site, fay: Browser) -> None:
    page = (await fay.get("/small-camp/attribution")).text
    assert "names go from 2 pages" in page
    assert "2 pages will be taken down" in page


async def test_names_go_from_every_edition_and_one_that_is_unsure_waits(site: Site, fay: Browser) -> None:
    assert await set_policy(fay, "chatham") == 303
    assert await states(site) == ["published", "held"]
    reader = await site.reader()
    page = await reader.get("/small-camp/write-up/1-restores")
    assert page.status_code == 200
    assert "It was always green" in page.text
    for address in (
        *("/small-camp/write-up/1-restores", "/small-camp/write-up/1-restores?edition=1", "/small-camp/write-up"),
        *("/small-camp/write-up/whole", "/search?q=green", "/search?q=vendor"),
    ):
        assert re.findall("Zora|Quill", (await reader.get(address)).text) == [], address
    assert (await reader.get("/small-camp/write-up/2-vendors")).status_code == 410
    assert "looked through" in (await reader.get("/small-camp/write-up/2-vendors")).text
    assert "1 page waits for you" in (await fay.get("/small-camp/attribution")).text
    assert [
        each for each in await holders_of(site.hallway.database, "quill") if each.startswith(("edition", "search"))
    ] == []
    async with site.hallway.database.reading() as db:
        assert {row.author_id for row in (await db.exec(select(NoteUpdate))).all()} == {None}
        assert set(await db.exec(select(NoteVersion.author_ids))) == {""}
        assert await due_at(db, site.camp.event_id) == []


async def test_what_was_held_comes_back_when_somebody_has_decided(site: Site, fay: Browser) -> None:
    await set_policy(fay, "chatham")
    for words in ("Zora Quill", "Will"):
        fields = {"_method": "PUT", "words": words, "decision": "leave_out"}
        assert (await fay.post("/small-camp/topics/2/publication/names", fields)).status_code == 303
    assert (await fay.post("/small-camp/topics/2/publication", {"_method": "PUT"})).status_code == 303
    page = await (await site.reader()).get("/small-camp/write-up/2-vendors?edition=1")
    assert "Somebody opened, and somebody agreed" in page.text


async def test_off_the_record_every_text_is_deleted_and_loosening_brings_none_back(site: Site, fay: Browser) -> None:
    assert await set_policy(fay, "off_record") == 303
    assert await states(site) == ["withdrawn", "withdrawn"]
    async with site.hallway.database.reading() as db:
        assert {(each.markdown, each.html, each.summary) for each in await db.exec(select(Edition))} == {("", "", "")}
    assert await set_policy(fay, "open") == 409
    assert await set_policy(fay, "open", deliberate="1") == 303
    assert await states(site) == ["withdrawn", "withdrawn"]
    assert (await (await site.reader()).get("/small-camp/write-up/1-restores")).status_code == 410
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303
    reader = await site.reader()
    assert (await reader.get("/small-camp/write-up/1-restores")).status_code == 200
    assert (await reader.get("/small-camp/write-up/1-restores?edition=1")).status_code == 410


async def test_loosening_names_hosts_in_pages_search_and_indexes_alike(site: Site, fay: Browser) -> None:
    reader = await site.reader()
    assert await set_policy(fay, "chatham") == 303
    assert "names go from 2 pages" not in (await fay.get("/small-camp/attribution")).text
    for address in ("/small-camp/write-up/1-restores", "/index/people"):
        assert "Ada" not in (await reader.get(address)).text, address
    assert "/write-up/1-restores" not in (await reader.get("/search?q=by:Ada")).text
    assert "there they are named again" in (await fay.get("/small-camp/attribution")).text
    assert await set_policy(fay, "open", deliberate="1") == 303
    assert "1 page names its hosts now" in (await fay.get("/small-camp/attribution?saved=more")).text
    assert "Ada" in (await reader.get("/small-camp/write-up/1-restores")).text
    assert "Ada" in (await reader.get("/index/people")).text
    assert "/write-up/1-restores" in (await reader.get("/search?q=by:Ada")).text
    assert "Zora" not in (await reader.get("/small-camp/write-up/1-restores")).text


async def test_who_ticks_to_be_named_is_in_the_index_at_once(site: Site, fay: Browser) -> None:
    reader, ada = await site.reader(), await site.attendee("Ada")
    async with site.hallway.works.begin() as work:
        [host] = (await work.db.exec(select(Convener).where(Convener.topic_id == 1))).all()
        host.attendee_id = max((await work.db.exec(select(Attendee.id).where(Attendee.name == "Ada"))).all())
    await set_policy(fay, "chatham")
    for choice, is_named in (("yes", True), ("no", False)):
        await ada.post("/small-camp/topics/1/credits/1", {"_method": "PUT", "credited": choice})
        assert ("Ada" in (await reader.get("/index/people")).text) is is_named
        assert ("/write-up/1-restores" in (await reader.get("/search?q=by:Ada")).text) is is_named


async def test_a_topic_is_told_less_of_and_never_more(site: Site, fay: Browser) -> None:
    assert await set_policy(fay, "off_record", "/small-camp/topics/1") == 303
    assert await states(site) == ["withdrawn", "published"]
    refused = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    assert refused.status_code == 403
    assert (await (await site.reader()).get("/small-camp/write-up/2-vendors")).status_code == 200
    await set_policy(fay, "chatham")
    assert await set_policy(fay, "open", "/small-camp/topics/1", deliberate="1") == 409


async def test_a_draft_from_before_is_not_published_after(site: Site, fay: Browser) -> None:
    from app.kernel.errors import Conflict
    from app.writeups.actions import publish_topic
    from app.writeups.drafting import draft_of

    topic = await topic_numbered(site, 2)
    async with site.hallway.database.reading() as db:
        draft = await draft_of(db, site.camp.event, topic, site.hallway.markdown)
    await set_policy(fay, "chatham")
    with pytest.raises(Conflict):
        async with site.hallway.works.begin() as work:
            await publish_topic(work, site.camp.event, topic, draft)


async def test_credit_is_chosen_by_each_host(site: Site, fay: Browser) -> None:
    reader, ada = await site.reader(), await site.attendee("Ada")
    async with site.hallway.works.begin() as work:
        [host] = (await work.db.exec(select(Convener).where(Convener.topic_id == 1))).all()
        host.attendee_id = max((await work.db.exec(select(Attendee.id).where(Attendee.name == "Ada"))).all())
    refused = await fay.post("/small-camp/topics/1/credits/1", {"_method": "PUT", "credited": "yes"})
    assert refused.status_code == 403
    assert "Ada" in (await reader.get("/small-camp/write-up/1-restores")).text
    for choice, is_named in (("no", False), ("yes", True)):
        chosen = await ada.post("/small-camp/topics/1/credits/1", {"_method": "PUT", "credited": choice})
        assert chosen.status_code == 303
        page = (await reader.get("/small-camp/write-up/1-restores")).text
        assert ("Ada" in page) is is_named
    await set_policy(fay, "chatham")
    assert "Ada" in (await reader.get("/small-camp/write-up/1-restores")).text

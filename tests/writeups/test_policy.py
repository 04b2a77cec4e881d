"""What may be told but not who said it: every way out of an event is searched for every name that must not be there."""

import re

import pytest
from sqlmodel import select

from app.events.tables import Event
from tests.writeups.conftest import Browser, Site

NOTE = """Zora opened, and Ada agreed with her.

> We never tested a restore
>
> — Zora Quill

- [ ] **Zora:** asks the vendor
- **Agreed:** Restores are tested

Thanks, @zora!
"""
NAMES = re.compile(r"Zora|Quill|\bAda\b|@zora", re.IGNORECASE)


async def decide(fay: Browser, words: str, decision: str) -> None:
    fields = {"_method": "PUT", "words": words, "decision": decision}
    done = await fay.post("/small-camp/topics/1/publication/names", fields)
    assert done.status_code == 303


@pytest.fixture
async def fay(site: Site) -> Browser:
    await site.attendee("Zora Quill")
    await site.attribute("chatham")
    await site.topic("Restores", NOTE, place=(1, 1), tags=("backup",))
    return await site.facilitator()


async def test_names_keep_a_note_from_being_published_until_somebody_decides(site: Site, fay: Browser) -> None:
    page = (await fay.get("/small-camp/topics/1/publication")).text
    assert "3 names stand in the text" in page
    assert re.findall("<mark>(.*?)</mark>", page) == ["Zora", "Ada", "@zora"]
    assert "It stands there" not in page  # each once
    assert 'name="seen"' not in page
    refused = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    assert refused.status_code == 409
    assert "3 names stand in the text." in refused.text
    await decide(fay, "Zora", "leave_out")
    await decide(fay, "@zora", "leave_out")
    await decide(fay, "Ada", "keep")
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303
    page = (await (await site.reader()).get("/small-camp/write-up/1-restores")).text
    assert "Somebody opened, and Ada agreed with her." in page
    assert "1 name is told: Ada" in (await fay.get("/small-camp/topics/1/publication")).text
    await decide(fay, "Ada", "reopen")
    assert "1 name stands in the text" in (await fay.get("/small-camp/topics/1/publication")).text


async def test_no_way_out_tells_a_name(site: Site, fay: Browser) -> None:
    for words in ("Zora", "Ada", "@zora"):
        await decide(fay, words, "leave_out")
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303
    reader = await site.reader()
    for address in (
        "/small-camp/write-up",
        "/small-camp/write-up/1-restores",
        "/small-camp/write-up/1-restores?edition=1",
        "/small-camp/write-up/whole",
        "/search?q=restore",
        "/search?q=backup&tag=backup",
        "/",
    ):
        answer = await reader.get(address)
        assert answer.status_code == 200
        assert NAMES.findall(answer.text) == [], address
    assert "We never tested a restore" in (await reader.get("/small-camp/write-up/1-restores")).text
    for name in ("Zora", "Quill", "Ada"):
        assert "/write-up/1-restores" not in (await reader.get(f"/search?q={name}")).text


async def test_a_title_with_a_name_is_not_published_either(site: Site, fay: Browser) -> None:
    await site.topic("What Zora found", "Nothing else.")
    page = (await fay.get("/small-camp/topics/2/publication")).text
    assert re.findall("<mark>(.*?)</mark>", page) == ["Zora"]


async def test_where_names_may_be_told_nobody_is_asked(site: Site, fay: Browser) -> None:
    await site.attribute("open")
    assert "names stand in the text" not in (await fay.get("/small-camp/topics/1/publication")).text
    assert (await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})).status_code == 303
    assert (
        "<figcaption>Zora Quill</figcaption>"
        in (await (await site.reader()).get("/small-camp/write-up/1-restores")).text
    )


async def test_what_goes_off_the_record_is_gone_from_every_page(site: Site, fay: Browser) -> None:
    await site.attribute("open")
    await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    await site.attribute("off_record")
    reader = await site.reader()
    page = await reader.get("/small-camp/write-up/1-restores")
    assert page.status_code == 410
    assert "Restores" not in page.text
    assert "/write-up/1-restores" not in (await reader.get("/small-camp/write-up")).text
    assert "/write-up/1-restores" not in (await reader.get("/search?q=restore")).text


@pytest.mark.parametrize(
    "fields", [{"words": "", "decision": "keep"}, {"words": "Ada\x00", "decision": "keep"}, {"words": "Ada"}]
)
async def test_a_decision_about_nothing_is_refused(fay: Browser, fields: dict[str, str]) -> None:
    refused = await fay.post("/small-camp/topics/1/publication/names", {"_method": "PUT", **fields})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    "marked",
    [
        "> said\n> — Eve Outsider\n>\n",
        "> said\n— Eve Outsider",
        "- > said\n  > — Eve Outsider",
        "> > said\n> > — Eve Outsider",
        "> said\n> > — Eve Outsider\n> >",
        "> — Eve Outsider",
        "> said\n> &mdash; Eve Outsider",
        "1. [ ] **Eve Outsider:** asks",
        "- [ ] __Eve Outsider__: asks",
        "> - [ ] **Eve Outsider:** asks",
    ],
)
async def test_a_speaker_who_took_no_part_is_asked_about_wherever_a_mark_names_them(
    site: Site, fay: Browser, marked: str
) -> None:
    await site.topic("Guests", marked)
    page = (await fay.get("/small-camp/topics/2/publication")).text
    assert re.findall("<mark>(.*?)</mark>", page) in ([], ["Eve Outsider"])
    await fay.post(
        "/small-camp/topics/2/publication/names", {"_method": "PUT", "words": "Eve Outsider", "decision": "leave_out"}
    )
    assert (await fay.post("/small-camp/topics/2/publication", {"_method": "PUT"})).status_code == 303
    reader = await site.reader()
    for address in ("/small-camp/write-up/2-guests", "/small-camp/write-up/whole", "/search?q=said", "/search?q=asks"):
        assert "Outsider" not in (await reader.get(address)).text


async def test_what_changed_says_no_name_either(site: Site, fay: Browser) -> None:
    await site.topic("Calm", "Nothing.")
    fields = {"_method": "PUT", "change_note": "Zora asked for it"}
    refused = await fay.post("/small-camp/topics/2/publication", fields)
    assert refused.status_code == 422
    assert "This says a name." in refused.text


async def test_what_cannot_be_left_out_by_itself_is_to_be_reworded(site: Site, fay: Browser) -> None:
    await site.topic("What Zora found", "Nothing else.")
    fields = {"_method": "PUT", "words": "Zora", "decision": "leave_out"}
    await fay.post("/small-camp/topics/2/publication/names", fields)
    assert "It cannot be left out by itself." in (await fay.get("/small-camp/topics/2/publication")).text


async def test_a_text_of_the_event_waits_for_what_is_decided_about_names_in_it(site: Site, fay: Browser) -> None:
    async with site.hallway.works.begin() as work:
        event = (await work.db.exec(select(Event))).one()
        event.intro, event.thanks = "Opened by Zora Quill.", "Thanks to all."
        work.db.add(event)
    reader = await site.reader()
    page = (await reader.get("/small-camp/write-up")).text
    assert "Quill" not in page
    assert "Opened by" not in page
    asked = (await fay.get("/small-camp/attribution")).text
    assert "The introduction of the write-up" in asked
    assert re.findall("<mark>(.*?)</mark>", asked) == ["Zora Quill"]
    fields = {"_method": "PUT", "words": "Zora Quill"}
    assert (await reader.post("/small-camp/attribution/names", {**fields, "decision": "keep"})).status_code == 403
    for decision, told in (("keep", "Opened by Zora Quill."), ("leave_out", "Opened by somebody.")):
        done = await fay.post("/small-camp/attribution/names", {**fields, "decision": decision})
        assert done.status_code == 303
        for who in (reader, await site.reader()):  # also whoever is answered with what is kept
            assert told in (await who.get("/small-camp/write-up/whole")).text
    await fay.post("/small-camp/attribution/names", {**fields, "decision": "reopen"})
    assert "Opened by" not in (await reader.get("/small-camp/write-up/whole")).text

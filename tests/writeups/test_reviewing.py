"""Sending to review, and withdrawing with a word why: on both databases, and over HTTP."""

import re
from datetime import datetime

import pytest
from sqlmodel import select

from app.kernel.errors import Forbidden, Invalid
from app.people.actions.joining import open_visit
from app.people.tables import Attendance
from app.people.viewers import Viewer
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.tables import Topic
from app.writeups.actions import retract, send_to_review, take_out_of_review
from app.writeups.queries import publication_of
from app.writeups.reviews import review_of
from app.writeups.tables import Edition
from tests.samples import Camp
from tests.writeups.conftest import Browser, Site
from tests.writeups.test_actions import publish

REVIEW, PUBLICATION = "/small-camp/topics/1/review", "/small-camp/topics/1/publication"


async def send(camp: Camp, topic: Topic, viewer: Viewer | None = None, note: str = "It is cached.") -> None:
    async with camp.works.begin() as work:
        facts = await facts_of_one(work.db, await topic_by_id(work.db, topic.id or 0))
        await send_to_review(work, camp.event, facts, viewer or Viewer(1, facts.caretakers[0]), note)


async def test_a_host_sends_a_note_and_takes_it_back(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await send(camp, topic)
    async with camp.works.database.reading() as db:
        review = await review_of(db, topic.id or 0)
        facts = await facts_of_one(db, topic)
    assert review is not None
    assert review.by == "Ada"
    assert not review.is_stale("It is cached.")
    assert review.is_stale("It is cached, and old.")
    async with camp.works.begin() as work:
        await take_out_of_review(work, facts, Viewer(1, facts.caretakers[0]))
    async with camp.works.database.reading() as db:
        assert await review_of(db, topic.id or 0) is None


async def test_the_scribe_may_and_nobody_else(camp: Camp) -> None:
    topic, other = await camp.topic("DNS"), await camp.topic("Toil", host="Bo")
    async with camp.works.database.reading() as db:
        somebody = (await facts_of_one(db, other)).caretakers[0]
    with pytest.raises(Forbidden):
        await send(camp, topic, Viewer(2, somebody))
    with pytest.raises(Forbidden):
        await send(camp, topic, Viewer(2))
    async with camp.works.begin() as work:
        (await topic_by_id(work.db, topic.id or 0)).scribe_id = somebody
    await send(camp, topic, Viewer(2, somebody))
    async with camp.works.database.reading() as db:
        assert await review_of(db, topic.id or 0) is not None


async def test_nothing_is_sent_of_an_empty_note_or_off_the_record(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    with pytest.raises(Invalid):
        await send(camp, topic, note=" \n")
    camp.event.attribution = "off_record"
    with pytest.raises(Forbidden, match="off the record"):
        await send(camp, topic)


async def test_publishing_ends_the_review(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await send(camp, topic)
    await publish(camp, topic, "It is cached.")
    async with camp.works.database.reading() as db:
        assert await review_of(db, topic.id or 0) is None


async def test_why_it_was_withdrawn_is_kept_until_it_is_published_again(camp: Camp) -> None:
    topic = await camp.topic("DNS")
    await publish(camp, topic, "It is cached.")
    async with camp.works.begin() as work:
        await retract(work, camp.event, topic, "The numbers were wrong")
    async with camp.works.database.reading() as db:
        withdrawn = await publication_of(db, topic.id or 0)
    assert withdrawn is not None
    assert withdrawn.withdrawn_at is not None
    assert withdrawn.withdrawn_why == "The numbers were wrong"
    await publish(camp, topic, "It is cached.")
    async with camp.works.database.reading() as db:
        back = await publication_of(db, topic.id or 0)
    assert back is not None
    assert (back.withdrawn_at, back.withdrawn_why) == (None, "")


async def test_no_name_is_said_why_where_none_is_told(camp: Camp) -> None:
    topic = await camp.topic("DNS", host="Zadie")
    await publish(camp, topic, "It is cached.")
    camp.event.attribution = "chatham"
    with pytest.raises(Invalid, match="says a name"):
        async with camp.works.begin() as work:
            await retract(work, camp.event, topic, "Zadie asked for it")


# --- over HTTP ----------------------------------------------------------------------------------------------


async def host(site: Site) -> Browser:
    """The one who hosts the first card."""
    key = "key-of-host"
    async with site.hallway.works.begin() as work:
        topic = await topic_by_id(work.db, 1)
        facts = await facts_of_one(work.db, topic)
        visit_id = await open_visit(work, key)
        attendee_id = facts.caretakers[0] or 0
        work.db.add(Attendance(visit_id=visit_id, event_id=site.camp.event_id, attendee_id=attendee_id))
    return Browser(site, key)


async def test_what_waits_stands_first_and_says_when_it_was_written_on(site: Site) -> None:
    topic = await site.topic("DNS", "It is cached.")
    await site.topic("Alerts", "Too many.")
    ada, fay = await host(site), await site.facilitator()
    assert "Ready to publish" in (await ada.get(REVIEW)).text
    sent = await ada.post(REVIEW, {"_method": "PUT"})
    assert (sent.status_code, sent.headers["location"]) == (303, REVIEW)
    assert "In review since" in (await ada.get(REVIEW)).text
    card = (await ada.get("/small-camp/topics/1")).text
    assert "In review since" in card
    assert "Ready to publish?" not in card
    assert "Take it back" in (await ada.get(REVIEW)).text
    listed = (await fay.get("/small-camp/publications")).text
    assert listed.index('id="group-review"') < listed.index("sent by Ada") < listed.index('id="group-drafts"')
    assert "written on since" not in listed
    assert 'name="topic-1" checked' in listed
    assert 'name="topic-2">' in listed
    assert 'name="topic-2" checked' in (await fay.get("/small-camp/publications?choose=all")).text
    assert "Ada holds it ready" in (await fay.get(PUBLICATION)).text
    await site.write(topic, "It is cached for ever.")
    assert "written on since" in (await fay.get("/small-camp/publications")).text
    assert "written on since" in (await fay.get(PUBLICATION)).text
    assert "It is ready as it is now" in (await ada.get(REVIEW)).text
    await fay.post(PUBLICATION, {"_method": "PUT"})
    after = (await fay.get("/small-camp/publications")).text
    assert 'id="group-review"' not in after
    assert 'id="group-published"' in after
    await site.write(topic, "It is never cached.")
    assert 'id="group-revised"' in (await fay.get("/small-camp/publications")).text


async def test_the_note_says_since_when_it_is_in_review(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    ada, fay, kim = await host(site), await site.facilitator(), await site.attendee("Kim")
    note = "/small-camp/topics/1/note"
    assert "Ready to publish?" in (await ada.get(note)).text
    await ada.post(REVIEW, {"_method": "PUT"})
    since = re.compile(r'In review since <time datetime="(2[^"]+)">\d\d:\d\d</time>')
    for browser in (ada, fay):
        found = since.search((await browser.get(note)).text)
        assert found
        assert datetime.fromisoformat(found[1]).tzinfo is not None
    for path in ("/small-camp/topics/1", REVIEW):
        assert since.search((await ada.get(path)).text), path
    assert "Publish the note" in (await fay.get(note)).text
    assert "Ready to publish?" not in (await ada.get(note)).text
    assert "In review" not in (await kim.get(note)).text
    await ada.post(REVIEW, {"_method": "DELETE"})
    assert "In review" not in (await ada.get(note)).text


async def test_the_host_is_told_when_their_page_is_published_until_they_have_seen_it(site: Site) -> None:
    topic = await site.topic("DNS", "It is cached.")
    ada, fay, other = await host(site), await site.facilitator(), await site.attendee("Bo")
    assert "is published" not in (await ada.get("/small-camp/news")).text
    await fay.post(PUBLICATION, {"_method": "PUT"})
    told = (await ada.get("/small-camp/news")).text
    assert "“DNS” is published." in told
    assert 'href="/small-camp/write-up/1-dns"' in told
    assert "is published" not in (await other.get("/small-camp/news")).text
    await ada.post("/small-camp/news/seen", {"_method": "PUT", "keys": "edition:1:1"})
    assert "is published" not in (await ada.get("/small-camp/news")).text
    await site.write(topic, "It is never cached.")
    await fay.post(PUBLICATION, {"_method": "PUT"})
    assert "published anew, as edition 2" in (await ada.get("/small-camp/news")).text


async def test_readers_are_told_why_and_it_can_be_undone(site: Site) -> None:
    topic = await site.topic("DNS", "It is cached.")
    fay, reader = await site.facilitator(), await site.reader()
    await fay.post(PUBLICATION, {"_method": "PUT"})
    await site.write(topic, "It is cached, and something new that nobody has looked at.")
    gone = await fay.post(PUBLICATION, {"_method": "DELETE", "why": "The <b>numbers</b> were wrong"})
    assert gone.headers["location"] == f"{PUBLICATION}#withdrawal"
    page = await reader.get("/small-camp/write-up/1-dns")
    assert page.status_code == 410
    assert "The &lt;b&gt;numbers&lt;/b&gt; were wrong" in page.text
    assert "on 17 March 2027" in page.text
    assert 'href="/small-camp/write-up"' in page.text
    assert "The &lt;b&gt;numbers&lt;/b&gt; were wrong" in (await fay.get("/small-camp/publications")).text
    assert "withdrew what was published about card 1: The" in (await fay.get("/small-camp/history")).text
    assert "Undo" in (await fay.get(PUBLICATION)).text
    assert (await fay.post(f"{PUBLICATION}/withdrawal", {"_method": "DELETE"})).status_code == 303
    back = await reader.get("/small-camp/write-up/1-dns")
    assert back.status_code == 200
    assert "It is cached." in back.text
    assert "nobody has looked at" not in back.text
    assert (await fay.post(f"{PUBLICATION}/withdrawal", {"_method": "DELETE"})).status_code == 409


async def test_what_is_still_talked_about_is_not_chosen_at_first(site: Site) -> None:
    await site.topic("DNS", "It is cached.", place=(4, 0))
    ada, fay = await host(site), await site.facilitator()
    await ada.post(REVIEW, {"_method": "PUT"})
    for query in ("", "?choose=all"):
        assert 'name="topic-1">' in (await fay.get(f"/small-camp/publications{query}")).text


async def test_what_was_published_of_several_stands_under_published_at_once(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    done = (await (await site.facilitator()).post("/small-camp/publications", {"_method": "PUT", "topic-1": "on"})).text
    assert 'id="group-published"' in done
    assert 'id="group-drafts"' not in done


async def test_nothing_is_undone_of_what_was_taken_out_for_good(site: Site) -> None:
    await site.topic("DNS", "It is cached.")
    fay = await site.facilitator()
    await fay.post(PUBLICATION, {"_method": "PUT"})
    await fay.post(PUBLICATION, {"_method": "DELETE"})
    assert f"{PUBLICATION}/withdrawal" in (await fay.get(PUBLICATION)).text
    async with site.hallway.works.begin() as work:
        edition = (await work.db.exec(select(Edition))).one()
        edition.html, edition.markdown, edition.redacted_at = "", "", work.now
    page = (await fay.get(PUBLICATION)).text
    assert f"{PUBLICATION}/withdrawal" not in page
    assert "taken out for good" in page


async def test_a_name_in_the_word_why_comes_back_and_is_not_told_after_the_policy_changed(site: Site) -> None:
    await site.topic("DNS", "It is cached.", host="Zadie")
    fay, reader = await site.facilitator(), await site.reader()
    await fay.post(PUBLICATION, {"_method": "PUT"})
    await site.attribute("chatham")
    refused = await fay.post(PUBLICATION, {"_method": "DELETE", "why": "Zadie asked for it"})
    assert refused.status_code == 422
    assert 'value="Zadie asked for it"' in refused.text
    await site.attribute("open")
    await fay.post(PUBLICATION, {"_method": "DELETE", "why": "Zadie asked for it"})
    assert "Zadie asked for it" in (await reader.get("/small-camp/write-up/1-dns")).text
    await site.attribute("chatham")
    assert "Zadie" not in (await reader.get("/small-camp/write-up/1-dns")).text


@pytest.mark.parametrize("text", ["", "# DNS\n\n## What was said\n"])
async def test_nobody_is_offered_to_publish_what_says_nothing(site: Site, text: str) -> None:
    topic = await site.topic("DNS", text)
    ada, fay, kim = await host(site), await site.facilitator(), await site.attendee("Kim")
    card = "/small-camp/topics/1"
    for browser, way in ((ada, f'href="{REVIEW}"'), (fay, f'href="{PUBLICATION}"')):
        empty = (await browser.get(card)).text
        assert way not in empty
        assert "The note is empty." in empty
    assert "The note is empty." not in (await kim.get(card)).text
    await site.write(topic, "It is cached.")
    for browser, way in ((ada, f'href="{REVIEW}"'), (fay, f'href="{PUBLICATION}"')):
        written = (await browser.get(card)).text
        assert way in written
        assert "The note is empty." not in written


async def test_the_pages_before_publishing_say_that_nothing_is_written(site: Site) -> None:
    await site.topic("DNS", "")
    fay = await site.facilitator()
    page = (await fay.get(PUBLICATION)).text
    assert "<h1>Nothing is written yet</h1>" in page
    assert "<h1>Publish" not in page
    assert PUBLICATION not in (await fay.get(REVIEW)).text

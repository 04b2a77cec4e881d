"""Somebody leaves: their name is in no text of the event any more, and every other word stays."""

import pytest
from sqlmodel import col, select

from app.notes.queries import note_of, text_of
from app.topics.queries import topic_by_number
from app.writeups.redacting.anonymising import _OneWord
from app.writeups.replying.tables import Reply
from app.writeups.tables import Edition
from tests.samples import NOON
from tests.writeups.conftest import Site
from tests.writeups.redacting.holding import holders_of

NOTE = """Zora Quill opened, and Ada agreed.

> It was always green
>
> — Zora Quill

- [ ] **Zora Quill:** asks the vendor
"""


async def test_a_name_goes_from_every_text_when_its_bearer_leaves(site: Site) -> None:
    zora = await site.attendee("Zora Quill")
    await site.topic("What Zora Quill found", NOTE, place=(1, 1), pitch="Ask Zora Quill")
    await site.topic("Calm", "Nothing of her.")
    fay = await site.facilitator()
    for number in (1, 2):
        assert (await fay.post(f"/small-camp/topics/{number}/publication", {"_method": "PUT"})).status_code == 303
    assert "search_term.word" in await holders_of(site.hallway.database, "quill")
    gone = await zora.post("/small-camp/me", {"_method": "DELETE"})
    assert gone.status_code == 200
    assert await holders_of(site.hallway.database, "quill") == ["visit.key"]  # only because the test calls it so
    page = (await (await site.reader()).get("/small-camp/write-up/1")).text
    async with site.hallway.database.reading() as db:
        topic = await topic_by_number(db, site.camp.event_id, 1)
        other = await topic_by_number(db, site.camp.event_id, 2)
        note, untouched = await note_of(db, topic.id or 0), await note_of(db, other.id or 0)
        assert note
        assert untouched
        assert (await text_of(db, note.id or 0))[0] == NOTE.replace("Zora Quill", "somebody who left")
        assert (note.epoch, untouched.epoch) == (2, 1)
        [edition] = (await db.exec(select(Edition).where(Edition.topic_id == topic.id))).all()
    assert edition.title == "What somebody who left found"
    assert "<figcaption>somebody who left</figcaption>" in edition.html
    assert "Zora" not in page


async def test_it_goes_from_what_readers_replied_and_from_whose_reply_it_is(site: Site) -> None:
    zora = await site.attendee("Zora Quill")
    topic = await site.topic("Restores", NOTE)
    async with site.hallway.works.begin() as work:
        about = {"event_id": site.camp.event_id, "topic_id": topic.id or 0, "visit_id": 1, "made_at": NOON}
        work.db.add(Reply(**about, name="Rita", words="Zora Quill told us, too."))
        work.db.add(Reply(**about, name="Zora Quill", words="It was I."))
    await zora.post("/small-camp/me", {"_method": "DELETE"})
    async with site.hallway.database.reading() as db:
        said = [(reply.name, reply.words) for reply in await db.exec(select(Reply).order_by(col(Reply.id)))]
    assert said == [("Rita", "somebody who left told us, too."), ("somebody who left", "It was I.")]


async def test_a_name_that_somebody_else_bears_stays(site: Site) -> None:
    zora = await site.attendee("Zora Quill")
    await site.topic("Restores", NOTE, host="Zora Quill")
    await zora.post("/small-camp/me", {"_method": "DELETE"})
    assert "note.body" in await holders_of(site.hallway.database, "zora quill")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Will it work? Will: yes.", "Will it work? Will: yes."),
        ("> Yes\n>\n> — Will", "> Yes\n>\n> — somebody"),
        ("- [ ] **Will:** asks, says @will", "- [ ] **somebody:** asks, says somebody"),
        ("will", "somebody"),
        ("@Willow", "@Willow"),
    ],
)
def test_a_name_of_one_word_goes_where_a_mark_says_that_it_is_one(text: str, left: str) -> None:
    assert _OneWord("Will", "somebody")(text) == left

"""Words that are taken out for good: nothing that the database holds says them, and everything else stays."""

from collections.abc import AsyncIterator

import pytest
from pycrdt import Assoc
from sqlmodel import col, select

from app.kernel import search
from app.kernel.database import Database
from app.kernel.erasing import scrub
from app.kernel.markdown import MarkdownRenderer
from app.kernel.work import Works
from app.notes.annotations.tables import Annotation
from app.notes.queries import note_of, stored_note, text_of
from app.notes.renewing import _anchor, _made_from, _place
from app.notes.tables import Hand, NoteUpdate, NoteVersion
from app.topics.queries import topic_by_id
from app.writeups.redacting.editions import Overtaken
from app.writeups.redacting.withdrawing import places_of, prepare, withdraw_words
from app.writeups.redacting.words import Withdrawal
from app.writeups.tables import Edition
from tests.samples import make_camp
from tests.writeups.redacting.holding import holders_of
from tests.writeups.redacting.table import WORDS, Table, decide, host_called, tags_of


@pytest.fixture
async def table(database: Database) -> AsyncIterator[Table]:
    works, markdown = Works(database), MarkdownRenderer()
    yield Table(works, await make_camp(database, works), markdown)
    await markdown.stop()


async def take_out(table: Table, topic, words: str = WORDS, *, marked: bool = True) -> None:  # type: ignore[no-untyped-def]
    async with table.works.database.reading() as db:
        redaction = await prepare(db, table.camp.event, topic, words, table.markdown, marked=marked)
    async with table.works.begin() as work:
        await withdraw_words(work, redaction)


async def test_nothing_in_the_database_holds_them_any_more(table: Table) -> None:
    topic = await table.topic()
    await host_called(table, topic, f"Somebody {WORDS}")
    await decide(table, topic, WORDS, is_kept=True)
    before = await holders_of(table.works.database, "huntermax")
    for place in ("topic.title", "note_update.data", "note_version.text", "edition.html", "change.payload",
                  "answer.body", "search_gram.word", "search_term.word", "name_decision.words", "topic_tag.tag",
                  "note_snapshot.data", "annotation.quote", "muted_clash.reason", "import_source.path"):  # fmt: skip
        assert place in before
    await take_out(table, topic)
    assert await holders_of(table.works.database, "huntermax") == []
    assert await holders_of(table.works.database, "zürich") == []
    assert await holders_of(table.works.database, "zurich") == []
    assert "note_update.data" in await holders_of(table.works.database, "hardly ever tested a restore")


async def test_all_else_is_as_it_was(table: Table) -> None:
    topic = await table.topic()
    await take_out(table, topic)
    async with table.works.database.reading() as db:
        topic = await topic_by_id(db, topic.id or 0)
        assert (topic.title, topic.pitch) == ("Restores [withdrawn]", "Bring [withdrawn]")
        note = await note_of(db, topic.id or 0)
        assert note
        text, _base = await text_of(db, note.id or 0)
        assert text == note.body
        assert "the password is **[withdrawn]**" in text
        editions = (await db.exec(select(Edition).order_by(col(Edition.number)))).all()
        assert [(each.number, each.slug) for each in editions] == [(1, "restores-withdrawn"), (2, "restores-withdrawn")]
        assert all("[withdrawn]" in each.html and each.redacted_at for each in editions)
        assert "We hardly ever tested a restore" in editions[1].html
        versions = (await db.exec(select(NoteVersion))).all()
        assert [version.name for version in versions] == ["before [withdrawn]"] * 2
        assert all(version.author_ids for version in versions)
        found = await search.find(db, search.parse("restore", {}), within=["small-camp"])
        assert found.total == 1
    assert await tags_of(table, topic) == ["[withdrawn]", "backup"]


async def test_a_note_begins_anew_without_its_log(table: Table) -> None:
    topic = await table.topic()
    async with table.works.database.reading() as db:
        last = max((await db.exec(select(NoteUpdate.id))).all())
    await take_out(table, topic)
    async with table.works.database.reading() as db:
        [row] = (await db.exec(select(NoteUpdate))).all()
        note = await note_of(db, topic.id or 0)
        assert note
        assert (row.epoch, note.epoch, note.body_upto) == (2, 2, row.id)
        assert (row.id or 0) > last
        assert (await db.exec(select(Hand))).all() == []


async def test_a_comment_stays_at_its_passage(table: Table) -> None:
    topic = await table.topic()
    await comment_on(table, topic, "is everybody", "what everybody types")
    await comment_on(table, topic, WORDS, WORDS)
    await take_out(table, topic)
    async with table.works.database.reading() as db:
        [row] = (await db.exec(select(NoteUpdate))).all()
        *_first, passage, taken = (await db.exec(select(Annotation).order_by(col(Annotation.id)))).all()
        document = _made_from([row.data])
        start, end = (_place(document, place) for place in (passage.starts, passage.ends))
        assert start
        assert end
        assert str(document.text)[start[0] : end[0]] == "what everybody types"
        assert taken.quote == "[withdrawn]"


async def comment_on(table: Table, topic, words: str, passage: str) -> None:  # type: ignore[no-untyped-def]
    async with table.works.begin() as work:
        note = await note_of(work.db, topic.id or 0)
        assert note
        stored = await stored_note(work.db, note.id or 0)
        assert stored
        document = _made_from(stored.updates)
        start = str(document.text).index(passage)
        ends = start + len(passage)
        work.db.add(
            Annotation(
                note_id=note.id or 0,
                words=words,
                quote=passage,
                made_at=work.now,
                starts=_anchor(document, start, Assoc.AFTER),
                ends=_anchor(document, ends, Assoc.BEFORE),
            )
        )


async def test_without_a_mark_the_gap_closes(table: Table) -> None:
    topic = await table.topic()
    await take_out(table, topic, marked=False)
    async with table.works.database.reading() as db:
        assert (await topic_by_id(db, topic.id or 0)).title == "Restores"
    assert await holders_of(table.works.database, "huntermax") == []
    assert await tags_of(table, topic) == ["backup"]


async def test_a_title_of_these_words_alone_is_marked(table: Table) -> None:
    topic = await table.camp.topic(WORDS)
    await take_out(table, topic, marked=False)
    async with table.works.database.reading() as db:
        assert (await topic_by_id(db, topic.id or 0)).title == "[withdrawn]"


async def test_every_place_is_shown_before(table: Table) -> None:
    topic = await table.topic()
    async with table.works.database.reading() as db:
        places = await places_of(db, topic, Withdrawal(WORDS, ""))
    called = [place.called for place in places]
    for name in ("Card", "Tag", "Note", "Earlier version", "Comment on a passage", "Edition 1", "Edition 2", "Photo"):
        assert name in called
    note = next(place for place in places if place.called == "Note")
    assert note.count == 5
    assert (note.found[0].before[-13:], note.found[0].words) == ("assword is **", WORDS)


async def test_what_is_published_meanwhile_is_prepared_anew(table: Table) -> None:
    topic = await table.topic()
    async with table.works.database.reading() as db:
        redaction = await prepare(db, table.camp.event, topic, WORDS, table.markdown, marked=True)
    async with table.works.begin() as work:
        [edition] = (await work.db.exec(select(Edition).where(Edition.number == 2))).all()
        edition.markdown += "\n\nOne word more."
    with pytest.raises(Overtaken):
        async with table.works.begin() as work:
            await withdraw_words(work, redaction)
    assert "edition.html" in await holders_of(table.works.database, "huntermax")


async def test_an_edition_that_was_published_meanwhile_is_not_forgotten(table: Table) -> None:
    topic = await table.topic()
    async with table.works.database.reading() as db:
        redaction = await prepare(db, table.camp.event, topic, WORDS, table.markdown, marked=True)
    await table.write(topic, f"All new: {WORDS}")
    await table.publish(topic)
    with pytest.raises(Overtaken):
        async with table.works.begin() as work:
            await withdraw_words(work, redaction)


async def test_of_other_topics_nothing_changes(table: Table) -> None:
    topic, other = await table.camp.topic(f"One {WORDS}"), await table.camp.topic(f"Other {WORDS}")
    await take_out(table, topic)
    async with table.works.database.reading() as db:
        assert (await topic_by_id(db, other.id or 0)).title == f"Other {WORDS}"
    assert await holders_of(table.works.database, "huntermax") == ["change.payload", "topic.title"]


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_no_byte_of_the_file_says_them(table: Table) -> None:
    topic = await table.topic()
    file = table.works.database.file
    assert file
    for times in range(30):
        await table.write(topic, f"{'filling ' * 500} {WORDS} {times}")
    await take_out(table, topic)
    assert await scrub(table.works.database)
    bytes_of = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert b"huntermax" not in bytes_of

"""An event of the past comes in, once, and again after its files have changed; on both databases."""

import shutil
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from app.board.placements import placements_of
from app.commands import perform
from app.events.actions import change_phase, create_event
from app.events.forms import EventPlan
from app.events.queries import rooms_of, timeslots_of
from app.kernel.errors import Refusal
from app.kernel.search import find, parse
from app.notes.hands import Writer
from app.notes.limits import Limits
from app.notes.photos.tables import Photo
from app.notes.queries import note_of, text_of
from app.people.actions import add_attendee
from app.people.viewers import Viewer
from app.topics.actions.proposing import reword_topic
from app.topics.forms import Proposal
from app.topics.queries import topic_by_id
from app.topics.tables import Convener, Topic
from app.writeups.actions import take_topic_away, withdraw_publication
from app.writeups.importing.tables import ImportSource
from tests.writeups.importing.conftest import SLUG, Archive
from tests.writeups.importing.table import NOTES, SATURDAY

CORPUS = Path(__file__).parent / "corpus"
ONE = "---\ntitle: One\ndate: 2018-06-09\ntime: 11:30-12:15\nroom: Weberei\nhosts: Ann, Bob\n"
ONE += "tags: ops\n---\nFirst words.\n"
FACILITATOR = Viewer(visit_id=None, is_facilitator=True)
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


async def test_a_topic_has_card_place_note_and_edition(archive: Archive) -> None:
    archive.write("one.md", ONE)
    report = str(await archive.bring())
    assert "one.md → 1 “One” by Ann, Bob, 2018-06-09 11:30 Weberei, edition 1" in report
    assert report.endswith("1 new.")
    event, card = await archive.event(), (await archive.cards())["One"]
    assert (event.phase, event.starts_on, event.ends_on, event.name) == ("published", SATURDAY, SATURDAY, "Old Camp")
    assert (card.hosts, card.tags) == (["Ann", "Bob"], ("ops",))
    assert all(convener.attendee_id is None for convener in card.conveners)
    async with archive.database.reading() as db:
        (slot,), (room,) = await timeslots_of(db, event.id or 0), await rooms_of(db, event.id or 0)
        (placement,) = await placements_of(db, event.id or 0)
        hits = (await find(db, parse("first words"), within=[SLUG])).hits
    begins = slot.starts_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert (f"{begins:%H:%M}", room.name) == ("11:30", "Weberei")
    assert (placement.timeslot_id, placement.room_id) == (slot.id, room.id)
    assert [hit.title for hit in hits] == ["One"]
    assert await archive.note(card.topic) == "First words."
    (edition,) = await archive.editions(card.topic)
    assert (edition.title, edition.markdown, edition.published_by) == ("One", "First words.", None)


async def test_the_corpus_comes_in_whole_and_once(archive: Archive, picture: Callable[[str], bytes]) -> None:
    shutil.copytree(CORPUS / "notes", archive.folder, dirs_exist_ok=True)
    archive.write("img/board.png", picture("red"))
    archive.write("img/other.png", picture("blue"))
    archive.write("img/whiteboard.png", picture("green"))
    archive.write("umlaut.txt", "Grüße aus dem Saal".encode("cp1252"))
    report = await archive.bring()
    topics, event = await archive.topics(), await archive.event()
    assert not report.has_failures
    assert {topic.title for topic in topics} == {meant.title for meant in NOTES.values()} | {"Umlaut"}
    assert len(topics) == len(NOTES) + 1
    assert [topic.title for topic in topics[:3]] == [NOTES[path].title for path in sorted(NOTES)[:3]]
    assert (event.name, event.intro[:8], event.closing[:10], event.thanks[:6]) == (
        "Camp der Werkzeuge 2018",
        "Two days",
        "We tidied ",
        "Thanks",
    )
    for topic in topics:
        hidden = topic.title in ("Not for everybody", "Salaries", "Layoffs", "With two photos")
        assert len(await archive.editions(topic)) == (0 if hidden else 1), topic.title
        assert await archive.note(topic)
    before = await archive.updates()
    again = str(await archive.bring())
    assert again.endswith(f"{len(NOTES) + 1 + 3} as they were.")
    assert len(await archive.topics()) == len(topics)
    assert await archive.updates() == before


@on_sqlite
async def test_what_is_not_as_its_file_says_is_told(archive: Archive) -> None:
    shutil.copytree(CORPUS / "notes", archive.folder, dirs_exist_ok=True)
    report = str(await archive.bring())
    for words in (
        "01-on-call-for-small-teams.md is there at 11:30 in Weberei already",
        "2012-01-01 is no day of this event",
        "its room is known, but not its time",
        "missing.png: it is not there",
        "not published: its file says that it is not for everybody",
        "Keys and columns that say nothing to Hallway: ",
        "“slideOptions”",
    ):
        assert words in report, words


@pytest.mark.parametrize("name", [file.name for file in sorted((CORPUS / "lists").iterdir())])
@on_sqlite
async def test_every_list_comes_in_once(archive: Archive, name: str) -> None:
    shutil.copy(CORPUS / "lists" / name, archive.folder)
    wishes: dict[str, Any] = {} if "2018" in (CORPUS / "lists" / name).read_text() else {"starts_on": SATURDAY}
    await archive.bring(name, **wishes)
    topics = await archive.topics()
    assert topics
    again = str(await archive.bring(name))
    assert f"{len(topics)} as they were" in again
    assert len(await archive.topics()) == len(topics)


async def test_a_changed_file_is_a_new_edition_of_the_same_topic(archive: Archive) -> None:
    archive.write("one.md", ONE)
    await archive.bring()
    archive.write("one.md", ONE.replace("First", "Second").replace("One", "Won").replace("Bob", "Cy"))
    report = str(await archive.bring())
    assert "one.md → 1 “Won” by Ann, Cy, 2018-06-09 11:30 Weberei, edition 2" in report
    assert report.endswith("1 changed.")
    (topic,) = await archive.topics()
    assert (topic.number, topic.title, await archive.note(topic)) == (1, "Won", "Second words.")
    assert [edition.markdown for edition in await archive.editions(topic)] == ["First words.", "Second words."]
    assert (await archive.cards())["Won"].hosts == ["Ann", "Cy"]
    assert str(await archive.bring()).endswith("1 as they were.")


async def test_who_changed_the_note_here_has_the_last_word(archive: Archive) -> None:
    archive.write("one.md", ONE)
    await archive.bring()
    (topic,) = await archive.topics()
    await rewrite(archive, topic, "Better words.")
    archive.write("one.md", ONE.replace("First", "Second"))
    report = str(await archive.bring())
    assert "its note was changed here since" in report
    assert report.endswith("1 kept as they are here.")
    assert await archive.note(topic) == "Better words."
    assert len(await archive.editions(topic)) == 1


async def test_who_changed_the_card_here_has_the_last_word(archive: Archive) -> None:
    archive.write("one.md", ONE)
    await archive.bring()
    (topic,) = await archive.topics()
    async with archive.hallway.works.begin() as work:
        await reword_topic(work, await topic_by_id(work.db, topic.id or 0), Proposal("Uno"), FACILITATOR)
    archive.write("one.md", ONE.replace("One", "Won").replace("First", "Second"))
    report = str(await archive.bring())
    assert "its card was changed here since" in report
    assert (await archive.topics())[0].title == "Uno"
    assert [edition.title for edition in await archive.editions(topic)] == ["One", "Uno"]
    assert await archive.note(topic) == "Second words."


async def test_a_name_that_somebody_claimed_is_theirs(archive: Archive) -> None:
    archive.write("one.md", ONE)
    await archive.bring()
    (topic,) = await archive.topics()
    async with archive.hallway.works.begin() as work:
        ann = await add_attendee(work, topic.event_id, "Ann")
        (first,) = (await work.db.exec(select(Convener).where(Convener.name == "Ann"))).all()
        first.attendee_id = ann.id
        work.db.add(first)
    archive.write("one.md", ONE.replace("Bob", "Cy"))
    assert "its card was changed here since" in str(await archive.bring())
    assert [convener.attendee_id for convener in (await archive.cards())["One"].conveners] == [ann.id, None]


async def test_the_board_is_arranged_here(archive: Archive) -> None:
    archive.write("one.md", ONE)
    await archive.bring()
    archive.write("one.md", ONE.replace("11:30-12:15", "14:00-14:45"))
    report = str(await archive.bring())
    assert "its file says 2018-06-09 at 14:00 Weberei; the card stays where it is" in report


async def test_what_was_withdrawn_or_taken_away_here_stays_so(archive: Archive) -> None:
    archive.write("one.md", ONE)
    archive.write("two.md", ONE.replace("One", "Two").replace("Weberei", "Hall"))
    await archive.bring()
    one, two = await archive.topics()
    async with archive.hallway.works.begin() as work:
        await withdraw_publication(work, await topic_by_id(work.db, one.id or 0))
        await take_topic_away(work, await topic_by_id(work.db, two.id or 0), FACILITATOR, "rude")
    assert "withdrawn here, so not published" in str(await archive.bring())
    archive.write("one.md", ONE.replace("First", "Second"))
    archive.write("two.md", ONE.replace("One", "Two").replace("First", "Second"))
    report = str(await archive.bring())
    assert "not published: it was withdrawn here" in report
    assert "its card was taken off the wall here" in report
    assert len(await archive.editions(one)) == len(await archive.editions(two)) == 1
    async with archive.database.reading() as db:
        assert not (await find(db, parse("words"), within=[SLUG])).hits


async def test_drafts_are_published_when_somebody_says_so(archive: Archive) -> None:
    archive.write("one.md", ONE)
    await archive.bring(publish=False)
    (topic,) = await archive.topics()
    assert (await archive.event()).phase == "closed"
    assert (await archive.note(topic), await archive.editions(topic)) == ("First words.", [])
    report = str(await archive.bring())
    assert "edition 1" in report
    assert report.endswith("1 published now.")
    assert (await archive.event()).phase == "published"
    assert len(await archive.editions(topic)) == 1
    assert len(await archive.topics()) == 1


@pytest.mark.parametrize("attribution", ["chatham", "off_record"])
async def test_where_names_may_not_be_told_nothing_is_published_unseen(archive: Archive, attribution: str) -> None:
    archive.write("one.md", ONE)
    report = str(await archive.bring(attribution=attribution))
    assert "Nothing is published: under this event's policy" in report
    (topic,) = await archive.topics()
    assert (await archive.event()).attribution == attribution
    assert (await archive.note(topic), await archive.editions(topic)) == ("First words.", [])


@pytest.mark.parametrize("attribution", ["chatham", "off_record"])
@on_sqlite
async def test_an_import_never_loosens_a_policy(archive: Archive, attribution: str) -> None:
    """Nor does one who asks the server by themselves."""
    async with archive.hallway.works.begin() as work:
        plan = EventPlan("Old", SLUG, SATURDAY, SATURDAY, "UTC", attribution=attribution)
        await create_event(work, plan)
    asked: list[dict[str, Any]] = []

    async def ask(command: str, arguments: dict[str, Any]) -> str:
        asked.append(arguments | ({"publish": True} if command == "import topic" else {}))
        return await perform(archive.hallway, command, asked[-1])

    archive.ask = ask
    archive.write("one.md", ONE)
    report = str(await archive.bring(attribution="open"))
    assert "not published: under this event's policy" in report
    assert (await archive.event()).attribution == attribution
    assert await archive.editions((await archive.topics())[0]) == []


async def test_a_dry_run_writes_nothing_and_says_the_same(archive: Archive) -> None:
    archive.write("one.md", ONE)
    archive.write("bad.md", b"PK\x03\x04")
    report = await archive.bring(dry=True)
    assert "one.md → “One” by Ann, Bob, 2018-06-09 11:30 Weberei" in str(report)
    assert str(report).endswith("Nothing was done. 1 would be new, 1 not brought in.")
    async with archive.database.reading() as db:
        assert (await db.exec(select(Topic))).all() == []
        assert (await db.exec(select(ImportSource))).all() == []
    with pytest.raises(Refusal):
        await archive.event()


async def test_a_dry_run_says_that_a_note_is_too_long(archive: Archive) -> None:
    archive.write("one.md", ONE)
    archive.write("long.md", "# Long\n\n" + "x " * Limits.text_bytes)
    for report in (await archive.bring(dry=True), await archive.bring()):
        assert "long.md → not brought in: " in str(report)
        assert str(report).endswith("1 new, 1 not brought in.") or "1 would be new, 1 not brought in." in str(report)


async def test_how_a_list_was_read_is_said_and_nothing_of_it_is_left_out(archive: Archive) -> None:
    archive.write("list.csv", "title;text\nCafé;Voilà\n".encode("latin-1"))
    report = str(await archive.bring("list.csv", starts_on=date(2018, 6, 9)))
    assert "list.csv: read as Latin-1" in report
    assert "left out" not in report
    assert "1 topic, 0 rooms, 0 times" in report


async def test_a_crash_in_the_middle_is_mended_by_running_again(archive: Archive) -> None:
    for n in range(5):
        archive.write(f"{n}.md", ONE.replace("One", f"Topic {n}").replace("Weberei", f"Room {n}"))
    left = iter([True] * 2 + [False])

    async def dying(command: str, arguments: dict[str, Any]) -> str:
        if command == "import topic" and not next(left):
            raise KeyboardInterrupt
        return await perform(archive.hallway, command, arguments)

    archive.ask = dying
    with pytest.raises(KeyboardInterrupt):
        await archive.bring()
    assert len(await archive.topics()) == 2
    archive.ask = None
    report = str(await archive.bring())
    assert report.endswith("3 new, 2 as they were.")
    topics = await archive.topics()
    assert [topic.title for topic in topics] == [f"Topic {n}" for n in range(5)]
    assert [len(await archive.editions(topic)) for topic in topics] == [1] * 5
    assert (await archive.event()).phase == "published"


async def test_of_a_topic_that_cannot_be_stored_nothing_is_there(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write("one.md", ONE)

    async def broken(*_args: Any) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patched:
        patched.setattr("app.writeups.importing.actions.publishing.publish_topic", broken)
        with pytest.raises(RuntimeError):
            await archive.bring()
    assert await archive.topics() == []
    assert await archive.updates() == 0
    assert str(await archive.bring()).endswith("1 new.")


@pytest.mark.parametrize("step", ["publishing.publish_topic", "taking.add_photos"])
async def test_a_crash_between_the_steps_of_a_change_is_mended(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, picture: Callable[[str], bytes], step: str
) -> None:
    archive.write("one.md", ONE)
    archive.write("a.png", picture("red"))
    await archive.bring()
    archive.write("one.md", ONE.replace("First", "![A](a.png)\n\nSecond"))

    async def broken(*_args: Any) -> None:
        raise RuntimeError("disk")

    with monkeypatch.context() as patched:
        patched.setattr(f"app.writeups.importing.actions.{step}", broken)
        with pytest.raises(RuntimeError):
            await archive.bring()
    assert str(await archive.bring()).endswith("1 changed.")
    (topic,) = await archive.topics()
    assert len(await archive.editions(topic)) == 2
    async with archive.database.reading() as db:
        assert len((await db.exec(select(Photo))).all()) == 1


async def test_files_that_went_are_told_and_what_came_of_them_stays(archive: Archive) -> None:
    archive.write("one.md", ONE)
    gone = archive.write("two.md", ONE.replace("One", "Two").replace("Weberei", "Hall"))
    await archive.bring()
    gone.unlink()
    report = str(await archive.bring())
    assert "two.md → not there any more: what came of it stays" in report
    assert len(await archive.topics()) == 2


async def test_photos_come_with_their_credits(archive: Archive, picture: Callable[[str], bytes]) -> None:
    archive.write("a.png", picture("red"))
    archive.write("b.png", picture("blue"))
    archive.write("broken.png", b"no picture")
    text = "![A board](a.png) ![](b.png) ![](broken.png)"
    archive.write(
        "one.md", f"---\ntitle: One\ndate: 2018-06-09\nphotos:\n  - {{file: a.png, credit: Kim}}\n---\n{text}"
    )
    report = str(await archive.bring())
    assert "b.png: kept, but readers do not see it before somebody says whose photo it is" in report
    assert "broken.png: This is no photo that we can read" in report
    (topic,) = await archive.topics()
    async with archive.database.reading() as db:
        photos = (await db.exec(select(Photo))).all()
    by_credit = {photo.credit: photo for photo in photos}
    assert (set(by_credit), by_credit["Kim"].alt) == ({"Kim", ""}, "A board")
    (edition,) = await archive.editions(topic)
    assert by_credit["Kim"].name in edition.html
    assert f'src="/{SLUG}/media/{by_credit[""].name}' not in edition.html
    assert "*broken.png*" in await archive.note(topic)
    archive.write("one.md", (archive.folder / "one.md").read_text() + "\n\nMore.")
    await archive.bring()
    async with archive.database.reading() as db:
        assert len((await db.exec(select(Photo))).all()) == 2


async def test_a_photo_that_was_taken_away_here_stays_away(archive: Archive, picture: Callable[[str], bytes]) -> None:
    archive.write("a.png", picture("red"))
    archive.write("one.md", ONE + "\n![A](a.png)")
    await archive.bring()
    async with archive.hallway.works.begin() as work:
        (photo,) = (await work.db.exec(select(Photo))).all()
        photo.taken_away_at = work.now
        work.db.add(photo)
    archive.write("one.md", ONE.replace("First", "Second") + "\n![A](a.png)")
    assert "a photo that was taken away here stays away" in str(await archive.bring())
    async with archive.database.reading() as db:
        assert len((await db.exec(select(Photo))).all()) == 1


async def test_what_is_written_beside_open_notes_is_seen_in_them(archive: Archive) -> None:
    archive.write("one.md", ONE)
    async with archive.hallway.running():
        await archive.bring()
        (topic,) = await archive.topics()
        async with archive.database.reading() as db:
            note = await note_of(db, topic.id or 0)
        assert note is not None
        async with archive.hallway.live_notes.opened(note.id or 0) as opened:
            assert opened.document.text() == "First words."
            archive.write("one.md", ONE.replace("First", "Second"))
            await archive.bring()
            assert opened.document.text() == "Second words."
        await archive.hallway.live_notes.write(note.id or 0, "Ours.", 10**6, Writer())
        archive.write("one.md", ONE.replace("First", "Third"))
        assert "its note was changed here since" in str(await archive.bring())


async def test_an_event_that_is_there_keeps_what_it_is(archive: Archive) -> None:
    async with archive.hallway.works.begin() as work:
        plan = EventPlan("By hand", SLUG, SATURDAY, SATURDAY, "Europe/Berlin", intro="Our words")
        event = await create_event(work, plan)
        await change_phase(work, event, "running")
    archive.write("one.md", ONE)
    archive.write("intro.md", "Other words")
    report = str(await archive.bring(name="Another", starts_on=SATURDAY))
    assert "The event is there already and keeps its name." in report
    assert "the event has another text there by now, which stays" in report
    event = await archive.event()
    assert (event.name, event.phase, event.intro) == ("By hand", "running", "Our words")
    assert len(await archive.topics()) == 1


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"slug": "Bad Slug"}, "small letters"),
        ({"slug": "search"}, "Hallway needs"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
    ],
)
@on_sqlite
async def test_wishes_that_cannot_be_are_refused(archive: Archive, wishes: dict[str, Any], why: str) -> None:
    archive.write("one.md", ONE)
    with pytest.raises(Refusal, match=why):
        await archive.bring(**wishes)


@on_sqlite
async def test_nothing_to_bring_in_is_a_refusal_with_reasons(archive: Archive) -> None:
    archive.write("empty.md", "")
    with pytest.raises(Refusal, match=r"empty\.md → not brought in: it is empty"):
        await archive.bring()


@on_sqlite
async def test_a_text_that_is_too_long_is_told_and_the_others_come(archive: Archive) -> None:
    archive.write("long.md", "# Long\n\n" + "word " * 500_000)
    archive.write("one.md", ONE)
    report = await archive.bring()
    assert "long.md → not brought in: " in str(report)
    assert report.has_failures
    assert [topic.title for topic in await archive.topics()] == ["One"]


@on_sqlite
async def test_a_text_that_cannot_be_rendered_is_kept_and_not_published(archive: Archive) -> None:
    archive.hallway.markdown.crew._seconds = 0.5
    archive.write("hard.md", "# Hard\n\n" + "[a" * 60_000)
    report = str(await archive.bring(starts_on=SATURDAY))
    (topic,) = await archive.topics()
    assert "not published: This text is too tangled" in report
    assert (await archive.note(topic)).startswith("[a[a")


@on_sqlite
async def test_many_files_show_progress_and_take_the_memory_of_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "words " * 20_000
    for n in range(80):
        archive.write(f"{n:03}.md", f"# Topic {n}\n\n{text}")
    kept: list[int] = []

    async def ask(command: str, arguments: dict[str, Any]) -> str:
        kept.append(len(arguments.get("text", "")))
        done = '{"did": "new", "number": 1, "edition": 1, "remarks": [], "address": "", "phase": ""}'
        return "{}" if command == "import known" else done

    archive.ask = ask
    tracemalloc.start()
    await archive.bring(starts_on=SATURDAY)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept.count(0) == len(kept) - 80
    assert peak < 6 * 1024**2, "9 MB of text went through"
    assert any("of 80" in line for line in archive.told)


async def rewrite(archive: Archive, topic: Topic, text: str) -> None:
    """Somebody writes in the note."""
    async with archive.database.reading() as db:
        note = await note_of(db, topic.id or 0)
        _text, base = await text_of(db, (note.id if note else 0) or 0)
    notes = archive.hallway.live_notes
    await notes.start()
    await notes.write((note.id if note else 0) or 0, text, base, Writer())
    await notes.stop()

"""Loading: what a plan says is in the database afterwards, once."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from app.board.tables import Placement
from app.events.queries import event_by_slug, rooms_of, timeslots_of
from app.events.tables import Event, Timeslot
from app.kernel import search
from app.kernel.database import Database
from app.kernel.errors import NotFound
from app.kernel.work import ChangeRow, Works
from app.notes.queries import text_of
from app.notes.tables import Note, NoteUpdate
from app.people.tables import Attendee
from app.topics.queries import TopicFacts, facts_of, topics_of
from app.topics.tables import Star, Topic
from app.writeups.queries import standing_editions
from app.writeups.tables import Edition
from seeds.loading import load_event, load_seed
from seeds.made_up import made_up_event
from seeds.reading import read_seed

NOW = datetime(2027, 3, 17, 10, 20, tzinfo=UTC)
FINISHED, TODAY = read_seed("scale_summit_2017")
#: For what cannot differ between databases.
on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database, clock=lambda: NOW)


async def event_of(database: Database, slug: str) -> Event:
    async with database.reading() as db:
        return await event_by_slug(db, slug)


async def facts_of_event(database: Database, slug: str) -> list[TopicFacts]:
    async with database.reading() as db:
        event = await event_by_slug(db, slug)
        return await facts_of(db, await topics_of(db, event.id or 0))


async def count(database: Database, table: Any) -> int:
    async with database.reading() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


async def slots_of(database: Database, slug: str) -> Sequence[Timeslot]:
    async with database.reading() as db:
        return await timeslots_of(db, (await event_by_slug(db, slug)).id or 0)


async def test_the_finished_event_and_its_copy_are_loaded(database: Database, works: Works) -> None:
    assert await load_seed("scale_summit_2017", works) == ["scale-summit-2017", "scale-summit-today"]
    finished, today = [await event_of(database, slug) for slug in ("scale-summit-2017", "scale-summit-today")]
    assert (finished.phase, str(finished.starts_on), str(finished.ends_on)) == ("published", "2017-03-24", "2017-03-24")
    assert (today.phase, today.starts_on, today.attribution) == ("running", NOW.date(), "chatham")
    assert "Jon Topper" in finished.thanks


@on_sqlite
@pytest.mark.parametrize("plan", [FINISHED, TODAY], ids=lambda plan: plan.slug)
async def test_cards_are_as_planned(database: Database, works: Works, plan: Any) -> None:
    await load_event(plan, works)
    cards = {facts.topic.number: facts for facts in await facts_of_event(database, plan.slug)}
    for card in plan.topics:
        made = cards[card.number]
        assert (made.topic.title, made.topic.pitch) == (card.title, card.pitch)
        assert tuple(made.hosts) == card.hosts
        assert set(made.tags) == set(card.tags)
        assert made.stars == card.stars


@on_sqlite
async def test_stars_are_those_of_people_who_are_there(database: Database, works: Works) -> None:
    await load_event(FINISHED, works)
    assert await count(database, Attendee) == FINISHED.attendees
    assert await count(database, Star) == sum(card.stars for card in FINISHED.topics)


@on_sqlite
async def test_a_speaker_is_a_name_and_a_host_is_somebody(database: Database, works: Works) -> None:
    await load_event(FINISHED, works)
    cards = {facts.topic.number: facts for facts in await facts_of_event(database, FINISHED.slug)}
    assert cards[11].conveners[0].attendee_id is None
    assert cards[10].conveners[0].attendee_id is not None


@on_sqlite
async def test_cards_hang_where_they_should(database: Database, works: Works) -> None:
    await load_event(TODAY, works)
    async with database.reading() as db:
        event = await event_by_slug(db, TODAY.slug)
        rooms = {room.id: room.name for room in await rooms_of(db, event.id or 0)}
        slots = {slot.id: at for at, slot in enumerate(await timeslots_of(db, event.id or 0))}
        numbers = {topic.id: topic.number for topic in await topics_of(db, event.id or 0)}
        placed = {
            numbers[p.topic_id]: (slots[p.timeslot_id], rooms.get(p.room_id)) for p in await db.exec(select(Placement))
        }
    wanted = {card.number: card.place for card in TODAY.topics if card.place}
    assert placed == {
        number: (place.slot, None if place.room is None else TODAY.rooms[place.room].name)
        for number, place in wanted.items()
    }


@on_sqlite
async def test_today_something_is_on_now_and_the_slots_have_their_inks(database: Database, works: Works) -> None:
    await load_event(TODAY, works)
    slots = await slots_of(database, TODAY.slug)
    assert [slot.kind for slot in slots if slot.starts_at <= NOW < slot.ends_at] == ["open"]
    assert [slot.ink for slot in slots if slot.kind == "open"] == [1, 3, 5, 6, 8]
    assert [slot.ink for slot in slots if slot.kind != "open"] == [None] * 3


async def test_notes_can_be_opened_and_carry_their_text(database: Database, works: Works) -> None:
    await load_event(FINISHED, works)
    notes = {card.number: card.note for card in FINISHED.topics if card.note}
    async with database.reading() as db:
        event = await event_by_slug(db, FINISHED.slug)
        numbers = {topic.id: topic.number for topic in await topics_of(db, event.id or 0)}
        stored = (await db.exec(select(Note))).all()
        bodies = {numbers[note.topic_id]: note.body for note in stored}
        texts = {numbers[note.topic_id]: (await text_of(db, note.id or 0))[0] for note in stored}
    assert bodies == texts == notes


@on_sqlite
async def test_a_correction_is_an_edit_of_its_own(database: Database, works: Works) -> None:
    await load_event(FINISHED, works)
    async with database.reading() as db:
        edits = select(NoteUpdate.note_id, func.count()).group_by(col(NoteUpdate.note_id))
        assert sorted(number for _, number in await db.exec(edits)) == [1, 1, 1, 1, 1, 2]


async def test_what_was_reported_is_published_and_found(database: Database, works: Works) -> None:
    await load_seed("scale_summit_2017", works)
    async with database.reading() as db:
        standing = await standing_editions(db)
        found = await search.find(db, search.parse("quorum raft"), within=["scale-summit-2017"])
    assert {event.slug for event, _, _ in standing} == {"scale-summit-2017"}
    assert {topic.number: (edition.number, bool(edition.change_note)) for _, topic, edition in standing} == {
        card.number: (len(card.editions), len(card.editions) > 1) for card in FINISHED.topics if card.editions
    }
    assert [hit.title for hit in found.hits] == ["DNS for Service Discovery"]


@on_sqlite
async def test_things_are_as_old_as_the_event_and_the_log_as_old_as_the_loading(
    database: Database, works: Works
) -> None:
    await load_event(FINISHED, works)
    async with database.reading() as db:
        proposed = (await db.exec(select(Topic.made_at))).all()
        published = (await db.exec(select(Edition.number, Edition.published_at))).all()
        logged = (await db.exec(select(ChangeRow.at))).all()
    assert {at.isoformat() for at in proposed} == {"2017-03-24T08:45:00+00:00"}
    assert {(number, str(at.date())) for number, at in published} == {(1, "2017-03-27"), (2, "2017-03-28")}
    assert set(logged) == {NOW}


@on_sqlite
async def test_nothing_of_today_lies_in_the_future(database: Database, works: Works) -> None:
    await load_event(TODAY, works)
    async with database.reading() as db:
        written = (await db.exec(select(NoteUpdate.at))).all()
        placed = (await db.exec(select(Placement.placed_at))).all()
    assert max(written) == NOW
    assert max(placed) < NOW


async def test_twice_does_not_double(database: Database, works: Works) -> None:
    await load_seed("scale_summit_2017", works)
    before = [await count(database, table) for table in (Event, Attendee, Star, Note, ChangeRow)]
    assert await load_seed("scale_summit_2017", works) == []
    assert [await count(database, table) for table in (Event, Attendee, Star, Note, ChangeRow)] == before


async def test_a_large_made_up_event_is_loaded(database: Database, works: Works) -> None:
    plan = made_up_event()
    assert await load_seed("made_up", works) == [plan.slug]
    assert await count(database, Attendee) == 400
    assert await count(database, Star) == sum(card.stars for card in plan.topics)
    assert await count(database, Edition) == sum(len(card.editions) for card in plan.topics)
    assert await count(database, Placement) == sum(card.place is not None for card in plan.topics)


@on_sqlite
async def test_an_unknown_seed_is_refused_with_the_names_of_the_known(works: Works) -> None:
    with pytest.raises(NotFound, match=r"no seed called woodstock.*made_up"):
        await load_seed("woodstock", works)

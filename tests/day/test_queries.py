"""The moment as the now page, the projector and the home pages tell it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.actions import place_topic, take_back, withdraw_topic
from app.board.forms import Move
from app.board.placements import placements_of_topic
from app.board.queries import board_view, card_facts
from app.board.rules import Cell
from app.day.queries import EventNow, NowView, event_now, my_slots, now_view
from app.events.actions.shaping import add_timeslot
from app.events.forms import TimeslotPlan
from app.events.tables import Event
from app.kernel.database import Database
from app.kernel.work import Works
from app.topics.cards import CardFacts, Cards
from app.topics.queries import topic_by_id, topics_of
from app.topics.tables import Topic
from tests.samples import DAY, FACILITATOR, NOON, PLAN, Camp, make_camp

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

CARDS = Cards(card_facts)


def at(hour: int, minute: int = 0) -> datetime:
    return NOON.replace(hour=hour, minute=minute)


async def view(camp: Camp, now: datetime) -> NowView:
    async with camp.works.database.reading() as db:
        return await now_view(db, camp.event, CARDS, now)


async def whole(camp: Camp, now: datetime) -> EventNow:
    async with camp.works.database.reading() as db:
        return await event_now(db, camp.event, CARDS, now)


async def place(camp: Camp, topic: Topic, cell: Cell) -> None:
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), Move(cell, None, None))


async def test_what_is_next_on_another_day_says_so(camp: Camp) -> None:
    earlier = await view(camp, at(8) - timedelta(days=3))
    assert [slot.day for slot in earlier.next] == [f"{NOON:%A} {NOON.day} {NOON:%B}"]
    assert [slot.day for slot in (await view(camp, at(8))).next] == [""]


async def test_what_goes_on_after_midnight_is_of_this_day_and_the_next_morning_is_not(camp: Camp) -> None:
    tomorrow = DAY + timedelta(days=1)
    for starts, ends, said in ((time(9), time(10), "Thursday 18 March"), (time(0, 30), time(1), "")):
        async with camp.works.begin() as work:
            await add_timeslot(work, camp.event, TimeslotPlan(tomorrow, starts, ends))
        assert [slot.day for slot in (await view(camp, at(23, 30))).next] == [said]


async def test_before_the_first_slot_nothing_is_on_and_the_plenary_comes_next(camp: Camp) -> None:
    seen = await view(camp, at(8))
    assert (seen.on, seen.before, seen.over, seen.clock) == ([], True, False, "08:00")
    [opening] = seen.next
    assert [(entry.room, entry.title) for entry in opening.held] == [(None, "Opening")]
    assert opening.row.share == 0


async def test_a_slot_runs_from_its_first_minute_to_before_its_last(camp: Camp) -> None:
    for now, on in ((at(10, 59), 0), (at(11), 1), (at(11, 44), 1), (at(11, 45), 0)):
        assert len((await view(camp, now)).on) == on


async def test_what_is_on_says_where_and_how_much_of_it_is_left(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    await place(camp, topic, camp.cell(2, 1))
    seen = await view(camp, at(12, 15))
    [slot] = seen.on
    assert (slot.row.time, slot.row.until, slot.row.minutes_left, slot.row.share) == ("12:00", "12:45", 30, 33)
    assert [(entry.room and entry.room.name, entry.card and entry.card.title) for entry in slot.rooms] == [
        ("Main hall", None),
        ("Library", "Containers"),
        ("Kitchen", None),
    ]
    assert [entry.card and entry.card.number for entry in slot.held] == [topic.number]
    assert [(slot.row.time, slot.row.title) for slot in seen.next] == [("13:00", "Lunch"), ("14:00", "")]


async def test_a_plenary_with_a_card_shows_the_card_instead_of_its_title(camp: Camp) -> None:
    await place(camp, await camp.topic("Keynote"), camp.cell(0, None))
    [slot] = (await view(camp, at(9, 30))).on
    assert [(entry.card and entry.card.title, entry.title) for entry in slot.held] == [("Keynote", "")]


async def test_a_break_is_on_with_its_name_and_no_rooms(camp: Camp) -> None:
    [lunch] = (await view(camp, at(13, 30))).on
    assert [(entry.room, entry.card, entry.title) for entry in lunch.held] == [(None, None, "Lunch")]
    assert lunch.row.share == 50


async def test_between_slots_nothing_is_on_and_the_day_is_not_over(camp: Camp) -> None:
    seen = await view(camp, at(11, 50))
    assert (seen.on, seen.over) == ([], False)
    assert [slot.row.time for slot in seen.next] == ["12:00"]


async def test_after_the_last_slot_the_day_is_over(camp: Camp) -> None:
    seen = await view(camp, at(14, 45))
    assert (seen.on, seen.next, seen.over, seen.before) == ([], [], True, False)


async def test_an_event_without_times_is_never_over(database: Database) -> None:
    camp = await make_camp(database, plan=replace(PLAN, timeslots=(), rooms=()))
    seen = await view(camp, at(23))
    assert (seen.over, seen.before, seen.on, seen.next) == (False, True, [], [])


async def test_the_newest_cards_that_wait_are_shown(camp: Camp) -> None:
    topics = [await camp.topic(f"Topic {n}") for n in range(5)]
    await place(camp, topics[4], camp.cell(1, 0))
    async with camp.works.begin() as work:
        await withdraw_topic(work, await topic_by_id(work.db, topics[3].id or 0), FACILITATOR)
    assert [card.title for card in (await view(camp, at(8))).newest] == ["Topic 2", "Topic 1", "Topic 0"]


async def test_the_clock_is_the_one_on_the_wall_at_the_event(database: Database) -> None:
    works = Works(database, clock=lambda: NOON)
    camp = await make_camp(database, works, replace(PLAN, time_zone="Asia/Kolkata"))
    eleven_there = datetime(2027, 3, 17, 11, 5, tzinfo=ZoneInfo("Asia/Kolkata"))
    seen = await view(camp, eleven_there.astimezone(NOON.tzinfo))
    [slot] = seen.on
    assert (seen.clock, slot.row.time, slot.row.until) == ("11:05", "11:00", "11:45")
    assert (await view(camp, at(11, 5))).over


async def test_places_are_counted(camp: Camp) -> None:
    first, second = await camp.topic("Containers"), await camp.topic("Monorepos")
    await camp.topic("Waiting")
    await place(camp, first, camp.cell(1, 0))
    await place(camp, second, camp.cell(4, 2))
    early, later = await whole(camp, at(8)), await whole(camp, at(13))
    assert (early.placed, early.waiting, early.free) == (2, 1, 7)
    assert (later.placed, later.waiting, later.free) == (2, 1, 2)
    assert [row.time for row in later.today] == ["09:00", "11:00", "12:00", "13:00", "14:00"]


async def test_a_card_that_was_taken_back_is_parked(camp: Camp) -> None:
    topic, other = await camp.topic("Containers"), await camp.topic("Monorepos")
    await place(camp, topic, camp.cell(1, 0))
    async with camp.works.begin() as work:
        [placement] = await placements_of_topic(work.db, topic.id or 0)
        await take_back(work, camp.event, placement)
    async with camp.works.database.reading() as db:
        cards = {card.number: card for card in await CARDS.of(db, camp.event, await topics_of(db, camp.event_id))}
    assert (cards[topic.number].parked, cards[topic.number].place) == (True, None)
    assert not cards[other.number].parked


async def test_my_day_goes_by_time_and_shows_where_i_must_choose(camp: Camp) -> None:
    for title, cell in (("Late", camp.cell(4, 0)), ("One", camp.cell(1, 0)), ("Two", camp.cell(1, 1))):
        await place(camp, await camp.topic(title), cell)
    await camp.topic("Nowhere yet")
    async with camp.works.database.reading() as db:
        cards = await CARDS.of(db, camp.event, await topics_of(db, camp.event_id))
    slots = my_slots(camp.event, cards, at(12))
    assert [([card.title for card in slot.cards], slot.over) for slot in slots] == [
        (["One", "Two"], True),
        (["Late"], False),
    ]
    assert slots[0].place.starts_at == NOON.replace(hour=11, minute=0) - timedelta(0)


async def test_the_moment_reads_only_what_it_shows_and_shows_what_the_whole_day_does(camp: Camp) -> None:
    placed = [await camp.topic(f"Placed {n}") for n in range(4)]
    for topic, (slot, room) in zip(placed, [(1, 0), (2, 1), (4, 2), (0, None)], strict=True):
        await place(camp, topic, camp.cell(slot, room))
    waiting = [await camp.topic(f"Waiting {n}") for n in range(5)]
    asked: set[int] = set()

    async def facts(db: AsyncSession, event: Event, topic_ids: Collection[int]) -> CardFacts:
        asked.update(topic_ids)
        return await card_facts(db, event, topic_ids)

    async with camp.works.database.reading() as db:
        for hour in range(8, 16):
            asked.clear()
            seen = await now_view(db, camp.event, Cards(facts), at(hour, 20))
            assert seen == (await event_now(db, camp.event, CARDS, at(hour, 20))).view
            on_it = [entry.card.topic_id for slot in seen.on + seen.next for entry in slot.rooms if entry.card]
            assert asked == {*on_it, *(topic.id for topic in waiting[-3:])}


async def test_a_page_is_another_one_at_the_next_start_or_end(camp: Camp) -> None:
    for now, boundary in ((at(8), at(9)), (at(9, 30), at(10)), (at(12, 10), at(12, 45)), (at(14, 45), None)):
        seen = await whole(camp, now)
        async with camp.works.database.reading() as db:
            board = await board_view(db, camp.event, CARDS, now)
        assert (seen.view.boundary, board.boundary) == (boundary, boundary)

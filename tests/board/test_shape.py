"""Rooms and times that change while cards hang in them: no card is lost, and every step can be undone."""

import asyncio
from datetime import date, time, timedelta

import pytest

from app.board.actions import move_card, place_topic
from app.board.actions.shape import remove_room, remove_timeslot, repeat_topic, reshape_timeslot
from app.board.actions.undoing import InTheWay, redo_step, undo_step
from app.board.forms import Move
from app.board.placements import placements_of, placements_of_topic
from app.board.queries import board_view, card_facts
from app.board.rules import Cell
from app.board.stepping import stacks_of
from app.board.telling import last_step
from app.events.actions.shaping import (
    add_room,
    add_timeslot,
    change_room,
    delay_day,
    reorder_rooms,
    room_by_id,
    timeslot_by_id,
)
from app.events.forms import EventPlan, RoomPlan, TimeslotPlan
from app.events.queries import rooms_of, timeslots_of
from app.events.rules import free_ink
from app.events.tables import Event
from app.kernel.database import Database
from app.kernel.errors import Invalid
from app.topics.cards import Cards
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from tests.samples import DAY, NOON, PLAN, Camp, make_camp
from tests.visitors import Gathering, text_of

ROOMS = "/small-camp/rooms"


async def place(camp: Camp, topic: Topic, cell: Cell) -> None:
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), Move(cell, None, None))


async def shape(camp: Camp) -> dict[str, object]:
    """Everything that people see of the board, and what hangs where."""
    async with camp.works.database.reading() as db:
        rooms = [(r.id, r.name, r.capacity, r.equipment) for r in await rooms_of(db, camp.event_id)]
        slots = [(s.id, s.kind, s.title, s.starts_at, s.ends_at, s.ink) for s in await timeslots_of(db, camp.event_id)]
        hung = sorted(
            (p.topic_id, p.guid, p.timeslot_id, p.room_id or 0) for p in await placements_of(db, camp.event_id)
        )
    return {"rooms": rooms, "slots": slots, "hung": hung}


async def undo(camp: Camp) -> None:
    async with camp.works.begin() as work:
        await undo_step(work, camp.event)


async def words(camp: Camp) -> str:
    async with camp.works.database.reading() as db:
        last = await last_step(db, camp.event, NOON)
    return last.words if last else ""


async def test_a_removed_room_parks_its_cards_and_comes_back_with_them(camp: Camp) -> None:
    await place(camp, await camp.topic("Containers"), camp.cell(1, 0))
    await place(camp, await camp.topic("Monorepos"), camp.cell(2, 0))
    before = await shape(camp)
    async with camp.works.begin() as work:
        assert await remove_room(work, camp.event, camp.cell(1, 0).room_id or 0) == 2
    gone = await shape(camp)
    assert gone["hung"] == []
    assert len(gone["rooms"]) == 2  # type: ignore[arg-type]
    assert await words(camp) == "A facilitator removed the room Main hall, which parked 2 cards"
    async with camp.works.database.reading() as db:
        view = await board_view(db, camp.event, Cards(card_facts), NOON)
    assert [(card.number, card.parked) for card in view.wall] == [(2, True), (1, True)]
    await undo(camp)
    assert await shape(camp) == before
    async with camp.works.begin() as work:
        await redo_step(work, camp.event)
    assert await shape(camp) == gone


async def test_a_removed_time_parks_its_cards_too(camp: Camp) -> None:
    await place(camp, await camp.topic("Containers"), camp.cell(1, 0))
    before = await shape(camp)
    async with camp.works.begin() as work:
        assert await remove_timeslot(work, camp.event, camp.cell(1, 0).timeslot_id) == 1
    with pytest.raises(Invalid):
        await place(camp, await camp.topic("Monorepos"), camp.cell(1, 1))
    await undo(camp)
    assert await shape(camp) == before


@pytest.mark.parametrize("slot", [1, 2, 4])
@pytest.mark.parametrize("hangs_elsewhere", [False, True])
async def test_a_time_removed_while_a_card_is_dropped_on_it_loses_no_card(
    camp: Camp, slot: int, hangs_elsewhere: bool
) -> None:
    """Whichever comes first: the card is parked, or who dropped it is told and it stays where it was."""
    topic, before, going = await camp.topic("Containers"), camp.cell(0, None), camp.cell(slot, 0)
    if hangs_elsewhere:
        await place(camp, topic, before)
    dropped, removed = await asyncio.gather(
        drop(camp, topic, going), remove(camp, going.timeslot_id), return_exceptions=True
    )
    assert removed is None
    assert dropped is None or isinstance(dropped, Invalid)
    async with camp.works.database.reading() as db:
        hung = [Cell(p.timeslot_id, p.room_id) for p in await placements_of(db, camp.event_id)]
        view = await board_view(db, camp.event, Cards(card_facts), NOON)
    stayed = dropped is not None and hangs_elsewhere
    assert hung == ([before] if stayed else [])
    assert [card.number for card in view.wall] == ([] if stayed else [topic.number])


async def drop(camp: Camp, topic: Topic, to: Cell) -> None:
    async with camp.works.begin() as work:
        [placed] = await placements_of_topic(work.db, topic.id or 0) or [None]
        if placed:
            await move_card(work, camp.event, placed, Move(to, None, None))
        else:
            await place_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), Move(to, None, None))


async def remove(camp: Camp, timeslot_id: int) -> None:
    async with camp.works.begin() as work:
        await remove_timeslot(work, camp.event, timeslot_id)


async def test_an_added_room_is_undone_only_while_it_is_empty(camp: Camp) -> None:
    before = await shape(camp)
    async with camp.works.begin() as work:
        room = await add_room(work, camp.event, RoomPlan("Garden", 16, "out and left", "bench"))
    await place(camp, await camp.topic("Containers"), Cell(camp.cell(1, 0).timeslot_id, room.id))
    await undo(camp)
    await undo(camp)
    assert await shape(camp) == before
    async with camp.works.begin() as work:
        await redo_step(work, camp.event)
    await place(camp, await camp.topic("Monorepos"), Cell(camp.cell(1, 0).timeslot_id, room.id))
    async with camp.works.begin(actor=None) as work:
        with pytest.raises(InTheWay, match="Cards hang in this room"):
            await undo_step(work, camp.event, step=await first_step(camp))


async def first_step(camp: Camp) -> int:
    async with camp.works.database.reading() as db:
        return (await stacks_of(db, camp.event_id, None)).undo[0]


async def test_rooms_change_and_change_places(camp: Camp) -> None:
    before = await shape(camp)
    async with camp.works.begin() as work:
        await change_room(work, await room_by_id(work, camp.event_id, camp.rooms[0].id or 0), RoomPlan("Aula", 300))
    assert await words(camp) == "A facilitator renamed Main hall to Aula"
    async with camp.works.begin() as work:
        await reorder_rooms(work, camp.event_id, [camp.rooms[2].id or 0])
    async with camp.works.database.reading() as db:
        assert [room.name for room in await rooms_of(db, camp.event_id)] == ["Kitchen", "Aula", "Library"]
    with pytest.raises(Invalid, match="has this name"):
        async with camp.works.begin() as work:
            await add_room(work, camp.event, RoomPlan("aula"))
    await undo(camp)
    await undo(camp)
    assert await shape(camp) == before


async def test_the_rest_of_the_day_is_delayed_and_keeps_its_inks(camp: Camp) -> None:
    before = await shape(camp)
    async with camp.works.begin() as work:
        await delay_day(work, camp.event, await timeslot_by_id(work, camp.event_id, camp.slots[2].id or 0), 15)
    after = await shape(camp)
    moved = [b[3] - a[3] for a, b in zip(before["slots"], after["slots"], strict=True)]  # type: ignore[call-overload]
    assert [each // timedelta(minutes=1) for each in moved] == [0, 0, 15, 15, 15]
    assert [slot[5] for slot in before["slots"]] == [slot[5] for slot in after["slots"]]  # type: ignore[attr-defined]
    with pytest.raises(Invalid, match="begins at 11:00"):
        async with camp.works.begin() as work:
            await delay_day(work, camp.event, await timeslot_by_id(work, camp.event_id, camp.slots[2].id or 0), -40)
    await undo(camp)
    assert await shape(camp) == before


async def test_a_delay_takes_what_goes_on_after_midnight_along_and_leaves_the_next_day(camp: Camp) -> None:
    late = [(DAY, time(23), time(23, 45)), (DAY + timedelta(days=1), time(0), time(0, 45))]
    for day, starts, ends in [*late, (DAY + timedelta(days=1), time(9), time(10))]:
        async with camp.works.begin() as work:
            await add_timeslot(work, camp.event, TimeslotPlan(day, starts, ends))
    async with camp.works.database.reading() as db:
        before = await timeslots_of(db, camp.event_id)
    async with camp.works.begin() as work:
        first = await timeslot_by_id(work, camp.event_id, before[-3].id or 0)
        await delay_day(work, camp.event, first, 10)
    async with camp.works.database.reading() as db:
        after = await timeslots_of(db, camp.event_id)
    moved = [(now.starts_at - was.starts_at) // timedelta(minutes=1) for was, now in zip(before, after, strict=True)]
    assert moved == [0] * (len(before) - 3) + [10, 10, 0]


async def test_a_delay_counts_minutes_that_pass_where_clocks_are_changed(database: Database) -> None:
    day = date(2027, 10, 31)
    slots = (TimeslotPlan(day, time(1), time(1, 45)), TimeslotPlan(day, time(5), time(6)))
    plan = EventPlan("Night", "night", day, day, "Europe/Berlin", rooms=PLAN.rooms, timeslots=slots)
    camp = await make_camp(database, plan=plan)
    async with camp.works.begin() as work:
        await delay_day(work, camp.event, await timeslot_by_id(work, camp.event_id, camp.slots[0].id or 0), 90)
    async with camp.works.database.reading() as db:
        found = await timeslots_of(db, camp.event_id)
    assert [f"{slot.starts_at:%H:%M}" for slot in found] == ["00:30", "05:30"]
    with pytest.raises(Invalid, match="does not happen exactly once"):
        async with camp.works.begin() as work:
            await add_timeslot(work, camp.event, TimeslotPlan(day, time(2, 30), time(4)))


async def test_a_time_after_midnight_belongs_to_the_day_it_begins_on(camp: Camp) -> None:
    async with camp.works.begin() as work:
        slot = await add_timeslot(work, camp.event, TimeslotPlan(DAY, time(23, 30), time(0, 30)))
    assert slot.ends_at - slot.starts_at == timedelta(hours=1)
    with pytest.raises(Invalid, match="23:30"):
        async with camp.works.begin() as work:
            await add_timeslot(work, camp.event, TimeslotPlan(DAY + timedelta(days=1), time(0), time(1)))


async def test_an_open_time_that_becomes_a_pause_parks_its_cards(camp: Camp) -> None:
    await place(camp, await camp.topic("Containers"), camp.cell(1, 0))
    before = await shape(camp)
    async with camp.works.begin() as work:
        plan = TimeslotPlan(DAY, time(11), time(11, 45), "break", "Coffee")
        assert await reshape_timeslot(work, camp.event, camp.slots[1], plan) == 1
    await undo(camp)
    assert await shape(camp) == before


async def test_a_topic_hangs_twice_and_each_place_goes_alone(camp: Camp) -> None:
    topic = await camp.topic("Containers")
    await place(camp, topic, camp.cell(1, 0))
    async with camp.works.begin() as work:
        await repeat_topic(work, camp.event, topic, Move(camp.cell(2, 1), None, None))
    async with camp.works.database.reading() as db:
        view = await board_view(db, camp.event, Cards(card_facts), NOON)
        first, again = [cell.card for row in view.rows for cell in row.cells if cell.card]
    assert (first.anchor, again.anchor) == ("card-1", f"card-1-{again.place.placement_id}")  # type: ignore[union-attr]
    assert view.wall == []
    await undo(camp)
    async with camp.works.database.reading() as db:
        assert len(await placements_of(db, camp.event_id)) == 1


@pytest.mark.parametrize(
    ("before", "after", "ink"), [([], [], 4), ([1], [8], 4), ([1, 3], [5], 4), ([1], [2], 3), (range(1, 9), [], 8)]
)
def test_a_new_time_takes_the_nearest_free_ink(before: list[int], after: list[int], ink: int) -> None:
    assert free_ink(before, after) == ink


async def test_the_day_is_shaped_by_plain_forms(gathered: Gathering) -> None:
    helper = await gathered.facilitator("Jo")
    added = await helper.submit(ROOMS, name="Garden", capacity="16", equipment="Bench, projector,")
    assert added.status_code == 303
    page = text_of(await helper.get("/small-camp/board"))
    assert "Garden 16 seats" in page
    assert "Jo added the room Garden" in page
    refused = await helper.submit(ROOMS, name="garden", capacity="many")
    assert refused.status_code == 422
    assert 'value="many"' in refused.text
    slot = gathered.camp.slots[1]
    fields = {"day": DAY.isoformat(), "starts": "10:30", "ends": "11:15", "kind": "open", "title": ""}
    assert (await helper.submit(f"/small-camp/timeslots/{slot.id}", "PUT", **fields)).status_code == 303
    assert "10:30" in text_of(await helper.get("/small-camp/board"))
    clash = await helper.submit("/small-camp/timeslots", **{**fields, "starts": "11:00", "ends": "11:30"})
    assert clash.status_code == 422
    assert "overlap" in text_of(clash)
    assert (await helper.submit("/small-camp/delay", timeslot=str(slot.id), minutes="5")).status_code == 303
    assert (await helper.submit("/small-camp/delay", timeslot=str(slot.id), minutes="soon")).status_code == 422
    assert "10:35" in text_of(await gathered.reader().get("/small-camp/board"))


async def test_the_page_says_what_was_done_and_undoes_it(gathered: Gathering) -> None:
    helper = await gathered.facilitator("Jo")
    added = await helper.submit(ROOMS, name="Garden")
    assert added.headers["location"] == f"{ROOMS}?done=add-room#add-room"
    assert "Jo added the room Garden. Undo" in text_of(await helper.get(added.headers["location"]))
    undone = await helper.submit("/small-camp/undo", seen_on=ROOMS, back="rooms")
    page = text_of(await helper.get(undone.headers["location"]))
    assert "Jo undid: added the room Garden. Undo" in page
    assert "undid" not in text_of(await helper.get(ROOMS))


async def test_a_time_that_cannot_be_meant_is_refused(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    fields = {"day": DAY.isoformat(), "starts": "20:00", "ends": "19:00", "kind": "open", "title": ""}
    assert "Is the end before the beginning?" in text_of(await helper.submit("/small-camp/timeslots", **fields))
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=2)):
        other_day = await helper.submit("/small-camp/timeslots", **{**fields, "day": day.isoformat(), "ends": "21:00"})
        assert f"{day} is not a day of this event." in text_of(other_day)


async def test_where_there_are_several_days_a_time_is_told_with_its_day(gathered: Gathering) -> None:
    helper, camp = await gathered.facilitator("Jo"), gathered.camp
    await camp.topic("Containers")
    async with camp.works.begin() as work:
        event = await work.db.get_one(Event, camp.event_id)
        event.ends_on = DAY + timedelta(days=1)
    async with camp.works.begin() as work:
        event = await work.db.get_one(Event, camp.event_id)
        slot = await add_timeslot(work, event, TimeslotPlan(DAY + timedelta(days=1), time(11), time(11, 45)))
    tomorrow = f"{slot.starts_at:%a} 11:00"
    board = (await helper.get("/small-camp/board")).text
    assert f'data-words="{DAY:%a} 11:00, Main hall"' in board
    assert f'data-words="{tomorrow}, Main hall"' in board
    cell = Cell(slot.id or 0, camp.cell(1, 0).room_id)
    await helper.submit("/small-camp/topics/1/placements", cell=str(cell))
    for page in (
        "/small-camp/topics",
        "/small-camp/topics/1",
        "/small-camp/topics/1/placements",
        "/small-camp/history",
    ):
        assert tomorrow in text_of(await helper.get(page)), page
    german = text_of(await helper.get("/small-camp/topics/1", headers={"accept-language": "de"}))
    assert f"{['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'][slot.starts_at.weekday()]} 11:00" in german


async def test_only_facilitators_see_the_page(gathered: Gathering) -> None:
    assert (await (await gathered.attendee()).get(ROOMS)).status_code == 403


async def test_a_card_is_hung_a_second_time_by_a_plain_form(gathered: Gathering) -> None:
    helper, camp = await gathered.facilitator(), gathered.camp
    await camp.topic("Containers")
    places = "/small-camp/topics/1/placements"
    await helper.submit(places, cell=str(camp.cell(1, 0)))
    assert "A second place for card 1" in text_of(await helper.get(f"{places}?again=1"))
    assert (await helper.submit(places, cell=str(camp.cell(1, 0)), again="1")).status_code == 409
    assert (await helper.submit(places, cell=str(camp.cell(2, 1)), again="1")).status_code == 303
    assert "Before 11:00" in text_of(await helper.get("/small-camp/topics/1"))
    board = text_of(await gathered.reader().get("/small-camp/board"))
    assert "also 12:00, Library" in board
    assert "also 11:00, Main hall" in board

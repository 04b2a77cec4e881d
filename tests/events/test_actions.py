"""Events made and opened: whole or not at all, in their own time zone, phases in any order."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import select

from app.events.actions import change_phase, create_event
from app.events.forms import EventPlan, RoomPlan, TimeslotPlan
from app.events.queries import all_events, event_by_id, event_by_slug, rooms_of, timeslots_of
from app.events.rules import PHASES, RESERVED_SLUGS
from app.events.tables import Event, Room
from app.kernel.database import Database
from app.kernel.errors import Invalid, NotFound
from app.kernel.work import ChangeRow, Works
from tests.samples import DAY, NOON, PLAN, Camp, make_camp


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database, clock=lambda: NOON)


async def create(works: Works, plan: EventPlan) -> Event:
    async with works.begin() as work:
        return await create_event(work, plan)


async def set_phase(works: Works, event: Event, phase: str) -> None:
    async with works.begin() as work:
        await change_phase(work, await event_by_id(work.db, event.id or 0), phase)


async def names_logged(works: Works) -> list[str]:
    async with works.database.reading() as db:
        return [row.name for row in await db.exec(select(ChangeRow))]


async def test_an_event_has_its_rooms_in_their_order_and_its_timeslots_by_time(works: Works) -> None:
    event = await create(works, replace(PLAN, timeslots=tuple(reversed(PLAN.timeslots))))
    async with works.database.reading() as db:
        rooms, slots = await rooms_of(db, event.id or 0), await timeslots_of(db, event.id or 0)
    assert [(room.name, room.capacity) for room in rooms] == [("Main hall", 120), ("Library", 40), ("Kitchen", None)]
    assert [(slot.starts_at.hour, slot.kind, slot.ink) for slot in slots] == [
        (9, "plenary", None),
        (11, "open", 1),
        (12, "open", 5),
        (13, "break", None),
        (14, "open", 8),
    ]
    assert (event.phase, event.visibility) == ("announced", "public")


async def test_timeslots_are_kept_in_utc_and_may_end_after_midnight(works: Works) -> None:
    slots = (TimeslotPlan(date(2027, 7, 1), time(23), time(0, 30)), TimeslotPlan(date(2027, 12, 1), time(9), time(10)))
    event = await create(works, replace(PLAN, time_zone="Europe/London", timeslots=slots))
    async with works.database.reading() as db:
        summer, winter = await timeslots_of(db, event.id or 0)
    assert (summer.starts_at, summer.ends_at) == (
        datetime(2027, 7, 1, 22, tzinfo=UTC),
        datetime(2027, 7, 1, 23, 30, tzinfo=UTC),
    )
    assert winter.starts_at == datetime(2027, 12, 1, 9, tzinfo=UTC)


async def test_each_day_has_inks_of_its_own(works: Works) -> None:
    slots = tuple(TimeslotPlan(DAY.replace(day=day), time(9 + n), time(10 + n)) for day in (17, 18) for n in range(2))
    event = await create(works, replace(PLAN, timeslots=slots))
    async with works.database.reading() as db:
        assert [slot.ink for slot in await timeslots_of(db, event.id or 0)] == [1, 8, 1, 8]


@pytest.mark.parametrize("slug", ["small-camp", *sorted(RESERVED_SLUGS)[:2]])
async def test_a_taken_address_is_said_and_nothing_is_made(works: Works, slug: str) -> None:
    await create(works, PLAN)
    with pytest.raises(Invalid) as refused:
        await create(works, replace(PLAN, slug=slug, name="Another"))
    assert "Another event" in refused.value.fields["slug"]
    async with works.database.reading() as db:
        assert [event.name for event in await all_events(db)] == ["Small Camp"]
        assert len((await db.exec(select(Room))).all()) == 3


async def test_of_two_events_made_at_once_with_one_address_the_second_is_told(works: Works) -> None:
    made = await asyncio.gather(*(create(works, PLAN) for _ in range(4)), return_exceptions=True)
    refused = [result for result in made if isinstance(result, BaseException)]
    assert [type(error) for error in refused] == [Invalid] * 3


async def test_a_slot_that_cannot_be_leaves_nothing_behind(works: Works) -> None:
    skipped = (TimeslotPlan(date(2027, 3, 28), time(1, 30), time(2, 30)),)
    with pytest.raises(ValueError, match="exactly once"):
        await create(works, replace(PLAN, time_zone="Europe/London", timeslots=skipped))
    async with works.database.reading() as db:
        with pytest.raises(NotFound):
            await event_by_slug(db, PLAN.slug)


async def test_an_event_may_begin_without_rooms_and_times(works: Works) -> None:
    event = await create(works, EventPlan("Bare", "bare", DAY, DAY, "UTC"))
    async with works.database.reading() as db:
        assert not await rooms_of(db, event.id or 0)
        assert not await timeslots_of(db, event.id or 0)


async def test_a_room_without_seats_known_has_none(works: Works) -> None:
    event = await create(works, replace(PLAN, rooms=(RoomPlan("Tent 🎪", None, "behind the <barn>"),)))
    async with works.database.reading() as db:
        [room] = await rooms_of(db, event.id or 0)
    assert (room.name, room.capacity, room.directions) == ("Tent 🎪", None, "behind the <barn>")


async def test_phases_go_in_any_order_and_are_logged_when_they_change(works: Works) -> None:
    event = await create(works, PLAN)
    for phase in ("published", "open", "open", "announced"):
        await set_phase(works, event, phase)
    assert await names_logged(works) == ["EventCreated", "PhaseChanged", "PhaseChanged", "PhaseChanged"]
    async with works.database.reading() as db:
        assert (await event_by_id(db, event.id or 0)).phase == "announced"


async def test_there_are_no_other_phases(camp: Camp) -> None:
    assert len(PHASES) == 5
    with pytest.raises(ValueError, match="no such phase"):
        await set_phase(camp.works, camp.event, "finished")


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_the_list_shows_public_events_only_the_newest_first(database: Database) -> None:
    works = Works(database, clock=lambda: NOON)
    await make_camp(database, works)
    await create(works, replace(PLAN, slug="later", name="Later", starts_on=date(2028, 1, 1), ends_on=date(2028, 1, 1)))
    hidden = await create(works, replace(PLAN, slug="hidden", name="Hidden"))
    async with works.begin() as work:
        hidden.visibility = "link"
        work.db.add(await work.db.merge(hidden))
    async with database.reading() as db:
        assert [event.slug for event in await all_events(db)] == ["later", "small-camp"]

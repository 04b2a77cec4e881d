"""Small events to test with, made by the real actions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.board.rules import Cell
from app.events.actions import change_phase, create_event
from app.events.forms import EventPlan, RoomPlan, TimeslotPlan
from app.events.queries import rooms_of, timeslots_of
from app.events.tables import Event, Room, Timeslot
from app.kernel.database import Database
from app.kernel.work import Works
from app.people.actions import add_attendee
from app.people.viewers import Viewer
from app.topics.actions import propose_topic
from app.topics.forms import Proposal
from app.topics.tables import Topic

DAY = date(2027, 3, 17)
NOON = datetime(2027, 3, 17, 12, 10, tzinfo=UTC)
FACILITATOR = Viewer(visit_id=1, is_facilitator=True)

PLAN = EventPlan(
    name="Small Camp",
    slug="small-camp",
    starts_on=DAY,
    ends_on=DAY,
    time_zone="UTC",
    rooms=(RoomPlan("Main hall", 120), RoomPlan("Library", 40), RoomPlan("Kitchen")),
    timeslots=(
        TimeslotPlan(DAY, time(9), time(10), "plenary", "Opening"),
        TimeslotPlan(DAY, time(11), time(11, 45)),
        TimeslotPlan(DAY, time(12), time(12, 45)),
        TimeslotPlan(DAY, time(13), time(14), "break", "Lunch"),
        TimeslotPlan(DAY, time(14), time(14, 45)),
    ),
)


@dataclass
class Camp:
    """An open event with rooms and timeslots, and the means to go on."""

    works: Works
    event: Event
    rooms: list[Room]
    slots: list[Timeslot]

    @property
    def event_id(self) -> int:
        assert self.event.id is not None
        return self.event.id

    def cell(self, slot: int, room: int | None) -> Cell:
        """By position: slot 1 and 2 and 4 are open, 0 is the plenary, 3 the break."""
        slot_id, room_id = self.slots[slot].id, self.rooms[room].id if room is not None else None
        assert slot_id is not None
        return Cell(slot_id, room_id)

    async def topic(self, title: str, host: str = "Ada", pitch: str = "", tags: tuple[str, ...] = ()) -> Topic:
        async with self.works.begin() as work:
            attendee = await add_attendee(work, self.event_id, host)
            return await propose_topic(work, self.event, Proposal(title, pitch, tags, host), attendee.id)

    async def attribute(self, policy: str) -> None:
        """Who may be named from now on."""
        self.event.attribution = policy
        async with self.works.begin() as work:
            await work.db.merge(self.event)


async def make_camp(database: Database, works: Works | None = None, plan: EventPlan = PLAN) -> Camp:
    works = works or Works(database, clock=lambda: NOON)
    async with works.begin() as work:
        event = await create_event(work, plan)
        await change_phase(work, event, "open")
    async with database.reading() as db:
        assert event.id is not None
        return Camp(works, event, list(await rooms_of(db, event.id)), list(await timeslots_of(db, event.id)))

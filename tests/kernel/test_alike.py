"""What everybody sees alike is made once, until something changes, the minute turns, or the language is another."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.kernel.alike import MOST, STANDS, Alike
from app.kernel.database import Database
from app.kernel.words import use_language
from app.people.actions import add_attendee
from app.topics.actions import star_topic
from app.topics.tables import Topic
from tests.samples import NOON, Camp


class Making:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0
        self.now, self.seconds = NOON, 0.0
        self.alike = Alike(lambda: self.now, lambda: self.seconds)

    async def make(self) -> str:
        self.times += 1
        await asyncio.sleep(0)
        return f"made {self.times}"

    async def ask(self, database: Database, event_id: int, what: str = "wall", visit: str = "") -> str:
        async with database.reading() as db:
            return await self.alike.of(event_id, await self.alike.revision(db, event_id, visit), what, self.make)


@pytest.fixture
def making() -> Making:
    return Making()


async def test_many_who_come_at_once_make_it_once(camp: Camp, making: Making) -> None:
    asked = [making.ask(camp.works.database, camp.event_id) for _ in range(20)]
    assert set(await asyncio.gather(*asked)) == {"made 1"}


async def test_a_change_makes_it_anew(camp: Camp, making: Making) -> None:
    assert await making.ask(camp.works.database, camp.event_id) == "made 1"
    await camp.topic("Naps")
    assert await making.ask(camp.works.database, camp.event_id) == "made 2"
    assert await making.ask(camp.works.database, camp.event_id) == "made 2"


async def test_counts_alone_make_it_anew_once_in_a_while(camp: Camp, making: Making) -> None:
    topic, database = await camp.topic("Naps"), camp.works.database
    await star(camp, topic, "Ada")
    assert await making.ask(database, camp.event_id) == "made 1"
    await star(camp, topic, "Bea")
    assert await making.ask(database, camp.event_id) == "made 1"
    making.seconds += STANDS
    assert await making.ask(database, camp.event_id) == "made 2"


async def test_whoever_has_just_changed_something_sees_the_newest_counts(camp: Camp, making: Making) -> None:
    topic, database = await camp.topic("Naps"), camp.works.database
    assert await making.ask(database, camp.event_id) == "made 1"
    await star(camp, topic, "Ada")
    making.alike.changed_by("ada")
    assert await making.ask(database, camp.event_id, visit="bea") == "made 1"
    assert await making.ask(database, camp.event_id, visit="ada") == "made 2"
    assert await making.ask(database, camp.event_id, visit="bea") == "made 2"


async def test_a_page_that_fell_behind_is_shown_the_newest(camp: Camp, making: Making) -> None:
    topic, database = await camp.topic("Naps"), camp.works.database
    await making.ask(database, camp.event_id)
    await star(camp, topic, "Ada")
    async with database.reading() as db:
        stands = await making.alike.revision(db, camp.event_id, "")
        assert await making.alike.revision(db, camp.event_id, "", newest_only=True) > stands


async def test_a_change_among_counts_is_shown_at_once(camp: Camp, making: Making) -> None:
    topic, database = await camp.topic("Naps"), camp.works.database
    assert await making.ask(database, camp.event_id) == "made 1"
    await camp.topic("Siesta")
    await star(camp, topic, "Ada")
    assert await making.ask(database, camp.event_id) == "made 2"


@pytest.mark.parametrize(("later", "made"), [(timedelta(seconds=59), "made 1"), (timedelta(seconds=60), "made 2")])
async def test_the_minute_makes_it_anew(camp: Camp, making: Making, later: timedelta, made: str) -> None:
    await making.ask(camp.works.database, camp.event_id)
    making.now = datetime(NOON.year, NOON.month, NOON.day, NOON.hour, NOON.minute, tzinfo=NOON.tzinfo) + later
    assert await making.ask(camp.works.database, camp.event_id) == made


async def test_languages_and_things_are_told_apart(camp: Camp, making: Making) -> None:
    await making.ask(camp.works.database, camp.event_id)
    with use_language("de"):
        assert await making.ask(camp.works.database, camp.event_id) == "made 2"
    assert await making.ask(camp.works.database, camp.event_id, "board") == "made 3"
    assert await making.ask(camp.works.database, camp.event_id) == "made 1"


async def test_what_could_not_be_made_is_tried_by_the_next(camp: Camp, making: Making) -> None:
    async def fail() -> str:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        await making.alike.of(camp.event_id, 1, "wall", fail)
    assert await making.ask(camp.works.database, camp.event_id) == "made 1"


async def test_only_so_many_are_kept(camp: Camp, making: Making) -> None:
    for number in range(MOST + 1):
        await making.ask(camp.works.database, camp.event_id, f"thing {number}")
    assert await making.ask(camp.works.database, camp.event_id, "thing 1") == "made 2"
    assert await making.ask(camp.works.database, camp.event_id, "thing 0") == f"made {MOST + 2}"


async def star(camp: Camp, topic: Topic, name: str) -> None:
    async with camp.works.begin() as work:
        attendee = await add_attendee(work, camp.event_id, name)
        await star_topic(work, topic, attendee.id or 0)

"""What is kept of an event goes when the event changes, also through another worker, whether a hint of that arrives or
not."""

import pytest

from app.kernel.making import Making
from app.kernel.purging import Purging
from app.kernel.work import Committed, revision_of
from app.people.actions import add_attendee
from app.topics.actions import star_topic
from tests.notes.wires import NEVER, Wire
from tests.samples import Camp


class Worker:
    """Keeps one file."""

    def __init__(self, camp: Camp, wire: Wire) -> None:
        self.making, self._camp = Making(), camp
        self.purging = Purging(camp.works.database, self.making, wire.end())

    async def keep(self) -> None:
        async with self._camp.works.database.reading() as db:
            revision = await revision_of(db, self._camp.event_id)
        await self.making.kept(self._camp.event_id, "book", revision, "", lambda _file: None)

    async def announce(self, committed: list[Committed]) -> None:
        self.purging.purge(committed)

    @property
    def keeps(self) -> bool:
        return bool(self.making.standing())


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
async def workers(camp: Camp, wire: Wire) -> list[Worker]:
    """The first of them commits; both keep a file."""
    workers = [Worker(camp, wire) for _ in range(2)]
    camp.works.announce = workers[0].announce
    for worker in workers:
        await worker.keep()
    return workers


async def test_a_change_drops_it_in_every_worker(camp: Camp, workers: list[Worker]) -> None:
    assert [worker.keeps for worker in workers] == [True, True]
    await camp.topic("Naps")
    assert [worker.keeps for worker in workers] == [False, False]


async def test_a_look_finds_what_no_hint_told_of(camp: Camp, wire: Wire, workers: list[Worker]) -> None:
    wire.manner = NEVER
    await camp.topic("Naps")
    assert [worker.keeps for worker in workers] == [False, True]
    await workers[1].purging.look()
    assert not workers[1].keeps
    await workers[1].keep()
    await workers[1].purging.look()
    assert workers[1].keeps


async def test_counts_drop_nothing(camp: Camp, workers: list[Worker]) -> None:
    topic = await camp.topic("Naps")
    for worker in workers:
        await worker.keep()
    async with camp.works.begin() as work:
        attendee = await add_attendee(work, camp.event_id, "Ada")
        await star_topic(work, topic, attendee.id or 0)
    for worker in workers:
        await worker.purging.look()
    assert [worker.keeps for worker in workers] == [True, True]


async def test_a_hint_that_is_none_is_passed_over(wire: Wire, workers: list[Worker]) -> None:
    wire.end().tell("dropped", b"nothing")
    assert [worker.keeps for worker in workers] == [True, True]

"""An event whose rooms and times are not known yet: every page says so, and leads to where they are added."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.events.forms import EventPlan, RoomPlan, TimeslotPlan, read_event_plan
from app.kernel import limits
from app.topics.actions import propose_topic
from app.topics.forms import Proposal
from tests.architecture.test_handlers import paths
from tests.conftest import Ready
from tests.samples import DAY, PLAN, make_camp
from tests.visitors import Gathering, Visitor, gathering, text_of

SHAPES: dict[str, tuple[tuple[RoomPlan, ...], tuple[TimeslotPlan, ...]]] = {
    "neither": ((), ()),
    "rooms": (PLAN.rooms, ()),
    "times": ((), PLAN.timeslots),
}
#: Of an event; what needs more than a card is not there yet.
PAGES = sorted(path for path in paths() if path.startswith("/{event_slug:str}") and not path.endswith("/live"))
FINE = {200, 302, 303, 403, 404, 405}


@pytest.fixture(params=SHAPES)
async def bare(
    request: pytest.FixtureRequest, tmp_path: Path, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Gathering]:
    """Whoever looks at every page in a row is not held back."""
    monkeypatch.setattr(limits, "READING", limits.Rate(burst=10_000, each_second=1_000))
    await (await ready.on_sqlite(tmp_path)).close()
    rooms, slots = SHAPES[request.param]
    async with gathering(tmp_path) as gathered:
        plan = EventPlan("Bare Camp", "bare", DAY, DAY, "UTC", rooms=rooms, timeslots=slots)
        gathered.camp = await make_camp(gathered.hallway.database, gathered.works, plan)
        async with gathered.works.begin() as work:
            await propose_topic(work, gathered.camp.event, Proposal("Containers", name="Ada"), None)
        yield gathered


def address(path: str) -> str:
    path = path.replace("{event_slug:str}", "bare").replace("{number:int}", "1")
    return re.sub(r"\{\w+:\w+}", "1", path)


async def people(bare: Gathering) -> list[Visitor]:
    attendee = bare.reader()
    await attendee.join("Noor", "bare")
    return [bare.reader(), attendee, await bare.facilitator()]


@pytest.mark.parametrize("phase", ["announced", "open", "running", "closed", "published"])
async def test_every_page_is_there(bare: Gathering, phase: str) -> None:
    visitors = await people(bare)
    await visitors[-1].submit("/bare/phase", "PUT", phase=phase)
    seen = set()
    for visitor in visitors:
        assert (await visitor.get("/")).status_code == 200
        for path in PAGES:
            answer = await visitor.get(address(path))
            assert answer.status_code in FINE, (path, answer.status_code)
            seen |= {path} if answer.status_code == 200 else set()
    assert len(seen) > 25


@pytest.mark.parametrize("path", ["board", "now", "topics/1/placements", "suggestion", ""])
async def test_facilitators_are_led_to_rooms_and_times(bare: Gathering, path: str) -> None:
    lacks_times = not bare.camp.slots
    page = await (await bare.facilitator()).get(f"/bare/{path}".rstrip("/"))
    if lacks_times or path in ("board", "topics/1/placements", "suggestion"):
        assert re.search(r'href="/bare/rooms(#[\w-]+)?">Add', page.text), page.text
    else:
        assert "There are no rooms yet" in text_of(page)


async def test_rooms_and_times_come_while_cards_wait(bare: Gathering) -> None:
    helper, reader = await bare.facilitator(), bare.reader()
    await helper.submit("/bare/rooms", name="Garden")
    fields = {"day": DAY.isoformat(), "starts": "18:00", "ends": "18:45", "kind": "open"}
    assert (await helper.submit("/bare/timeslots", **fields)).status_code == 303
    page = await helper.get("/bare/topics/1/placements")
    cells = re.findall(r'name="cell" value="(\d+-\d+)"', page.text)
    assert (await helper.submit("/bare/topics/1/placements", cell=cells[-1])).status_code == 303
    assert "Containers" in text_of(await reader.get("/bare/board")).partition("without a time")[0]


async def test_an_event_is_created_without_either() -> None:
    plan = read_event_plan({"name": "Bare", "slug": "bare", "starts_on": "2027-03-17", "time_zone": "UTC"})
    assert (plan.rooms, plan.timeslots, plan.ends_on) == ((), (), DAY)

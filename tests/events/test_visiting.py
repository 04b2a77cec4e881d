"""Whoever is at work stays a facilitator; who went away has to open the link again."""

from datetime import timedelta
from pathlib import Path

from app.people.rules import AWAKE, RENEWAL
from tests.conftest import Ready
from tests.samples import NOON
from tests.visitors import Visitor, gathering


class Clock:
    """Noon, until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self):  # type: ignore[no-untyped-def]
        return self.now


async def is_facilitator(visitor: Visitor) -> bool:
    return 'data-role="facilitator"' in (await visitor.get("/small-camp")).text


async def test_a_day_of_work_keeps_the_role_awake_and_a_night_lets_it_sleep(tmp_path: Path, ready: Ready) -> None:
    clock = Clock()
    await (await ready.on_sqlite(tmp_path)).close()
    async with gathering(tmp_path, clock=clock) as gathered:
        helper = await gathered.facilitator()
        for _hour in range(14):
            clock.now += timedelta(hours=1)
            assert await is_facilitator(helper)
        clock.now += AWAKE + RENEWAL
        assert not await is_facilitator(helper)
        assert (await helper.submit("/small-camp/phase", "PUT", phase="closed")).status_code == 403

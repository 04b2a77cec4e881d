"""Who is looking: one at a time, and many at once with the same answer."""

from datetime import timedelta

import pytest

from app.people.actions import join_event, make_link, take_role
from app.people.queries import viewer_of, viewers_of, visit_by_key
from app.people.rules import AWAKE, FACILITATOR, STEWARD
from app.people.viewers import READER
from tests.samples import Camp


@pytest.mark.parametrize("asleep", [False, True])
async def test_many_viewers_are_what_each_is_alone(camp: Camp, asleep: bool) -> None:
    async with camp.works.begin() as work:
        await join_event(work, "ada", camp.event_id, "Ada")
        await join_event(work, "noor", camp.event_id, "Noor")
        await join_event(work, "elsewhere", camp.event_id + 1, "Sam")
        facilitator = await make_link(work, FACILITATOR, camp.event_id, timedelta(days=30))
        steward = await make_link(work, STEWARD, None, timedelta(days=30))
        await take_role(work, "noor", facilitator, "noor's new key")
        await take_role(work, "jo", steward, "jo's new key")
        now = work.now + (AWAKE if asleep else timedelta())
    keys = ["ada", "noor's new key", "jo's new key", "elsewhere"]
    async with camp.works.database.reading() as db:
        visits = {key: visit for key in keys if (visit := await visit_by_key(db, key))}
        ids = [visit.id or 0 for visit in visits.values()]
        many = await viewers_of(db, ids, camp.event_id, now)
        for visit in visits.values():
            alone = await viewer_of(db, visit.key, camp.event_id, now)
            if alone.takes_part or alone.is_facilitator:
                assert many[visit.id or 0] == alone
            else:
                assert visit.id not in many
    assert READER not in many.values()
    assert [v.is_facilitator for v in many.values()].count(True) == (0 if asleep else 2)

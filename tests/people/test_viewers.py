"""Who is looking: one at a time, and many at once with the same answer."""

from datetime import timedelta

import pytest

from app.people.actions import join_event, make_link, take_role
from app.people.queries import viewer_of, viewers_of
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
        viewers = [await viewer_of(db, key, camp.event_id, now) for key in keys]
        many = await viewers_of(db, [viewer.visit_id or 0 for viewer in viewers], camp.event_id, now)
    assert many == {viewer.visit_id: viewer for viewer in viewers if viewer.takes_part or viewer.is_facilitator}
    assert READER not in many.values()
    assert [v.is_facilitator for v in many.values()].count(True) == (0 if asleep else 2)


async def test_one_device_may_hold_several_roles_of_which_those_awake_count(camp: Camp) -> None:
    async with camp.works.begin() as work:
        await join_event(work, "ada", camp.event_id, "Ada")
        links = [
            await make_link(work, role, event_id, timedelta(days=days))
            for role, event_id, days in (
                (FACILITATOR, camp.event_id, 1),
                (FACILITATOR, camp.event_id + 1, 30),
                (STEWARD, None, 3),
            )
        ]
        for link in links:
            await take_role(work, "ada", link, "ada")
        now = work.now
    async with camp.works.database.reading() as db:
        seen = [await viewer_of(db, "ada", camp.event_id, now + timedelta(hours=hours)) for hours in (1, 30, 80)]
    assert [(each.name, each.is_steward, each.is_facilitator) for each in seen] == [
        ("Ada", True, True),
        ("Ada", False, False),
        ("Ada", False, False),
    ]

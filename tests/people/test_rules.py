"""When links work and roles are awake."""

from datetime import timedelta

import pytest

from app.people.rules import AWAKE, link_works, role_is_awake
from tests.samples import NOON

LATER, EARLIER = NOON + timedelta(seconds=1), NOON - timedelta(seconds=1)


def test_a_link_works_until_it_expires_or_is_revoked() -> None:
    assert link_works(LATER, None, NOON)
    assert not link_works(NOON, None, NOON)
    assert not link_works(LATER, EARLIER, NOON)


@pytest.mark.parametrize(
    ("idle", "awake"), [(timedelta(0), True), (AWAKE - timedelta(seconds=1), True), (AWAKE, False)]
)
def test_a_role_sleeps_after_twelve_idle_hours(idle: timedelta, awake: bool) -> None:
    assert role_is_awake(NOON - idle, NOON) is awake

"""When links work."""

from datetime import timedelta

from app.people.rules import link_works
from tests.samples import NOON

LATER, EARLIER = NOON + timedelta(seconds=1), NOON - timedelta(seconds=1)


def test_a_link_works_until_it_expires_or_is_revoked() -> None:
    assert link_works(LATER, None, NOON)
    assert not link_works(NOON, None, NOON)
    assert not link_works(LATER, EARLIER, NOON)

"""Inks, wall time and the other rules of events."""

from datetime import date, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.rules import deal_inks, ends_after_midnight, in_wall_time, minutes_left
from tests.samples import NOON

LONDON = ZoneInfo("Europe/London")


def test_a_day_runs_from_sunrise_to_dusk() -> None:
    assert deal_inks(5) == [1, 3, 5, 6, 8]
    assert deal_inks(1) == [1]
    assert deal_inks(8) == [1, 2, 3, 4, 5, 6, 7, 8]


@given(st.integers(0, 60))
def test_neighbours_never_share_an_ink(count: int) -> None:
    inks = deal_inks(count)
    assert len(inks) == count
    assert all(1 <= ink <= 8 for ink in inks)
    assert all(a != b for a, b in pairwise(inks))


def test_wall_time_is_the_clock_at_the_event() -> None:
    summer = in_wall_time(date(2027, 7, 1), time(9, 30), LONDON)
    assert summer.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(("day", "clock"), [(date(2027, 3, 28), time(1, 30)), (date(2027, 10, 31), time(1, 30))])
def test_a_time_that_does_not_happen_once_is_refused(day: date, clock: time) -> None:
    with pytest.raises(ValueError, match="exactly once"):
        in_wall_time(day, clock, LONDON)


def test_the_last_minute_is_still_one() -> None:
    assert minutes_left(NOON + timedelta(seconds=1), NOON) == 1
    assert minutes_left(NOON + timedelta(minutes=23), NOON) == 23
    assert minutes_left(NOON - timedelta(minutes=5), NOON) == 0


def test_a_slot_may_end_after_midnight() -> None:
    assert ends_after_midnight(time(23), time(0, 30))
    assert not ends_after_midnight(time(11), time(11, 45))

"""The day of a seed: on its date, or moved so that the present moment lies inside one of its timeslots."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import example, given
from hypothesis import strategies as st

from seeds.day import QUARTER, Span, last_quarter, spans_around, spans_on
from seeds.plans import SlotPlan
from seeds.reading import read_seed

LONDON = ZoneInfo("Europe/London")
TODAY = read_seed("scale_summit_2017")[1]
OPEN_SLOTS = [position for position, slot in enumerate(TODAY.timeslots) if slot.kind == "open"]

zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
# Before 1973 some zones were off by seconds, or by a part of a quarter of an hour.
EPOCH = datetime(1973, 1, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), timedelta(days=127 * 365)).map(lambda since: EPOCH + since)
anchors = st.sampled_from(OPEN_SLOTS)


def lengths(spans: list[Span]) -> list[timedelta]:
    return [span.ends_at - span.starts_at for span in spans]


def gaps(spans: list[Span]) -> list[timedelta]:
    return [after.starts_at - before.ends_at for before, after in pairwise(spans)]


@given(now=instants, zone=zones, anchor=anchors)
@example(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), LONDON, 2)
@example(datetime(2026, 10, 25, 0, 59, tzinfo=UTC), LONDON, 2)
@example(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), LONDON, 2)
@example(datetime(2026, 4, 4, 15, 10, tzinfo=UTC), ZoneInfo("Australia/Lord_Howe"), 2)
@example(datetime(2026, 6, 1, 22, 50, tzinfo=UTC), ZoneInfo("Asia/Kathmandu"), 1)
def test_now_lies_inside_the_chosen_timeslot_whatever_the_clocks_do(now: datetime, zone: ZoneInfo, anchor: int) -> None:
    spans = spans_around(TODAY.timeslots, anchor, now, zone)
    assert spans[anchor].starts_at <= now < spans[anchor].ends_at
    assert sum(span.starts_at <= now < span.ends_at for span in spans) == 1


@given(now=instants, zone=zones, anchor=anchors)
def test_a_moved_day_keeps_its_order_and_lengths(now: datetime, zone: ZoneInfo, anchor: int) -> None:
    spans = spans_around(TODAY.timeslots, anchor, now, zone)
    quiet_day = spans_on(TODAY.timeslots, date(2017, 3, 24), LONDON)
    assert lengths(spans) == lengths(quiet_day)
    assert gaps(spans) == gaps(quiet_day)
    assert all(gap >= timedelta(0) for gap in gaps(spans))


@given(now=instants, zone=zones)
def test_the_last_quarter_is_one_on_the_wall_and_less_than_a_quarter_ago(now: datetime, zone: ZoneInfo) -> None:
    quarter = last_quarter(now, zone)
    assert timedelta(0) <= now - quarter < QUARTER
    local = now.astimezone(zone) - (now - quarter)
    assert (local.minute % 15, local.second, local.microsecond) == (0, 0, 0)


def test_a_dated_day_follows_the_clock_on_the_wall() -> None:
    slots = [SlotPlan("open", time(23, 30), 60), SlotPlan("open", time(9), 45, day=1)]
    spans = spans_on(slots, date(2026, 3, 28), LONDON)
    assert spans[0] == Span(datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC))
    assert spans[1].starts_at == datetime(2026, 3, 29, 8, 0, tzinfo=UTC)

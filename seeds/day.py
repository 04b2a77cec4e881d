"""When the timeslots of a planned event really are: on a given date, or around the present moment. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from seeds.plans import SlotPlan

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Span:
    """From when to when, in UTC."""

    starts_at: datetime
    ends_at: datetime


def spans_on(slots: Sequence[SlotPlan], first_day: date, zone: tzinfo) -> list[Span]:
    """The timeslots at their own wall-clock times, from this date on."""
    return [_span(_wall_clock(slot, first_day, zone), slot) for slot in slots]


def spans_around(slots: Sequence[SlotPlan], anchor: int, now: datetime, zone: tzinfo) -> list[Span]:
    """The same day moved as a whole, so that slot number `anchor` began at the last full quarter of an hour.

    All arithmetic is in UTC: a day that crosses midnight or a change of the clocks keeps its order and its lengths.
    """
    start = last_quarter(now, zone)
    distance = [_since_midnight(slot) - _since_midnight(slots[anchor]) for slot in slots]
    return [_span(start + by, slot) for by, slot in zip(distance, slots, strict=True)]


def last_quarter(now: datetime, zone: tzinfo) -> datetime:
    """The newest moment up to `now` at which clocks in this zone showed :00, :15, :30 or :45, in UTC."""
    local = now.astimezone(zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % QUARTER
    return now.astimezone(UTC) - past


def _wall_clock(slot: SlotPlan, first_day: date, zone: tzinfo) -> datetime:
    return datetime.combine(first_day + timedelta(days=slot.day), slot.start, zone).astimezone(UTC)


def _span(start: datetime, slot: SlotPlan) -> Span:
    return Span(start, start + timedelta(minutes=slot.minutes))


def _since_midnight(slot: SlotPlan) -> timedelta:
    return timedelta(days=slot.day, hours=slot.start.hour, minutes=slot.start.minute)

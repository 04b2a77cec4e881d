"""The steward's form: what it takes, and what it says of each mistake."""

from datetime import date, time

import pytest

from app.events.forms import RoomPlan, TimeslotPlan, read_event_plan
from app.kernel.errors import Invalid

GOOD = {
    "name": "Small Camp",
    "slug": "small-camp",
    "starts_on": "2027-03-17",
    "time_zone": "Europe/London",
    "rooms": "Main hall, 120, through the foyer\n\nKitchen",
    "timeslots": "09:30-10:30 plenary Opening and keynote\n11:00–11:45\n2027-03-18 23:00-00:30 open",
}


def test_a_plan_is_read_line_by_line() -> None:
    plan = read_event_plan(GOOD)
    assert (plan.starts_on, plan.ends_on) == (date(2027, 3, 17), date(2027, 3, 18))
    assert plan.rooms == (RoomPlan("Main hall", 120, "through the foyer"), RoomPlan("Kitchen"))
    assert plan.timeslots == (
        TimeslotPlan(date(2027, 3, 17), time(9, 30), time(10, 30), "plenary", "Opening and keynote"),
        TimeslotPlan(date(2027, 3, 17), time(11), time(11, 45)),
        TimeslotPlan(date(2027, 3, 18), time(23), time(0, 30)),
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "   ", "needs a name"),
        ("name", "x" * 101, "1 character too long"),
        ("name", "x" * 103, "3 characters too long"),
        ("slug", "Small Camp", "hyphens only"),
        ("slug", "search", "itself"),
        ("starts_on", "17.3.2027", "a date"),
        ("ends_on", "2027-03-16", "before it begins"),
        ("time_zone", "Mars/Base", "unknown"),
        ("rooms", ", 120", "“, 120” is not a room"),
        ("rooms", "Hall\nhall", "same name"),
        ("timeslots", "2027-03-16 11:00-11:45", "2027-03-16 is not a day of this event"),
        ("timeslots", "eleven", "“eleven” is not a timeslot"),
        ("timeslots", "25:00-26:00", "not a timeslot"),
        ("timeslots", "2027-03-28 01:30-02:30", "does not happen exactly once"),
        ("timeslots", "2027-03-28 00:30-01:30", "does not happen exactly once"),
        ("timeslots", "9999-12-31 23:00-00:30", "not a timeslot"),
        ("timeslots", "2027-02-30 11:00-11:45", "not a timeslot"),
    ],
)
def test_each_mistake_is_said_at_its_field(field: str, value: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_event_plan({**GOOD, field: value})
    assert said in refused.value.fields[field]


def test_a_time_after_the_last_day_is_a_mistake() -> None:
    with pytest.raises(Invalid) as refused:
        read_event_plan({**GOOD, "ends_on": GOOD["starts_on"]})
    assert refused.value.fields == {"timeslots": "2027-03-18 is not a day of this event."}


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        read_event_plan({})
    assert {"name", "slug", "starts_on", "time_zone"} <= set(refused.value.fields)


def test_what_may_be_told_is_open_unless_chosen() -> None:
    assert read_event_plan(GOOD).attribution == "open"
    assert read_event_plan({**GOOD, "attribution": "chatham"}).attribution == "chatham"
    with pytest.raises(Invalid) as refused:
        read_event_plan({**GOOD, "attribution": "gossip"})
    assert "attribution" in refused.value.fields

"""Dates and times, however they are written."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from app.writeups.importing.moments import read_day, read_minutes, read_span, read_when

DAY = date(2017, 3, 24)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "written",
    [
        *("2017-03-24", "2017/3/24", "24.03.2017", "24/3/2017", "03/24/2017", "March 24, 2017", "24 March 2017"),
        *("24. März 2017", "24 mars 2017", "24 de marzo de 2017", "2017年3月24日", "٢٤/٣/٢٠١٧", "20170324"),
        *("Fri, Mar 24 2017", "24th of March 2017", "Freitag, 24.3.2017", "2017-03-24T11:30:00"),
    ],
)
def test_a_day(written: str) -> None:
    assert read_day(written) == DAY


def test_the_day_comes_before_the_month() -> None:
    assert read_day("03/04/2017") == date(2017, 4, 3)


@pytest.mark.parametrize("written", ["", "31.02.2017", "soon", "9999-01-01", "12/2017", "1.2.3", "0000-00-00"])
def test_no_day(written: str) -> None:
    assert read_day(written) is None


@pytest.mark.parametrize(
    ("written", "starts", "ends"),
    [
        ("11:30", time(11, 30), None),
        ("11.30 Uhr", time(11, 30), None),
        ("11h30", time(11, 30), None),
        ("2pm", time(14), None),
        ("12:15 a.m.", time(0, 15), None),
        ("14:00–14:45", time(14), time(14, 45)),
        ("11:30 - 12:15 Uhr", time(11, 30), time(12, 15)),
        ("1130", time(11, 30), None),
        ("９：３０", time(9, 30), None),
        ("24.03.2017 11:30", time(11, 30), None),
        ("Slot 3", None, None),
        ("3", None, None),
        ("99:99", None, None),
    ],
)
def test_a_span(written: str, starts: time | None, ends: time | None) -> None:
    assert read_span(written) == (starts, ends)


def test_a_moment_with_an_offset_is_told_on_the_events_clocks() -> None:
    when = read_when("", "2017-03-24T10:30:00Z", "2017-03-24T11:15:00Z", "", BERLIN)
    assert (when.day, when.starts, when.ends) == (DAY, time(11, 30), time(12, 15))


def test_an_end_is_reckoned_from_the_length() -> None:
    assert read_when("2017-03-24", "23:30", "", "45", BERLIN).ends == time(0, 15)


@pytest.mark.parametrize("written", ["Tag 2", "day 2", "2", "Day #2"])
def test_days_are_counted(written: str) -> None:
    assert read_when(written, "", "", "", BERLIN).nth == 2


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("45", 45), ("00:45", 45), ("1h 30", 90), ("90 Minuten", 90), ("0", None), ("9999", None), ("x", None)],
)
def test_minutes(written: str, minutes: int | None) -> None:
    assert read_minutes(written) == minutes

"""A board out of sessions."""

from datetime import date, time

import pytest

from app.kernel.errors import Refusal
from app.writeups.importing.grid import Place, Slot, Spot, board_of, days_of
from app.writeups.importing.moments import When

DAY, NEXT = date(2018, 6, 9), date(2018, 6, 10)


def spot(path: str, starts: str = "", ends: str = "", room: str = "", kind: str = "open", **said: object) -> Spot:
    when = When(
        said.get("day", DAY),  # type: ignore[arg-type]
        time.fromisoformat(starts) if starts else None,
        time.fromisoformat(ends) if ends else None,
        said.get("nth"),  # type: ignore[arg-type]
    )
    return Spot(path, path, when, room, kind, is_pause=kind == "break")


def test_times_begin_with_sessions_and_end_before_the_next() -> None:
    grid = board_of(
        [spot("a", "11:00", "11:30", "A"), spot("b", "11:00", "12:00", "B"), spot("c", "11:30", "", "A")], DAY, DAY
    )
    assert grid.slots == [Slot(DAY, time(11), time(11, 30), "open"), Slot(DAY, time(11, 30), time(12, 15), "open")]
    assert grid.places == {
        "a": Place(DAY, time(11), "A"),
        "b": Place(DAY, time(11), "B"),
        "c": Place(DAY, time(11, 30), "A"),
    }
    assert grid.rooms == ["A", "B"]
    assert grid.remarks["b"] == ["it ended at 12:00; the board's time ends at 11:30"]


def test_one_room_holds_one_session_whatever_its_letters() -> None:
    grid = board_of([spot("a", "11:00", "", "Hall"), spot("b", "11:00", "", "HALL")], DAY, DAY)
    assert set(grid.places) == {"a"}
    assert "a is there at 11:00 in Hall already" in grid.remarks["b"][0]


def test_pauses_and_plenaries_are_times_of_their_own() -> None:
    spots = [spot("open", "09:00", "10:00", kind="plenary"), spot("lunch", "12:00", "13:00", kind="break")]
    grid = board_of(spots, DAY, DAY)
    assert [(slot.kind, slot.title) for slot in grid.slots] == [("plenary", "open"), ("break", "lunch")]
    assert grid.places == {"open": Place(DAY, time(9), "")}


def test_a_pause_beside_sessions_is_told() -> None:
    grid = board_of([spot("a", "12:00", "", "A"), spot("lunch", "12:00", kind="break")], DAY, DAY)
    assert [slot.kind for slot in grid.slots] == ["open"]
    assert "other sessions begin" in grid.remarks["lunch"][0]


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (spot("x", "", "", "A"), "not its time"),
        (spot("x", "11:00"), "not its room"),
        (spot("x", "11:00", "", "A", day=date(2012, 1, 1)), "2012-01-01 is no day"),
        (spot("x", "11:00", "", "A", day=None), "not its day"),
        (spot("x", kind="break"), "a pause without a time"),
    ],
)
def test_what_has_no_place_is_told(one: Spot, why: str) -> None:
    grid = board_of([one], DAY, NEXT)
    assert grid.places == {}
    assert why in grid.remarks["x"][0]


def test_on_a_single_day_the_day_goes_without_saying_and_days_are_counted() -> None:
    assert board_of([spot("x", "11:00", "", "A", day=None)], DAY, DAY).places["x"].day == DAY
    assert board_of([spot("x", "11:00", "", "A", day=None, nth=2)], DAY, NEXT).places["x"].day == NEXT


def test_the_days_are_those_of_the_sessions_unless_somebody_says() -> None:
    spots = [spot("a"), spot("b", day=NEXT)]
    assert days_of(spots, None, None) == (DAY, NEXT)
    assert days_of(spots, DAY, None) == (DAY, NEXT)
    assert days_of(spots, DAY, DAY) == (DAY, DAY)
    assert days_of([spot("a", day=None)], DAY, None) == (DAY, DAY)


@pytest.mark.parametrize(
    ("spots", "first", "last", "why"),
    [
        ([spot("a", day=None)], None, None, "--starts-on"),
        ([spot("a"), spot("b", day=date(2019, 1, 1))], None, None, "longer than an event"),
        ([spot("a")], NEXT, DAY, "cannot end"),
    ],
)
def test_days_that_cannot_be_are_refused(spots: list[Spot], first: date | None, last: date | None, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        days_of(spots, first, last)

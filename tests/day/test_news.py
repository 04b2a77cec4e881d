"""What is told of moves and of all else that happens to somebody's cards: once, and only what is new to them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.board.changes import CardMoved, CardPlaced, CardTakenBack, TopicMerged, TopicSplit, TopicWithdrawn
from app.board.rules import Cell
from app.day.news import Known, Logged, News, Spot, news_of
from app.events.changes import DayDelayed, TimeslotChanged
from app.kernel.work import Change
from app.topics.changes import TopicRestored
from tests.samples import NOON

A_MINUTE = timedelta(minutes=1)
#: Five times, an hour each: the first is over by noon, the second runs.
TIMES = {n: (NOON + (60 * n - 130) * A_MINUTE, NOON + (60 * n - 70) * A_MINUTE) for n in range(1, 6)}
ROOMS = (1, 2, 3)


def about(topic: int, kind: type[Change], **values: Any) -> Change:
    return kind(event_id=1, topic_id=topic, number=topic, **values)


def placed(topic: int, slot: int, room: int, placement: int = 0) -> Change:
    return about(topic, CardPlaced, placement_id=placement or topic, timeslot_id=slot, room_id=room)


def moved(topic: int, at: tuple[int, int], to: tuple[int, int]) -> Change:
    ways = {"from_timeslot_id": at[0], "from_room_id": at[1], "timeslot_id": to[0], "room_id": to[1]}
    return about(topic, CardMoved, placement_id=topic, **ways)


def taken(topic: int, slot: int, room: int, placement: int = 0) -> Change:
    return about(topic, CardTakenBack, placement_id=placement or topic, from_timeslot_id=slot, from_room_id=room)


def log(*changes: Change, mine: Sequence[int] = ()) -> list[Logged]:
    """From revision 1 on, as the log is read: the newest first."""
    return [Logged(n, n in mine, change) for n, change in enumerate(changes, 1)][::-1]


def spot(slot: int, room: int) -> Spot:
    starts_at, ends_at = TIMES[slot]
    return Spot(starts_at, room, ends_at)


def known(topic: int, *cells: tuple[int, int], state: str = "open", seen: int = 0) -> Known:
    hung = {topic + 100 * n: Cell(*cell) for n, cell in enumerate(cells)}
    return Known(topic, state, hung, seen)


ANSWERS = {
    "it got a time": (known(7, (3, 1)), log(placed(7, 3, 1)), News("placed", (7,), (), (spot(3, 1),))),
    "it got one more time": (
        known(7, (3, 1), (4, 2)),
        log(placed(7, 4, 2, 107)),
        News("repeated", (7,), (), (spot(4, 2),)),
    ),
    "seen already": (known(7, (3, 1), seen=1), log(placed(7, 3, 1)), None),
    "moved": (known(7, (4, 2)), log(moved(7, (3, 1), (4, 2))), News("moved", (7,), (spot(3, 1),), (spot(4, 2),))),
    "moved twice is moved once": (
        known(7, (5, 3)),
        log(moved(7, (3, 1), (4, 2)), moved(7, (4, 2), (5, 3))),
        News("moved", (7,), (spot(3, 1),), (spot(5, 3),)),
    ),
    "there and back": (known(7, (3, 1)), log(moved(7, (3, 1), (4, 2)), moved(7, (4, 2), (3, 1))), None),
    "off and on again": (known(7, (3, 1)), log(taken(7, 3, 1, 50), placed(7, 3, 1)), None),
    "parked": (known(7), log(taken(7, 3, 1)), News("parked", (7,), (spot(3, 1),), ())),
    "no longer twice": (
        known(7, (4, 2)),
        log(taken(7, 3, 1, 50)),
        News("fewer", (7,), (spot(3, 1),), ()),
    ),
    "my own doing": (known(7, (4, 2)), log(moved(7, (3, 1), (4, 2)), mine=[1]), None),
    "moved on after my own doing": (
        known(7, (5, 3)),
        log(moved(7, (3, 1), (4, 2)), moved(7, (4, 2), (5, 3)), mine=[1]),
        News("moved", (7,), (spot(4, 2),), (spot(5, 3),)),
    ),
    "another's card": (known(7, (3, 1)), log(moved(8, (3, 1), (4, 2))), None),
    "over by now": (known(7, (1, 2)), log(moved(7, (3, 1), (1, 2))), None),
    "parked after it was over": (known(7), log(taken(7, 1, 1)), None),
    "withdrawn": (
        known(7, state="withdrawn"),
        log(about(7, TopicWithdrawn, title=""), taken(7, 3, 1)),
        News("gone", (7,), (spot(3, 1),), ()),
    ),
    "withdrawn and back": (
        known(7),
        log(about(7, TopicWithdrawn, title=""), about(7, TopicRestored, title="")),
        None,
    ),
    "back after its end was seen": (
        known(7, seen=1),
        log(about(7, TopicWithdrawn, title=""), about(7, TopicRestored, title="")),
        News("back", (7,)),
    ),
    "joined": (
        known(7, state="merged"),
        log(taken(7, 3, 1), about(7, TopicMerged, into_id=8, into_number=8)),
        News("merged", (7,), (spot(3, 1),), ()),
    ),
    "joined and split": (
        known(7),
        log(
            about(7, TopicMerged, into_id=8, into_number=8),
            about(7, TopicSplit, into_id=8, into_number=8),
        ),
        None,
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_is_told(name: str) -> None:
    topic, happened, answer = ANSWERS[name]
    assert news_of([topic], happened, TIMES, NOON) == ([answer] if answer else [])


def test_a_delay_of_the_day_is_one_message_for_all_it_delays() -> None:
    delayed = DayDelayed(event_id=1, timeslot_ids=(3, 4), minutes=15)
    later = {**TIMES, **{n: (TIMES[n][0] + 15 * A_MINUTE, TIMES[n][1] + 15 * A_MINUTE) for n in (3, 4)}}
    mine = [known(7, (3, 1)), known(8, (4, 2)), known(9, (5, 1))]
    assert news_of(mine, log(delayed), later, NOON) == [News("delayed", (7, 8), minutes=15)]
    assert news_of(mine, log(delayed, mine=[1]), later, NOON) == []
    (alone,) = news_of(mine[:1], log(delayed), later, NOON)
    assert (alone.kind, alone.old) == ("moved", (spot(3, 1),))


def test_a_timeslot_that_was_given_another_time_moves_its_cards() -> None:
    iso = {name: at.isoformat() for name, at in zip(("starts_at", "ends_at"), TIMES[3], strict=True)}
    change = TimeslotChanged(event_id=1, timeslot_id=3, before=iso, after={})
    longer = {**TIMES, 3: (TIMES[3][0], TIMES[3][1] + A_MINUTE)}
    assert news_of([known(7, (3, 1))], log(change), longer, NOON) == []
    later = {**TIMES, 3: (TIMES[3][0] + A_MINUTE, TIMES[3][1])}
    (told,) = news_of([known(7, (3, 1))], log(change), later, NOON)
    assert (told.kind, told.old) == ("moved", (spot(3, 1),))


def test_a_board_that_takes_shape_is_one_message() -> None:
    mine = [known(7, (3, 1)), known(8, (4, 2))]
    assert news_of(mine, log(placed(7, 3, 1), placed(8, 4, 2)), TIMES, NOON) == [News("placed", (7, 8))]


@st.composite
def shuffles(draw: st.DrawFn) -> tuple[list[Change], dict[int, dict[int, Cell]], list[dict[int, dict[int, Cell]]]]:
    """Anything that can happen to the places of three cards: the changes, where all hang in the end, and after each."""
    hung: dict[int, dict[int, Cell]] = {topic: {} for topic in (7, 8, 9)}
    changes: list[Change] = []
    boards = [{topic: dict(cells) for topic, cells in hung.items()}]
    for placement in range(1, draw(st.integers(0, 12)) + 1):
        topic, to = draw(st.sampled_from([7, 8, 9])), (draw(st.integers(3, 5)), draw(st.sampled_from(ROOMS)))
        if hung[topic] and draw(st.booleans()):
            which, at = draw(st.sampled_from(sorted(hung[topic].items())))
            way = {"from_timeslot_id": at.timeslot_id, "from_room_id": at.room_id, "placement_id": which}
            if draw(st.booleans()):
                changes.append(about(topic, CardMoved, timeslot_id=to[0], room_id=to[1], **way))
                hung[topic][which] = Cell(*to)
            else:
                changes.append(about(topic, CardTakenBack, **way))
                del hung[topic][which]
        else:
            changes.append(placed(topic, *to, placement=placement))
            hung[topic][placement] = Cell(*to)
        boards.append({each: dict(cells) for each, cells in hung.items()})
    return changes, hung, boards


@given(shuffles(), st.data())
def test_each_topic_is_told_once_at_most_and_never_when_it_ends_where_it_was_seen(
    shuffled: tuple[list[Change], dict[int, dict[int, Cell]], list[dict[int, dict[int, Cell]]]], data: st.DataObject
) -> None:
    changes, hung, boards = shuffled
    seen = {topic: data.draw(st.integers(0, len(changes))) for topic in hung}
    mine = [Known(topic, "open", cells, seen[topic]) for topic, cells in hung.items()]
    told = [topic for news in news_of(mine, log(*changes), TIMES, NOON) for topic in news.topics]
    assert len(told) == len(set(told))
    other = {topic for topic in hung if set(boards[seen[topic]][topic].values()) != set(hung[topic].values())}
    assert set(told) == other

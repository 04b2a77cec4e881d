"""What of somebody's own is other than they last saw it, by comparing how it stood then with how it stands. Pure.

So however often a card moves, there is one thing to tell at most, and nothing when it is back where it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from app.board.changes import (
    CardMoved,
    CardPlaced,
    CardTakenBack,
    TopicMerged,
    TopicRemoved,
    TopicSplit,
    TopicWithdrawn,
)
from app.board.rules import Cell
from app.events.changes import DayDelayed, TimeslotChanged
from app.kernel.work import Change
from app.topics.changes import TopicChange, TopicRestored

#: So long before it starts something is told to be about to.
BEFORE_START = timedelta(minutes=5)
#: And so long before it ends whoever writes its note is told.
BEFORE_END = timedelta(minutes=5)

#: How a topic stood before each of these.
STATE_BEFORE: Mapping[type[Change], str] = {
    TopicWithdrawn: "open",
    TopicRemoved: "open",
    TopicMerged: "open",
    TopicRestored: "withdrawn",
    TopicSplit: "merged",
}
#: What is read of the log: about somebody's own topics, and of all times.
OF_TOPICS: tuple[type[Change], ...] = (CardPlaced, CardMoved, CardTakenBack, *STATE_BEFORE)
OF_TIMES: tuple[type[Change], ...] = (TimeslotChanged, DayDelayed)

Kind = Literal["placed", "repeated", "moved", "fewer", "parked", "gone", "merged", "back", "delayed"]
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Spot:
    """A time and a room. When it ends makes no difference: ends are not fixed."""

    starts_at: datetime
    room_id: int | None
    ends_at: datetime = field(compare=False)


@dataclass(frozen=True)
class Known:
    """A topic of somebody's as it is now: where its placements hang, by their ids, and the revision up to which they
    know of it."""

    topic_id: int
    state: str
    cells: Mapping[int, Cell]
    seen: int


@dataclass(frozen=True)
class Logged:
    """A change in the log, and whether it is one's own doing."""

    revision: int
    mine: bool
    change: Change


@dataclass(frozen=True)
class Stand:
    """A topic's state and its spots at some moment."""

    state: str
    spots: frozenset[Spot]

    def over(self, now: datetime) -> bool:
        return bool(self.spots) and all(spot.ends_at <= now for spot in self.spots)


@dataclass(frozen=True)
class News:
    """One thing to tell, of one topic, or of several that share it. `old` and `new` are the spots of a single one that
    it lost and got; `minutes` how much later all of them are."""

    kind: Kind
    topics: tuple[int, ...]
    old: tuple[Spot, ...] = ()
    new: tuple[Spot, ...] = ()
    minutes: int = 0


def news_of(known: Sequence[Known], log: Sequence[Logged], times: Mapping[int, Span], now: datetime) -> list[News]:
    """What to tell of these topics. `log` is the newest first, `times` are of all timeslots, removed ones too."""
    found = []
    for topic in known:
        then, today = stand_then(topic, log, times), _stand(topic.state, topic.cells, times)
        if news := _told(topic, then, today, now):
            found.append(news)
    return _together(found)


def stand_then(topic: Known, log: Iterable[Logged], times: Mapping[int, Span]) -> Stand:
    """How it stood when its reader last knew: at the revision they have seen, or when they changed it themselves."""
    state, cells, spans = topic.state, dict(topic.cells), dict(times)
    for each in log:
        if each.revision <= topic.seen:
            break
        if isinstance(each.change, TopicChange):
            if each.change.topic_id != topic.topic_id:
                continue
            if each.mine:
                break
            state = STATE_BEFORE.get(type(each.change), state)
            _hang_back(each.change, cells)
        elif not each.mine:
            _turn_back(each.change, spans)
    return _stand(state, cells, spans)


def _hang_back(change: Change, cells: dict[int, Cell]) -> None:
    match change:
        case CardPlaced():
            cells.pop(change.placement_id, None)
        case CardMoved() | CardTakenBack():
            cells[change.placement_id] = Cell(change.from_timeslot_id, change.from_room_id)


def _turn_back(change: Change, spans: dict[int, Span]) -> None:
    match change:
        case TimeslotChanged():
            before = change.before
            starts_at, ends_at = (datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at"))
            spans[change.timeslot_id] = (starts_at, ends_at)
        case DayDelayed():
            by = timedelta(minutes=change.minutes)
            for slot_id in change.timeslot_ids:
                starts_at, ends_at = spans[slot_id]
                spans[slot_id] = (starts_at - by, ends_at - by)


def _stand(state: str, cells: Mapping[int, Cell], times: Mapping[int, Span]) -> Stand:
    spans = ((times[cell.timeslot_id], cell.room_id) for cell in cells.values())
    return Stand(state, frozenset(Spot(starts_at, room_id, ends_at) for (starts_at, ends_at), room_id in spans))


def _told(topic: Known, then: Stand, today: Stand, now: datetime) -> News | None:
    """Nothing of what is over by now."""
    if today.state == "open" == then.state:
        return _moved(topic, then, today, now)
    if today.state == "open":
        return None if today.over(now) else News("back", (topic.topic_id,), new=_in_order(today.spots))
    if then.state != "open" or then.over(now):
        return None
    return News("merged" if today.state == "merged" else "gone", (topic.topic_id,), old=_in_order(then.spots))


def _moved(topic: Known, then: Stand, today: Stand, now: datetime) -> News | None:
    old, new = _in_order(then.spots - today.spots), _in_order(today.spots - then.spots)
    if all(spot.ends_at <= now for spot in new or old):
        return None
    got: Kind = "repeated" if then.spots else "placed"
    lost: Kind = "fewer" if today.spots else "parked"
    return News("moved" if old and new else got if new else lost, (topic.topic_id,), old, new)


def _in_order(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    return tuple(sorted(spots, key=lambda spot: (spot.starts_at, spot.room_id or 0)))


def _together(found: Sequence[News]) -> list[News]:
    """Several that only got a time, or only are later by the same minutes, are one thing to tell."""
    several = sorted(found, key=lambda news: (_shared(news), news.topics))
    groups = [(shared, list(group)) for shared, group in groupby(several, key=_shared)]
    told = []
    for (kind, minutes), group in groups:
        topics = tuple(topic for news in group for topic in news.topics)
        if len(group) > 1 and kind == "placed":
            told.append(News("placed", topics))
        elif len(group) > 1 and minutes:
            told.append(News("delayed", topics, minutes=minutes))
        else:
            told.extend(group)
    order = {news.topics[0]: n for n, news in enumerate(found)}
    return sorted(told, key=lambda news: order[news.topics[0]])


def _shared(news: News) -> tuple[str, int]:
    """What it has in common with others: its kind, and how much later it is where that is all."""
    rooms = [spot.room_id for spot in news.old] == [spot.room_id for spot in news.new]
    ways = {new.starts_at - old.starts_at for old, new in zip(news.old, news.new, strict=False)}
    later = int(next(iter(ways)) / timedelta(minutes=1)) if news.kind == "moved" and rooms and len(ways) == 1 else 0
    return news.kind, later

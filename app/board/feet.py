"""The law of two feet: what people at its door say of a room, and what that comes to. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

SAYINGS = ("full", "room", "quiet")

#: Before the start and after the end of its time something can be said of a room.
AROUND = timedelta(minutes=5)
#: What is older counts less, and after a while not at all.
FRESH, FORGOTTEN = timedelta(minutes=15), timedelta(minutes=45)
OLD_WEIGHT = 0.25
#: One who changes their mind waits so long, so that nobody makes all boards flicker.
PAUSE = timedelta(seconds=2)
#: So long the same words stay on the pages with the age they had.
TOLD_AGAIN = timedelta(minutes=3)


@dataclass(frozen=True)
class Mood:
    """What a room is like, and when somebody last said so; `minutes` is how long ago that was."""

    says: str
    at: datetime
    minutes: int = 0


def is_asked(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    return starts_at - AROUND <= now < ends_at + AROUND


def mood_of(taps: Iterable[tuple[str, datetime]], now: datetime) -> Mood | None:
    """What most of them say, the newer ones counting more; of two that weigh the same what was said last."""
    weights: dict[str, float] = defaultdict(float)
    newest: dict[str, datetime] = {}
    for says, at in taps:
        if now - at < FORGOTTEN:
            weights[says] += 1 if now - at <= FRESH else OLD_WEIGHT
            newest[says] = max(at, newest.get(says, at))
    if not weights:
        return None
    says = max(weights, key=lambda each: (weights[each], newest[each]))
    return Mood(says, newest[says], (now - newest[says]) // timedelta(minutes=1))


def is_other(before: Mood | None, after: Mood | None) -> bool:
    """Whether pages should hear of it."""
    if before is None or after is None or before.says != after.says:
        return before is not after
    return after.at - before.at >= TOLD_AGAIN

"""What facilitators' pages say on the socket: which card is in their hand. Small JSON, checked each time, at a pace."""

import json
from dataclasses import dataclass
from typing import Any

from app.kernel.columns import GREATEST
from app.live.presence import Held

#: So many messages at once, and so many a second in the long run: a quick hand takes and leaves a card within one.
BURST, PACE = 30, 5.0


class Nonsense(ValueError):
    """A message that no page of ours sends."""


def read_hand(said: str) -> Held | None:
    """`{"held": {"number": 7, "placement": 12 or null}}`, or `{"held": null}`. Raises Nonsense."""
    try:
        message = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise Nonsense("no JSON") from error
    if not isinstance(message, dict) or set(message) != {"held"}:
        raise Nonsense("not about a hand")
    held = message["held"]
    if held is None:
        return None
    if not isinstance(held, dict) or set(held) != {"number", "placement"}:
        raise Nonsense("no card")
    placement = held["placement"]
    return Held(_id(held["number"]), None if placement is None else _id(placement))


def _id(value: Any) -> int:
    if type(value) is not int or not 0 < value <= GREATEST:
        raise Nonsense("no id")
    return value


@dataclass
class Bucket:
    """Tokens that fill up again with time; a message takes one."""

    now: float
    tokens: float = BURST

    def take(self, now: float) -> bool:
        """Whether there was one."""
        self.tokens = min(BURST, self.tokens + (now - self.now) * PACE)
        self.now = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

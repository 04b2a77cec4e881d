"""How much one visit may ask for: token buckets, kept in the memory of each worker.

A whole venue sits behind one address, so a visit is what is counted; an address has a ceiling that a thousand phones do
not reach. Whoever asks too fast is told so and when to come back, and what they wrote comes back with it.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from app.kernel.asgi import App, Receive, Scope, Send
from app.kernel.errors import Refusal
from app.kernel.security import SAFE_METHODS, VisitState
from app.kernel.words import gettext as _

#: Buckets that are remembered; one that is forgotten is full again.
MOST = 20_000


@dataclass(frozen=True)
class Rate:
    """So many at once, and so many a second after that."""

    burst: float
    each_second: float


#: Pages and sockets: a phone that opens everything at once, and again.
READING = Rate(burst=120, each_second=20)
#: Posts: stars tapped and cards dropped as fast as hands go.
CHANGING = Rate(burst=120, each_second=10)
#: For all that come from one address; two thousand phones stay below.
ADDRESS = Rate(burst=20_000, each_second=4_000)
#: Wrong codes: typing errors, not guesses.
WRONG_CODES, WRONG_CODES_OF_ADDRESS = Rate(burst=8, each_second=1 / 60), Rate(burst=400, each_second=1)
#: Replies: a conversation, not a campaign; and of a whole office, or a venue, behind one address.
REPLIES, REPLIES_OF_ADDRESS = Rate(burst=6, each_second=1 / 60), Rate(burst=300, each_second=1)


class TooFast(Refusal):
    """Come back after `wait` seconds."""

    status = 429

    def __init__(self, message: str, wait: float) -> None:
        super().__init__(message)
        self.wait = max(1, math.ceil(wait))


class Buckets:
    """One for each key; the least used are forgotten first."""

    def __init__(self, rate: Rate, now: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._now = now
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, amount: float = 1) -> float:
        """0 when it was there to take, else the seconds until it will be; nothing is taken then."""
        level, now = self.level(key), self._now()
        enough = level >= amount
        self._levels[key] = (level - amount if enough else level, now)
        self._levels.move_to_end(key)
        if len(self._levels) > MOST:
            self._levels.popitem(last=False)
        return 0 if enough else (amount - level) / self._rate.each_second

    def level(self, key: str) -> float:
        level, since = self._levels.get(key, (self._rate.burst, self._now()))
        return min(self._rate.burst, level + (self._now() - since) * self._rate.each_second)


class Guesses:
    """Wrong codes of a visit and of an address; a right one costs nothing, and what is scanned is never held back."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._visits, self._addresses = Buckets(WRONG_CODES, now), Buckets(WRONG_CODES_OF_ADDRESS, now)

    def check(self, visit: str, address: str) -> None:
        """Before a code is looked at. Raises TooFast when too many were wrong."""
        if min(self._visits.level(visit), self._addresses.level(address)) < 1:
            raise TooFast(_("Those were many wrong codes. Scan the one on the wall, or try again in a minute."), 60)

    def wrong(self, visit: str, address: str) -> None:
        self._visits.take(visit)
        self._addresses.take(address)


class Replies:
    """What one visit may say to published pages, and all that share an address."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._visits, self._addresses = Buckets(REPLIES, now), Buckets(REPLIES_OF_ADDRESS, now)

    def take(self, visit: str, address: str) -> None:
        """Raises TooFast."""
        if wait := self._visits.take(visit) or self._addresses.take(address):
            raise TooFast(_("Those were many replies at once. Your words are still here: send them in a minute."), wait)


class Limits:
    """ASGI: behind Forms. What is too fast becomes a refusal of the form, or of the page; static files are free, and
    what a visit was refused does not count against the address that others share with it."""

    def __init__(self, app: App, now: Callable[[], float] = monotonic) -> None:
        self.app = app
        self._reading, self._changing, self._addresses = (Buckets(rate, now) for rate in (READING, CHANGING, ADDRESS))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            wait = self._wait(scope)
            if wait:
                scope["state"]["refusal"] = TooFast(_("That was too fast for us. In a moment it goes on."), wait)
        await self.app(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        visit: VisitState = scope["state"]["visit"]
        address = (scope.get("client") or ("", 0))[0]
        own = self._reading if scope["method"] in SAFE_METHODS else self._changing
        return (own.take(visit.key) if visit.known else 0) or self._addresses.take(address)

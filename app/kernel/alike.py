"""What a page shows to everybody alike, made once until something changes at its event.

Every change counts the event's revision up, and the session that asks sees one moment of the database, so what was made
under a revision is right for all who see that revision. What depends on the time of day does so by the minute. While
nothing but counts comes in, a page may be shown as of a moment ago: it hears the rest as soon as it listens. Whoever
has just changed something is shown the newest, as far as this worker knows of it.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.clock import Clock
from app.kernel.words import language
from app.kernel.work import presses, revision_of

#: Things that are kept: a few for each event that is looked at and each language.
MOST = 128
#: Seconds for which a page may lack the newest counts.
STANDS = 1.0

Thing = TypeVar("Thing")


@dataclass
class _Kept:
    made_for: tuple[int, datetime] | None = None
    thing: Any = None
    making: asyncio.Lock = field(default_factory=asyncio.Lock)


class Alike:
    """Of this worker."""

    def __init__(self, clock: Clock, timer: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._timer = timer
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._standing: dict[int, tuple[int, float]] = {}
        self._changed: OrderedDict[str, float] = OrderedDict()

    async def revision(self, db: AsyncSession, event_id: int, visit: str, newest_only: bool = False) -> int:
        """The revision that pages are shown as of: the newest, or one since which nothing came but counts."""
        newest, (stands, since) = await revision_of(db, event_id), self._standing.get(event_id, (-1, 0.0))
        if newest <= stands:
            return newest
        stood = self._timer() - since
        may_stand = stood < STANDS and not newest_only and not self._has_changed(visit)
        if may_stand and not await presses(db, event_id, stands):
            return stands
        self._standing[event_id] = (newest, self._timer())
        return newest

    def changed_by(self, visit: str) -> None:
        """This visit has changed something and wants to see it."""
        self._changed[visit] = self._timer()
        self._changed.move_to_end(visit)
        while not self._has_changed(next(iter(self._changed), visit)):
            self._changed.popitem(last=False)

    def _has_changed(self, visit: str) -> bool:
        return self._timer() - self._changed.get(visit, -math.inf) < STANDS

    async def of(self, event_id: int, revision: int, what: Hashable, make: Callable[[], Awaitable[Thing]]) -> Thing:
        """`what` tells apart the things of an event in one language. Only one of those who need it makes it; what they
        get is for reading."""
        key = (event_id, what, language())
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        moment = (revision, self._clock().replace(second=0, microsecond=0))
        if kept.made_for != moment:
            async with kept.making:
                if kept.made_for != moment:
                    thing: Thing = await make()
                    kept.thing, kept.made_for = thing, moment
                    return thing
        found: Thing = kept.thing
        return found

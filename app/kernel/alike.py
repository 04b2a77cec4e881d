"""What a page shows to everybody alike, made once until something changes at its event.

Every change counts the event's revision up, and the session that asks sees one moment of the database, so what was made
under a revision is right for all who see that revision. What depends on the time of day does so by the minute.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.clock import Clock
from app.kernel.words import language
from app.kernel.work import revision_of

#: Things that are kept: a few for each event that is looked at and each language.
MOST = 128

Thing = TypeVar("Thing")


@dataclass
class _Kept:
    made_for: tuple[int, datetime] | None = None
    thing: Any = None
    making: asyncio.Lock = field(default_factory=asyncio.Lock)


class Alike:
    """Of this worker."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    async def of(self, db: AsyncSession, event_id: int, what: Hashable, make: Callable[[], Awaitable[Thing]]) -> Thing:
        """`what` tells apart the things of an event in one language. Only one of those who need it makes it; what they
        get is for reading."""
        key = (event_id, what, language())
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        moment = (await revision_of(db, event_id), self._clock().replace(second=0, microsecond=0))
        if kept.made_for != moment:
            async with kept.making:
                if kept.made_for != moment:
                    thing: Thing = await make()
                    kept.thing, kept.made_for = thing, moment
                    return thing
        found: Thing = kept.thing
        return found

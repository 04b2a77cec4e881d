"""Tells every Change to the pages that show it, by following the log: one task, in the order of revisions.

Each worker follows the events that have open pages here, from the revision that the first of them has seen. Whoever
commits pokes; that is a hint only. What the log has is told, and a slow look finds what no hint told of.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.queries import event_by_id
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.fanout import Fanout
from app.kernel.logs import log
from app.kernel.words import use_language
from app.kernel.work import Change, ChangeRow, Committed, Revision, change_of, changes_since, is_patient
from app.live.announcements import ANNOUNCEMENTS, FOR_FACILITATORS, concerned
from app.live.fragments import Fragment, Scene, reload
from app.live.hub import KEPT, Hub
from app.topics.cards import Cards

NEWS = "news"
#: Between two looks for what no hint told of, in seconds.
EVERY = 3.0
#: Between two tellings of nothing but counts: a hall that stars at once would keep every page busy, and moves waiting.
COUNTS_EVERY = 0.5


class Announcer:
    """Works tell it that they committed; it never makes them wait."""

    def __init__(self, database: Database, hub: Hub, cards: Cards, clock: Clock, fanout: Fanout | None = None) -> None:
        self.database = database
        self.hub = hub
        self.cards = cards
        self.clock = clock
        self.fanout = fanout or Fanout()
        self._told: dict[int, int] = {}
        self._poked: asyncio.Queue[int] = asyncio.Queue()
        self._waiting: set[int] = set()
        self._counts_told: dict[int, float] = {}
        self._later: dict[int, asyncio.TimerHandle] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.fanout.hear(NEWS, self._hear)
        self.fanout.on_return(self._poke_all)

    async def announce(self, committed: list[Committed]) -> None:
        for event_id in {each.change.event_id for each in committed}:
            self._poke(event_id)
            self.fanout.tell(NEWS, str(event_id).encode())

    def follow(self, event_id: int, revision: int) -> None:
        """A page has listened since before `revision` was read: what comes after it is told, unless it was already."""
        self._told.setdefault(event_id, revision)
        self._poke(event_id)

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._run(), name="announcer"),
            asyncio.create_task(self._look_now_and_then(), name="announcer's look"),
        ]

    async def stop(self) -> None:
        for timer in self._later.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Everything that was committed here so far has been told, and no count waits for others."""
        await self._poked.join()
        for event_id, timer in list(self._later.items()):
            timer.cancel()
            self._poke_for_counts(event_id)
        await self._poked.join()

    def _hear(self, said: bytes) -> None:
        with suppress(ValueError):
            self._poke(int(said))

    def _poke(self, event_id: int) -> None:
        if event_id not in self._waiting:
            self._waiting.add(event_id)
            self._poked.put_nowait(event_id)

    def _poke_all(self) -> None:
        for event_id in list(self._told):
            self._poke(event_id)

    def _poke_for_counts(self, event_id: int) -> None:
        self._later.pop(event_id, None)
        self._counts_told.pop(event_id, None)
        self._poke(event_id)

    async def _run(self) -> None:
        while True:
            event_id = await self._poked.get()
            self._waiting.discard(event_id)
            try:
                await self._catch_up(event_id)
            except Exception as error:
                log.error("log_not_followed", event_id=event_id, exc_info=error)
            finally:
                self._poked.task_done()

    async def _look_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self._look()
            except Exception as error:
                log.error("log_not_looked_at", exc_info=error)

    async def _look(self) -> None:
        """Pokes for every event that has gone on unheard, and forgets those that nobody looks at any more."""
        self._told = {event_id: told for event_id, told in self._told.items() if self.hub.listened(event_id)}
        self._counts_told = {event_id: at for event_id, at in self._counts_told.items() if event_id in self._told}
        if not self._told:
            return
        async with self.database.reading() as db:
            newest = await db.exec(
                select(Revision.event_id, Revision.number).where(col(Revision.event_id).in_(list(self._told)))
            )
            for event_id, number in newest.all():
                if number > self._told.get(event_id, number):
                    self._poke(event_id)

    async def _catch_up(self, event_id: int) -> None:
        """Tells all that the log has beyond what was told. One database session sees it all, so nothing is older."""
        if not self.hub.listened(event_id):
            self._told.pop(event_id, None)
        told = self._told.get(event_id)
        if told is None:
            return
        async with self.database.reading() as db:
            rows = await changes_since(db, event_id, told, KEPT + 1)
            messages, there_is_more = list(_gathered(rows)), len(rows) > KEPT
            if len(messages) > KEPT:
                await self._skip(db, event_id)
                return
            if not there_is_more and self._can_wait(event_id, rows):
                return
            for together in messages:
                await self._tell(db, together)
                self._told[event_id] = together[-1].revision
        if there_is_more:
            self._poke(event_id)

    def _can_wait(self, event_id: int, rows: Sequence[ChangeRow]) -> bool:
        """Whether these are but counts, and some were told just now; then they are told later, with those to come."""
        if not rows or not all(is_patient(row) for row in rows):
            return False
        now = asyncio.get_running_loop().time()
        wait = self._counts_told.get(event_id, now - COUNTS_EVERY) + COUNTS_EVERY - now
        if wait <= 0:
            self._counts_told[event_id] = now
        elif event_id not in self._later:
            later = asyncio.get_running_loop().call_later(wait, self._poke_for_counts, event_id)
            self._later[event_id] = later
        return wait > 0

    async def _skip(self, db: AsyncSession, event_id: int) -> None:
        """This worker has slept for so long that fetching the page is less than hearing all of it."""
        newest = await db.exec(select(Revision.number).where(Revision.event_id == event_id))
        self._told[event_id] = newest.one()
        self._resync(event_id, self._told[event_id])

    async def _tell(self, db: AsyncSession, together: Sequence[ChangeRow]) -> None:
        """In each language that somebody listens in."""
        for language, listened in self.hub.spoken(together[-1].event_id).items():
            with use_language(language):
                await self._tell_in(language, listened, db, together)

    async def _tell_in(
        self, language: str, listened: set[str], db: AsyncSession, together: Sequence[ChangeRow]
    ) -> None:
        """A fragment that could not be made: every page fetches itself rather than show something old."""
        last = together[-1]
        try:
            contents = await self._contents(db, together, listened)
        except Exception as error:
            log.error("announcement", change=last.name, language=language, exc_info=error)
            contents = dict.fromkeys(listened)
        about = concerned(change_of(last))
        for channel, content in contents.items():
            self._send(channel, language, last.event_id, last.revision, content, about)

    async def _contents(
        self, db: AsyncSession, together: Sequence[ChangeRow], listened: set[str]
    ) -> dict[str, str | None]:
        """By channel that somebody listens to; None where the page has to be fetched anew."""
        contents: dict[str, str | None] = {}
        for _name, rows in groupby(together, key=lambda row: row.name):
            for channel, content in (await self._contents_of_kind(db, list(rows), listened)).items():
                before = contents.get(channel, "")
                contents[channel] = None if content is None or before is None else before + content
        return contents

    async def _contents_of_kind(
        self, db: AsyncSession, rows: Sequence[ChangeRow], listened: set[str]
    ) -> dict[str, str | None]:
        """Of several changes of one kind, the last of each topic is all that there is to show."""
        changes = list({row.subject: change_of(row) for row in rows}.values())
        announced = ANNOUNCEMENTS[type(changes[0])]
        wanted = {channel: fragments for channel, fragments in announced.items() if channel in listened}
        if not wanted:
            return {}
        event = await event_by_id(db, rows[0].event_id)
        if event.stars_shown:
            return await self._render(db, event, self.cards, changes, wanted)
        for_all, for_facilitators = _audiences(wanted)
        contents = await self._render(db, event, self.cards, changes, for_all)
        return {**contents, **await self._render(db, event, self.cards.counted(), changes, for_facilitators)}

    async def _render(
        self,
        db: AsyncSession,
        event: Event,
        cards: Cards,
        changes: Sequence[Change],
        wanted: Mapping[str, tuple[Fragment, ...]],
    ) -> dict[str, str | None]:
        scene, made = Scene(db, event, cards, self.clock(), changes), dict[Fragment, str]()
        for fragment in {each: None for fragments in wanted.values() for each in fragments}:
            made[fragment] = "".join([await fragment(scene, change) for change in changes])
        return _joined(wanted, made)

    def _send(
        self,
        channel: str,
        language: str,
        event_id: int,
        revision: int,
        content: str | None,
        about: list[int] | bool = False,
    ) -> None:
        """A page whose reader has a topic that it is `about` asks what there is to tell them."""

        def text(after: int) -> str:
            letter = {"revision": revision, "after": after, **({"about": about} if about else {})}
            return json.dumps({**letter, "stale": True} if content is None else {**letter, "content": content})

        self.hub.send(event_id, channel, revision, text, language)

    def _resync(self, event_id: int, revision: int) -> None:
        for language, listened in self.hub.spoken(event_id).items():
            for channel in listened:
                self._send(channel, language, event_id, revision, None)


def _gathered(rows: Sequence[ChangeRow]) -> Iterator[Sequence[ChangeRow]]:
    """Each change by itself, with the counts that came right before it: they are nobody's own message."""
    together: list[ChangeRow] = []
    for row in rows:
        together.append(row)
        if not is_patient(row):
            yield together
            together = []
    if together:
        yield together


def _audiences(wanted: Mapping[str, tuple[Fragment, ...]]) -> tuple[dict[str, tuple[Fragment, ...]], ...]:
    """What everybody may see, and what only facilitators."""
    mixed = wanted.items()
    return (
        {channel: fragments for channel, fragments in mixed if channel not in FOR_FACILITATORS},
        {channel: fragments for channel, fragments in mixed if channel in FOR_FACILITATORS},
    )


def _joined(wanted: Mapping[str, tuple[Fragment, ...]], made: Mapping[Fragment, str]) -> dict[str, str | None]:
    return {
        channel: None if reload in fragments else "".join(made[each] for each in fragments)
        for channel, fragments in wanted.items()
    }

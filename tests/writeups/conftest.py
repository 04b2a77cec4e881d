"""A Hallway that is asked over HTTP, and the people who ask."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from app.board.actions import place_topic
from app.board.forms import Move
from app.events.changes import LanguageChanged
from app.events.tables import Event
from app.kernel.markdown import render_now
from app.kernel.security import Keys
from app.main import Hallway, create_app
from app.migrations import migrate
from app.notes.actions import Edit, append_updates, ensure_note, store_body
from app.notes.merging import edit_between
from app.people.actions import join_event, make_link, take_role
from app.people.rules import FACILITATOR
from app.settings import Settings
from app.topics.queries import topic_by_id
from app.topics.tables import Topic
from app.writeups.actions import publish_topic
from app.writeups.compose import compose
from tests.samples import NOON, Camp, make_camp


@dataclass
class Site:
    """A camp, served. `ada` hosts every card, `fay` is a facilitator."""

    hallway: Hallway
    camp: Camp
    written: dict[int, list[bytes]] = field(default_factory=dict)

    async def topic(
        self, title: str, note: str = "", place: tuple[int, int | None] | None = None, **given: Any
    ) -> Topic:
        topic = await self.camp.topic(title, **given)
        if place:
            async with self.hallway.works.begin() as work:
                card = await topic_by_id(work.db, topic.id or 0)
                await place_topic(work, self.camp.event, card, Move(self.camp.cell(*place), None, None))
        if note:
            await self.write(topic, note)
        return topic

    async def write(self, topic: Topic, text: str) -> None:
        """What the note holds from now on."""
        before = self.written.setdefault(topic.number, [])
        edit = edit_between(before, text)
        assert edit is not None
        before.append(edit)
        async with self.hallway.works.begin() as work:
            note = await ensure_note(work.db, self.camp.event_id, topic.id or 0)
            edits = [Edit(note.id or 0, note.epoch, edit, None)]
            [upto] = await append_updates(work.db, self.hallway.database.dialect, edits, work.now)
            await store_body(work.db, note.id or 0, note.epoch, text, upto or 0, work.now)

    async def publish(self, topic: Topic, text: str, change_note: str = "") -> None:
        draft = compose(topic.title, text, render_now(text, anchored=True))
        async with self.hallway.works.begin() as work:
            await publish_topic(work, self.camp.event, topic, draft, change_note=change_note)

    async def attribute(self, policy: str) -> None:
        """Who may be named from now on."""
        async with self.hallway.works.begin() as work:
            (await work.db.exec(select(Event))).one().attribution = policy
            work.record(LanguageChanged(event_id=self.camp.event_id, before="en", language="en"))
        self.camp.event.attribution = policy

    async def reader(self) -> "Browser":
        return Browser(self)

    async def attendee(self, name: str = "Ada") -> "Browser":
        async with self.hallway.works.begin() as work:
            await join_event(work, f"key-of-{name}", self.camp.event_id, name)
        return Browser(self, f"key-of-{name}")

    async def facilitator(self) -> "Browser":
        async with self.hallway.works.begin() as work:
            token = await make_link(work, FACILITATOR, self.camp.event_id, timedelta(days=1))
            await take_role(work, "key", token, "key-of-fay")
        return Browser(self, "key-of-fay")


class Browser:
    """A device that asks for pages, and posts their forms with their token."""

    def __init__(self, site: Site, key: str = "") -> None:
        self._keys = Keys(site.hallway.settings.signing_secret, secure=False)
        self._key = key
        headers = {"accept": "text/html", **({"cookie": self._keys.cookie(key).partition(";")[0]} if key else {})}
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(site.hallway), base_url="http://testserver.local", headers=headers
        )

    async def get(self, path: str, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._client.get(path, headers=named)

    async def post(
        self, path: str, fields: Mapping[str, str], token: bool = True, accept: str = "text/html"
    ) -> httpx.Response:
        csrf = {"csrf": self._keys.token(self._key)} if token else {}
        return await self._client.post(path, data={**fields, **csrf}, headers={"accept": accept})


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    ticks = itertools.count()  # a clock that stands still would hide what changes with the time
    clock = lambda: NOON + timedelta(milliseconds=next(ticks))  # noqa: E731
    hallway = create_app(Settings(data=tmp_path, secret="s" * 32, public_url="http://testserver.local"), clock)
    await migrate(hallway.database)
    yield Site(hallway, await make_camp(hallway.database, hallway.works))
    await hallway.markdown.stop()
    await settled(hallway)
    await hallway.database.close()


async def settled(hallway: Hallway) -> None:
    """Litestar leaves it to the loop to close the session of a request that a dependency refused."""
    pool: Any = hallway.database._reader.pool
    async with asyncio.timeout(5):
        while pool.checkedout():
            await asyncio.sleep(0)

"""A Hallway on each kind of database, and folders that are brought into it as the command does it."""

import io
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import col, select

from app.commands import perform
from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.database import Database
from app.main import Hallway, create_app
from app.notes.queries import note_of, text_of
from app.notes.tables import NoteUpdate
from app.settings import Settings
from app.topics.queries import TopicFacts, facts_of, topics_of
from app.topics.tables import Topic
from app.writeups.importing.bringing import Ask, Wishes, bring_in
from app.writeups.importing.progress import Progress
from app.writeups.importing.reading import source_at
from app.writeups.importing.report import Report
from app.writeups.tables import Edition

SLUG = "old-camp"
WISHES = Wishes(SLUG, time_zone="Europe/Berlin")


@dataclass
class Archive:
    """Files on one side, a Hallway on the other."""

    hallway: Hallway
    folder: Path
    told: list[str] = field(default_factory=list)
    ask: Ask | None = None

    def write(self, path: str, text: str | bytes) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        return file

    async def bring(self, path: str = "", wishes: Wishes = WISHES, **said: Any) -> Report:
        source = source_at(self.folder / path)
        ask = self.ask or partial(perform, self.hallway)
        return await bring_in(source, replace(wishes, **said), ask, Progress(self.told.append))

    @property
    def database(self) -> Database:
        return self.hallway.database

    async def event(self) -> Event:
        async with self.database.reading() as db:
            return await event_by_slug(db, SLUG)

    async def topics(self) -> list[Topic]:
        event = await self.event()
        async with self.database.reading() as db:
            found = await db.exec(select(Topic).where(Topic.event_id == event.id).order_by(col(Topic.number)))
            return list(found.all())

    async def cards(self) -> dict[str, TopicFacts]:
        event = await self.event()
        async with self.database.reading() as db:
            return {facts.topic.title: facts for facts in await facts_of(db, await topics_of(db, event.id or 0))}

    async def note(self, topic: Topic) -> str:
        async with self.database.reading() as db:
            note = await note_of(db, topic.id or 0)
            return (await text_of(db, note.id or 0))[0] if note else ""

    async def editions(self, topic: Topic) -> list[Edition]:
        async with self.database.reading() as db:
            found = await db.exec(select(Edition).where(Edition.topic_id == topic.id).order_by(col(Edition.number)))
            return list(found.all())

    async def updates(self) -> int:
        async with self.database.reading() as db:
            return len((await db.exec(select(NoteUpdate.id))).all())


@pytest.fixture
async def archive(database: Database, tmp_path: Path) -> AsyncIterator[Archive]:
    address = database.url.render_as_string(hide_password=False)
    hallway = create_app(Settings(data=tmp_path / "data", secret="s" * 32, database_url=address))
    folder = tmp_path / "files"
    folder.mkdir()
    yield Archive(hallway, folder)
    await hallway.photos.stop()
    await hallway.markdown.stop()
    await hallway.database.close()


@pytest.fixture(scope="session")
def picture() -> Callable[[str], bytes]:
    def make(colour: str) -> bytes:
        written = io.BytesIO()
        Image.new("RGB", (60, 40), colour).save(written, "PNG")
        return written.getvalue()

    return make

"""A whole copy of a write-up: every page that can be reached from its first ones, and what they show."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import Gone, NotFound
from app.kernel.markdown import MarkdownRenderer
from app.kernel.templates import BUILT
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.notes.photos.files import PhotoFiles
from app.notes.photos.queries import photo_by_name
from app.people.viewers import READER
from app.topics.cards import Cards
from app.writeups.exporting.links import Links, Page
from app.writeups.exporting.searching import search_index
from app.writeups.exporting.sheets import Sheets
from app.writeups.exporting.targets import ASSET, PHOTO, ROOTS, WORDS, Target, Targets
from app.writeups.photos import photo_is_public
from app.writeups.queries import entries_of
from app.writeups.shown import Look

#: Is told how many of how many things are done.
Tell = Callable[[int, int], None]
#: One file of a copy: what it is called, and what is in it.
Made = tuple[str, bytes]
Read = Callable[[], Awaitable[bytes]]
_IN_A_STYLE = re.compile(r'url\("?\./([^")]+)')
_NOTHING: frozenset[str] = frozenset()


class NothingPublished(NotFound):
    """There is no write-up to take along."""

    def __init__(self) -> None:
        super().__init__(_("Nothing of this event is published yet, so there is nothing to take along."))


@dataclass(frozen=True)
class Press:
    """What copies are made with. `address` is that of this server as it stands in texts, and `live` the same where
    others find it for good, else empty."""

    database: Database
    cards: Cards
    markdown: MarkdownRenderer
    files: PhotoFiles
    clock: Clock
    address: str
    live: str
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, compare=False)

    async def check(self, slug: str) -> None:
        """Raises NotFound, NothingPublished."""
        async with self.database.reading() as db:
            if not await entries_of(db, await event_by_slug(db, slug), self.cards):
                raise NothingPublished

    async def copy(self, slug: str, tell: Tell = lambda _done, _all: None) -> "Copy":
        """What everybody who may see the event reads of it, at one moment. Raises NotFound, NothingPublished."""
        async with self.one_at_a_time, self.database.reading() as db:
            event = as_if_over(await event_by_slug(db, slug))
            with use_language(event.language):
                entries = await entries_of(db, event, self.cards)
                if not entries:
                    raise NothingPublished
                look = Look(db, event, READER, self.clock(), self.cards, self.markdown, self.address)
                pages = {entry.number: entry.url.rpartition("/")[2] for entry in entries}
                gathering = _Gathering(
                    look, Sheets(look, self.live), Links(Targets(slug, pages), self.address), self.files
                )
                return await gathering.whole(tell)


def as_if_over(event: Event) -> Event:
    """A copy is read when people do not look for each other any more: it names whom the write-up names."""
    return Event(**{**event.model_dump(), "phase": "closed"})


@dataclass(frozen=True)
class Copy:
    """What was gathered: pages by file, and how what they show beside them is read."""

    links: Links
    pages: dict[str, Page] = field(default_factory=dict)
    beside: dict[str, Read] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The event's."""
        return self.links.targets.slug

    async def files(self) -> AsyncIterator[Made]:
        """All of it, one after the other: photos are too many to be held at once."""
        known = {file: page.ids for file, page in self.pages.items()} | dict.fromkeys(self.beside, _NOTHING)
        links = replace(self.links, known=known)
        for file, page in self.pages.items():
            yield file, links.placed(page).encode("utf-8", "replace")
        for file, read in self.beside.items():
            with suppress(FileNotFoundError):  # a photo that was deleted a moment ago
                yield file, await read()

    def __len__(self) -> int:
        return len(self.pages) + len(self.beside)


@dataclass(frozen=True)
class _Gathering:
    look: Look
    sheets: Sheets
    links: Links
    photos: PhotoFiles

    async def whole(self, tell: Tell) -> Copy:
        copy, todo, seen = Copy(self.links), deque(ROOTS), {root.file for root in ROOTS}
        while todo:
            for found in await self._taken(copy, todo.popleft()):
                if found.file not in seen:
                    seen.add(found.file)
                    todo.append(found)
            tell(len(seen) - len(todo), len(seen))
        return copy

    async def _taken(self, copy: Copy, target: Target) -> list[Target]:
        """Puts it into the copy, if it is there; gives what it leads to."""
        if target.kind == PHOTO:
            if read := await self._photo(target.name):
                copy.beside[target.file] = read
        elif target.kind == WORDS:
            copy.beside[target.file] = partial(_as_is, await search_index(self.look, self.links.targets))
        elif target.kind == ASSET:
            copy.beside.update(_assets(target.name))
        elif page := await self.sheets.page(target):
            copy.pages[target.file] = page
            return list(self.links.found_in(page))
        return []

    async def _photo(self, file: str) -> Read | None:
        """None for one that readers may not see, or whose file is missing."""
        db, event, name = self.look.db, self.look.event, file.partition(".")[0]
        small = name.endswith("-small")
        try:
            photo = await photo_by_name(db, event.id or 0, name.removesuffix("-small"))
        except (NotFound, Gone):
            return None
        if not await photo_is_public(db, event, photo) or not await self.photos.has(photo.hash, small=small):
            return None
        return partial(self.photos.read, photo.hash, small=small)


def _assets(name: str) -> Iterator[tuple[str, Read]]:
    """A built file, and those that a style asks for."""
    path = BUILT / name
    if not path.is_file():
        return
    yield f"static/{name}", partial(_read, path)
    if path.suffix == ".css":
        for each in _IN_A_STYLE.findall(path.read_text()):
            yield from _assets(each)


async def _read(path: Path) -> bytes:
    return await asyncio.to_thread(path.read_bytes)


async def _as_is(content: bytes) -> bytes:
    return content

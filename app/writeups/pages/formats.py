"""The write-up as files and feeds, for whoever may read its pages; in the event's language."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Stream

from app.board.pages.fetching import fetched, is_for_anybody, tagged
from app.events.visiting import Here
from app.kernel.kept import keep
from app.kernel.making import Making, pieces, size_of
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import wants_page
from app.kernel.words import use_language
from app.notes.photos.taking import Photos
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.policy import all_may_be_told
from app.writeups.formats.atom import as_atom
from app.writeups.formats.data import as_json
from app.writeups.formats.epub import write_epub
from app.writeups.formats.notes import FileOf, write_zip
from app.writeups.formats.volume import Volume, volume_of

LONGEST_TAG = 100
#: Seconds for which a browser waits for what takes long before it is told how things stand, and until it looks again.
PATIENCE, AGAIN = 8.0, 2


@dataclass(frozen=True)
class Bindery:
    """Where somebody takes a write-up from."""

    here: Here
    cards: Cards
    markdown: MarkdownRenderer
    settings: Settings
    photos: Photos
    making: Making

    async def volume(self) -> Volume:
        return await volume_of(self.here.db, self.here.event, self.cards, self.markdown, self.here.address)

    async def answer(
        self, kind: str, media_type: str, write: Callable[[Volume], bytes], part: str = ""
    ) -> Response[Any]:
        """Made beside the event loop; what is no `part` is made once for as long as nothing changes."""
        here = self.here
        anybody, stays = is_for_anybody(here.event), all_may_be_told(here.event)
        revision = await here.revision()

        async def make() -> bytes:
            return await asyncio.to_thread(write, await self.volume())

        with use_language(here.event.language):
            body = await here.alike(f"{kind} {here.address}", make) if stays and not part else await make()
        if anybody and stays and self.settings.public_url:  # else it depends on what this server was called
            keep(here.request.scope["state"], {here.event_id: revision})
        return fetched(here.request, body, media_type, f"{here.event.slug}-{kind}", anybody)

    async def kept(
        self, kind: str, media_type: str, volume: Volume, write: Callable[[str, IO[bytes]], None]
    ) -> Response[Any]:
        """What takes long is made once for as long as the same stands. `write` is given the mark of what stands. A
        browser does not wait for all of it: proxies would give up before it does."""
        here = self.here
        revision = await here.revision()  # of the moment in which the volume was read
        mark, headers, known = await self._as_it_stands(kind, volume, "inline")
        if known:
            return known
        try:
            async with asyncio.timeout(PATIENCE if wants_page(here.request) else None):
                with use_language(here.event.language):
                    what = (kind, here.address)
                    made = await self.making.kept(here.event_id, what, revision, mark, partial(write, mark))
        except TimeoutError:
            return self._not_yet(volume)
        headers["Content-Length"] = str(made.size)
        return Stream(made.pieces(), media_type=media_type, headers=headers)

    def _not_yet(self, volume: Volume) -> Response[Any]:
        """In the reader's language; it looks again by itself."""
        headers = {"Refresh": str(AGAIN), "Retry-After": str(AGAIN), "Cache-Control": "no-store"}
        sessions = len(volume.chapters)
        return self.here.page("writeups/laid_out.html", HTTPStatus.ACCEPTED.value, headers, sessions=sessions)

    async def file(
        self, kind: str, media_type: str, write: Callable[[Volume, FileOf, IO[bytes]], None]
    ) -> Response[Any]:
        """It may be large, so it is sent piece by piece, and made only for who has not got it."""
        volume = await self.volume()
        _mark, headers, known = await self._as_it_stands(kind, volume, "attachment")
        if known:
            return known
        with use_language(self.here.event.language):
            file = await self.making.made(partial(write, volume, self.photos.files.path_of))
        headers["Content-Length"] = str(size_of(file))
        return Stream(pieces(file), media_type=media_type, headers=headers)

    async def _as_it_stands(
        self, kind: str, volume: Volume, disposition: str
    ) -> tuple[str, dict[str, str], Response[Any] | None]:
        """A mark of all that would stand in the file, its headers, and the answer for who has it."""
        here = self.here
        await here.db.commit()  # others may read while it is made
        with use_language(here.event.language):
            mark = sha256(kind.encode() + await asyncio.to_thread(as_json, volume)).hexdigest()
        headers, is_known = tagged(here.request, mark, is_for_anybody(here.event))
        known = Response(None, status_code=304, headers=dict(headers)) if is_known else None
        headers["Content-Disposition"] = f'{disposition}; filename="{here.event.slug}-{kind}"'
        return mark, headers, known


async def provide_bindery(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
    photos: NamedDependency[Photos],
    making: NamedDependency[Making],
) -> Bindery:
    return Bindery(here, cards, markdown, settings, photos, making)


OF_THE_BINDERY: dict[str, Any] = {"dependencies": {"bindery": provide_bindery}}


@get("/{event_slug:str}/write-up.json", **OF_THE_BINDERY)
async def write_up_json(bindery: NamedDependency[Bindery]) -> Response[Any]:
    return await bindery.answer("write-up.json", "application/json", as_json)


@get("/{event_slug:str}/feed.atom", **OF_THE_BINDERY)
async def feed(bindery: NamedDependency[Bindery]) -> Response[Any]:
    """With `tag` only of the pages that have it."""
    here = bindery.here
    tag = " ".join(here.asked("tag").split())[:LONGEST_TAG]
    own = f"{here.address}{here.home}/feed.atom" + (f"?tag={quote(tag)}" if tag else "")
    write = partial(as_atom, own=own, tag=tag)
    return await bindery.answer("feed.atom", "application/atom+xml", write, part=tag)


@get("/{event_slug:str}/write-up.zip", **OF_THE_BINDERY)
async def write_up_zip(bindery: NamedDependency[Bindery]) -> Response[Any]:
    return await bindery.file("write-up.zip", "application/zip", write_zip)


@get("/{event_slug:str}/write-up.epub", **OF_THE_BINDERY)
async def write_up_epub(bindery: NamedDependency[Bindery]) -> Response[Any]:
    return await bindery.file("write-up.epub", "application/epub+zip", write_epub)


HANDLERS: list[Any] = [write_up_json, feed, write_up_zip, write_up_epub]

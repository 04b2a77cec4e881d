"""The write-up as files and feeds, for whoever may read its pages; in the event's language."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency

from app.board.pages.fetching import fetched, is_for_anybody
from app.events.visiting import Here
from app.kernel.kept import keep
from app.kernel.markdown import MarkdownRenderer
from app.kernel.words import use_language
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.policy import all_may_be_told
from app.writeups.formats.atom import as_atom
from app.writeups.formats.data import as_json
from app.writeups.formats.volume import Volume, volume_of

LONGEST_TAG = 100


@dataclass(frozen=True)
class Bindery:
    """Where somebody takes a write-up from."""

    here: Here
    cards: Cards
    markdown: MarkdownRenderer
    settings: Settings

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


async def provide_bindery(
    here: NamedDependency[Here],
    cards: NamedDependency[Cards],
    markdown: NamedDependency[MarkdownRenderer],
    settings: NamedDependency[Settings],
) -> Bindery:
    return Bindery(here, cards, markdown, settings)


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


HANDLERS: list[Any] = [write_up_json, feed]

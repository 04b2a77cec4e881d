"""The write-up as a book of proceedings: one page in a browser, and many on paper, each session on its own."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from app.events.addresses import qr_code
from app.kernel.words import use_language
from app.writeups.formats.volume import GROUPS, Chapter, Volume
from app.writeups.pages.formats import OF_THE_BINDERY, Bindery
from app.writeups.reading import among_others, in_words, validated
from app.writeups.texts import OF_EVENTS

#: A picture that is fetched only when somebody scrolls to it is not there when all is printed.
_LATER = re.compile(r'(<img [^<>]*) loading="lazy"')


@dataclass(frozen=True)
class BookChapter:
    """A session with the code that opens its page."""

    chapter: Chapter
    body: Markup
    url: str
    code: Markup


@get("/{event_slug:str}/write-up/book", **OF_THE_BINDERY)
async def show_book(bindery: NamedDependency[Bindery]) -> Response[Any]:
    """In the event's language, as all that is printed. Search engines are led to the pages that it is made of."""
    volume = await bindery.volume()
    with use_language(volume.event.language):
        chapters = await asyncio.to_thread(_chapters, volume)
        page = bindery.here.page(
            "writeups/book.html",
            active="write-up",
            volume=volume,
            chapters=chapters,
            texts=_texts(volume),
            code=qr_code(volume.url),
            canonical=f"{bindery.settings.address}{bindery.here.home}/write-up",
            in_words=in_words,
        )
    return validated(bindery.here.request, page)


def _texts(volume: Volume) -> dict[str, Markup]:
    """An empty one for each that the event has not."""
    told = {name: Markup(text.html) for name, text in volume.texts.items()}  # noqa: S704 - our sanitiser's
    return dict.fromkeys((*OF_EVENTS, GROUPS), Markup()) | told


def _chapters(volume: Volume) -> list[BookChapter]:
    return [_chapter(chapter, volume.address + chapter.entry.url) for chapter in volume.chapters]


def _chapter(chapter: Chapter, url: str) -> BookChapter:
    body = among_others(_LATER.sub(r"\1", chapter.html), chapter.entry.number)
    return BookChapter(chapter, body, url, qr_code(url))


HANDLERS: list[Any] = [show_book]

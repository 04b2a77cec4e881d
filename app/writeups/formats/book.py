"""The parts of a book of proceedings, as its page and its PDF show them. Pure."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from app.events.addresses import qr_code
from app.writeups.formats.volume import GROUPS, Chapter, Volume
from app.writeups.reading import among_others
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


def chapters_of(volume: Volume) -> list[BookChapter]:
    return [_chapter(chapter, volume.address + chapter.entry.url) for chapter in volume.chapters]


def texts_of(volume: Volume) -> dict[str, Markup]:
    """An empty one for each that the event has not."""
    told = {name: Markup(text.html) for name, text in volume.texts.items()}  # noqa: S704 - our sanitiser's
    return dict.fromkeys((*OF_EVENTS, GROUPS), Markup()) | told


def _chapter(chapter: Chapter, url: str) -> BookChapter:
    body = among_others(_LATER.sub(r"\1", chapter.html), chapter.entry.number)
    return BookChapter(chapter, body, url, qr_code(url))

"""The write-up as a book of proceedings: one page in a browser, and many on paper, each session on its own."""

import asyncio
from typing import IO, Any

from litestar import Response, get
from litestar.di import NamedDependency

from app.events.addresses import qr_code
from app.kernel.errors import NotFound
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.writeups.formats.book import chapters_of, texts_of
from app.writeups.formats.printed import book_of, can_be_made, print_book
from app.writeups.pages.formats import OF_THE_BINDERY, Bindery
from app.writeups.reading import in_words, validated


@get("/{event_slug:str}/write-up/book", **OF_THE_BINDERY)
async def show_book(bindery: NamedDependency[Bindery]) -> Response[Any]:
    """In the event's language, as all that is printed. Search engines are led to the pages that it is made of."""
    volume = await bindery.volume()
    with use_language(volume.event.language):
        chapters = await asyncio.to_thread(chapters_of, volume)
        page = bindery.here.page(
            "writeups/book.html",
            active="write-up",
            volume=volume,
            chapters=chapters,
            texts=texts_of(volume),
            code=qr_code(volume.url),
            canonical=f"{bindery.settings.address}{bindery.here.home}/write-up",
            in_words=in_words,
            can_be_laid_out=can_be_made(),
        )
    return validated(bindery.here.request, page)


@get("/{event_slug:str}/write-up.pdf", **OF_THE_BINDERY)
async def write_up_pdf(bindery: NamedDependency[Bindery]) -> Response[Any]:
    """The same, laid out on pages: kept until something of it changes."""
    volume = await bindery.volume()
    if not (volume.chapters and can_be_made()):
        raise NotFound(_("There is no PDF of this write-up. Print the book with your browser."))

    def write(mark: str, file: IO[bytes]) -> None:
        print_book(book_of(volume, mark, bindery.photos.files.path_of), len(volume.chapters), file)

    return await bindery.kept("write-up.pdf", "application/pdf", volume, write)


HANDLERS: list[Any] = [show_book, write_up_pdf]

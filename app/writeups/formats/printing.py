"""The process that lays a book out on pages (WeasyPrint): it reads a request from standard input and writes a PDF to
standard output. It asks for nothing but the files that it was told of, and ends with the book."""

import logging
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

import msgspec

#: Bytes of its address space.
MEMORY = 3 * 1024**3
#: How far it steps back behind those who serve an event meanwhile.
NICENESS = 10
#: Dots per inch of photos, and how well they are kept.
DPI, QUALITY = 220, 80
#: What has a direction of its own, each as its text begins.
BLOCKS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "blockquote", "th", "td", "figcaption"))


class Book(msgspec.Struct, frozen=True):
    """`files` are all that it may show and be set in: their paths on the disk by their addresses. `mark` is its
    identifier; of the same book it is the same."""

    html: str
    css: str
    files: dict[str, str]
    mark: str


def pdf_of(book: Book) -> bytes:
    """An address that is not among the book's files is not asked for: what it would show is left out."""
    from weasyprint import CSS, HTML, URLFetcher
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcherResponse

    class Own(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if (path := book.files.get(url)) is None:
                raise ValueError("Not a file of this book")
            return URLFetcherResponse(url, Path(path).read_bytes())

    fonts, own = FontConfiguration(), Own()
    page = HTML(string=book.html, url_fetcher=own)
    for element in page.etree_element.iter():
        if element.tag in BLOCKS and not element.get("dir"):
            element.set("dir", _direction("".join(element.itertext())))
    style = CSS(string=book.css, url_fetcher=own, font_config=fonts)
    written: bytes = page.write_pdf(
        stylesheets=[style],
        font_config=fonts,
        pdf_identifier=book.mark.encode(),
        pdf_tags=True,
        optimize_images=True,
        jpeg_quality=QUALITY,
        dpi=DPI,
    )
    return written


def _direction(text: str) -> str:
    """That of the first letter that has one (Unicode Standard Annex 9, rules P2 and P3)."""
    strong = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "L")
    return "ltr" if strong == "L" else "rtl"


if __name__ == "__main__":
    with suppress(ValueError, OSError):
        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()
    sys.stdout.buffer.write(pdf_of(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Book)))

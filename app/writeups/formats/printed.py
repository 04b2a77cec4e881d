"""The write-up as a book to be printed, with page numbers: a PDF, where what lays pages out is installed."""

import os
import subprocess
import sys
from collections.abc import Sequence
from ctypes import CDLL
from functools import cache
from http import HTTPStatus
from importlib.util import find_spec
from typing import IO

import msgspec

from app.events.addresses import qr_code
from app.kernel.errors import Refusal
from app.kernel.logs import log
from app.kernel.plain import plain
from app.kernel.templates import ROOT, TEMPLATES, asset, built, render
from app.kernel.words import gettext as _
from app.writeups.formats.book import chapters_of, texts_of
from app.writeups.formats.elsewhere import absolute
from app.writeups.formats.notes import FileOf
from app.writeups.formats.printing import Book
from app.writeups.formats.volume import Volume
from app.writeups.reading import in_words

#: For so many seconds a book is waited for, and for so many more for each of its sessions.
SECONDS, SECONDS_EACH = 120.0, 3.0
FONTS = ("sign.woff2", "sign-more.woff2")
#: What WeasyPrint calls, by the names of Linux and macOS.
_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
)


class NotPrinted(Refusal):
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__(_("The book could not be laid out. Print its page with your browser instead."))


@cache
def can_be_made() -> bool:
    """Whether the extra `book` is installed, with the libraries that it calls."""
    return find_spec("weasyprint") is not None and all(map(_is_there, _LIBRARIES))


def _is_there(names: Sequence[str]) -> bool:
    for name in names:
        try:
            CDLL(name)
        except OSError:
            continue
        return True
    return False


def book_of(volume: Volume, mark: str, file_of: FileOf) -> Book:
    """In the language in use. A photo without a file is described."""
    page = render(
        "writeups/printed/book.html",
        event=volume.event,
        volume=volume,
        chapters=chapters_of(volume),
        texts=texts_of(volume),
        code=qr_code(volume.url),
        in_words=in_words,
    )
    style = (TEMPLATES / "writeups/printed/style.css").read_text()
    for name in FONTS:
        style = style.replace(name, volume.address + asset(name))
    return Book(absolute(plain(page), volume.address, ""), style, _files(volume, file_of), mark)


def _files(volume: Volume, file_of: FileOf) -> dict[str, str]:
    photos = {
        volume.address + figure.address: str(path)
        for chapter in volume.chapters
        for figure in chapter.figures
        if (path := file_of(figure.digest)).exists()
    }
    return {volume.address + asset(name): str(built(name)) for name in FONTS} | photos


def print_book(book: Book, sessions: int, file: IO[bytes]) -> None:
    """In a process of its own: a book can take long, and all the memory of a worker. Raises NotPrinted."""
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    try:
        subprocess.run(
            [sys.executable, "-m", "app.writeups.formats.printing"],
            input=msgspec.msgpack.encode(book),
            stdout=file,
            stderr=subprocess.PIPE,
            timeout=SECONDS + SECONDS_EACH * sessions,
            check=True,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,
        )
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", None) or b"")[-500:].decode("utf-8", "replace")
        log.warning("A book could not be laid out", error=type(error).__name__, said=said)
        raise NotPrinted from error

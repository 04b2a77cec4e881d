"""The write-up as a book for readers of EPUB 3.3 (https://www.w3.org/TR/epub-33/): title page, contents, the event's
own texts and a page for each session, with its photos. Pure, but for the files of photos, which it reads."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import partial
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from markupsafe import Markup
from PIL import Image

from app.kernel.plain import plain
from app.kernel.templates import TEMPLATES, render
from app.kernel.words import gettext as _
from app.kernel.writing import long_day, long_days
from app.writeups.formats.notes import FileOf
from app.writeups.formats.volume import GROUPS, Chapter, Figure, Volume
from app.writeups.formats.xhtml import Attributes, as_xhtml, ids_in
from app.writeups.rules import number_in

XHTML, JPEG = "application/xhtml+xml", "image/jpeg"
#: The longest sides of pictures; of books with more than so many the shorter one, that readers can open them.
LONGEST, SMALL, MANY = 1600, 800, 150
QUALITY = 80
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
#: Of the same write-up always the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class File:
    """As the package lists it."""

    id: str
    href: str
    media_type: str = XHTML
    properties: str = ""


def write_epub(volume: Volume, file_of: FileOf, file: IO[bytes]) -> None:
    """A photo without a file is left out; what can be seen on it is said instead."""
    with ZipFile(file, "w") as archive:
        _put(archive, "mimetype", b"application/epub+zip", ZIP_STORED)  # the first, and as it is (EPUB 3.3, 4.2.2)
        _put(archive, "META-INF/container.xml", _CONTAINER.encode())
        _Book(archive, volume, file_of).write()


def _put(archive: ZipFile, name: str, content: bytes, how: int = ZIP_DEFLATED) -> None:
    archive.writestr(ZipInfo(name, _MOMENT), content, how)


class _Book:
    """`photos` are those that have a file, by their addresses here; `pages` the ids that links may lead to, by the
    numbers of sessions."""

    def __init__(self, archive: ZipFile, volume: Volume, file_of: FileOf) -> None:
        self._archive, self._volume = archive, volume
        figures = {figure.name: figure for chapter in volume.chapters for figure in chapter.figures}
        self._longest = LONGEST if len(figures) <= MANY else SMALL
        self._photos = {f.address: (f, path) for f in figures.values() if (path := file_of(f.digest)).exists()}
        self._pages = {chapter.entry.number: ids_in(chapter.html) for chapter in volume.chapters}

    def write(self) -> None:
        texts, chapters = [*self._texts(("intro",))], [*self._chapters()]
        ends = [*self._texts((GROUPS, "closing", "thanks"))]
        pages = [*texts, *chapters, *ends]
        self._page("cover.xhtml", when="".join(words for _day, words in self._days()), url=self._volume.url)
        self._page(
            "nav.xhtml", groups=[*_alone(texts), *self._grouped(chapters), *_alone(ends)], first=self._first(pages)
        )
        _put(self._archive, "EPUB/style.css", (TEMPLATES / "writeups/epub/style.css").read_bytes())
        self._package([page for page, _title in pages], [*self._pictures()])

    def _days(self) -> list[tuple[date, str]]:
        return long_days(self._volume.event.starts_on, self._volume.event.ends_on)

    def _first(self, pages: Sequence[tuple[File, str]]) -> str:
        return pages[0][0].href if pages else "cover.xhtml"

    def _texts(self, names: Sequence[str]) -> Iterator[tuple[File, str]]:
        titles = {"intro": _("Introduction"), "closing": _("Closing words"), "thanks": _("Thanks")}
        titles[GROUPS] = _("What comes of it")
        for name in names:
            if text := self._volume.texts.get(name):
                body = self._body(text.html, ids_in(text.html))
                yield self._page(f"{name}.xhtml", "text.xhtml", title=titles[name], body=body), titles[name]

    def _chapters(self) -> Iterator[tuple[File, str]]:
        zone = ZoneInfo(self._volume.event.time_zone)
        for chapter in self._volume.chapters:
            yield (
                self._page(
                    _href(chapter.entry.number),
                    "chapter.xhtml",
                    chapter=chapter,
                    body=self._body(chapter.html, self._pages[chapter.entry.number]),
                    url=self._volume.address + chapter.entry.url,
                    published=long_day(chapter.edition.published_at.astimezone(zone)),
                ),
                chapter.entry.title,
            )

    def _grouped(self, pages: Sequence[tuple[File, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
        """By day, where there are several."""
        listed = [
            (_day_of(chapter), file.href, title)
            for chapter, (file, title) in zip(self._volume.chapters, pages, strict=True)
        ]
        days = [
            (day, [(href, title) for _day, href, title in group])
            for day, group in groupby(listed, key=lambda each: each[0])
        ]
        several = self._volume.event.ends_on != self._volume.event.starts_on
        return [(day if several else "", group) for day, group in days]

    def _page(self, name: str, template: str = "", /, **context: object) -> File:
        page = render(f"writeups/epub/{template or name}", event=self._volume.event, **context)
        _put(self._archive, f"EPUB/{name}", plain(page).strip().encode())
        return File(name.removesuffix(".xhtml"), name)

    def _body(self, html: str, own: set[str]) -> Markup:
        return Markup(as_xhtml(html, partial(self._changed, own)))  # noqa: S704 - our sanitiser's, escaped again

    def _changed(self, own: set[str], tag: str, given: Attributes) -> Attributes | None:
        if tag == "img":
            photo = self._photos.get(given.get("src", ""))
            return {"src": _picture(photo[0]), "alt": given.get("alt", "")} if photo else None
        if "href" in given:
            href = self._led(given.pop("href"), own)
            return {**given, "href": href} if href else given
        return given

    def _led(self, href: str, own: set[str]) -> str:
        """To a page in here if it has one; empty for what leads nowhere, which no reader accepts."""
        if href.startswith("#"):
            return href if href[1:] in own else ""
        path, _hash, part = href.partition("#")
        home, _slash, page = path.rpartition("/")
        number = number_in(page) if home == f"/{self._volume.event.slug}/write-up" else None
        if number in self._pages:
            return _href(number) + (f"#{part}" if part in self._pages[number] else "")
        return _whole(self._volume.address + href if href.startswith("/") else href)

    def _pictures(self) -> Iterator[File]:
        for figure, path in self._photos.values():
            _put(self._archive, f"EPUB/{_picture(figure)}", _as_jpeg(path, self._longest), ZIP_STORED)
            yield File(f"photo-{figure.name}", _picture(figure), JPEG)

    def _package(self, pages: Sequence[File], pictures: Sequence[File]) -> None:
        ahead = [File("cover", "cover.xhtml"), File("nav", "nav.xhtml", properties="nav")]
        files = [*ahead, *pages, File("style", "style.css", "text/css"), *pictures]
        changed = self._volume.changed_at.astimezone(UTC)
        self._page(
            "package.opf",
            volume=self._volume,
            url=self._volume.url,
            hosts=sorted({host for chapter in self._volume.chapters for host in chapter.entry.hosts}),
            modified=f"{changed:%Y-%m-%dT%H:%M:%SZ}",
            files=files,
            spine=[page.id for page in (*ahead, *pages)],
        )


def _alone(pages: Sequence[tuple[File, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [("", [(file.href, title) for file, title in pages])]


def _href(number: int) -> str:
    return f"session-{number}.xhtml"


def _picture(figure: Figure) -> str:
    return f"photos/{figure.name}.jpg"


def _day_of(chapter: Chapter) -> str:
    place = chapter.entry.place
    return long_day(date.fromisoformat(place.day)) if place else _("Not on the board")


def _whole(address: str) -> str:
    """Empty for one that cannot be read as an address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https", "mailto") else ""


def _as_jpeg(path: Path, longest: int) -> bytes:
    """What readers of ten years ago show too; what was clear is white."""
    with Image.open(path) as image:
        image.thumbnail((longest, longest))
        clear = image.convert("RGBA")
    paper = Image.new("RGB", clear.size, "white")
    paper.paste(clear, mask=clear.getchannel("A"))
    written = BytesIO()
    paper.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()

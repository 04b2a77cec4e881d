"""The book as a PDF, read by another program."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from httpx import Response
from pypdf import PdfReader

from app.writeups.formats import printed
from app.writeups.formats.printing import Book, pdf_of
from app.writeups.pages import formats
from app.writeups.pages.formats import AGAIN
from tests.writeups.conftest import Browser, Site
from tests.writeups.formats.conftest import publish

ADDRESS = "/small-camp/write-up.pdf"
LONG = "\n\n".join(f"## Part {n}\n\n" + "Much was said about it. " * 120 for n in range(6))


async def asked_until_there(browser: Browser) -> Response:
    """As a browser looks again and again, as it is told."""
    while (answer := await browser.get(ADDRESS)).status_code == 202:
        assert answer.headers["refresh"] == str(AGAIN)
    return answer


async def opened(browser: Browser) -> PdfReader:
    answer = await asked_until_there(browser)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text[:500]
    return PdfReader(BytesIO(answer.content))


async def test_the_contents_name_the_pages_on_which_chapters_begin(site: Site, fay: Browser) -> None:
    for title in ("Longwinded", "Afterwards"):
        topic = await site.topic(title, LONG)
        await publish(fay, topic.number)
    book = await opened(await site.reader())
    contents = book.pages[1].extract_text(extraction_mode="layout")
    told = {title: int(page) for title, page in re.findall(r"(Restores|Longwinded|Afterwards)[ .]*(\d+)", contents)}
    assert told.keys() == {"Restores", "Longwinded", "Afterwards"}
    for title, number in told.items():
        (target,) = _destinations(book, title)
        assert target == number
    assert told["Afterwards"] - told["Longwinded"] >= 3
    for number, page in enumerate(book.pages[1:], 2):
        lines = page.extract_text().split()
        assert str(number) in lines, number
    assert "Small Camp" in book.pages[told["Longwinded"]].extract_text()
    assert "Longwinded" in book.pages[told["Longwinded"]].extract_text()


def _destinations(book: PdfReader, title: str) -> list[int]:
    """Of the outline's lines with this title, counted from 1."""
    return [(book.get_destination_page_number(each) or 0) + 1 for each in _flat(book.outline) if each.title == title]


def _flat(outline: Any) -> list[Any]:
    return [line for each in outline for line in (_flat(each) if isinstance(each, list) else [each])]


async def test_photos_and_what_was_agreed_are_in_it_and_names_are_not(site: Site, fay: Browser) -> None:
    def words(book: PdfReader) -> str:
        return "\n".join(page.extract_text() for page in book.pages)

    open_book = await opened(fay)
    assert "Hostia" in words(open_book)
    assert "We try one a month" in words(open_book)
    sizes = [each.image.size for page in open_book.pages for each in page.images if each.image]
    assert set(sizes) == {(90, 60)}
    await site.attribute("chatham")
    assert "Hostia" not in words(await opened(fay))


async def test_what_is_written_from_right_to_left_stands_at_the_right(site: Site, fay: Browser) -> None:
    topic = await site.topic("מה למדנו", "דיברנו על תקלות.\n\nTwo of us listened.\n")
    await publish(fay, topic.number)
    book, left = await opened(await site.reader()), {}

    def note(text: str, _moves: Any, where: list[float], *_more: Any) -> None:
        left.update(dict.fromkeys(text.split(), where[4]))

    (chapter,) = _destinations(book, "מה למדנו")
    page = book.pages[chapter - 1]
    page.extract_text(visitor_text=note)
    hebrew = [at for word, at in left.items() if "א" <= word[0] <= "ת"]
    assert hebrew
    assert left["listened."] < float(page.mediabox.width) / 2 < min(hebrew), left


async def test_it_is_laid_out_once_and_not_sent_again(
    site: Site, fay: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await asked_until_there(fay)
    monkeypatch.setattr(printed.subprocess, "run", lambda *_args, **_more: pytest.fail("It was laid out twice"))
    assert (await fay.get(ADDRESS)).content == first.content
    assert (await fay.get(ADDRESS, if_none_match=first.headers["etag"])).status_code == 304


async def test_a_browser_is_told_how_things_stand_and_a_script_waits(
    site: Site, fay: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out, run = list[object](), printed.subprocess.run
    monkeypatch.setattr(printed.subprocess, "run", lambda *what, **how: laid_out.append(what) or run(*what, **how))
    monkeypatch.setattr(formats, "PATIENCE", 0.01)
    page = await fay.get(ADDRESS)
    assert (page.status_code, page.headers["cache-control"]) == (202, "no-store")
    assert "2 sessions are laid out on pages" in page.text
    script = await fay.get(ADDRESS, accept="application/pdf")
    assert script.status_code == 200
    assert (await asked_until_there(fay)).content == script.content
    assert len(laid_out) == 1


async def test_without_the_extra_the_page_says_how_to_print(
    site: Site, fay: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in ("write-up/book", "write-up", "write-up/whole"):
        assert 'href="/small-camp/write-up.pdf"' in (await fay.get(f"/small-camp/{page}")).text
    printed.can_be_made.cache_clear()
    monkeypatch.setattr(printed, "find_spec", lambda _name: None)
    page = (await fay.get("/small-camp/write-up/book")).text
    assert "write-up.pdf" not in page
    assert "Print this page with your browser." in page
    assert "write-up.pdf" not in (await fay.get("/small-camp/write-up", cache_control="no-cache")).text
    assert (await fay.get(ADDRESS)).status_code == 404
    printed.can_be_made.cache_clear()


async def test_without_anything_published_there_is_none(site: Site) -> None:
    assert (await (await site.reader()).get(ADDRESS)).status_code == 404


async def test_a_book_that_takes_too_long_is_given_up(
    site: Site, fay: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "SECONDS", 0.001)
    monkeypatch.setattr(printed, "SECONDS_EACH", 0)
    answer = await asked_until_there(fay)
    assert answer.status_code == 503
    assert "could not be laid out" in answer.text


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Noting) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ["http", "file", "data", "relative"])
def test_nothing_is_fetched_that_is_no_file_of_the_book(
    kind: str, tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    secret = tmp_path / "secret.svg"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>hidden-words</text></svg>'
    secret.write_text(svg)
    address = {
        "http": f"{asked[0]}/x.png",
        "file": secret.as_uri(),
        "data": "data:image/svg+xml," + svg.replace("#", "%23").replace('"', "%22"),
        "relative": "/etc/passwd",
    }[kind]
    html = f"""<link rel="stylesheet" href='{address}'><link rel="attachment" href='{address}'>
    <img src='{address}' alt="instead"><svg><image href='{address}' width="9" height="9"/></svg>
    <object data='{address}'></object><p style="background: url('{address}')">Words</p>"""
    style = f"@import url('{address}'); p {{ background: url('{address}') }}" if kind != "relative" else ""
    written = pdf_of(Book(html, style, {}, "m"))
    book = PdfReader(BytesIO(written))
    assert "Words" in book.pages[0].extract_text()
    assert "hidden-words" not in book.pages[0].extract_text()
    assert book.attachments == {}
    assert b"root:" not in written
    assert asked[1] == []

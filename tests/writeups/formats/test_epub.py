"""The EPUB, opened by another program, and by the rules of EPUB 3.3."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml
from zipfile import ZIP_STORED, ZipFile

import httpx
import pytest
from ebooklib import ITEM_IMAGE, epub
from PIL import Image
from sqlmodel import col, select

from app.notes.photos.tables import Photo
from app.writeups.formats.xhtml import as_xhtml
from tests.writeups.conftest import Browser, Site
from tests.writeups.formats.conftest import PHOTO, publish

ADDRESS = "/small-camp/write-up.epub"
HERE = "http://testserver.local"
X = "{http://www.w3.org/1999/xhtml}"


async def fetch(browser: Browser) -> httpx.Response:
    answer = await browser.get(ADDRESS)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/epub+zip")
    keep_to_the_rules(answer.content)
    return answer


def keep_to_the_rules(written: bytes) -> None:
    """4.2.2: mimetype first and as it is. 5.6: all is listed, and all listed is there. 6.1: pages are well-formed, and
    links within lead somewhere."""
    with ZipFile(BytesIO(written)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", ZIP_STORED, b"")
        files = {name: archive.read(name) for name in archive.namelist()}
    package = Xml.fromstring(files["EPUB/package.opf"])
    listed = {item.get("href", "") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert {f"EPUB/{href}" for href in listed} | {"EPUB/package.opf", "mimetype", "META-INF/container.xml"} == set(
        files
    )
    pages = {href: Xml.fromstring(files[f"EPUB/{href}"]) for href in listed if href.endswith(".xhtml")}
    ids = {href: [each.get("id") for each in page.iter() if each.get("id")] for href, page in pages.items()}
    for href, page in pages.items():
        assert len(ids[href]) == len(set(ids[href])), href
        for link in (each.get("href", "") for each in page.iter(f"{X}a") if each.get("href")):
            target, _hash, part = link.partition("#")
            assert "://" in link or ((target or href) in pages and (not part or part in ids[target or href])), link
        assert all(image.get("src") in listed and image.get("alt") is not None for image in page.iter(f"{X}img"))


def opened(answer: httpx.Response, folder: Path) -> Any:
    path = folder / "book.epub"
    path.write_bytes(answer.content)
    return epub.read_epub(str(path), {"ignore_ncx": True})


async def test_another_program_reads_it_in_the_order_of_the_day(site: Site, fay: Browser, tmp_path: Path) -> None:
    book = opened(await fetch(await site.reader()), tmp_path)
    assert book.get_metadata("DC", "title")[0][0] == "Small Camp"
    assert book.get_metadata("DC", "language")[0][0] == "en"
    assert {name for name, _more in book.get_metadata("DC", "contributor")} == {"Hostia", "Lin"}
    assert [link.title for link in book.toc] == ["Restores", "Calm & 静けさ <b>"]
    assert [name for name, _linear in book.spine] == ["cover", "nav", "session-2", "session-1"]
    text = book.get_item_with_href("session-2.xhtml").get_content().decode()
    for words in ("Hosted by Hostia", "11:00, Library", "<strong>Agreed:</strong> We try one a month", "Photo: Ada"):
        assert words in text, words
    (picture,) = book.get_items_of_type(ITEM_IMAGE)
    with Image.open(BytesIO(picture.get_content())) as image:
        assert (image.format, image.size) == ("JPEG", (90, 60))


async def test_links_stay_in_the_book_where_they_can(site: Site, fay: Browser, tmp_path: Path) -> None:
    text = "[there](/small-camp/write-up/2-restores#h-tools-more) [gone](/small-camp/write-up/2-x#h-none) "
    text += "[self](#nowhere) [wall](/small-camp/topics) [unwritten](/small-camp/write-up/9-x) [odd](http://[) **bold**"
    await site.topic("Links", text)
    await publish(fay, 3)
    page = opened(await fetch(fay), tmp_path).get_item_with_href("session-3.xhtml").get_content().decode()
    restores = (await fay.get("/small-camp/write-up/2-restores")).text
    anchor = re.search(r'<h2 id="(h-[^"]+)"', restores)
    assert anchor
    assert f'href="session-2.xhtml#{anchor[1]}"' in page
    assert 'href="session-2.xhtml"' in page
    assert f'href="{HERE}/small-camp/topics"' in page
    assert f'href="{HERE}/small-camp/write-up/9-x"' in page
    assert "nowhere" not in page


async def test_what_xml_cannot_hold_and_what_looks_like_markup_break_nothing(site: Site) -> None:
    fay = await site.facilitator()
    await site.topic("Bell \x07 & <i>", "Words \x08 & &lt; `<b>` <script>x</script>\n\n---\n\nline  \nbreak &nbsp; end")
    await publish(fay, 1)
    await fetch(fay)


async def test_the_event_s_own_texts_are_in_it(site: Site, fay: Browser, tmp_path: Path) -> None:
    async with site.hallway.works.begin() as work:
        event = await work.db.merge(site.camp.event)
        event.intro, event.thanks = "Two days of **talk**.", "To all."
    book = opened(await fetch(fay), tmp_path)
    assert [name for name, _linear in book.spine] == ["cover", "nav", "intro", "session-2", "session-1", "thanks"]
    assert b"<strong>talk</strong>" in book.get_item_with_href("intro.xhtml").get_content()


async def test_before_anything_is_published_it_can_be_opened(site: Site, tmp_path: Path) -> None:
    book = opened(await fetch(await site.reader()), tmp_path)
    assert [name for name, _linear in book.spine] == ["cover", "nav"]


async def test_a_photo_whose_file_is_missing_is_described(site: Site, fay: Browser, tmp_path: Path) -> None:
    async with site.hallway.database.reading() as db:
        photo = (await db.exec(select(Photo).where(col(Photo.name) == PHOTO))).one()
    site.hallway.photos.files.path_of(photo.hash).unlink()
    book = opened(await fetch(fay), tmp_path)
    assert list(book.get_items_of_type(ITEM_IMAGE)) == []
    assert b"A full board" in book.get_item_with_href("session-2.xhtml").get_content()


async def test_the_same_is_the_same_bytes_and_not_sent_again(site: Site, fay: Browser) -> None:
    first, again = await fetch(fay), await fetch(fay)
    assert first.content == again.content
    assert (await fay.get(ADDRESS, if_none_match=first.headers["etag"])).status_code == 304


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("<p>a &amp; &lt;b&gt;&nbsp;c<br>d</p>", "<p>a &amp; &lt;b&gt;\xa0c<br/>d</p>"),
        ('<p id="p-1">"q" \x07</p><hr>', '<p id="p-1">"q" </p><hr/>'),
        ('<a href="x&amp;y&quot;">t</a>', '<a href="x&amp;y&quot;">t</a>'),
    ],
)
def test_html_becomes_xhtml(html: str, xhtml: str) -> None:
    assert as_xhtml(html, lambda _tag, given: given) == xhtml

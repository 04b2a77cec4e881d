"""What was published lately, as an Atom feed (RFC 4287), and what was taken back, which readers drop (RFC 6721).
Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

from app.kernel.plain import plain
from app.kernel.words import gettext as _
from app.writeups.formats.elsewhere import absolute
from app.writeups.formats.volume import Chapter, Volume

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
#: Programs ask again and again; whoever wants all of it has other formats.
MOST = 50


def as_atom(volume: Volume, own: str, tag: str = "") -> bytes:
    """The pages of one tag, or all; the newest first. `own` is the feed's address."""
    chapters = [chapter for chapter in volume.chapters if _has(chapter.entry.tags, tag)]
    chapters.sort(key=lambda chapter: (chapter.changed_at, chapter.entry.number), reverse=True)
    feed = Xml.Element("feed", {"xmlns": ATOM, "xmlns:at": TOMBSTONES, "xml:lang": volume.event.language})
    event = volume.event
    _add(feed, "id", f"urn:uuid:{volume.guid('feed', tag.casefold())}")
    _add(feed, "title", _("%(event)s, %(part)s") % {"event": event.name, "part": tag} if tag else event.name)
    if event.theme:
        _add(feed, "subtitle", event.theme)
    withdrawn = [page for page in volume.withdrawn if _has(page.tags, tag)]
    moments = [*(chapter.changed_at for chapter in chapters), *(page.at for page in withdrawn)]
    _add(feed, "updated", _moment(max(moments, default=event.made_at)))
    _add(_add(feed, "author"), "name", event.name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=volume.url)
    _add(feed, "generator", "Hallway")
    for page in withdrawn[:MOST]:
        _add(feed, "at:deleted-entry", ref=f"urn:uuid:{page.guid}", when=_moment(page.at))
    for chapter in chapters[:MOST]:
        _add_entry(feed, volume, chapter)
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _has(tags: Iterable[str], tag: str) -> bool:
    """Whether it is among them, however it is written; no tag is everywhere."""
    return not tag or tag.casefold() in {each.casefold() for each in tags}


def _add_entry(feed: Xml.Element, volume: Volume, chapter: Chapter) -> None:
    entry, page = _add(feed, "entry"), volume.address + chapter.entry.url
    _add(entry, "id", f"urn:uuid:{chapter.guid}")
    _add(entry, "title", chapter.entry.title)
    _add(entry, "updated", _moment(chapter.changed_at))
    _add(entry, "published", _moment(chapter.first_at))
    for host in chapter.entry.hosts:
        _add(_add(entry, "author"), "name", host)
    _add(entry, "link", rel="alternate", type="text/html", href=page)
    for tag in chapter.entry.tags:
        _add(entry, "category", term=tag)
    if chapter.entry.summary:
        _add(entry, "summary", chapter.entry.summary)
    _add(entry, "content", absolute(chapter.html, volume.address, page), type="html")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _add(parent: Xml.Element, tag: str, words: str = "", /, **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, tag, {name: plain(value) for name, value in attributes.items()})
    element.text = plain(words) or None
    return element

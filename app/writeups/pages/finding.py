"""What leads search engines and previews to the write-ups that everybody may read, and to nothing else; our mark."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as Xml

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.pages.fetching import fetched, is_for_anybody
from app.events.visiting import Here
from app.kernel.clock import Clock
from app.kernel.errors import NotFound
from app.kernel.templates import asset
from app.kernel.words import gettext as _
from app.kernel.words import ngettext, use_language
from app.kernel.writing import long_days
from app.people.viewers import Viewer
from app.settings import Settings
from app.writeups.formats.picture import as_png
from app.writeups.queries import pages_of, published_moments, readable_events

#: https://www.sitemaps.org/protocol.html
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XML = "application/xml"
NOBODY = Viewer()

AnyRequest = Request[Any, Any, Any]
TheSettings = NamedDependency[Settings]


@get("/robots.txt")
async def robots(request: AnyRequest, settings: TheSettings) -> Response[Any]:
    """Pages say themselves when they are not to be found; whoever may not read them would not hear of it."""
    body = f"User-agent: *\nDisallow: /search\nAllow: /\n\nSitemap: {settings.address}/sitemap.xml\n"
    return fetched(request, body.encode(), "text/plain", "robots.txt", anybody=True)


@get("/favicon.ico")
async def favicon() -> Redirect:
    """For what has no head to name it in: feeds, JSON, a widget alone. Browsers ask there by themselves."""
    return Redirect(asset("favicon.svg"), headers={"Cache-Control": "public, max-age=86400"})


@get("/sitemap.xml")
async def sitemaps(
    request: AnyRequest, db: NamedDependency[AsyncSession], clock: NamedDependency[Clock], settings: TheSettings
) -> Response[Any]:
    """One for each event that has something to read."""
    events = await readable_events(db, NOBODY, clock())
    pages = await pages_of(db, [event.id or 0 for event in events])
    there = [(f"{settings.address}/{event.slug}/sitemap.xml", None) for event in events if event.id in pages]
    return fetched(request, _written("sitemapindex", "sitemap", there), XML, "sitemap.xml", anybody=True)


@get("/{event_slug:str}/sitemap.xml")
async def sitemap(here: NamedDependency[Here], settings: TheSettings) -> Response[Any]:
    """The write-up and its pages, with the day of each one's last edition; nothing of an event that only some see."""
    moments = await published_moments(here.db, here.event) if is_for_anybody(here.event) else {}
    if not moments:
        raise NotFound(_("There is nothing here for search engines."))
    pages = {f"{here.home}/write-up": max(moments.values()), **moments}
    there = [(settings.address + url, moment) for url, moment in pages.items()]
    return fetched(here.request, _written("urlset", "url", there), XML, "sitemap.xml", anybody=True)


def _written(root: str, each: str, places: Iterable[tuple[str, datetime | None]]) -> bytes:
    tree = Xml.Element(root, {"xmlns": SITEMAP})
    for address, moment in places:
        place = Xml.SubElement(tree, each)
        Xml.SubElement(place, "loc").text = address
        if moment:
            Xml.SubElement(place, "lastmod").text = moment.isoformat(timespec="seconds")
    written: bytes = Xml.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written


@get("/{event_slug:str}/write-up.png")
async def picture(here: NamedDependency[Here]) -> Response[Any]:
    """For previews of its pages in other places."""
    event = here.event
    pages = (await pages_of(here.db, [here.event_id])).get(here.event_id, 0)
    with use_language(event.language):
        days = "".join(words for _day, words in long_days(event.starts_on, event.ends_on))
        told = ngettext("%(num)s write-up", "%(num)s write-ups", pages) % {"num": pages} if pages else ""

        async def make() -> bytes:
            return await asyncio.to_thread(as_png, event.name, [days, event.venue, event.theme, told])

        body = await here.alike("write-up.png", make)
    return fetched(here.request, body, "image/png", f"{event.slug}.png", is_for_anybody(event))


HANDLERS: list[Any] = [robots, favicon, sitemaps, sitemap, picture]

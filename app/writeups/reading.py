"""What makes an edition a page: its headings can be linked to, its dates are words, and browsers keep it."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response
from markupsafe import Markup

from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.kept import keep
from app.kernel.words import gettext as _
from app.kernel.work import revision_of
from app.kernel.writing import long_day

_OPENING = re.compile(r"<(/?)h([2-5])\b")
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_OWN = re.compile(r' (id="|href="#)((?:h-|p-|fn)[^"]*")')
_HEADING = re.compile(r'<h([2-6]) id="(h-[^"]+)">')


def permalinked(html: str, contents: Sequence[dict[str, Any]]) -> Markup:
    """The edition's HTML, which the sanitiser made, with a link to itself in each heading."""
    texts = {heading["id"]: heading["text"] for heading in contents}

    def link(heading: re.Match[str]) -> str:
        name = _("Link to “%s”") % texts.get(heading[2], "")
        link = Markup('<a class="perma" href="#{}" aria-label="{}">#</a>').format(Markup(heading[2]), name)  # noqa: S704
        return heading[0] + str(link)

    return Markup(_HEADING.sub(link, html))  # noqa: S704


def among_others(html: str, number: int) -> Markup:
    """An edition's HTML as a part of a longer page: its headings one level lower, its own ids and links those of a
    topic with this number."""

    def placed(tag: re.Match[str]) -> str:
        lower = _OPENING.sub(lambda found: f"<{found[1]}h{int(found[2]) + 1}", tag[0])
        return _OWN.sub(rf" \1t{number}-\2", lower)

    return Markup(_TAG.sub(placed, html))  # noqa: S704


def all_among_others(texts: Mapping[int, str]) -> dict[int, Markup]:
    return {number: among_others(html, number) for number, html in texts.items()}


def in_words(moment: date, event: Event | None = None) -> str:
    """A date as people say it, such as 3 April 2017; a moment by the event's calendar."""
    if isinstance(moment, datetime) and event:
        moment = moment.astimezone(ZoneInfo(event.time_zone))
    return long_day(moment)


def validated(request: Request[Any, Any, Any], response: Response[str]) -> Response[Any]:
    """The page, or 304 for a browser that has it already. Browsers ask every time: a withdrawn page is gone at once."""
    etag = f'W/"{sha256(response.content.encode()).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language"}
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if etag in known or "*" in known:
        return Response(None, status_code=304, headers=headers)
    response.headers.update(headers)
    return response


async def kept(here: Here, response: Response[str], beside: Collection[int] = ()) -> Response[Any]:
    """The same; and readers nobody knows are answered with it until something changes here or at the events `beside`.
    A notice goes by itself, so a page with one is not kept."""
    if here.as_of is not None and not here.notices:
        others = {event_id: await revision_of(here.db, event_id) for event_id in beside}
        keep(here.request.scope["state"], {**others, here.event_id: here.as_of})
    return validated(here.request, response)

"""What I missed: the list, the strip that every page shows, and noting that I have seen it."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, put
from litestar.di import NamedDependency

from app.day.inbox import InboxOf
from app.events.visiting import Here
from app.kernel.errors import Forbidden
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.pages import AtEvent, asked_of
from app.topics.told import note_seen

#: More keys than anybody has topics.
MOST_KEYS = 500


@get("/{event_slug:str}/news")
async def news(here: AtEvent, inbox_of: NamedDependency[InboxOf]) -> Response[Any]:
    inbox = here.news or await inbox_of(here)
    if inbox is None:
        return go(f"{here.home}/join?next={here.home}/news")
    return here.page("day/news.html", active="mine", news=inbox, asked=await asked_of(here))


@get("/{event_slug:str}/news/strip")
async def strip(here: AtEvent, inbox_of: NamedDependency[InboxOf]) -> Response[str]:
    """The strip alone, for a page that heard of a change to something of its reader's. `whole` is all of it.

    Raises Forbidden for those who take no part.
    """
    inbox = here.news or await inbox_of(here)
    if inbox is None:
        raise Forbidden(_("Join with a name first."))
    answer = here.page("day/_strip.html", news=inbox, whole=bool(here.asked("whole")))
    answer.headers["cache-control"] = "no-store"
    return answer


@put("/{event_slug:str}/news/seen", status_code=303)
async def seen(here: AtEvent) -> Response[Any]:
    """`keys` of what was seen, on a page of that `revision`."""
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        raise Forbidden(_("Join with a name first."))
    keys, revision = here.form.get("keys", "").split()[:MOST_KEYS], here.form.get("revision", "")
    async with here.begin() as work:
        known = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
        await note_seen(work, here.event_id, attendee_id, keys, known)
    return go(_page_before(here)) if here.wants_page else Response(None, status_code=204)


def _page_before(here: Here) -> str:
    """The page of this event on which it was seen."""
    path = urlsplit(here.request.headers.get("referer", "")).path
    return path if path.startswith(f"{here.home}/") else f"{here.home}/news"


HANDLERS: list[Any] = [news, strip, seen]

"""Choosing a language: visitors for their own pages, facilitators for what the event itself prints and projects."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from litestar import Request, get, put
from litestar.di import NamedDependency
from litestar.response import Redirect

from app.events.actions import change_language
from app.events.forms import read_language
from app.events.queries import event_by_id
from app.events.visiting import Here
from app.kernel.errors import Forbidden, NotFound
from app.kernel.languages import language_cookie
from app.kernel.web import go
from app.kernel.words import LANGUAGES
from app.kernel.words import gettext as _


@get("/language", status_code=303)
async def choose_language(request: Request[Any, Any, Any], scheme: NamedDependency[str]) -> Redirect:
    """`to` a language, kept on this device, and back to the page where it was chosen.

    Nothing changes but the looks of this browser's pages, so no token is asked for: pages that are the same for
    everybody have none. The page is not named in the address, because some pages' addresses are secrets.
    """
    wanted = request.query_params.get("to", "")
    if wanted not in LANGUAGES:
        raise NotFound(_("Hallway does not speak this language yet."))
    answer = go(_page_before(request))
    answer.headers["set-cookie"] = language_cookie(wanted, secure=scheme == "https")
    return answer


@put("/{event_slug:str}/language", status_code=303)
async def put_language(here: NamedDependency[Here]) -> Redirect:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators choose what the event speaks."))
    language = read_language(here.form)
    async with here.begin() as work:
        await change_language(work, await event_by_id(work.db, here.event_id), language)
    return go(here.home)


def _page_before(request: Request[Any, Any, Any]) -> str:
    """Where this browser comes from, if that is a page of ours; nowhere else is anybody led to."""
    try:
        before = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    if before.netloc != request.headers.get("host") or before.path.startswith("//"):
        return "/"
    return urlunsplit(("", "", before.path or "/", before.query, ""))


HANDLERS: list[Any] = [choose_language, put_language]

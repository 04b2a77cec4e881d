"""The page behind a role link: looking is harmless, taking the role is a post of its own."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.clock import Clock
from app.kernel.errors import NotFound
from app.kernel.security import VisitState
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.work import Works
from app.people.actions import take_role
from app.people.queries import link_by_token


@get("/links/{token:str}")
async def show_link(request: Request[Any, Any, Any], db: AsyncSession, token: str, clock: Clock) -> Response[str]:
    link = await link_by_token(db, token, clock())
    if link is None:
        raise NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
    return page(request, "events/link.html", role=link.role, token=token, headers={"X-Robots-Tag": "noindex"})


@post("/links/{token:str}")
async def take_link(visit: VisitState, token: str, works: Works) -> Redirect:
    known_as = visit.key
    async with works.begin() as work:
        await take_role(work, known_as, token, visit.rotate())
    return go("/")


HANDLERS = [show_link, take_link]

"""The page that searches all write-ups, and its answer alone for whoever is still typing."""

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kernel.clock import Clock
from app.kernel.security import VisitState
from app.kernel.web import page
from app.people.queries import viewer_of
from app.writeups.queries import readable_events
from app.writeups.searching import answer, read_question
from app.writeups.showing import show


@dataclass(frozen=True)
class Desk:
    """Where questions are asked, by somebody who may see some events and not others."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    visit: VisitState
    clock: Clock

    async def page(self, template: str, *, typing: bool = False) -> Response[str]:
        now = self.clock()
        viewer = await viewer_of(self.db, self.visit.key if self.visit.known else None, None, now)
        asked = read_question(self.request.query_params.multi_items(), typing=typing)
        events = await readable_events(self.db, viewer, now, asked.question.event)
        view = await show(self.db, asked.question, await answer(self.db, asked, events), events)
        return page(self.request, template, viewer=viewer, active="search", view=view)


async def provide_desk(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
) -> Desk:
    return Desk(request, db, visit, clock)


@get("/search", dependencies={"desk": provide_desk})
async def show_search(desk: NamedDependency[Desk]) -> Response[str]:
    return await desk.page("writeups/search.html")


@get("/search/found", dependencies={"desk": provide_desk})
async def show_found(desk: NamedDependency[Desk]) -> Response[str]:
    """What the last word, still being typed, may become is found too."""
    return await desk.page("writeups/_found.html", typing=True)

"""The page that searches all write-ups."""

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


@get("/search")
async def show_search(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
) -> Response[str]:
    viewer = await viewer_of(db, visit.key if visit.known else None, None, clock())
    question, query = read_question(request.query_params.multi_items())
    events = await readable_events(db, viewer.visit_id, question.event)
    view = await answer(db, question, query, events)
    return page(request, "writeups/search.html", viewer=viewer, active="search", view=view)

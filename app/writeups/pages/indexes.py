"""Indexes over the years: tools, resources, quotations, decisions, actions, questions, tags, people and topics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Series
from app.kernel.clock import Clock
from app.kernel.errors import NotFound
from app.kernel.security import VisitState
from app.kernel.web import page
from app.kernel.words import gettext as _
from app.people.queries import viewer_of
from app.people.viewers import Viewer
from app.settings import Settings
from app.writeups.indexes import INDEXES, LAST_PAGE, LONGEST_ASKED, NAMED, STATES, Asked
from app.writeups.queries import readable_events
from app.writeups.reading import validated
from app.writeups.shelf import Shelf, index_shown, indexes_shown


@dataclass(frozen=True)
class AtShelf:
    """Somebody in front of the indexes."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    viewer: Viewer
    shelf: Shelf
    address: str

    def asked(self, name: str) -> str:
        value: str = self.request.query_params.get(name, "")
        return " ".join(value.split())[:LONGEST_ASKED]

    def page(self, template: str, shown: Mapping[str, Any], *, is_whole: bool = True) -> Response[Any]:
        """`is_whole` pages are listed by search engines, as far as everybody may read what is on them."""
        shelf = self.shelf
        narrowed_to = [shelf.event] if shelf.event else shelf.events if shelf.series else []
        listed = is_whole and all(event.visibility == "public" for event in narrowed_to)
        told = {**shown, "canonical": self.address + shown["canonical"], "listed": listed}
        return validated(self.request, page(self.request, template, viewer=self.viewer, **told))


async def provide_shelf(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> AtShelf:
    """Raises NotFound for an event or a series of which this visitor sees nothing."""
    now = clock()
    viewer = await viewer_of(db, visit.key if visit.known else None, None, now)
    slug, series_slug = request.query_params.get("event", ""), request.query_params.get("series", "")
    seen = await readable_events(db, viewer, now, slug)
    event = next((each for each in seen if each.slug == slug), None)
    series = (await db.exec(select(Series).where(Series.slug == series_slug))).first() if series_slug else None
    events = [each for each in seen if not slug or each.slug == slug]
    events = [each for each in events if not series_slug or (series and each.series_id == series.id)]
    if (slug or series_slug) and not events:
        raise NotFound(_("There is no index of this. The one of all events may help."))
    return AtShelf(request, db, viewer, Shelf(seen, events, event, series), settings.address)


OF_THE_SHELF: dict[str, Any] = {"dependencies": {"at_shelf": provide_shelf}}


@get("/index", **OF_THE_SHELF)
async def show_indexes(at_shelf: NamedDependency[AtShelf]) -> Response[Any]:
    return at_shelf.page("writeups/indexes.html", await indexes_shown(at_shelf.db, at_shelf.shelf))


@get("/index/{index:str}", **OF_THE_SHELF)
async def show_index(at_shelf: NamedDependency[AtShelf], index: FromPath[str]) -> Response[Any]:
    if index not in INDEXES:
        raise NotFound(_("There is no index of this. The one of all events may help."))
    asked = _read(at_shelf, index)
    shown = await index_shown(at_shelf.db, at_shelf.shelf, asked)
    total = shown["leaf"].total
    if asked.name and not total:
        raise NotFound(_("“%s” is mentioned nowhere that you may read.") % asked.name)
    return at_shelf.page("writeups/index.html", shown, is_whole=not asked.words and not asked.state and bool(total))


def _read(at_shelf: AtShelf, index: str) -> Asked:
    """What cannot be asked for counts as not asked."""
    number, letter, state = at_shelf.asked("page"), at_shelf.asked("letter")[:1], at_shelf.asked("state")
    return Asked(
        index,
        letter=letter.upper() if index in NAMED else "",
        words=at_shelf.asked("q"),
        name=at_shelf.asked("name") if index in NAMED else "",
        state=state if index == "actions" and state in STATES else "",
        page=min(int(number), LAST_PAGE) if number.isascii() and number.isdecimal() and len(number) < 9 else 1,
    )

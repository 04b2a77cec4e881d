"""Indexes over the years: tools, resources, quotations, decisions, actions, questions, tags, people and topics."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event, Series
from app.kernel.clock import Clock
from app.kernel.errors import NotFound
from app.kernel.security import VisitState
from app.kernel.web import page
from app.kernel.words import gettext as _
from app.people.queries import viewer_of
from app.people.viewers import Viewer
from app.settings import Settings
from app.writeups.indexes import (
    INDEXES,
    LAST_PAGE,
    LONGEST_ASKED,
    NAMED,
    STATES,
    Asked,
    counts_of,
    leaf_of,
)
from app.writeups.queries import readable_events
from app.writeups.reading import validated

TITLES: Mapping[str, Callable[[], str]] = {
    "tools": lambda: _("Tools"),
    "resources": lambda: _("Links"),
    "quotations": lambda: _("Quotations"),
    "decisions": lambda: _("What was agreed"),
    "actions": lambda: _("What is to be done"),
    "questions": lambda: _("Open questions"),
    "tags": lambda: _("Tags"),
    "people": lambda: _("People"),
    "topics": lambda: _("Topics"),
}


@dataclass(frozen=True)
class Shelf:
    """Somebody in front of the indexes. `events` are those that they may see and asked for, of `seen` in all; `event`
    or `series` is what they narrowed it to."""

    request: Request[Any, Any, Any]
    db: AsyncSession
    viewer: Viewer
    seen: Sequence[Event]
    events: Sequence[Event]
    event: Event | None
    series: Series | None
    address: str

    def asked(self, name: str) -> str:
        value: str = self.request.query_params.get(name, "")
        return " ".join(value.split())[:LONGEST_ASKED]

    @property
    def narrowed(self) -> dict[str, str]:
        """To which event or series, as an address has it."""
        event, series = self.event.slug if self.event else "", self.series.slug if self.series else ""
        return {name: value for name, value in (("event", event), ("series", series)) if value}

    def url(self, index: str = "", **asked: Any) -> str:
        """Of an index narrowed as this one is."""
        query = urlencode({name: value for name, value in {**self.narrowed, **asked}.items() if value})
        return "/index" + (f"/{index}" if index else "") + (f"?{query}" if query else "")

    def page(self, template: str, *, is_whole: bool = True, canonical: str, **context: Any) -> Response[Any]:
        """`is_whole` pages are listed by search engines, as far as everybody may read what is on them."""
        narrowed_to = [self.event] if self.event else self.events if self.series else []
        response = page(
            self.request,
            template,
            viewer=self.viewer,
            active="index",
            shelf=self,
            titles={index: TITLES[index]() for index in INDEXES},
            canonical=self.address + canonical,
            listed=is_whole and all(event.visibility == "public" for event in narrowed_to),
            **context,
        )
        return validated(self.request, response)


async def provide_shelf(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    visit: NamedDependency[VisitState],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> Shelf:
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
    return Shelf(request, db, viewer, seen, events, event, series, settings.address)


OF_THE_SHELF: dict[str, Any] = {"dependencies": {"shelf": provide_shelf}}


@get("/index", **OF_THE_SHELF)
async def show_indexes(shelf: NamedDependency[Shelf]) -> Response[Any]:
    counts = await counts_of(shelf.db, shelf.events)
    return shelf.page("writeups/indexes.html", canonical=shelf.url(), counts=counts)


@get("/index/{index:str}", **OF_THE_SHELF)
async def show_index(shelf: NamedDependency[Shelf], index: FromPath[str]) -> Response[Any]:
    if index not in INDEXES:
        raise NotFound(_("There is no index of this. The one of all events may help."))
    asked = _read(shelf, index)
    leaf = await leaf_of(shelf.db, asked, shelf.events)
    if asked.name and not leaf.total:
        raise NotFound(_("“%s” is mentioned nowhere that you may read.") % asked.name)
    kept = {"letter": asked.letter, "q": asked.words, "name": asked.name, "state": asked.state}
    return shelf.page(
        "writeups/index.html",
        canonical=shelf.url(index, letter=asked.letter, name=asked.name, page=leaf.page if leaf.page > 1 else ""),
        is_whole=not asked.words and not asked.state and bool(leaf.total),
        index=index,
        title=TITLES[index](),
        asked=asked,
        leaf=leaf,
        is_named=index in NAMED and not asked.name,
        before=shelf.url(index, **kept, page=leaf.page - 1) if leaf.page > 1 else "",
        after=shelf.url(index, **kept, page=leaf.page + 1) if leaf.page < leaf.pages else "",
        span=_span([event for event, _mentions in leaf.mentions]),
    )


def _read(shelf: Shelf, index: str) -> Asked:
    """What cannot be asked for counts as not asked."""
    number, letter, state = shelf.asked("page"), shelf.asked("letter")[:1], shelf.asked("state")
    return Asked(
        index,
        letter=letter.upper() if index in NAMED else "",
        words=shelf.asked("q"),
        name=shelf.asked("name") if index in NAMED else "",
        state=state if index == "actions" and state in STATES else "",
        page=min(int(number), LAST_PAGE) if number.isascii() and number.isdecimal() and len(number) < 9 else 1,
    )


def _span(events: Sequence[Event]) -> str:
    """From the first to the last year of these."""
    years = sorted({event.starts_on.year for event in events})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))

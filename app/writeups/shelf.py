"""What indexes show: on the live pages, and on those of a copy that somebody takes along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event, Series
from app.kernel.words import gettext as _
from app.writeups.indexes import INDEXES, NAMED, Asked, Leaf, counts_of, leaf_of

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
    """`events` are those that somebody may see and asked for, of `seen` in all; `event` or `series` is what they
    narrowed it to."""

    seen: Sequence[Event]
    events: Sequence[Event]
    event: Event | None = None
    series: Series | None = None

    @property
    def narrowed(self) -> dict[str, str]:
        """To which event or series, as an address has it."""
        event, series = self.event.slug if self.event else "", self.series.slug if self.series else ""
        return {name: value for name, value in (("event", event), ("series", series)) if value}

    def url(self, index: str = "", **asked: Any) -> str:
        """Of an index narrowed as this one is."""
        query = urlencode({name: value for name, value in {**self.narrowed, **asked}.items() if value})
        return "/index" + (f"/{index}" if index else "") + (f"?{query}" if query else "")

    @property
    def frame(self) -> dict[str, Any]:
        return {"active": "index", "shelf": self, "titles": {index: TITLES[index]() for index in INDEXES}}


async def indexes_shown(db: AsyncSession, shelf: Shelf) -> dict[str, Any]:
    """All of them."""
    return shelf.frame | {"canonical": shelf.url(), "counts": await counts_of(db, shelf.events)}


async def index_shown(db: AsyncSession, shelf: Shelf, asked: Asked) -> dict[str, Any]:
    """One page of one of them, or of all that mentions one name."""
    leaf = await leaf_of(db, asked, shelf.events)
    return shelf.frame | {
        "canonical": _canonical(shelf, asked, leaf),
        "index": asked.index,
        "title": TITLES[asked.index](),
        "asked": asked,
        "leaf": leaf,
        "is_named": asked.index in NAMED and not asked.name,
        "before": _beside(shelf, asked, leaf.page - 1) if leaf.page > 1 else "",
        "after": _beside(shelf, asked, leaf.page + 1) if leaf.page < leaf.pages else "",
        "span": _span([event for event, _mentions in leaf.mentions]),
    }


def _canonical(shelf: Shelf, asked: Asked, leaf: Leaf) -> str:
    return shelf.url(asked.index, letter=asked.letter, name=asked.name, page=leaf.page if leaf.page > 1 else "")


def _beside(shelf: Shelf, asked: Asked, page: int) -> str:
    kept = {"letter": asked.letter, "q": asked.words, "name": asked.name, "state": asked.state}
    return shelf.url(asked.index, **kept, page=page)


def _span(events: Sequence[Event]) -> str:
    """From the first to the last year of these."""
    years = sorted({event.starts_on.year for event in events})
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))

"""What a search shows: hits with their places and telling passages, words that narrow it, and its neighbours."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.queries import ink_of
from app.board.tables import Placement
from app.events.tables import Event, Room, Timeslot
from app.kernel.search import Count, Excerpt, Found, Hit, Piece, Query, excerpts, pieces
from app.kernel.words import gettext as _
from app.kernel.writing import on_day
from app.writeups.filing import BY, TAG, TOOL
from app.writeups.searching import FACETS, Answer, Question, events_meant, exactly

MOST_PASSAGES = 3
MOST_PAGE_LINKS = 9


@dataclass(frozen=True)
class Facet:
    """A word that narrows the question, or widens it again when it is `chosen`."""

    word: str
    hits: int
    url: str
    chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    name: str
    title: str
    facets: Sequence[Facet]


@dataclass(frozen=True)
class Chip:
    """Something that narrows the question: what it is, and the address without it."""

    name: str
    word: str
    url: str


@dataclass(frozen=True)
class PlaceShown:
    """When and where a topic was held, as its tab says it."""

    time: str
    iso: str
    ink: int | str
    room: str | None


@dataclass(frozen=True)
class ExcerptView:
    excerpt: Excerpt
    url: str


@dataclass(frozen=True)
class HitView:
    """A write-up that was found, with its telling passages."""

    title: tuple[Piece, ...]
    url: str
    event: Event
    place: PlaceShown | None
    edition: int
    tags: Sequence[Facet]
    excerpts: Sequence[ExcerptView]


@dataclass(frozen=True)
class Pages:
    """Addresses of the pages of hits around this one."""

    numbered: Sequence[tuple[int, str]]
    before: str
    after: str


@dataclass(frozen=True)
class SearchView:
    """`close` are the words that were looked for, `typed` what stands for them in the question; `exact` asks for just
    that, and `everywhere` without what narrows it."""

    question: Question
    hits: Sequence[HitView]
    total: int
    groups: Sequence[FacetGroup]
    chips: Sequence[Chip]
    pages: Pages
    close: Sequence[str]
    typed: Sequence[str]
    instead: bool
    exact: Question
    everywhere: Question


async def show(db: AsyncSession, question: Question, answer: Answer, events: Sequence[Event]) -> SearchView:
    found, by_slug = answer.found, {event.slug: event for event in events}
    question = replace(question, page=found.page)
    places = await _places(db, [hit.facts["topic_id"] for hit in found.hits])
    return SearchView(
        question=question,
        hits=[
            _hit(question, hit, answer.query, by_slug[hit.scope], places.get(hit.facts["topic_id"]))
            for hit in found.hits
        ],
        total=found.total,
        groups=_groups(question, found, by_slug),
        chips=[_chip(question, name, value, events) for name, value in question.narrowing],
        pages=_pages(question, found),
        close=[word for words in answer.close.values() for word in words],
        typed=list(answer.close),
        instead=answer.instead,
        exact=replace(question, text=exactly(question.text, answer.close), page=1),
        everywhere=Question(question.text),
    )


async def _places(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, PlaceShown]:
    """The first place of each topic."""
    found = await db.exec(
        select(Placement.topic_id, Timeslot, Room.name, Event)
        .join(Timeslot, col(Timeslot.id) == col(Placement.timeslot_id))
        .join(Event, col(Event.id) == col(Placement.event_id))
        .join(Room, col(Room.id) == col(Placement.room_id), isouter=True)
        .where(col(Placement.topic_id).in_(topic_ids))
        .order_by(col(Timeslot.starts_at).desc())
    )
    return {topic_id: _place(slot, room, event) for topic_id, slot, room, event in found}


def _place(slot: Timeslot, room: str | None, event: Event) -> PlaceShown:
    """The time has its day with it where the event has several."""
    local = slot.starts_at.astimezone(ZoneInfo(event.time_zone))
    hour = f"{local:%H:%M}"
    time = on_day(local.date(), hour) if event.ends_on != event.starts_on else hour
    return PlaceShown(time, slot.starts_at.isoformat(), ink_of(slot) or "all", room)


def _hit(question: Question, hit: Hit, query: Query, event: Event, place: PlaceShown | None) -> HitView:
    url = f"/{event.slug}/write-up/{hit.facts['page']}"
    telling = excerpts(hit.passages, query.terms, MOST_PASSAGES if query.terms else 1)
    return HitView(
        title=pieces(hit.title, query.terms),
        url=url,
        event=event,
        place=place,
        edition=hit.facts["edition"],
        tags=[_facet(question, TAG, Count(tag, 0)) for tag in hit.labels.get(TAG, ())],
        excerpts=[ExcerptView(excerpt, f"{url}#{excerpt.anchor}" if excerpt.anchor else url) for excerpt in telling],
    )


def _groups(question: Question, found: Found, by_slug: Mapping[str, Event]) -> list[FacetGroup]:
    titles = {TAG: _("Tag"), TOOL: _("Tool")}
    labelled = [
        FacetGroup(name, titles[name], [_facet(question, name, count) for count in found.labels.get(name, ())])
        for name in FACETS
    ]
    return [group for group in [_events(question, found, by_slug), *labelled] if group.facets]


def _events(question: Question, found: Found, by_slug: Mapping[str, Event]) -> FacetGroup:
    """In the order of the events, the newest first; before them all."""
    counts = {count.value: count.hits for count in found.scopes}
    here = [event for slug, event in by_slug.items() if slug in counts]
    meant = events_meant(question.event, here) if question.event else []
    facets = [
        Facet(event.name, counts[event.slug], replace(question, event=event.slug, page=1).url, event in meant)
        for event in here
    ]
    everywhere = replace(question, event="", page=1).url
    every = [Facet(_("All events"), sum(counts.values()), everywhere, not question.event)]
    return FacetGroup("event", _("Event"), [*every, *facets] if facets else [])


def _facet(question: Question, name: str, count: Count) -> Facet:
    return Facet(count.value, count.hits, question.toggling(name, count.value).url, question.has(name, count.value))


def _chip(question: Question, name: str, value: str, events: Sequence[Event]) -> Chip:
    meant = events_meant(value, events) if name == "event" else []
    titles = {"event": _("Event"), TAG: _("Tag"), TOOL: _("Tool"), BY: _("By whom"), "before": _("Held before")}
    word = meant[0].name if len(meant) == 1 else value
    return Chip(titles[name], word, question.without(name, value).url)


def _pages(question: Question, found: Found) -> Pages:
    first = max(1, min(found.page - MOST_PAGE_LINKS // 2, found.pages - MOST_PAGE_LINKS + 1))
    numbers = range(first, min(first + MOST_PAGE_LINKS, found.pages + 1))
    return Pages(
        [(number, replace(question, page=number).url) for number in numbers],
        replace(question, page=found.page - 1).url if found.page > 1 else "",
        replace(question, page=found.page + 1).url if found.page < found.pages else "",
    )

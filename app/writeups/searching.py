"""Searching all write-ups: what was asked, what was found, and the addresses of every narrower or wider question."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.board.queries import ink_of
from app.board.tables import Placement
from app.events.tables import Event, Room, Timeslot
from app.kernel.search import Count, Excerpt, Found, Hit, Piece, Query, excerpts, find, parse, pieces, suggest

FILTERS = ("event", "tag")
MOST_PASSAGES = 3
MOST_PAGE_LINKS = 9


@dataclass(frozen=True)
class Question:
    """What is asked: words, and what narrows them."""

    text: str = ""
    event: str = ""
    tags: tuple[str, ...] = ()
    page: int = 1

    @property
    def url(self) -> str:
        asked = [("q", self.text), ("event", self.event), *(("tag", tag) for tag in self.tags)]
        if self.page > 1:
            asked.append(("page", str(self.page)))
        return "/search?" + urlencode([(name, value) for name, value in asked if value])

    def toggling(self, tag: str) -> "Question":
        rest = tuple(other for other in self.tags if other != tag)
        return replace(self, tags=rest if tag in self.tags else (*rest, tag), page=1)


@dataclass(frozen=True)
class Facet:
    """A word that narrows the question, or widens it again when it is `chosen`."""

    name: str
    hits: int
    url: str
    chosen: bool


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
    tags: tuple[str, ...]
    excerpts: list[ExcerptView]


@dataclass(frozen=True)
class SearchView:
    """`meant` is the question with its unknown words replaced, when nothing was found. `everywhere` asks without what
    narrows it."""

    question: Question
    hits: list[HitView]
    total: int
    passages: int
    events: list[Facet]
    tags: list[Facet]
    event: Event | None
    pages: list[tuple[int, str]]
    before: str
    after: str
    meant: Question | None
    everywhere: Question

    @property
    def is_narrowed(self) -> bool:
        return bool(self.question.event or self.question.tags)

    @property
    def without_event(self) -> Question:
        return replace(self.question, event="", page=1)

    @property
    def everywhere_hits(self) -> int:
        return sum(facet.hits for facet in self.events)


def read_question(asked: Iterable[tuple[str, str]]) -> tuple[Question, Query]:
    """From the address; `tag:` and `event:` among the words count as if they stood in it."""
    given: dict[str, list[str]] = {}
    for name, value in asked:
        given.setdefault(name, []).append(value.strip())
    query = parse(" ".join(given.get("q", [])), FILTERS)
    events = [*query.filters.get("event", ()), *given.get("event", [])]
    tags = [*given.get("tag", []), *query.filters.get("tag", ())]
    page = next((int(page) for page in given.get("page", []) if page.isdecimal() and len(page) < 7), 1)
    event = next(filter(None, events), "")
    return Question(query.text, event, tuple(dict.fromkeys(filter(None, tags))), max(1, page)), query


async def answer(db: AsyncSession, question: Question, query: Query, events: Sequence[Event]) -> SearchView:
    """Searches these events, which are all that the reader may see."""
    by_slug = {event.slug: event for event in events}
    chosen = [question.event] if question.event else []
    found = await find(db, query, within=list(by_slug), scopes=chosen, tags=question.tags, page=question.page)
    question = replace(question, page=found.page)
    places = await _places(db, [hit.facts["topic_id"] for hit in found.hits])
    hits = [_hit(hit, query, by_slug[hit.scope], places.get(hit.facts["topic_id"])) for hit in found.hits]
    return SearchView(
        question=question,
        hits=hits,
        total=found.total,
        passages=sum(len(hit.excerpts) for hit in hits),
        events=_events(question, found, by_slug),
        tags=_tags(question, found.tags),
        event=by_slug.get(question.event),
        pages=_pages(question, found),
        before=replace(question, page=found.page - 1).url if found.page > 1 else "",
        after=replace(question, page=found.page + 1).url if found.page < found.pages else "",
        meant=await _meant(db, question, query, list(by_slug)) if not found.total else None,
        everywhere=Question(question.text),
    )


async def _places(db: AsyncSession, topic_ids: Collection[int]) -> dict[int, PlaceShown]:
    """The first place of each topic."""
    found = await db.exec(
        select(Placement.topic_id, Timeslot, Room.name, Event.time_zone)
        .join(Timeslot, col(Timeslot.id) == col(Placement.timeslot_id))
        .join(Event, col(Event.id) == col(Placement.event_id))
        .join(Room, col(Room.id) == col(Placement.room_id), isouter=True)
        .where(col(Placement.topic_id).in_(topic_ids))
        .order_by(col(Timeslot.starts_at).desc())
    )
    return {topic_id: _place(slot, room, zone) for topic_id, slot, room, zone in found}


def _place(slot: Timeslot, room: str | None, zone: str) -> PlaceShown:
    local: datetime = slot.starts_at.astimezone(ZoneInfo(zone))
    return PlaceShown(f"{local:%H:%M}", slot.starts_at.isoformat(), ink_of(slot) or "all", room)


def _hit(hit: Hit, query: Query, event: Event, place: PlaceShown | None) -> HitView:
    url = f"/{event.slug}/write-up/{hit.facts['page']}"
    telling = excerpts(hit.passages, query.terms, MOST_PASSAGES if query.terms else 1)
    return HitView(
        title=pieces(hit.title, query.terms),
        url=url,
        event=event,
        place=place,
        edition=hit.facts["edition"],
        tags=hit.tags,
        excerpts=[ExcerptView(excerpt, f"{url}#{excerpt.anchor}" if excerpt.anchor else url) for excerpt in telling],
    )


def _events(question: Question, found: Found, by_slug: Mapping[str, Event]) -> list[Facet]:
    """In the order of the events, the newest first."""
    counts = {count.value: count.hits for count in found.scopes}
    return [
        Facet(event.name, counts[slug], replace(question, event=slug, page=1).url, slug == question.event)
        for slug, event in by_slug.items()
        if slug in counts
    ]


def _tags(question: Question, counts: Sequence[Count]) -> list[Facet]:
    return [
        Facet(count.value, count.hits, question.toggling(count.value).url, count.value in question.tags)
        for count in counts
    ]


def _pages(question: Question, found: Found) -> list[tuple[int, str]]:
    first = max(1, min(found.page - MOST_PAGE_LINKS // 2, found.pages - MOST_PAGE_LINKS + 1))
    numbers = range(first, min(first + MOST_PAGE_LINKS, found.pages + 1))
    return [(number, replace(question, page=number).url) for number in numbers]


async def _meant(db: AsyncSession, question: Question, query: Query, within: Collection[str]) -> Question | None:
    meant = await suggest(db, query, within=within)
    return Question(meant) if meant else None

"""Searching all write-ups: what was asked, what was found, and the addresses of every narrower or wider question."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.search import Found, Query, find, parse, value_of, widen
from app.kernel.search.tokens import tokens
from app.writeups.filing import BY, TAG, TOOL

#: Facets, in their order.
FACETS = (TAG, TOOL)
LABELS = (TAG, TOOL, BY)
#: So few hits are not many: close words are shown too.
FEW = 3
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True)
class Question:
    """What is asked: words, and what narrows them. `labels` are pairs of a filter's name and what it asks for."""

    text: str = ""
    event: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    before: str = ""
    page: int = 1

    @property
    def url(self) -> str:
        asked = [("q", self.text), *self.narrowing]
        if self.page > 1:
            asked.append(("page", str(self.page)))
        return "/search?" + urlencode([(name, value) for name, value in asked if value])

    @property
    def narrowing(self) -> list[tuple[str, str]]:
        """What narrows it, as the address has it."""
        named = [("event", self.event), *self.labels, ("before", self.before)]
        return [(name, value) for name, value in named if value]

    def has(self, name: str, label: str) -> bool:
        return any(kind == name and value_of(other) == value_of(label) for kind, other in self.labels)

    def toggling(self, name: str, label: str) -> "Question":
        rest = tuple(pair for pair in self.labels if pair[0] != name or value_of(pair[1]) != value_of(label))
        return replace(self, labels=rest if self.has(name, label) else (*rest, (name, label)), page=1)

    def without(self, name: str, value: str) -> "Question":
        if name in LABELS:
            return self.toggling(name, value)
        return replace(self, event="", page=1) if name == "event" else replace(self, before="", page=1)


@dataclass(frozen=True)
class Asked:
    """A question with the query in it. `typing` is the query as long as its last word may go on."""

    question: Question
    query: Query
    typing: Query | None = None


@dataclass(frozen=True)
class Answer:
    """What was found, with the query that found it. `close` are the words that were looked for, by what was typed;
    `instead` of that if it stands nowhere, else beside it."""

    found: Found
    query: Query
    close: Mapping[str, Sequence[str]] = field(default_factory=dict)
    instead: bool = False


def read_question(asked: Iterable[tuple[str, str]], *, typing: bool = False) -> Asked:
    """From the address; filters among the words count as if they stood in it."""
    given: dict[str, list[str]] = {}
    for name, value in asked:
        given.setdefault(name, []).append(value.strip())
    words = " ".join(given.get("q", []))
    query = parse(words, FILTERS)
    both = {name: [*given.get(name, []), *query.filters.get(name, ())] for name in FILTERS}
    question = Question(
        query.text,
        next(filter(None, reversed(both["event"])), ""),
        tuple(dict.fromkeys((name, value) for name in LABELS for value in both[name] if value)),
        next((value for value in reversed(both["before"]) if day_in(value)), ""),
        next((int(page) for page in given.get("page", []) if page.isdecimal() and len(page) < 7 and int(page)), 1),
    )
    return Asked(question, query, parse(words, FILTERS, typing=True) if typing else None)


def day_in(value: str) -> date | None:
    """The first day that is not before a year, a month of one, or a day."""
    match = _DAY.fullmatch(value.strip())
    try:
        return date(*(int(part or 1) for part in match.groups())) if match else None
    except ValueError:
        return None


#: What may stand before a colon, and which values it takes.
FILTERS = {"event": bool, TAG: bool, TOOL: bool, BY: bool, "before": lambda value: day_in(value) is not None}


async def answer(db: AsyncSession, asked: Asked, events: Sequence[Event]) -> Answer:
    """Searches these events, which are all that the reader may see."""
    if asked.typing is not None:
        found = await _find(db, asked.question, asked.typing, events)
        if found.total:
            return Answer(found, asked.typing)
    found = await _find(db, asked.question, asked.query, events)
    if found.total >= FEW:
        return Answer(found, asked.query)
    return await _widened(db, asked, events, found)


async def _widened(db: AsyncSession, asked: Asked, events: Sequence[Event], found: Found) -> Answer:
    widened = await widen(db, asked.query, within=[event.slug for event in _searched(asked.question, events)])
    more = await _find(db, asked.question, widened.query, events) if widened else found
    if widened is None or more.total <= found.total:
        return Answer(found, asked.query)
    return Answer(more, widened.query, widened.close, instead=not found.total)


async def _find(db: AsyncSession, question: Question, query: Query, events: Sequence[Event]) -> Found:
    within = _searched(question, events)
    chosen = [event.slug for event in events_meant(question.event, within)] if question.event else None
    labels = {name: [label for kind, label in question.labels if kind == name] for name in LABELS}
    slugs = [event.slug for event in within]
    return await find(db, query, within=slugs, scopes=chosen, labels=labels, facets=FACETS, page=question.page)


def _searched(question: Question, events: Sequence[Event]) -> list[Event]:
    """Who was there is filed only of those who may be told of."""
    day = day_in(question.before)
    return [event for event in events if day is None or event.starts_on < day]


def events_meant(words: str, events: Collection[Event]) -> list[Event]:
    """The event of this address, else all in whose names or addresses stand words that begin with each of these."""
    exact = [event for event in events if event.slug == words]
    return exact or [event for event in events if _is_meant(words, event)]


def _is_meant(words: str, event: Event) -> bool:
    row = " " + value_of(f"{event.name} {event.slug}")
    return all(f" {word}" in row for word in value_of(words).split())


def exactly(text: str, typed: Collection[str]) -> str:
    """The text with these words in quotation marks, so that they are taken as they are."""
    parts, last = [], 0
    for token in tokens(text):
        if token.plain in typed:
            parts += [text[last : token.start], f'"{text[token.start : token.end]}"']
            last = token.end
    return "".join([*parts, text[last:]])

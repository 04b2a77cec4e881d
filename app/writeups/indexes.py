"""Indexes over all events that a reader may see: names with where they are mentioned, and what was said, by year.

Every question is answered from the database's own indexes of `extract`; rows are read only of the page that is shown.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, distinct, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.rules import OFF_RECORD, names_may_be_told
from app.events.tables import Event
from app.topics.policy import names_told
from app.topics.tables import Convener, Topic
from app.writeups.extracting import (
    ACTION,
    DECISION,
    DONE,
    PERSON,
    QUESTION,
    QUOTATION,
    RESOURCE,
    TAG,
    TOOL,
    TOPIC,
    letter_of,
    value_of,
)
from app.writeups.queries import page_url
from app.writeups.tables import Edition, Extract

#: Those with names to look up, and those that are read one after the other; by what an address calls them.
NAMED = {"tools": (TOOL,), "resources": (RESOURCE,), "tags": (TAG,), "people": (PERSON,), "topics": (TOPIC,)}
LISTED = {
    "quotations": (QUOTATION,),
    "decisions": (DECISION,),
    "actions": (ACTION, DONE),
    "questions": (QUESTION,),
}
#: In the order in which they are shown.
INDEXES = ("tools", "resources", "quotations", "decisions", "actions", "questions", "tags", "people", "topics")
STATES = {"open": (ACTION,), "done": (DONE,)}
NAMES_ON_A_PAGE, MENTIONS_ON_A_PAGE = 100, 50
#: Of a longer name, or more pages, nobody types the address.
LONGEST_ASKED, LAST_PAGE = 200, 100_000

EXTRACT: Any = Extract


@dataclass(frozen=True)
class Asked:
    """What of an index is asked for: `letter`, `words` that names hold, one `name`, or actions of one `state`."""

    index: str
    letter: str = ""
    words: str = ""
    name: str = ""
    state: str = ""
    page: int = 1

    @property
    def kinds(self) -> tuple[str, ...]:
        if self.index == "actions" and self.state in STATES:
            return STATES[self.state]
        return (NAMED | LISTED)[self.index]


@dataclass(frozen=True)
class NameView:
    """A name with how often it is mentioned, and in which events how often, the earliest first."""

    name: str
    mentions: int
    events: Sequence[tuple[Event, int]]


@dataclass(frozen=True)
class MentionView:
    """What was said somewhere, with the address of the very paragraph. `who` is empty where it may not be told."""

    text: str
    who: str
    is_done: bool
    address: str
    title: str
    url: str
    event: Event


@dataclass(frozen=True)
class Leaf:
    """One page of what there is: `names`, or `mentions` by event, the newest event first; `total` of them on `pages`.
    `letters` are those under which there are names."""

    total: int
    page: int
    pages: int
    names: Sequence[NameView] = ()
    mentions: Sequence[tuple[Event, Sequence[MentionView]]] = ()
    letters: Sequence[str] = ()


async def counts_of(db: AsyncSession, events: Collection[Event]) -> dict[str, int]:
    """How many names each index has, or mentions where it lists no names."""
    return {index: await _total(db, Asked(index), list(events)) for index in INDEXES}


async def _total(db: AsyncSession, asked: Asked, events: Sequence[Event]) -> int:
    counted = func.count(distinct(EXTRACT.value)) if asked.index in NAMED else func.count()
    return (await db.exec(select(counted).select_from(Extract).where(*_where(asked, events)))).one()


async def leaf_of(db: AsyncSession, asked: Asked, events: Sequence[Event]) -> Leaf:
    """`events` are those that the reader may see, the newest first."""
    events = told_of(asked.index, events)
    if asked.index in NAMED and not asked.name:
        return await _names(db, asked, events)
    return await _mentions(db, asked, events)


def told_of(index: str, events: Sequence[Event]) -> Sequence[Event]:
    """Nobody is told of those events of which nothing is."""
    return [event for event in events if index != "people" or event.attribution != OFF_RECORD]


def _who_may_be_told(events: Collection[Event]) -> ColumnElement[bool]:
    """Of people who was at events that may tell, elsewhere hosts who ticked that they may be named. Of others nothing
    is filed; a policy that was changed by hand tells none either."""
    named = [event.id for event in events if names_may_be_told(event.attribution)]
    ticked = (EXTRACT.text == "") & EXTRACT.topic_id.in_(
        select(Convener.topic_id).where(col(Convener.credited).is_(True))
    )
    return or_(EXTRACT.kind != PERSON, EXTRACT.event_id.in_(named), ticked)


def _where(asked: Asked, events: Collection[Event]) -> list[ColumnElement[bool]]:
    ids = [event.id for event in told_of(asked.index, list(events))]
    kinds = EXTRACT.kind == asked.kinds[0] if len(asked.kinds) == 1 else EXTRACT.kind.in_(asked.kinds)
    where = [kinds, EXTRACT.stands.is_(True), EXTRACT.event_id.in_(ids), _who_may_be_told(events)]
    if asked.index in NAMED:
        where.append(EXTRACT.value != "")
    if asked.name:
        value = value_of(asked.kinds[0], asked.name)
        where += [EXTRACT.letter == letter_of(value), EXTRACT.value == value]
    if asked.letter:
        where.append(EXTRACT.letter == asked.letter)
    if words := value_of(asked.kinds[0], asked.words):
        where.append(EXTRACT.value.contains(words, autoescape=True))
    return where


async def _names(db: AsyncSession, asked: Asked, events: Sequence[Event]) -> Leaf:
    where = _where(asked, events)
    total = await _total(db, asked, events)
    page, pages = _page(asked.page, total, NAMES_ON_A_PAGE)
    grouped = select(EXTRACT.value, func.count()).where(*where).group_by(EXTRACT.letter, EXTRACT.value)
    grouped = grouped.order_by(EXTRACT.letter, EXTRACT.value)
    rows = (await db.exec(grouped.limit(NAMES_ON_A_PAGE).offset((page - 1) * NAMES_ON_A_PAGE))).all()
    letters = select(EXTRACT.letter).where(*_where(Asked(asked.index), events)).distinct()
    return Leaf(
        total,
        page,
        pages,
        names=await _with_events(db, where, dict(rows), events),
        letters=sorted(await db.exec(letters), key=lambda letter: (letter == "#", letter)),
    )


async def _with_events(
    db: AsyncSession, where: list[ColumnElement[bool]], counts: Mapping[str, int], events: Sequence[Event]
) -> list[NameView]:
    """Each name as it is written most often."""
    by_id = {event.id: event for event in reversed(events)}
    found = select(EXTRACT.value, EXTRACT.name, EXTRACT.event_id, func.count())
    found = found.where(*where, EXTRACT.letter.in_({letter_of(value) for value in counts}), EXTRACT.value.in_(counts))
    written: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    held: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for value, name, event_id, count in await db.exec(found.group_by(EXTRACT.value, EXTRACT.name, EXTRACT.event_id)):
        written[value][name] += count
        held[value][event_id] += count
    return [
        NameView(
            min(written[value], key=lambda name: (-written[value][name], name)),
            mentions,
            [(event, held[value][event_id]) for event_id, event in by_id.items() if event_id in held[value]],
        )
        for value, mentions in counts.items()
    ]


async def _mentions(db: AsyncSession, asked: Asked, events: Sequence[Event]) -> Leaf:
    """First in which events they are, then those of a page."""
    where = _where(asked, events)
    counted = select(EXTRACT.event_id, func.count()).where(*where).group_by(EXTRACT.event_id)
    counts = dict((await db.exec(counted)).all())
    page, pages = _page(asked.page, sum(counts.values()), MENTIONS_ON_A_PAGE)
    skip, room, found = (page - 1) * MENTIONS_ON_A_PAGE, MENTIONS_ON_A_PAGE, []
    for event in events:
        here = counts.get(event.id or 0, 0)
        if room and here > skip:
            found.append((event, await _of_event(db, where, event, skip, room)))
            room -= len(found[-1][1])
        skip = max(0, skip - here)
    return Leaf(sum(counts.values()), page, pages, mentions=found)


async def _of_event(
    db: AsyncSession, where: list[ColumnElement[bool]], event: Event, skip: int, room: int
) -> list[MentionView]:
    rows = (
        select(Extract, Topic, Edition.slug, Edition.title)
        .join(Topic, col(Topic.id) == EXTRACT.topic_id)
        .join(Edition, (col(Edition.topic_id) == EXTRACT.topic_id) & (col(Edition.number) == EXTRACT.edition))
        .where(*where, EXTRACT.event_id == event.id)
        .order_by(EXTRACT.topic_id, EXTRACT.position, EXTRACT.id)
    )
    return [
        MentionView(
            text=extract.text,
            who=extract.who if names_told(event, topic) else "",
            is_done=extract.kind == DONE,
            address=extract.address,
            title=title,
            url=page_url(event, topic.number, slug) + (f"#{extract.anchor}" if extract.anchor else ""),
            event=event,
        )
        for extract, topic, slug, title in await db.exec(rows.limit(room).offset(skip))
    ]


def _page(wanted: int, total: int, size: int) -> tuple[int, int]:
    """A page too far is the last one."""
    pages = max(1, -(-total // size))
    return min(max(wanted, 1), pages), pages

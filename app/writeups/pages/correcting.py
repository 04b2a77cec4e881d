"""Where facilitators open the correction window, hand out its links, and settle what comes in."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.addresses import address_of, qr_code
from app.events.visiting import Here
from app.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from app.kernel.markdown import MarkdownRenderer
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.comparing import Row, side_by_side
from app.notes.live_notes import LiveNotes
from app.notes.queries import note_of
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.queries import facts_of_one, topic_by_number, topics_by_id
from app.topics.tables import Topic
from app.writeups.correcting.actions import close_window, decline, give_back, make_links, open_window, reopen, revoke
from app.writeups.correcting.forms import DECLINE, TAKE, last_day, read_settlement, read_window
from app.writeups.correcting.queries import (
    Corrector,
    correction_by_id,
    corrections_of,
    correctors_of,
    link_of,
    window_of,
    windows_of,
)
from app.writeups.correcting.rules import SAID_LIMIT, WITHDRAWAL, is_open
from app.writeups.correcting.tables import Correction
from app.writeups.correcting.taking import names_in_way, take_correction
from app.writeups.correcting.waiting import coming_back, waiting_at
from app.writeups.drafting import lost_now
from app.writeups.naming import decisions_of_one
from app.writeups.pages.asking import moments
from app.writeups.queries import latest_edition, published_ids, published_topic
from app.writeups.rules import may_publish

OF_EVENT = "/{event_slug:str}/corrections"
OF_TOPIC = "/{event_slug:str}/topics/{number:int}/corrections"
TheSettings = NamedDependency[Settings]
Id = FromPath[int]


@dataclass(frozen=True)
class Made:
    """A new link, shown this once: whose, of which page, and where it leads."""

    name: str
    title: str
    address: str
    qr: Any


async def provide_press_of(here: NamedDependency[Here], number: FromPath[int]) -> Topic:
    """Raises Forbidden for anybody but facilitators."""
    check_publishes(here)
    return await topic_by_number(here.db, here.event_id, number)


def check_publishes(here: Here) -> None:
    if not may_publish(here.viewer):
        raise Forbidden(_("Only facilitators let people correct what is published."))


ONE: dict[str, Any] = {"dependencies": {"topic": provide_press_of}}
AtEvent = NamedDependency[Here]
TheTopic = NamedDependency[Topic]
TheCards = NamedDependency[Cards]
Markdown = NamedDependency[MarkdownRenderer]


@get(OF_TOPIC, **ONE)
async def show_corrections(here: AtEvent, topic: TheTopic, cards: TheCards, markdown: Markdown) -> Response[str]:
    return await _page(here, topic, cards, markdown)


@put(f"{OF_TOPIC}/window", **ONE, status_code=303)
async def put_window(here: AtEvent, topic: TheTopic, cards: TheCards, markdown: Markdown) -> Response[Any]:
    try:
        return await open_for(here, topic)
    except Invalid as refusal:
        return await _page(here, topic, cards, markdown, refusal=refusal)


async def open_for(here: Here, topic: Topic, behind: str = "") -> Response[Any]:
    """Until the end of the day `until`, and on to where its links are made; `behind` is what its address says more.
    Raises Invalid, NotFound."""
    closes_at = read_window(here.form, here.clock(), here.event.time_zone)
    async with here.begin() as work:
        await open_window(work, topic, closes_at)
    return go(f"{here.home}/topics/{topic.number}/corrections{behind}")


@delete(f"{OF_TOPIC}/window", **ONE, status_code=303)
async def delete_window(here: AtEvent, topic: TheTopic) -> Response[Any]:
    async with here.begin() as work:
        await close_window(work, topic)
    return go(f"{here.home}/topics/{topic.number}/corrections")


@post(f"{OF_TOPIC}/links", **ONE, status_code=201)
async def post_links(
    here: AtEvent, topic: TheTopic, cards: TheCards, settings: TheSettings, markdown: Markdown
) -> Response[str]:
    """For whoever has none; with the `name` of one of them, for that one anew. They are on this page once."""
    name = here.form.get("name", "")
    wanted = [each for each in await _people(here, topic) if (each.name == name if name else not each.has_link)]
    made = await _make(here, topic, wanted, settings)
    await here.look_again()
    return await _page(here, topic, cards, markdown, made)


@delete(f"{OF_TOPIC}/links/{{link_id:int}}", **ONE, status_code=303)
async def delete_link(here: AtEvent, topic: TheTopic, link_id: Id) -> Response[Any]:
    async with here.begin() as work:
        await revoke(work, await link_of(work.db, topic.id or 0, link_id))
    return go(f"{here.home}/topics/{topic.number}/corrections#people")


@put(f"{OF_TOPIC}/links/{{link_id:int}}", **ONE, status_code=303)
async def put_link(here: AtEvent, topic: TheTopic, link_id: Id) -> Response[Any]:
    """What was revoked works again."""
    async with here.begin() as work:
        await give_back(work, await link_of(work.db, topic.id or 0, link_id))
    return go(f"{here.home}/topics/{topic.number}/corrections#people")


@put(f"{OF_TOPIC}/{{correction_id:int}}", **ONE, status_code=303)
async def settle(
    here: AtEvent,
    topic: TheTopic,
    cards: TheCards,
    correction_id: Id,
    markdown: Markdown,
    live_notes: NamedDependency[LiveNotes],
) -> Response[Any]:
    """`settlement` is take, decline or reopen; `answer` what whoever sent it reads."""
    at = f"{here.home}/topics/{topic.number}/corrections"
    try:
        settlement, answer = read_settlement(here.form)
        if settlement != TAKE:
            await _settle(here, topic, correction_id, settlement, answer)
            return go(f"{at}#correction-{correction_id}")
        followed = await take_correction(here, topic, correction_id, answer, markdown, live_notes)
    except (Invalid, Conflict) as refusal:
        await here.look_again()
        return await _page(here, topic, cards, markdown, refusal=refusal, refused=correction_id)
    return go(f"{at}#correction-{correction_id}" if followed else f"{at}?left={correction_id}")


async def _settle(here: Here, topic: Topic, correction_id: int, settlement: str, answer: str) -> None:
    async with here.begin() as work:
        correction, _link = await correction_by_id(work.db, topic.id or 0, correction_id)
        if settlement == DECLINE:
            await decline(work, topic, correction, answer)
        else:
            await reopen(work, topic, correction)


@get(OF_EVENT)
async def show_all(here: AtEvent, cards: TheCards) -> Response[str]:
    check_publishes(here)
    return await _event_page(here, cards)


@put(f"{OF_EVENT}/window", status_code=303)
async def put_window_of_all(here: AtEvent, cards: TheCards) -> Response[Any]:
    """For every page that readers see."""
    check_publishes(here)
    try:
        closes_at = read_window(here.form, here.clock(), here.event.time_zone)
    except Invalid as refusal:
        return await _event_page(here, cards, refusal=refusal)
    async with here.begin() as work:
        for topic in await topics_by_id(work.db, await published_ids(work.db, here.event_id)):
            await open_window(work, topic, closes_at)
    return go(f"{here.home}/corrections")


@post(f"{OF_EVENT}/links", status_code=201)
async def post_all_links(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[str]:
    """Of every page whose window is open, for whoever has none."""
    check_publishes(here)
    made: list[Made] = []
    windows = await windows_of(here.db, here.event_id)
    topics = await topics_by_id(here.db, await published_ids(here.db, here.event_id))
    for topic in sorted(topics, key=lambda topic: topic.number):
        window = windows.get(topic.id or 0)
        if window and is_open(window.closes_at, here.clock()):
            wanted = [each for each in await _people(here, topic) if not each.has_link]
            made += await _make(here, topic, wanted, settings)
    await here.look_again()
    return await _event_page(here, cards, made)


async def _make(here: Here, topic: Topic, people: Sequence[Corrector], settings: Settings) -> list[Made]:
    async with here.begin() as work:
        links = await make_links(work, topic, people)
    start, title = f"{address_of(here.request, settings)}{here.home}/words", topic.title
    return [Made(name, title, f"{start}/{token}", qr_code(f"{start}/{token}")) for name, token in links]


async def _people(here: Here, topic: Topic) -> list[Corrector]:
    """Also of the note: where names are not told the page does not say who is quoted."""
    note = await note_of(here.db, topic.id or 0)
    try:
        _topic, standing = await published_topic(here.db, here.event, topic.number)
    except Refusal:
        return await correctors_of(here.db, await facts_of_one(here.db, topic), [])
    texts = [note.body if note else "", standing.markdown]
    return await correctors_of(here.db, await facts_of_one(here.db, topic), texts)


async def _page(
    here: Here,
    topic: Topic,
    cards: Cards,
    markdown: MarkdownRenderer,
    made: Sequence[Made] = (),
    refusal: Refusal | None = None,
    refused: int = 0,
) -> Response[str]:
    """`refused` is the correction that could not be settled."""
    window, found = await window_of(here.db, topic.id or 0), await corrections_of(here.db, topic.id or 0)
    card, latest = await cards.of_one(here.db, here.event, topic), await latest_edition(here.db, topic.id or 0)
    return here.page(
        "writeups/corrections.html",
        status=refusal.status if refusal else 201 if made else 200,
        active="board",
        card=card,
        at=f"{here.home}/topics/{topic.number}/corrections",
        window=window,
        is_open=window is not None and is_open(window.closes_at, here.clock()),
        people=await _people(here, topic),
        made=made,
        corrections=[(each, link, await _rows(each)) for each, link in found],
        coming_back=(await coming_back(here.db, [topic.id or 0])).get(topic.id or 0, set()),
        names={each.id: await names_in_way(here, topic, each, link, markdown) for each, link in found},
        decided=await decisions_of_one(here.db, topic),
        refused=refused,
        left=here.asked("left"),
        published=latest.number if latest and card.write_up and here.asked("published") else 0,
        lost=await lost_now(here.db, here.event, topic, latest) if latest else [],
        **_telling(here, refusal, window.closes_at if window else None),
    )


async def _rows(correction: Correction) -> list[Row]:
    """What it would change; nothing of what is withdrawn, which is shown as it is."""
    if correction.kind == WITHDRAWAL:
        return []
    return await asyncio.to_thread(side_by_side, correction.before, correction.after)


async def _event_page(
    here: Here, cards: Cards, made: Sequence[Made] = (), refusal: Refusal | None = None
) -> Response[str]:
    topics = await topics_by_id(here.db, await published_ids(here.db, here.event_id))
    views = sorted(await cards.of(here.db, here.event, topics), key=lambda card: card.number)
    return here.page(
        "writeups/all_corrections.html",
        status=refusal.status if refusal else 201 if made else 200,
        active="board",
        cards=views,
        at=f"{here.home}/corrections",
        windows=await windows_of(here.db, here.event_id),
        now=here.clock(),
        waiting={each.topic.id: each for each in await waiting_at(here.db, here.event_id, [t.id or 0 for t in topics])},
        made=made,
        **_telling(here, refusal),
    )


def _telling(here: Here, refusal: Refusal | None, closes_at: datetime | None = None) -> dict[str, Any]:
    """The field for the last day has the one that holds, while the window is open."""
    day = last_day(here.clock(), here.event.time_zone)
    if closes_at and is_open(closes_at, here.clock()):
        day = closes_at.astimezone(ZoneInfo(here.event.time_zone)).date()
    return {
        "moments": moments(here),
        "last_day": here.form.get("until") or day.isoformat(),
        "said_limit": SAID_LIMIT,
        "trouble": refusal.message if refusal else "",
        "errors": getattr(refusal, "fields", {}),
    }


HANDLERS: list[Any] = [
    show_corrections,
    put_window,
    delete_window,
    post_links,
    delete_link,
    put_link,
    settle,
    show_all,
    put_window_of_all,
    post_all_links,
]

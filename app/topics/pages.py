"""Pages of cards: the wall, a card, writing and rewording it, starring."""

from dataclasses import replace
from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.visiting import Here
from app.kernel.errors import Forbidden, Invalid
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.people.actions import join_event
from app.topics.actions import WallClosed, propose_topic, reword_topic, star_topic, unstar_topic
from app.topics.cards import Cards
from app.topics.forms import Proposal, read_proposal
from app.topics.queries import called_by, facts_of_one, starred_by, survivor_of, topic_by_number, topics_of, wishes_of
from app.topics.rules import PITCH_LIMIT, TITLE_LIMIT, may_edit, may_withdraw, posting_is_open
from app.topics.tables import Topic
from app.topics.wishes import Wishes

SHOWN = ("all", "waiting", "starred")
BLANK = {"name": "", "title": "", "pitch": "", "tags": "", **Wishes().written()}

AtEvent = NamedDependency[Here]
Number = FromPath[int]


@get("/{event_slug:str}/topics")
async def wall(here: AtEvent, cards: NamedDependency[Cards]) -> Response[str]:
    shown = here.asked("show")
    return here.page(
        "topics/wall.html",
        active="wall",
        **await here.live("wall"),
        cards=await cards.of(here.db, here.event, await topics_of(here.db, here.event_id)),
        show=shown if shown in SHOWN else "all",
        mine=await mine(here),
        posting=posting_is_open(here.event.phase),
    )


@get("/{event_slug:str}/topics/new")
async def write_card(here: AtEvent) -> Response[str]:
    return _propose_page(here, BLANK, {})


@post("/{event_slug:str}/topics")
async def propose(here: AtEvent) -> Response[Any]:
    try:
        proposal = read_proposal(here.form, name_needed=not here.viewer.takes_part)
    except Invalid as refusal:
        return _propose_page(here, {**BLANK, **here.form}, refusal.fields)
    try:
        number = await _propose(here, proposal)
    except WallClosed as refusal:
        return _propose_page(here, {**BLANK, **here.form}, {}, refusal)
    return go(f"{here.home}/topics#card-{number}")


@get("/{event_slug:str}/topics/{number:int}")
async def show_topic(here: AtEvent, cards: NamedDependency[Cards], number: Number) -> Response[Any]:
    """A merged card's address leads to what it is part of, for as long as it is."""
    line = await here.live("line")
    topic = await topic_by_number(here.db, here.event_id, number)
    if topic.merged_into is not None:
        survivor = await survivor_of(here.db, topic)
        return Redirect(f"{here.home}/topics/{survivor.number}#joined-{number}", status_code=302)
    card = await cards.of_one(here.db, here.event, topic)
    rights = await _rights(here, topic)
    return here.page(
        "topics/topic.html",
        active="wall",
        **line,
        card=card,
        wishes=await _wishes(here, topic),
        mine=await mine(here),
        others=await topics_of(here.db, here.event_id) if here.viewer.is_facilitator else [],
        **rights,
    )


@get("/{event_slug:str}/topics/{number:int}/edit")
async def edit_topic(here: AtEvent, number: Number) -> Response[str]:
    topic = await _editable(here, number)
    tags = ", ".join((await facts_of_one(here.db, topic)).tags)
    wishes = (await _wishes(here, topic)).written()
    return await _edit_page(here, topic, {"title": topic.title, "pitch": topic.pitch, "tags": tags, **wishes}, {})


@put("/{event_slug:str}/topics/{number:int}")
async def reword(here: AtEvent, number: Number) -> Response[Any]:
    topic = await _editable(here, number)
    try:
        proposal = read_proposal(here.form)
    except Invalid as refusal:
        return await _edit_page(here, topic, {**BLANK, **here.form}, refusal.fields)
    async with here.begin() as work:
        await reword_topic(work, await topic_by_number(work.db, here.event_id, topic.number), proposal, here.viewer)
    return go(f"{here.home}/topics/{topic.number}")


@put("/{event_slug:str}/topics/{number:int}/star")
async def star(here: AtEvent, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return _join_first(here, number)
    async with here.begin() as work:
        await star_topic(work, await _survivor(work.db, here, number), here.viewer.attendee_id)
    return _starred(here, number)


@delete("/{event_slug:str}/topics/{number:int}/star", status_code=200)
async def unstar(here: AtEvent, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return _join_first(here, number)
    async with here.begin() as work:
        await unstar_topic(work, await _survivor(work.db, here, number), here.viewer.attendee_id)
    return _starred(here, number)


async def mine(here: Here) -> dict[str, list[int]]:
    """What is the viewer's own, by number: the island beside fragments that know nobody."""
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        return {"stars": [], "cards": []}
    called = await called_by(here.db, here.event_id, attendee_id)
    return {
        "stars": await starred_by(here.db, here.event_id, attendee_id),
        "cards": [topic.number for topic in called],
    }


async def _propose(here: Here, proposal: Proposal) -> int:
    """Joins on the way, if this is the visitor's first card. Returns the card's number."""
    async with here.begin() as work:
        attendee_id, name = here.viewer.attendee_id, here.viewer.name
        if attendee_id is None:
            attendee_id, name = await join_event(work, here.visit.key, here.event_id, proposal.name), proposal.name
        signed = replace(proposal, name=name or "")
        return (await propose_topic(work, here.event, signed, attendee_id)).number


async def _survivor(db: AsyncSession, here: Here, number: int) -> Topic:
    return await survivor_of(db, await topic_by_number(db, here.event_id, number))


async def _wishes(here: Here, topic: Topic) -> Wishes:
    assert topic.id is not None
    return (await wishes_of(here.db, [topic.id])).get(topic.id, Wishes())


async def _editable(here: Here, number: int) -> Topic:
    """The topic, or what it is part of by now, for those who may change it. Raises Forbidden."""
    topic = await _survivor(here.db, here, number)
    if not (await _rights(here, topic))["may_edit"]:
        raise Forbidden(_("Only its hosts can change this card."))
    return topic


async def _rights(here: Here, topic: Topic) -> dict[str, Any]:
    conveners = [convener.attendee_id for convener in (await facts_of_one(here.db, topic)).conveners]
    return {
        "may_edit": may_edit(here.viewer, conveners),
        "may_withdraw": may_withdraw(here.viewer, conveners[0] if conveners else None),
    }


def _propose_page(
    here: Here, values: dict[str, str], errors: dict[str, str], closed: WallClosed | None = None
) -> Response[str]:
    """What was typed stays on the page, even when the wall was closed meanwhile."""
    return here.page(
        "topics/propose.html",
        status=422 if errors else closed.status if closed else 200,
        closed=closed.message if closed else "",
        active="wall",
        values=values,
        errors=errors,
        posting=posting_is_open(here.event.phase),
        title_limit=TITLE_LIMIT,
        pitch_limit=PITCH_LIMIT,
    )


async def _edit_page(here: Here, topic: Topic, values: dict[str, str], errors: dict[str, str]) -> Response[str]:
    return here.page(
        "topics/edit.html",
        status=422 if errors else 200,
        active="wall",
        topic=topic,
        values=values,
        errors=errors,
        title_limit=TITLE_LIMIT,
        pitch_limit=PITCH_LIMIT,
        **await _rights(here, topic),
    )


def _join_first(here: Here, number: int) -> Response[Any]:
    """A star needs somebody whose star it is."""
    if here.wants_page:
        return go(f"{here.home}/join?next={here.home}/topics/{number}")
    return Response({"message": _("Join with a name first."), "fields": {}}, status_code=403)


def _starred(here: Here, number: int) -> Response[Any]:
    return go(f"{here.home}/topics/{number}") if here.wants_page else Response(None, status_code=204)


HANDLERS: list[Any] = [wall, write_card, propose, show_topic, edit_topic, reword, star, unstar]

"""Pages of cards: the wall, a card, writing and rewording it, starring."""

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.errors import Forbidden, Invalid
from app.kernel.security import VisitState
from app.kernel.web import go, page, wants_page
from app.kernel.words import gettext as _
from app.kernel.work import Works, revision_of
from app.people.actions import join_event
from app.people.viewers import Viewer
from app.topics.actions import propose_topic, reword_topic, star_topic, unstar_topic
from app.topics.cards import Cards
from app.topics.forms import Proposal, read_proposal
from app.topics.queries import called_by, facts_of_one, starred_by, topic_by_number, topics_of
from app.topics.rules import PITCH_LIMIT, TITLE_LIMIT, may_edit, may_withdraw, posting_is_open
from app.topics.tables import Topic

SHOWN = ("all", "waiting", "starred")
BLANK = {"name": "", "title": "", "pitch": "", "tags": ""}


@get("/{event_slug:str}/topics")
async def wall(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
) -> Response[str]:
    revision = await revision_of(db, event.id or 0)
    shown = request.query_params.get("show", "all")
    return page(
        request,
        "topics/wall.html",
        event=event,
        viewer=viewer,
        active="wall",
        cards=await cards.of(db, event, await topics_of(db, event.id or 0)),
        show=shown if shown in SHOWN else "all",
        mine=await mine(db, event, viewer),
        posting=posting_is_open(event.phase),
        revision=revision,
        live_url=f"/{event.slug}/live?page=wall",
    )


@get("/{event_slug:str}/topics/new")
async def write_card(
    request: Request[Any, Any, Any], event: NamedDependency[Event], viewer: NamedDependency[Viewer]
) -> Response[str]:
    return _propose_page(request, event, viewer, BLANK, {})


@post("/{event_slug:str}/topics")
async def propose(
    request: Request[Any, Any, Any],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    visit: NamedDependency[VisitState],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
) -> Response[Any]:
    try:
        proposal = read_proposal(form, name_needed=not viewer.takes_part)
    except Invalid as refusal:
        return _propose_page(request, event, viewer, {**BLANK, **form}, refusal.fields)
    number = await _propose(works, event, viewer, visit, proposal)
    return go(f"/{event.slug}/topics#card-{number}")


async def _propose(works: Works, event: Event, viewer: Viewer, visit: VisitState, proposal: Proposal) -> int:
    async with works.begin(viewer.visit_id) as work:
        attendee_id, name = viewer.attendee_id, viewer.name
        if attendee_id is None:
            attendee_id, name = await join_event(work, visit.key, event.id or 0, proposal.name), proposal.name
        signed = Proposal(proposal.title, proposal.pitch, proposal.tags, name or "")
        return (await propose_topic(work, event, signed, attendee_id)).number


@get("/{event_slug:str}/topics/{number:int}")
async def show_topic(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    cards: NamedDependency[Cards],
    number: FromPath[int],
) -> Response[str]:
    topic = await topic_by_number(db, event.id or 0, number)
    return page(
        request,
        "topics/topic.html",
        event=event,
        viewer=viewer,
        active="wall",
        card=await cards.of_one(db, event, topic),
        mine=await mine(db, event, viewer),
        **await _rights(db, topic, viewer),
    )


@get("/{event_slug:str}/topics/{number:int}/edit")
async def edit_topic(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    number: FromPath[int],
) -> Response[str]:
    topic = await topic_by_number(db, event.id or 0, number)
    rights = await _rights(db, topic, viewer)
    if not rights["may_edit"]:
        raise Forbidden(_("Only its hosts can change this card."))
    facts = await facts_of_one(db, topic)
    values = {"title": topic.title, "pitch": topic.pitch, "tags": ", ".join(facts.tags)}
    return _edit_page(request, event, viewer, topic, values, {}, rights)


@put("/{event_slug:str}/topics/{number:int}")
async def reword(
    request: Request[Any, Any, Any],
    db: NamedDependency[AsyncSession],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    number: FromPath[int],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
) -> Response[Any]:
    topic = await topic_by_number(db, event.id or 0, number)
    try:
        proposal = read_proposal(form)
    except Invalid as refusal:
        rights = await _rights(db, topic, viewer)
        return _edit_page(request, event, viewer, topic, {**BLANK, **form}, refusal.fields, rights)
    async with works.begin(viewer.visit_id) as work:
        await reword_topic(work, await topic_by_number(work.db, event.id or 0, number), proposal, viewer)
    return go(f"/{event.slug}/topics/{number}")


@put("/{event_slug:str}/topics/{number:int}/star")
async def star(
    request: Request[Any, Any, Any],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    number: FromPath[int],
    form: NamedDependency[dict[str, str]],
    works: NamedDependency[Works],
) -> Response[Any]:
    if viewer.attendee_id is None:
        return _join_first(request, event, number)
    async with works.begin(viewer.visit_id) as work:
        await star_topic(work, await topic_by_number(work.db, event.id or 0, number), viewer.attendee_id)
    return _starred(request, event, number)


@delete("/{event_slug:str}/topics/{number:int}/star", status_code=200)
async def unstar(
    request: Request[Any, Any, Any],
    event: NamedDependency[Event],
    viewer: NamedDependency[Viewer],
    number: FromPath[int],
    works: NamedDependency[Works],
) -> Response[Any]:
    if viewer.attendee_id is None:
        return _join_first(request, event, number)
    async with works.begin(viewer.visit_id) as work:
        await unstar_topic(work, await topic_by_number(work.db, event.id or 0, number), viewer.attendee_id)
    return _starred(request, event, number)


async def mine(db: AsyncSession, event: Event, viewer: Viewer) -> dict[str, list[int]]:
    """What is the viewer's own: the island beside fragments that know nobody."""
    if viewer.attendee_id is None:
        return {"stars": [], "cards": []}
    called = await called_by(db, event.id or 0, viewer.attendee_id)
    return {
        "stars": await starred_by(db, event.id or 0, viewer.attendee_id),
        "cards": [topic.number for topic in called],
    }


async def _rights(db: AsyncSession, topic: Topic, viewer: Viewer) -> dict[str, Any]:
    conveners = [convener.attendee_id for convener in (await facts_of_one(db, topic)).conveners]
    return {
        "may_edit": may_edit(viewer, conveners),
        "may_withdraw": may_withdraw(viewer, conveners[0] if conveners else None),
    }


def _propose_page(
    request: Request[Any, Any, Any], event: Event, viewer: Viewer, values: dict[str, str], errors: dict[str, str]
) -> Response[str]:
    return page(
        request,
        "topics/propose.html",
        status=422 if errors else 200,
        event=event,
        viewer=viewer,
        active="wall",
        values=values,
        errors=errors,
        posting=posting_is_open(event.phase),
        title_limit=TITLE_LIMIT,
        pitch_limit=PITCH_LIMIT,
    )


def _edit_page(
    request: Request[Any, Any, Any],
    event: Event,
    viewer: Viewer,
    topic: Topic,
    values: dict[str, str],
    errors: dict[str, str],
    rights: dict[str, Any],
) -> Response[str]:
    return page(
        request,
        "topics/edit.html",
        status=422 if errors else 200,
        event=event,
        viewer=viewer,
        active="wall",
        topic=topic,
        values=values,
        errors=errors,
        title_limit=TITLE_LIMIT,
        pitch_limit=PITCH_LIMIT,
        **rights,
    )


def _join_first(request: Request[Any, Any, Any], event: Event, number: int) -> Response[Any]:
    """A star needs somebody whose star it is."""
    if wants_page(request):
        return go(f"/{event.slug}/join?next=/{event.slug}/topics/{number}")
    return Response({"message": _("Join with a name first."), "fields": {}}, status_code=403)


def _starred(request: Request[Any, Any, Any], event: Event, number: int) -> Response[Any]:
    if wants_page(request):
        return go(f"/{event.slug}/topics/{number}")
    return Response(None, status_code=204)


HANDLERS: list[Any] = [wall, write_card, propose, show_topic, edit_topic, reword, star, unstar]

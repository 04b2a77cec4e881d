"""Writing a card: what is close to it, the drawer for those that are not ready, and putting it on the wall."""

from dataclasses import replace
from typing import Any

from litestar import Response, delete, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.rules import may_join
from app.events.visiting import Here
from app.kernel.errors import Invalid, Refusal
from app.kernel.web import go
from app.topics.actions.proposing import drop_draft, keep_draft, open_draft, propose_topic
from app.topics.forms import Proposal, ticked
from app.topics.neighbours import Neighbourhood, Neighbours
from app.topics.pages.common import AtEvent, done, join_first, mine, read_card, take_part
from app.topics.pages.echoing import link_chosen
from app.topics.queries import draft_of, drafts_of, proposal_in, tags_known
from app.topics.rules import PITCH_LIMIT, TITLE_LIMIT, may_keep_drafts, posting_is_open
from app.topics.tables import Topic
from app.topics.wishes import Wishes

TICKS = {"wanted": "", "can_repeat": ""}
BLANK = {"name": "", "title": "", "pitch": "", "tags": "", "draft": "", **TICKS, **Wishes().written()}
LONE: Neighbourhood = Neighbourhood([], [])

TheNeighbours = NamedDependency[Neighbours]
DraftId = FromPath[int]


@get("/{event_slug:str}/topics/new")
async def write_card(here: AtEvent, neighbours: TheNeighbours) -> Response[Any]:
    """Where joining takes a code, that comes first."""
    if not may_join(here.event.code, here.viewer):
        return go(f"{here.home}/join?next={here.home}/topics/new")
    form = await _page(here, BLANK)
    form.background = BackgroundTask(neighbours.get_ready, here.works.database, here.event, here.viewer)
    return form


@get("/{event_slug:str}/topics/similar")
async def similar(here: AtEvent, neighbours: TheNeighbours) -> Response[str]:
    """What is close to a `title` that somebody is typing, as a piece of the page."""
    title = " ".join(here.asked("title").split())[:TITLE_LIMIT]
    found = await neighbours.of(here.db, here.event, here.viewer, title)
    return here.page("topics/similar.html", near=found, mine=await mine(here))


@post("/{event_slug:str}/topics")
async def propose(here: AtEvent, neighbours: TheNeighbours) -> Response[Any]:
    """On the wall, or with `keep` into the drawer. Who posts a page is shown first what is close, once; a script
    has shown it already."""
    try:
        proposal = await read_card(here, here.form, name_needed=not here.viewer.takes_part)
    except Invalid as refusal:
        if not here.wants_page:
            raise
        return await _page(here, here.form, refusal.fields)
    try:
        if ticked(here.form, "keep"):
            return await _keep(here, proposal)
        if near := await _unseen(here, neighbours, proposal):
            return await _page(here, here.form, near=near, status=409)
        topic = await _propose(here, proposal)
    except Refusal as refusal:
        if not here.wants_page:
            raise
        return await _page(here, {**here.form, "draft": ""}, refused=refusal)
    return go(f"{here.home}/topics#card-{topic.number}")


@get("/{event_slug:str}/drafts/{draft_id:int}")
async def show_draft(here: AtEvent, draft_id: DraftId) -> Response[str]:
    draft = await draft_of(here.db, here.event_id, here.viewer.attendee_id, draft_id)
    return await _page(here, {**proposal_in(draft, "").written(), "draft": str(draft_id)})


@post("/{event_slug:str}/drafts/{draft_id:int}/topic")
async def put_up_draft(here: AtEvent, draft_id: DraftId) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, "/topics/new")
    async with here.begin() as work:
        topic = await open_draft(work, here.event, draft_id, here.viewer.attendee_id)
    return done(here, f"/topics#card-{topic.number}")


@delete("/{event_slug:str}/drafts/{draft_id:int}", status_code=200)
async def throw_away_draft(here: AtEvent, draft_id: DraftId) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, "/topics/new")
    async with here.begin() as work:
        await drop_draft(work, here.event_id, draft_id, here.viewer.attendee_id)
    return done(here, "/topics/new")


async def _unseen(here: Here, neighbours: Neighbours, proposal: Proposal) -> Neighbourhood | None:
    """What is so close that its writer should look at it first, if that was not shown before."""
    if not here.wants_page or ticked(here.form, "anyway") or not posting_is_open(here.event.phase):
        return None
    near = await neighbours.of(here.db, here.event, here.viewer, proposal.title, proposal.tags)
    return near if near.close_here else None


async def _propose(here: Here, proposal: Proposal) -> Topic:
    """Joins on the way, if this is the visitor's first card; a draft that it was is one no longer."""
    async with here.begin() as work:
        attendee_id, name = await take_part(work, here, proposal.name)
        if (draft_id := _draft_id(here)) is not None:
            await drop_draft(work, here.event_id, draft_id, attendee_id)
        topic = await propose_topic(work, here.event, replace(proposal, name=name), attendee_id)
        await link_chosen(work, here, topic)
        return topic


async def _keep(here: Here, proposal: Proposal) -> Response[Any]:
    async with here.begin() as work:
        attendee_id, _name = await take_part(work, here, proposal.name)
        await keep_draft(work, here.event, proposal, attendee_id, _draft_id(here))
    return done(here, "/topics/new#drafts")


def _draft_id(here: Here) -> int | None:
    written = here.form.get("draft", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


async def _page(
    here: Here,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    refused: Refusal | None = None,
    near: Neighbourhood = LONE,
    status: int = 200,
) -> Response[str]:
    """What was typed stays on the page, even when the wall was closed meanwhile."""
    await here.look_again()
    attendee_id = here.viewer.attendee_id
    return here.page(
        "topics/propose.html",
        status=422 if errors else refused.status if refused else status,
        refused=refused.message if refused else "",
        active="wall",
        values={**BLANK, **typed},
        errors=errors or {},
        near=near,
        mine=await mine(here),
        posting=posting_is_open(here.event.phase),
        keeping=may_keep_drafts(here.event.phase),
        drafts=await drafts_of(here.db, here.event_id, attendee_id) if attendee_id else [],
        tags_known=await tags_known(here.db, here.event),
        title_limit=TITLE_LIMIT,
        pitch_limit=PITCH_LIMIT,
    )


HANDLERS: list[Any] = [write_card, similar, propose, show_draft, put_up_draft, throw_away_draft]

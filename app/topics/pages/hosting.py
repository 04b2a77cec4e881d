"""Becoming a host: of a wanted card, beside others, or of what one wrote on paper."""

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.addresses import address_of, qr_code
from app.events.forms import read_name
from app.events.visiting import Here
from app.kernel.errors import Invalid, NotFound, Refusal
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.kernel.words import ngettext
from app.settings import Settings
from app.topics.actions.hosting import (
    accept_invitation,
    ask_to_host,
    claim_topic,
    decline_invitation,
    invite_host,
    make_hosting_link,
    take_hosting_link,
    take_over_name,
)
from app.topics.cards import Cards
from app.topics.forms import read_guest
from app.topics.hosting import attendees_called, invitation_by_id, invitation_by_token, names_on_paper, proves
from app.topics.pages.cards import topic_page
from app.topics.pages.common import AtEvent, Number, done, editable, join_first, survivor, take_part
from app.topics.queries import topic_by_id, topic_by_number
from app.topics.tables import Invitation, Topic

TheCards = NamedDependency[Cards]
TheSettings = NamedDependency[Settings]
InvitationId = FromPath[int]


@put("/{event_slug:str}/topics/{number:int}/host")
async def host_this(here: AtEvent, cards: TheCards, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, f"/topics/{number}")
    return await _try(here, cards, number, lambda work, topic: claim_topic(work, topic, here.viewer.attendee_id or 0))


@post("/{event_slug:str}/topics/{number:int}/requests")
async def ask_hosts(here: AtEvent, cards: TheCards, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, f"/topics/{number}")
    return await _try(here, cards, number, lambda work, topic: ask_to_host(work, topic, here.viewer.attendee_id or 0))


@post("/{event_slug:str}/topics/{number:int}/invitations")
async def invite(
    request: Request[Any, Any, Any], here: AtEvent, cards: TheCards, settings: TheSettings, number: Number
) -> Response[Any]:
    """By the `name` of somebody who takes part; without one, by a link that is shown once."""
    topic = (await editable(here, number)).topic
    if not here.form.get("name") and here.form.get("by") == "link":
        async with here.begin() as work:
            token = await make_hosting_link(work, await topic_by_id(work.db, topic.id or 0), here.viewer)
        link = f"{address_of(request, settings)}{here.home}/host/{token}"
        card = await cards.of_one(here.db, here.event, topic)
        return here.page("topics/invited.html", status=201, active="wall", card=card, link=link, qr=qr_code(link))
    try:
        guest = await _guest(here)
        async with here.begin() as work:
            await invite_host(work, await topic_by_id(work.db, topic.id or 0), here.viewer, guest)
    except Refusal as refusal:
        if not here.wants_page:
            raise
        errors = {"name": refusal.message}
        return await topic_page(here, cards, topic, here.form, errors, status=refusal.status)
    return done(here, f"/topics/{number}#hosting")


@put("/{event_slug:str}/invitations/{invitation_id:int}")
async def accept(here: AtEvent, invitation_id: InvitationId) -> Response[Any]:
    if not (here.viewer.takes_part or here.viewer.is_facilitator):
        return join_first(here, "/topics")
    async with here.begin() as work:
        invitation, topic = await _invitation(work.db, here, invitation_id)
        await accept_invitation(work, topic, invitation, here.viewer)
    return done(here, f"/topics/{topic.number}")


@delete("/{event_slug:str}/invitations/{invitation_id:int}", status_code=200)
async def decline(here: AtEvent, invitation_id: InvitationId) -> Response[Any]:
    if not (here.viewer.takes_part or here.viewer.is_facilitator):
        return join_first(here, "/topics")
    async with here.begin() as work:
        invitation, topic = await _invitation(work.db, here, invitation_id)
        await decline_invitation(work, topic, invitation, here.viewer)
    return done(here, f"/topics/{topic.number}")


@get("/{event_slug:str}/host/{token:str}")
async def show_hosting_link(here: AtEvent, cards: TheCards, token: FromPath[str]) -> Response[str]:
    """Looking at a link is harmless: chat previews do it too."""
    topic = await _topic_behind(here.db, here, token)
    return await _claim_page(here, cards, topic, f"/host/{token}")


@post("/{event_slug:str}/host/{token:str}")
async def follow_hosting_link(here: AtEvent, cards: TheCards, token: FromPath[str]) -> Response[Any]:
    topic = await _topic_behind(here.db, here, token)
    try:
        name = "" if here.viewer.takes_part else read_name(here.form)
    except Invalid as refusal:
        return await _claim_page(here, cards, topic, f"/host/{token}", refusal.fields)
    async with here.begin() as work:
        attendee_id, _name = await take_part(work, here, name)
        await take_hosting_link(work, await topic_by_id(work.db, topic.id or 0), token, attendee_id)
    return go(f"{here.home}/topics/{topic.number}")


@get("/{event_slug:str}/topics/{number:int}/claim/{proof:str}")
async def show_paper_claim(
    here: AtEvent, cards: TheCards, settings: TheSettings, number: Number, proof: FromPath[str]
) -> Response[Any]:
    """Where a printed card's code leads: to the card, and to its writer's question whether it is theirs."""
    topic = await _printed(here, settings, number, proof)
    if not await names_on_paper(here.db, topic.id or 0):
        return go(f"{here.home}/topics/{number}")
    return await _claim_page(here, cards, topic, f"/topics/{number}/claim/{proof}")


@post("/{event_slug:str}/topics/{number:int}/claim/{proof:str}")
async def claim_paper(
    here: AtEvent, cards: TheCards, settings: TheSettings, number: Number, proof: FromPath[str]
) -> Response[Any]:
    """`convener` is which of the names on the card one is."""
    topic = await _printed(here, settings, number, proof)
    try:
        name = "" if here.viewer.takes_part else read_name(here.form)
    except Invalid as refusal:
        return await _claim_page(here, cards, topic, f"/topics/{number}/claim/{proof}", refusal.fields)
    convener = here.form.get("convener", "")
    async with here.begin() as work:
        attendee_id, _name = await take_part(work, here, name)
        convener_id = int(convener) if convener.isdecimal() and len(convener) < 10 else 0
        await take_over_name(work, await topic_by_id(work.db, topic.id or 0), convener_id, attendee_id)
    return go(f"{here.home}/topics/{number}")


async def _try(here: Here, cards: Cards, number: int, act: Any) -> Response[Any]:
    """Whoever was slower sees on the card who was faster."""
    try:
        async with here.begin() as work:
            topic = await survivor(work.db, here, number)
            await act(work, topic)
    except Refusal as refusal:
        if not here.wants_page or isinstance(refusal, NotFound):
            raise
        await here.look_again()
        topic = await survivor(here.db, here, number)
        return await topic_page(here, cards, topic, trouble=refusal.message, status=refusal.status)
    return done(here, f"/topics/{topic.number}")


async def _guest(here: Here) -> int:
    """The attendee of the name that was typed. Raises Invalid when that is nobody, or not only one."""
    name = read_guest(here.form)
    found = await attendees_called(here.db, here.event_id, name)
    if len(found) == 1:
        return found[0].id or 0
    words = _("Nobody here goes by this name. A link reaches anybody.")
    if found:
        words = ngettext(
            "%(num)d person is called that. A link reaches the right one.",
            "%(num)d people are called that. A link reaches the right one.",
            len(found),
        ) % {"num": len(found)}
    raise Invalid(words, {"name": words})


async def _invitation(db: AsyncSession, here: Here, invitation_id: int) -> tuple[Invitation, Topic]:
    invitation = await invitation_by_id(db, here.event_id, invitation_id)
    return invitation, await topic_by_id(db, invitation.topic_id)


async def _topic_behind(db: AsyncSession, here: Here, token: str) -> Topic:
    invitation = await invitation_by_token(db, token, here.clock())
    if invitation.event_id != here.event_id:
        raise NotFound(_("This link does not work any more. Ask whoever gave it to you for a new one."))
    return await topic_by_id(db, invitation.topic_id)


async def _printed(here: Here, settings: Settings, number: int, proof: str) -> Topic:
    topic = await topic_by_number(here.db, here.event_id, number)
    if not proves(settings.signing_secret, topic, proof):
        raise NotFound(_("This code does not belong to the card. Scan it again, or find the card on the wall."))
    return topic


async def _claim_page(
    here: Here, cards: Cards, topic: Topic, path: str, errors: dict[str, str] | None = None
) -> Response[str]:
    names = await names_on_paper(here.db, topic.id or 0) if "/claim/" in path else []
    return here.page(
        "topics/claim.html",
        status=422 if errors else 200,
        active="wall",
        card=await cards.of_one(here.db, here.event, topic),
        action=here.home + path,
        names=names,
        values={"name": here.form.get("name", names[0].name if names else "")},
        errors=errors or {},
    )


HANDLERS: list[Any] = [
    host_this,
    ask_hosts,
    invite,
    accept,
    decline,
    show_hosting_link,
    follow_hosting_link,
    show_paper_claim,
    claim_paper,
]

"""What may be told: of an event and of one of its topics, and whether the write-up names who hosted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import col, select

from app.events.queries import event_by_id
from app.events.rules import ATTRIBUTIONS, is_tighter, stricter
from app.events.visiting import Here
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.forms import Fields
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.notes.rules import may_look_after
from app.notes.terms import terms_of_one
from app.people.tables import Attendee
from app.topics.actions.crediting import choose_credit
from app.topics.cards import Cards
from app.topics.policy import names_told, policy_of
from app.topics.queries import topic_by_id, topic_by_number
from app.topics.tables import Convener, Topic
from app.writeups.forms import read_decision
from app.writeups.redacting.effects import effects_at
from app.writeups.redacting.runs import Redactions
from app.writeups.redacting.tightening import set_attribution, set_own_attribution
from app.writeups.texts import decide_in_texts, names_in_texts

POLICY = "/{event_slug:str}/attribution"
OF_TOPIC = "/{event_slug:str}/topics/{number:int}"
AtEvent = NamedDependency[Here]
Number = FromPath[int]
TheRedactions = NamedDependency[Redactions]


@dataclass(frozen=True)
class CreditView:
    """A host, whether the write-up names them, and whether the viewer may choose that."""

    id: int
    name: str
    is_credited: bool
    may_choose: bool


@get(POLICY)
async def show_policy(here: AtEvent) -> Response[str]:
    _check_facilitator(here)
    return await _page(here)


@put(POLICY)
async def change_policy(here: AtEvent, redactions: TheRedactions) -> Response[Any]:
    """Tightening is done at once. Loosening takes a tick: what people said was said under the stricter one."""
    _check_facilitator(here)
    try:
        attribution = _chosen(here.form, here.event.attribution)
    except Refusal as refusal:
        return await _page(here, refusal)
    async with here.begin() as work:
        await set_attribution(work, await event_by_id(work.db, here.event_id), attribution)
    await redactions.run(here.event_id)
    return go(f"{here.home}/attribution?saved={_saved(here.event.attribution, attribution)}")


@put(f"{POLICY}/names", status_code=303)
async def decide_about_text(here: AtEvent) -> Response[Any]:
    """About a name in a text of the event itself."""
    _check_facilitator(here)
    decision = read_decision(here.form)
    async with here.begin() as work:
        await decide_in_texts(work, here.event_id, decision.words, decision.is_kept, here.viewer.visit_id)
    return go(f"{here.home}/attribution#texts")


@get(f"{OF_TOPIC}/attribution")
async def show_own_policy(here: AtEvent, number: Number, cards: NamedDependency[Cards]) -> Response[str]:
    return await _own_page(here, await _topic(here, number), cards)


@put(f"{OF_TOPIC}/attribution")
async def change_own_policy(
    here: AtEvent, number: Number, cards: NamedDependency[Cards], redactions: TheRedactions
) -> Response[Any]:
    """A topic may only be told less of than its event."""
    topic = await _topic(here, number)
    try:
        attribution = _chosen(here.form, policy_of(here.event, topic))
        if stricter(attribution, here.event.attribution) != attribution:
            raise Conflict(_("Of one topic no more may be told than of the whole event."))
    except Refusal as refusal:
        return await _own_page(here, topic, cards, refusal)
    own = attribution if attribution != here.event.attribution else ""
    async with here.begin() as work:
        event = await event_by_id(work.db, here.event_id)
        await set_own_attribution(work, event, await topic_by_id(work.db, topic.id or 0), own)
    await redactions.run(here.event_id)
    return go(f"{here.home}/topics/{number}/attribution?saved={_saved(policy_of(here.event, topic), attribution)}")


@put(f"{OF_TOPIC}/credits/{{convener_id:int}}", status_code=303)
async def choose_own_credit(here: AtEvent, number: Number, convener_id: FromPath[int]) -> Response[Any]:
    topic = await _topic(here, number)
    fields = Fields(here.form)
    credited = fields.choice("credited", ("yes", "no")) == "yes"
    fields.check()
    async with here.begin() as work:
        await choose_credit(work, topic, here.viewer, convener_id, credited=credited)
    return go(f"{here.home}/topics/{number}/attribution#credits")


def _chosen(form: Mapping[str, str], before: str) -> str:
    """Raises Invalid, and Conflict for a looser one without the tick."""
    fields = Fields(form)
    attribution = fields.choice("attribution", ATTRIBUTIONS)
    fields.check()
    if is_tighter(before, attribution) and form.get("deliberate") != "1":
        raise Conflict(_("More would be told from now on than people were promised. Say below that you mean it."))
    return attribution


def _saved(before: str, attribution: str) -> str:
    """What the page is to say of it."""
    return "more" if is_tighter(before, attribution) else "1"


async def _topic(here: Here, number: int) -> Topic:
    """Raises Forbidden."""
    topic = await topic_by_number(here.db, here.event_id, number)
    if not may_look_after(here.viewer, await terms_of_one(here.db, here.event, topic)):
        raise Forbidden(_("The hosts of a topic, its scribe and facilitators decide what may be told of it."))
    return topic


def _check_facilitator(here: Here) -> None:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators decide what may be told of the event."))


async def _page(here: Here, refusal: Refusal | None = None) -> Response[str]:
    return here.page(
        "writeups/policy.html",
        status=refusal.status if refusal else 200,
        active="board",
        url=f"{here.home}/attribution",
        current=here.event.attribution,
        choices=ATTRIBUTIONS,
        effects=await effects_at(here.db, here.event),
        in_texts=await names_in_texts(here.db, here.event),
        chosen=here.form.get("attribution", ""),
        saved=here.asked("saved"),
        trouble=refusal.message if refusal else "",
    )


async def _own_page(here: Here, topic: Topic, cards: Cards, refusal: Refusal | None = None) -> Response[str]:
    return here.page(
        "writeups/own_policy.html",
        status=refusal.status if refusal else 200,
        active="wall",
        url=f"{here.home}/topics/{topic.number}/attribution",
        card=await cards.of_one(here.db, here.event, topic),
        current=policy_of(here.event, topic),
        choices=ATTRIBUTIONS[ATTRIBUTIONS.index(here.event.attribution) :],
        effects=await effects_at(here.db, here.event, topic),
        credits=await _credits(here, topic),
        chosen=here.form.get("attribution", ""),
        saved=here.asked("saved"),
        trouble=refusal.message if refusal else "",
    )


async def _credits(here: Here, topic: Topic) -> list[CreditView]:
    found = await here.db.exec(
        select(Convener, Attendee)
        .join(Attendee, col(Attendee.id) == col(Convener.attendee_id), isouter=True)
        .where(Convener.topic_id == topic.id)
        .order_by(col(Convener.position), col(Convener.id))
    )
    told = names_told(here.event, topic)
    return [
        CreditView(
            convener.id or 0,
            attendee.shown if attendee else convener.name,
            told if convener.credited is None else convener.credited,
            convener.attendee_id == here.viewer.attendee_id
            if convener.attendee_id is not None
            else here.viewer.is_facilitator,
        )
        for convener, attendee in found
    ]

"""Giving stars: from any card, one card at a time from the pile, and what facilitators say of them."""

from typing import Any

from litestar import Response, delete, get, put
from litestar.di import NamedDependency

from app.events.queries import event_by_id
from app.events.visiting import Here
from app.kernel.errors import Forbidden
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.actions.starring import NoDotsLeft, change_starring, see_topic, star_topic, unstar_topic
from app.topics.cards import Cards
from app.topics.forms import read_starring
from app.topics.own import dots_given
from app.topics.pages.common import AtEvent, Number, all_cards, done, join_first, mine, survivor
from app.topics.pile import pile_of
from app.topics.queries import topics_of

#: Cards of the pile that are sent at once, so that the thumb need not wait for the next.
AT_ONCE = 6


@put("/{event_slug:str}/topics/{number:int}/star")
async def star(here: AtEvent, cards: NamedDependency[Cards], number: Number) -> Response[Any]:
    """`instead` of another one that is taken back, by its number; `pile` when it lay on top of that."""
    attendee_id = here.viewer.attendee_id
    if attendee_id is None:
        return join_first(here, _back(here, number), star=number)
    try:
        async with here.begin() as work:
            topic = await survivor(work.db, here, number)
            if (instead := here.form.get("instead", "")).isdecimal() and len(instead) < 10:
                await unstar_topic(work, await survivor(work.db, here, int(instead)), attendee_id)
            await star_topic(work, topic, attendee_id, here.event.dots)
            if here.form.get("pile"):
                await see_topic(work, topic, attendee_id)
    except NoDotsLeft as refusal:
        if not here.wants_page:
            choose = f"{here.home}/topics/{number}/star"
            return Response({"message": refusal.message, "fields": {}, "choose": choose}, status_code=409)
        return await _choose_page(here, cards, number, refusal.message, status=409)
    return done(here, _back(here, number))


@delete("/{event_slug:str}/topics/{number:int}/star", status_code=200)
async def unstar(here: AtEvent, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, _back(here, number))
    async with here.begin() as work:
        await unstar_topic(work, await survivor(work.db, here, number), here.viewer.attendee_id)
    return done(here, _back(here, number))


@get("/{event_slug:str}/topics/{number:int}/star")
async def choose_star(here: AtEvent, cards: NamedDependency[Cards], number: Number) -> Response[str]:
    """Which star to take back for this card, where there is none left."""
    return await _choose_page(here, cards, number)


@get("/{event_slug:str}/pile")
async def show_pile(here: AtEvent, cards: NamedDependency[Cards]) -> Response[str]:
    every = await all_cards(here, cards)
    over = {card.topic_id for card in every if card.place and card.place.ends_at <= here.clock()}
    top, left = await pile_of(here.db, here.event_id, here.viewer.attendee_id, AT_ONCE, over)
    return here.page(
        "topics/pile.html",
        active="wall",
        cards=await cards.of(here.db, here.event, top),
        left=left,
        nobody_wrote=not every,
        mine=await mine(here),
    )


@put("/{event_slug:str}/topics/{number:int}/sighting")
async def pass_on(here: AtEvent, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, "/pile")
    async with here.begin() as work:
        await see_topic(work, await survivor(work.db, here, number), here.viewer.attendee_id)
    return done(here, "/pile")


@put("/{event_slug:str}/starring", status_code=303)
async def put_starring(here: AtEvent) -> Response[Any]:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators say how stars are given."))
    starring = read_starring(here.form)
    async with here.begin() as work:
        await change_starring(work, await event_by_id(work.db, here.event_id), starring)
    return go(here.home)


def _back(here: Here, number: int) -> str:
    return "/pile" if here.form.get("pile") else f"/topics/{number}"


async def _choose_page(here: Here, cards: Cards, number: int, trouble: str = "", status: int = 200) -> Response[str]:
    attendee_id = here.viewer.attendee_id
    given = await dots_given(here.db, here.event_id, attendee_id) if attendee_id else set()
    topics = [topic for topic in await topics_of(here.db, here.event_id) if topic.id in given]
    return here.page(
        "topics/dots.html",
        status=status,
        active="wall",
        card=await cards.of_one(here.db, here.event, await survivor(here.db, here, number)),
        given=await cards.of(here.db, here.event, topics),
        pile=bool(here.form.get("pile")),
        trouble=trouble,
        mine=await mine(here),
    )


HANDLERS: list[Any] = [star, unstar, choose_star, show_pile, pass_on, put_starring]

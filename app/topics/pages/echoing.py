"""Linking a card with an earlier topic on the same matter, and taking it back."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Response, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.seeing import events_seen
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.errors import NotFound, Refusal
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.actions.echoing import link_echo, unlink_echo
from app.topics.cards import Cards
from app.topics.echoes import chain_of, echoed_by, place_of
from app.topics.neighbours import Neighbour, Neighbours
from app.topics.pages.common import AtEvent, Number, done, editable
from app.topics.queries import survivor_of, topic_by_number
from app.topics.rules import TITLE_LIMIT, is_before
from app.topics.tables import Topic

ECHO = "/{event_slug:str}/topics/{number:int}/echoes/{of_slug:str}/{of_number:int}"
#: A card or what was written up of it, wherever this Hallway stands.
_ADDRESS = re.compile(r"(?:^|/)([a-z0-9-]{1,60})/(?:topics|write-up)/([0-9]{1,9})(?![0-9])")
LONGEST_ADDRESS = 500
#: The page where a note is published, if that is where it was tapped.
PUBLICATION = "publication"
_CHOSEN = re.compile(r"echo-([0-9]{1,9})-([a-z0-9-]{1,60})")


@put(ECHO)
async def link(here: AtEvent, number: Number, of_slug: FromPath[str], of_number: FromPath[int]) -> Response[Any]:
    topic = (await editable(here, number)).topic
    of_event, of = await _earlier(here.db, here, of_slug, of_number)
    async with here.begin() as work:
        await link_echo(work, here.event, topic, of_event, of)
    return _back(here, topic)


@delete(ECHO, status_code=200)
async def unlink(here: AtEvent, number: Number, of_slug: FromPath[str], of_number: FromPath[int]) -> Response[Any]:
    topic = (await editable(here, number)).topic
    _event, of = await _earlier(here.db, here, of_slug, of_number)
    async with here.begin() as work:
        await unlink_echo(work, topic, of)
    return _back(here, topic)


@get("/{event_slug:str}/topics/{number:int}/echoes")
async def choose(
    here: AtEvent, number: Number, cards: NamedDependency[Cards], neighbours: NamedDependency[Neighbours]
) -> Response[str]:
    """Looking for an earlier topic by its words, or naming it by its address, `q`. Looking changes nothing."""
    topic, asked = (await editable(here, number)).topic, here.asked("q").strip()[:LONGEST_ADDRESS]
    return here.page(
        "topics/echoes.html",
        active="wall",
        card=await cards.of_one(here.db, here.event, topic),
        asked=asked,
        back=PUBLICATION if here.asked("back") == PUBLICATION else "",
        found=await _found(here, neighbours, topic, asked) if asked and topic.state == "open" else [],
        chain=await chain_of(here.db, cards, here.event, topic, here.viewer, here.clock()),
        limit=LONGEST_ADDRESS,
    )


async def _found(here: Here, neighbours: Neighbours, topic: Topic, asked: str) -> list[Neighbour]:
    if named := _ADDRESS.search(asked):
        return await _named(here, neighbours, topic, named[1], int(named[2]))
    return await neighbours.called(here.db, here.event, here.viewer, topic, asked[:TITLE_LIMIT])


async def _named(here: Here, neighbours: Neighbours, topic: Topic, slug: str, number: int) -> list[Neighbour]:
    """Nothing for what is not earlier, is linked already, or may not be seen."""
    try:
        event, of = await _earlier(here.db, here, slug, number)
    except NotFound:
        return []
    linked = {each.id for each in await echoed_by(here.db, topic)}
    if of.id in linked or not is_before(place_of(event, of), place_of(here.event, topic)):
        return []
    return await neighbours.one(here.db, here.viewer, event, of)


async def link_chosen(work: Work, here: Here, topic: Topic) -> None:
    """With a card that is just put up, what was ticked as the same matter beside it. What cannot be linked, because it
    is gone meanwhile, keeps back no card."""
    for slug, number in chosen_echoes(here.form):
        try:
            of_event, of = await _earlier(work.db, here, slug, number)
            await link_echo(work, here.event, topic, of_event, of)
        except Refusal:
            continue


def chosen_echoes(form: Mapping[str, str]) -> list[tuple[str, int]]:
    """The slugs and numbers of ticked topics."""
    return [(found[2], int(found[1])) for name in form if (found := _CHOSEN.fullmatch(name)) and form[name]]


async def _earlier(db: AsyncSession, here: Here, slug: str, number: int) -> tuple[Event, Topic]:
    """Raises NotFound, also for what this viewer may not see."""
    seen = await events_seen(db, here.viewer, here.clock(), slug)
    event = next((each for each in seen if each.slug == slug), None)
    if event is None:
        raise NotFound(_("There is no such topic to link this card with."))
    topic = await survivor_of(db, await topic_by_number(db, event.id or 0, number))
    return event, topic


def _back(here: Here, topic: Topic) -> Response[Any]:
    """To the page where it was tapped."""
    page = f"/{PUBLICATION}" if here.form.get("back") == PUBLICATION else ""
    return done(here, f"/topics/{topic.number}{page}#echoes")


HANDLERS: list[Any] = [choose, link, unlink]

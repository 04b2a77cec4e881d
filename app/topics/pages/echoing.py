"""Linking a card with an earlier topic on the same matter, and taking it back."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Response, delete, put
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.seeing import events_seen
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.errors import NotFound, Refusal
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.actions.echoing import link_echo, unlink_echo
from app.topics.pages.common import AtEvent, Number, done, editable
from app.topics.queries import survivor_of, topic_by_number
from app.topics.tables import Topic

ECHO = "/{event_slug:str}/topics/{number:int}/echoes/{of_slug:str}/{of_number:int}"
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
    page = "/publication" if here.form.get("back") == "publication" else ""
    return done(here, f"/topics/{topic.number}{page}#echoes")


HANDLERS: list[Any] = [link, unlink]

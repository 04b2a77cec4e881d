"""The scribe's seat: taking it leads to the note, leaving it back to the card."""

from typing import Any

from litestar import Response, delete, put

from app.kernel.errors import Conflict
from app.topics.actions.scribing import lay_down_pen, take_pen
from app.topics.pages.cards import topic_page
from app.topics.pages.common import AtEvent, Number, done, join_first, survivor
from app.topics.pages.hosting import TheCards

PATH = "/{event_slug:str}/topics/{number:int}/scribe"


@put(PATH, status_code=303)
async def sit_down(here: AtEvent, cards: TheCards, number: Number) -> Response[Any]:
    if here.viewer.attendee_id is None:
        return join_first(here, f"/topics/{number}")
    topic = await survivor(here.db, here, number)
    try:
        async with here.begin() as work:
            await take_pen(work, topic.id or 0, here.viewer.attendee_id)
    except Conflict as refusal:
        if not here.wants_page:
            raise
        await here.look_again()
        topic = await survivor(here.db, here, number)
        return await topic_page(here, cards, topic, trouble=refusal.message, status=refusal.status)
    return done(here, f"/topics/{topic.number}/note")


@delete(PATH, status_code=303)
async def get_up(here: AtEvent, number: Number) -> Response[Any]:
    topic = await survivor(here.db, here, number)
    async with here.begin() as work:
        await lay_down_pen(work, topic.id or 0, here.viewer)
    return done(here, f"/topics/{topic.number}")


HANDLERS: list[Any] = [sit_down, get_up]

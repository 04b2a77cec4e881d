"""Joining two cards, and taking them apart."""

from typing import Any

from litestar import Response, delete, put

from app.board.actions import check_may_arrange
from app.board.actions.merging import merge_topics, split_topic
from app.board.forms import read_merger
from app.kernel.web import go
from app.topics.pages import AtEvent, Number
from app.topics.queries import topic_by_number


@put("/{event_slug:str}/topics/{number:int}/merger", status_code=303)
async def merge(here: AtEvent, number: Number) -> Response[Any]:
    """It becomes part of the card whose number is `into`."""
    check_may_arrange(here.viewer)
    into = read_merger(here.form)
    async with here.begin() as work:
        topic = await topic_by_number(work.db, here.event_id, number)
        await merge_topics(work, here.event, topic, await topic_by_number(work.db, here.event_id, into))
    return go(f"{here.home}/topics/{into}#joined-{number}")


@delete("/{event_slug:str}/topics/{number:int}/merger", status_code=303)
async def split(here: AtEvent, number: Number) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await split_topic(work, here.event, await topic_by_number(work.db, here.event_id, number))
    return go(f"{here.home}/topics/{number}")


HANDLERS: list[Any] = [merge, split]

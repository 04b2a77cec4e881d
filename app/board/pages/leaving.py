"""Stepping down from a card, and leaving the event."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, delete, get
from litestar.di import NamedDependency

from app.board.actions.leaving import leave_event, step_down_from
from app.board.forms import read_leaving
from app.board.rules import WANTED
from app.events.tables import Event
from app.events.visiting import Here
from app.kernel.errors import Forbidden
from app.kernel.web import go, page
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.topics.own import called_by, starred_by
from app.topics.pages import AtEvent, Number
from app.topics.queries import survivor_of, topic_by_number

#: What is done in the Work in which somebody leaves, and what after it.
NameTaken = tuple[Callable[[Work], Awaitable[None]], Callable[[], Awaitable[None]]]


class NamesOfThoseWhoLeave(ABC):
    """Takes a name out of the texts of an event. A later package knows them; `create_app` joins it in."""

    @abstractmethod
    async def prepare(self, event: Event, attendee_id: int) -> NameTaken:
        """To be done before the Work in which they leave."""


@delete("/{event_slug:str}/topics/{number:int}/host", status_code=303)
async def step_down(here: AtEvent, number: Number) -> Response[Any]:
    async with here.begin() as work:
        topic = await survivor_of(work.db, await topic_by_number(work.db, here.event_id, number))
        await step_down_from(work, topic, here.viewer.attendee_id)
    return go(f"{here.home}/topics/{topic.number}")


@get("/{event_slug:str}/me/leaving")
async def show_leaving(here: AtEvent) -> Response[str]:
    """What would go and what would stay, before anything does."""
    attendee_id = _attendee(here)
    called = await called_by(here.db, here.event_id, attendee_id)
    return here.page(
        "board/leaving.html",
        cards=[topic for topic in called if topic.state == "open"],
        stars=len(await starred_by(here.db, here.event_id, attendee_id)),
        chosen=WANTED,
    )


@delete("/{event_slug:str}/me", status_code=200)
async def leave(here: AtEvent, names: NamedDependency[NamesOfThoseWhoLeave]) -> Response[str]:
    """Their name goes from all texts in the same moment."""
    attendee_id, cards = _attendee(here), read_leaving(here.form)
    await here.db.commit()
    within, after = await names.prepare(here.event, attendee_id)
    async with here.begin() as work:
        await leave_event(work, here.event, here.viewer, cards)
        await within(work)
    await after()
    return page(here.request, "board/gone.html", event_name=here.event.name, home=here.home)


def _attendee(here: Here) -> int:
    if here.viewer.attendee_id is None:
        raise Forbidden(_("Join with a name first."))
    return here.viewer.attendee_id


HANDLERS: list[Any] = [step_down, show_leaving, leave]

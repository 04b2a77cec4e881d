"""The schedule for apps of conferences, as frab's JSON and XML: made once for a revision, in the event's language."""

from collections.abc import Callable
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from app.board.formats import Schedule, as_json, as_xml
from app.board.pages.fetching import fetched, is_for_anybody
from app.board.schedules import schedule_of
from app.events.addresses import address_of
from app.events.visiting import Here
from app.kernel.kept import keep
from app.kernel.words import use_language
from app.settings import Settings
from app.topics.cards import Cards
from app.topics.pages import AtEvent

TheCards = NamedDependency[Cards]
TheSettings = NamedDependency[Settings]


@get("/{event_slug:str}/schedule.json")
async def schedule_json(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[Any]:
    return await _answer(here, cards, settings, "json", as_json)


@get("/{event_slug:str}/schedule.xml")
async def schedule_xml(here: AtEvent, cards: TheCards, settings: TheSettings) -> Response[Any]:
    return await _answer(here, cards, settings, "xml", as_xml)


async def _answer(
    here: Here, cards: Cards, settings: Settings, kind: str, write: Callable[[Schedule], bytes]
) -> Response[Any]:
    address, revision = address_of(here.request, settings), await here.revision()

    async def make() -> bytes:
        return write(await schedule_of(here.db, here.event, cards, address))

    with use_language(here.event.language):
        body = await here.alike(f"schedule.{kind} {address}", make)
    anybody = is_for_anybody(here.event)
    if anybody and settings.public_url:  # else what is in it depends on the name that this server was called by
        keep(here.request.scope["state"], {here.event_id: revision})
    return fetched(here.request, body, f"application/{kind}", f"{here.event.slug}.{kind}", anybody)


HANDLERS: list[Any] = [schedule_json, schedule_xml]

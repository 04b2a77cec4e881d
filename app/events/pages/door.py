"""The event's door, for those who hold it: who may read and join, and the code for the wall."""

from typing import Any

from litestar import Response, get, put
from litestar.di import NamedDependency

from app.events.actions import set_door
from app.events.addresses import qr_code
from app.events.forms import read_door
from app.events.queries import event_by_id
from app.events.visiting import Here, way_in
from app.kernel.errors import Forbidden
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.settings import Settings

AtEvent = NamedDependency[Here]


@get("/{event_slug:str}/door")
async def show_door(here: AtEvent, settings: NamedDependency[Settings]) -> Response[str]:
    _check(here)
    way = way_in(here, settings)
    return here.page("events/door.html", active="board", qr=qr_code(way.scanned), way=way)


@put("/{event_slug:str}/door")
async def change_door(here: AtEvent) -> Response[Any]:
    _check(here)
    plan = read_door(here.form)
    async with here.begin() as work:
        event = await event_by_id(work.db, here.event_id)
        await set_door(work, event, plan.visibility, plan.needs_code, plan.new_code)
    return go(f"{here.home}/door")


def _check(here: Here) -> None:
    if not here.viewer.is_facilitator:
        raise Forbidden(_("Only facilitators look after the door."))


HANDLERS: list[Any] = [show_door, change_door]

"""What people at its door say of a room."""

from typing import Any

from litestar import Response, delete, put
from litestar.params import FromPath

from app.board.actions.tapping import tap_room, untap_room
from app.board.feet import SAYINGS
from app.events.visiting import Here
from app.kernel.errors import Invalid
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.pages import AtEvent

RoomId = FromPath[int]


@put("/{event_slug:str}/rooms/{room_id:int}/feet", status_code=303)
async def say(here: AtEvent, room_id: RoomId) -> Response[Any]:
    """`says` is full, room or quiet. The log does not learn whose visit it was."""
    says = here.form.get("says", "")
    if says not in SAYINGS:
        raise Invalid(_("Full, room left or quiet: say one of these."), {"says": _("Choose one.")})
    async with here.works.begin() as work:
        await tap_room(work, here.event, room_id, here.visit.key, says)
    return _back(here, room_id)


@delete("/{event_slug:str}/rooms/{room_id:int}/feet", status_code=303)
async def say_nothing(here: AtEvent, room_id: RoomId) -> Response[Any]:
    async with here.works.begin() as work:
        await untap_room(work, here.event, room_id, here.visit.key)
    return _back(here, room_id)


def _back(here: Here, room_id: int) -> Response[Any]:
    return go(f"{here.home}/rooms/{room_id}") if here.wants_page else Response(None, status_code=204)


HANDLERS: list[Any] = [say, say_nothing]

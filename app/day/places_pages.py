"""Pages of a day and of a room: where the code on its door leads."""

from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from app.board.actions.tapping import hands_of
from app.board.feet import is_asked
from app.board.moods import said_by
from app.board.pages import TheCards
from app.board.rules import Cell
from app.day.places import RoomPage, day_page, room_page
from app.events.visiting import Here
from app.kernel.columns import GREATEST
from app.notes.gist import gists_of
from app.topics.pages import AtEvent, mine


@get("/{event_slug:str}/days/{date:str}")
async def one_day(here: AtEvent, cards: TheCards, date: FromPath[str]) -> Response[str]:
    return here.page(
        "day/day.html",
        active="now",
        **await here.live("day"),
        view=await day_page(here.db, here.event, cards, date, here.clock()),
        mine=await mine(here),
    )


@get("/{event_slug:str}/rooms/{room_id:int}")
async def one_room(here: AtEvent, cards: TheCards, room_id: FromPath[int]) -> Response[str]:
    line = await here.live("room")
    view = await room_page(here.db, here.event, cards, min(room_id, GREATEST), here.clock())
    card = view.on.cell.card if view.on and view.on.cell else None
    gists = await gists_of(here.db, here.event, here.viewer, [card.topic_id]) if card else {}
    return here.page(
        "day/room.html",
        active="now",
        **line,
        view=view,
        asked=_is_asked(here, view),
        gist=gists.get(card.topic_id, "") if card else "",
        mine={**await mine(here), "taps": await _tapped(here, view)},
    )


def _is_asked(here: Here, view: RoomPage) -> bool:
    """Whether one can say now how full it is."""
    on = view.on
    return bool(on and on.row.kind == "open" and is_asked(on.row.starts_at, on.row.ends_at, here.clock()))


async def _tapped(here: Here, view: RoomPage) -> dict[str, str]:
    on = view.on if _is_asked(here, view) else None
    cells = [Cell(on.row.timeslot_id, view.room.id)] if on else []
    return await said_by(here.db, hands_of(here.visit.key, cells))


HANDLERS: list[Any] = [one_day, one_room]

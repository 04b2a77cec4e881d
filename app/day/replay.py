"""Pages that look back: the history in words, and the board as it was."""

from typing import Any

from litestar import Response, get

from app.board.actions import check_may_arrange
from app.board.pages import TheCards
from app.board.queries import local_time
from app.board.replaying import board_at, moments_of
from app.day.history import history_of
from app.events.visiting import Here
from app.topics.pages import AtEvent
from app.topics.queries import topic_by_number


@get("/{event_slug:str}/history")
async def history(here: AtEvent) -> Response[str]:
    """`before` a revision, about one `card`."""
    check_may_arrange(here.viewer)
    number = _number(here, "card")
    topic = await topic_by_number(here.db, here.event_id, number) if number is not None else None
    return here.page(
        "day/history.html",
        active="board",
        history=await history_of(
            here.db, here.event, here.clock(), _number(here, "before"), topic.id if topic else None
        ),
        topic=topic,
    )


@get("/{event_slug:str}/history/board")
async def board_then(here: AtEvent, cards: TheCards) -> Response[str]:
    """`n` counts the moments at which the board changed, from 0; the last one unless it is given."""
    check_may_arrange(here.viewer)
    moments = await moments_of(here.db, here.event_id)
    asked = _number(here, "n")
    n = min(asked if asked is not None else len(moments), max(0, len(moments) - 1))
    moment = moments[n] if moments else None
    return here.page(
        "day/replay.html",
        active="board",
        n=n,
        moments=moments,
        times=[local_time(here.event, each.at) for each in moments],
        board=await board_at(here.db, here.event, cards, moment) if moment else None,
    )


def _number(here: Here, name: str) -> int | None:
    asked = here.asked(name)
    return int(asked) if asked.isdecimal() and asked.isascii() and len(asked) < 10 else None


HANDLERS: list[Any] = [history, board_then]

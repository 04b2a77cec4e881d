"""Notices: what facilitators tell everybody at once."""

from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath

from app.board.actions import check_may_arrange
from app.events.actions.noticing import give_notice, take_notice_down
from app.events.forms import NOTICE_LIMIT, read_notice
from app.events.queries import notices_of, past_notices_of
from app.events.visiting import Here
from app.kernel.errors import Invalid
from app.kernel.web import go
from app.topics.pages import AtEvent


@get("/{event_slug:str}/notices")
async def show_notices(here: AtEvent) -> Response[str]:
    check_may_arrange(here.viewer)
    return await _page(here, {})


@post("/{event_slug:str}/notices")
async def post_notice(here: AtEvent) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        plan = read_notice(here.form)
    except Invalid as refusal:
        return await _page(here, refusal.fields)
    async with here.begin() as work:
        await give_notice(work, here.event, plan)
    return go(f"{here.home}/notices")


@delete("/{event_slug:str}/notices/{notice_id:int}", status_code=303)
async def delete_notice(here: AtEvent, notice_id: FromPath[int]) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await take_notice_down(work, here.event_id, notice_id)
    return go(f"{here.home}/notices")


async def _page(here: Here, errors: dict[str, str]) -> Response[str]:
    now = here.clock()
    return here.page(
        "board/notices.html",
        status=422 if errors else 200,
        active="board",
        current=await notices_of(here.db, here.event_id, now),
        past=await past_notices_of(here.db, here.event_id, now),
        typed=here.form.get("words", here.asked("again")[:NOTICE_LIMIT]),
        errors=errors,
        limit=NOTICE_LIMIT,
    )


HANDLERS: list[Any] = [show_notices, post_notice, delete_notice]

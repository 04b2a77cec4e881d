"""Clashes: what does not fit, what would mend it, and what may stay so."""

from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath

from app.board.actions import check_may_arrange
from app.board.actions.muting import mute_clash, unmute_clash
from app.board.clashes import clashes_of
from app.board.forms import REASON_LIMIT, read_mute
from app.board.surveying import clashes_now, survey
from app.events.visiting import Here
from app.kernel.errors import Conflict, Invalid
from app.kernel.web import go
from app.kernel.words import gettext as _
from app.topics.pages import AtEvent


class ClashGone(Conflict):
    """It does not clash any more."""


@get("/{event_slug:str}/clashes")
async def show_clashes(here: AtEvent) -> Response[str]:
    """`part` asks for the list alone."""
    check_may_arrange(here.viewer)
    return await _page(here, {})


@post("/{event_slug:str}/mutes")
async def mute(here: AtEvent) -> Response[Any]:
    check_may_arrange(here.viewer)
    try:
        wanted = read_mute(here.form)
    except Invalid as refusal:
        if not here.wants_page:
            raise
        return await _page(here, refusal.fields)
    async with here.begin() as work:
        found = clashes_of(await survey(work.db, here.event, work.now))
        clash = next((each for each in found if each.key == wanted.key), None)
        if clash is None:
            raise ClashGone(_("This does not clash any more."))
        await mute_clash(work, here.event_id, clash, wanted.reason)
    return _done(here)


@delete("/{event_slug:str}/mutes/{mute_id:int}", status_code=200)
async def unmute(here: AtEvent, mute_id: FromPath[int]) -> Response[Any]:
    check_may_arrange(here.viewer)
    async with here.begin() as work:
        await unmute_clash(work, here.event_id, mute_id)
    return _done(here)


def _done(here: Here) -> Response[Any]:
    return go(f"{here.home}/clashes") if here.wants_page else Response(None, status_code=204)


async def _page(here: Here, errors: dict[str, str]) -> Response[str]:
    return here.page(
        "board/_clashes.html" if here.asked("part") else "board/clashes.html",
        status=422 if errors else 200,
        active="board",
        clashes=await clashes_now(here.db, here.event, here.clock()),
        errors=errors,
        reason_limit=REASON_LIMIT,
    )


HANDLERS: list[Any] = [show_clashes, mute, unmute]

"""Undo and redo."""

from typing import Any

from litestar import Response, post

from app.board.actions import check_may_arrange
from app.board.actions.undoing import redo_step, undo_step
from app.board.forms import read_undo
from app.board.telling import last_step
from app.events.visiting import Here
from app.kernel.web import go
from app.topics.pages import AtEvent


@post("/{event_slug:str}/undo", status_code=200)
async def undo(here: AtEvent) -> Response[Any]:
    """`scope` is mine or all; `step` names one."""
    check_may_arrange(here.viewer)
    asked = read_undo(here.form)
    async with here.begin() as work:
        await undo_step(work, here.event, asked.of_all, asked.step)
    return await _told(here)


@post("/{event_slug:str}/redo", status_code=200)
async def redo(here: AtEvent) -> Response[Any]:
    check_may_arrange(here.viewer)
    asked = read_undo(here.form)
    async with here.begin() as work:
        await redo_step(work, here.event, asked.of_all)
    return await _told(here)


async def _told(here: Here) -> Response[Any]:
    """A plain form goes back to the page where it was pressed, which says it; a script gets the words."""
    if here.wants_page:
        return go(here.home + ("/rooms?done=page" if here.form.get("back") == "rooms" else "/board"))
    await here.look_again()
    last = await last_step(here.db, here.event, here.clock())
    return Response({"message": f"{last.words}." if last else ""})


HANDLERS: list[Any] = [undo, redo]

"""Looking after a note: locking it, and lending pens for it to people who take no part."""

from typing import Any

from litestar import Response, delete, get, post, put
from litestar.di import NamedDependency

from app.events.addresses import address_of, qr_code
from app.events.rules import link_life
from app.events.visiting import Here
from app.kernel.web import go
from app.notes.locking import lock_note, unlock_note
from app.notes.pages.desk import DESK_HERE, PATH, AtDesk, AtEvent, Desk, Id
from app.people.actions import give_link_back, make_link, revoke_link
from app.people.links import link_by_id, links_of
from app.people.rules import WRITER
from app.settings import Settings


@put(f"{PATH}/lock", status_code=303, **DESK_HERE)
async def lock(here: AtEvent, desk: AtDesk) -> Response[Any]:
    desk.check_looks_after()
    async with here.begin() as work:
        await lock_note(work, desk.topic)
    return go(desk.address)


@delete(f"{PATH}/lock", status_code=303, **DESK_HERE)
async def unlock(here: AtEvent, desk: AtDesk) -> Response[Any]:
    desk.check_looks_after()
    async with here.begin() as work:
        await unlock_note(work, desk.topic)
    return go(desk.address)


@get(f"{PATH}/links", **DESK_HERE)
async def show_pens(here: AtEvent, desk: AtDesk) -> Response[str]:
    desk.check_looks_after()
    return await _pens(here, desk)


@post(f"{PATH}/links", status_code=201, **DESK_HERE)
async def lend_pen(here: AtEvent, desk: AtDesk, settings: NamedDependency[Settings]) -> Response[str]:
    """A new link is on this page, and never again."""
    desk.check_looks_after()
    async with here.begin() as work:
        lasts = link_life(here.event.ends_on, work.now)
        token = await make_link(work, WRITER, here.event_id, lasts, desk.topic.number)
    await here.look_again()
    return await _pens(here, desk, f"{address_of(here.request, settings)}/links/{token}")


@delete(f"{PATH}/links/{{link_id:int}}", status_code=303, **DESK_HERE)
async def take_pen_back(here: AtEvent, desk: AtDesk, link_id: Id) -> Response[Any]:
    desk.check_looks_after()
    async with here.begin() as work:
        await revoke_link(work, await link_by_id(work.db, WRITER, here.event_id, link_id, desk.topic.number))
    return go(f"{desk.address}/links#link-{link_id}")


@put(f"{PATH}/links/{{link_id:int}}", status_code=303, **DESK_HERE)
async def give_pen_back(here: AtEvent, desk: AtDesk, link_id: Id) -> Response[Any]:
    """What was revoked works again."""
    desk.check_looks_after()
    async with here.begin() as work:
        await give_link_back(work, await link_by_id(work.db, WRITER, here.event_id, link_id, desk.topic.number))
    return go(f"{desk.address}/links#link-{link_id}")


async def _pens(here: Here, desk: Desk, made: str = "") -> Response[str]:
    return await desk.page(
        here.request,
        "notes/links.html",
        201 if made else 200,
        at=f"{desk.address}/links",
        links=await links_of(here.db, WRITER, here.event_id, here.clock(), desk.topic.number),
        desk=desk.moments,
        made=made,
        qr=qr_code(made) if made else "",
    )


HANDLERS = (lock, unlock, show_pens, lend_pen, take_pen_back, give_pen_back)

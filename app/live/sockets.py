"""The event's socket: a page listens to its channel and hears what it missed while it was away."""

import asyncio
import json
from typing import Any

from litestar import websocket
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.queries import event_by_slug
from app.events.rules import may_read
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import Forbidden, NotFound
from app.kernel.outbox import Outbox, ending_this_handler, text_event
from app.kernel.security import comes_from_us
from app.kernel.sockets import AnySocket, break_off
from app.kernel.work import revision_of
from app.live.announcements import CHANNELS, FOR_FACILITATORS
from app.live.hub import Channel, Hub
from app.people.queries import viewer_of

FRAME_LIMIT = 64 * 1024
#: Letters that may wait behind a blocked one.
BUFFERED = 64
MOST_FRAMES = 20
BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_LARGE = 4400, 4403, 4404, 4413


@websocket("/{event_slug:str}/live")
async def live(
    socket: AnySocket,
    event_slug: FromPath[str],
    database: NamedDependency[Database],
    hub: NamedDependency[Hub],
    clock: NamedDependency[Clock],
    scheme: NamedDependency[str],
) -> None:
    """`?page=` names the channel, `?since=` the revision that the page shows."""
    await socket.accept()
    if not comes_from_us(socket.scope, scheme):
        await socket.close(FORBIDDEN, "this page is not one of ours")
        return
    name, since = socket.query_params.get("page", ""), socket.query_params.get("since", "")
    if name not in CHANNELS or not since.isdecimal() or len(since) > 18:
        await socket.close(BAD_REQUEST, "which page, since when?")
        return
    try:
        event_id = await _entrance(socket, event_slug, name, database, clock)
        await _listen(socket, hub, database, event_id, name, int(since))
    except Forbidden:
        await socket.close(FORBIDDEN, "this is for facilitators")
    except (NotFound, PermissionError):
        await socket.close(NOT_FOUND, "there is no such event")
    except Exception as error:
        await break_off(socket, error)


async def _entrance(socket: AnySocket, slug: str, name: str, database: Database, clock: Clock) -> int:
    """The event's id, for whoever may listen to this channel. Raises Forbidden, NotFound, PermissionError."""
    async with database.reading() as db:
        event = await event_by_slug(db, slug)
        assert event.id is not None
        viewer = await viewer_of(db, socket.scope["state"]["visit"].key, event.id, clock())
        if not may_read(event.visibility, viewer):
            raise PermissionError(slug)
        if name in FOR_FACILITATORS and not viewer.is_facilitator:
            raise Forbidden(name)
        return event.id


async def _listen(socket: AnySocket, hub: Hub, database: Database, event_id: int, name: str, since: int) -> None:
    """Listens first and asks for the newest revision then, so that nothing passes by in between."""
    listener = Outbox(socket.send, ending_this_handler(), BUFFERED)
    channel = hub.join(event_id, name, listener)
    try:
        async with database.reading() as db:
            channel.begin(await revision_of(db, event_id))
        _catch_up(channel, listener, since)
        await _until_closed(socket)
    except asyncio.CancelledError:
        if not listener.closed:
            raise
    finally:
        hub.leave(event_id, name, listener)
        listener.drop()


def _catch_up(channel: Channel, listener: Outbox, since: int) -> None:
    missed = channel.missed(since)
    if missed is None:
        listener.post(text_event(json.dumps({"revision": channel.last, "after": channel.last, "stale": True})))
        return
    listener.post(text_event(json.dumps({"revision": channel.last, "after": 0})))
    for letter in missed:
        listener.post(text_event(letter.text))


async def _until_closed(socket: AnySocket) -> None:
    """Pages have nothing to say here; a few small frames are put up with, anything else ends the socket."""
    receive = socket.receive
    for _frame in range(MOST_FRAMES):
        message: Any = await receive()
        if message["type"] != "websocket.receive":
            return
        said = message.get("text")
        if said is None:
            await socket.close(BAD_REQUEST, "that was no text")
            return
        if len(said) > FRAME_LIMIT:
            await socket.close(TOO_LARGE, "that was too large")
            return
    await socket.close(BAD_REQUEST, "nothing is expected here")

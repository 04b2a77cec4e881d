"""The event's socket: a page listens to its channel and hears what it missed while it was away."""

import asyncio
import json
from typing import Any

from litestar import WebSocket, websocket
from litestar.di import NamedDependency
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromPath

from app.events.queries import event_by_slug
from app.events.rules import may_read
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import NotFound
from app.kernel.security import comes_from_us
from app.kernel.work import revision_of
from app.live.announcements import CHANNELS
from app.live.hub import Channel, Hub, Listener
from app.people.queries import viewer_of

FRAME_LIMIT = 64 * 1024
MOST_FRAMES = 20
BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_LARGE = 4400, 4403, 4404, 4413


@websocket("/{event_slug:str}/live")
async def live(
    socket: WebSocket[Any, Any, Any],
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
        event_id, revision = await _entrance(socket, event_slug, database, clock)
    except (NotFound, PermissionError):
        await socket.close(NOT_FOUND, "there is no such event")
        return
    await _listen(socket, hub, event_id, name, int(since), revision)


async def _entrance(socket: WebSocket[Any, Any, Any], slug: str, database: Database, clock: Clock) -> tuple[int, int]:
    """The event's id and newest revision, for whoever may read it."""
    async with database.reading() as db:
        event = await event_by_slug(db, slug)
        assert event.id is not None
        viewer = await viewer_of(db, socket.scope["state"]["visit"].key, event.id, clock())
        if not may_read(event.visibility, viewer):
            raise PermissionError(slug)
        return event.id, await revision_of(db, event.id)


async def _listen(
    socket: WebSocket[Any, Any, Any], hub: Hub, event_id: int, name: str, since: int, revision: int
) -> None:
    listener = Listener(socket.send, socket.close)
    channel = hub.channel(event_id, name, revision)
    channel.listeners.add(listener)
    try:
        _catch_up(channel, listener, since)
        await _until_closed(socket)
    finally:
        hub.leave(event_id, name, listener)
        await listener.stop()


def _catch_up(channel: Channel, listener: Listener, since: int) -> None:
    missed = channel.missed(since)
    if missed is None:
        listener.push(json.dumps({"revision": channel.last, "after": channel.last, "stale": True}))
        return
    listener.push(json.dumps({"revision": channel.last, "after": 0}))
    for letter in missed:
        listener.push(letter.text)


async def _until_closed(socket: WebSocket[Any, Any, Any]) -> None:
    """Pages have nothing to say here; a few small frames are put up with, anything else ends the socket."""
    for _frame in range(MOST_FRAMES):
        try:
            said = await socket.receive_data(mode="text")
        except (WebSocketDisconnect, asyncio.CancelledError):
            return
        except Exception:
            await socket.close(BAD_REQUEST, "that was no text")
            return
        if len(said) > FRAME_LIMIT:
            await socket.close(TOO_LARGE, "that was too large")
            return
    await socket.close(BAD_REQUEST, "nothing is expected here")

"""The event's socket: a page listens to its channel and hears what it missed while it was away.

A facilitator's board also says there what is in its hand, and hears what is in the others'.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from litestar import websocket
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.queries import event_by_slug
from app.events.rules import may_read
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import Forbidden, NotFound
from app.kernel.outbox import Outbox, ending_this_handler, outgoing_text
from app.kernel.security import comes_from_us
from app.kernel.sockets import AnySocket, break_off
from app.kernel.wire import write_of
from app.kernel.words import LANGUAGES, fall_back_to, language
from app.kernel.work import revision_of
from app.live.announcements import ARRANGING, CHANNELS, FOR_FACILITATORS, FOR_THOSE_WHO_TAKE_PART
from app.live.announcer import Announcer
from app.live.hub import Channel, Hub
from app.live.presence import Presence
from app.live.saying import Bucket, Nonsense, read_hand
from app.live.watch import FOR_WHOM, FORBIDDEN, NO_EVENT, NOT_FOUND
from app.people.queries import viewer_of
from app.topics.rules import may_read_comments

FRAME_LIMIT = 64 * 1024
#: Letters that may wait behind a blocked one.
BUFFERED = 64
MOST_FRAMES = 20
BAD_REQUEST, TOO_LARGE = 4400, 4413


@websocket("/{event_slug:str}/live")
async def live(
    socket: AnySocket,
    event_slug: FromPath[str],
    database: NamedDependency[Database],
    hub: NamedDependency[Hub],
    presence: NamedDependency[Presence],
    announcer: NamedDependency[Announcer],
    clock: NamedDependency[Clock],
    scheme: NamedDependency[str],
) -> None:
    """`?page=` names the channel, `?since=` the revision that the page shows, `?language=` what it is written in."""
    await socket.accept()
    if not comes_from_us(socket.scope, scheme):
        await socket.close(FORBIDDEN, "this page is not one of ours")
        return
    name, since = socket.query_params.get("page", ""), socket.query_params.get("since", "")
    if name not in CHANNELS or not since.isdecimal() or len(since) > 18:
        await socket.close(BAD_REQUEST, "which page, since when?")
        return

    async def enter() -> Entrance:
        return await _entrance(socket, event_slug, name, database, clock)

    try:
        entrance = await enter()
        arranging = partial(_until_they_leave, socket, presence, entrance, enter)
        says = arranging if name == ARRANGING else partial(_until_closed, socket)
        listener = Outbox(socket.send, ending_this_handler(), BUFFERED, write_of(socket.scope))
        channel = hub.join(entrance.event_id, name, listener, entrance.visit_id, entrance.language)
        try:
            await _listen(channel, listener, announcer, entrance.event_id, int(since), says)
        finally:
            hub.leave(entrance.event_id, name, listener, entrance.language)
            listener.drop()
    except Forbidden:
        await socket.close(FORBIDDEN, FOR_WHOM)
    except (NotFound, PermissionError):
        await socket.close(NOT_FOUND, NO_EVENT)
    except Exception as error:
        await break_off(socket, error)


@dataclass(frozen=True)
class Entrance:
    """Who may listen: at which event, with which visit, under which name (one who has none is not named), in which
    language."""

    event_id: int
    visit_id: int | None
    name: str
    language: str


async def _entrance(socket: AnySocket, slug: str, name: str, database: Database, clock: Clock) -> Entrance:
    """For whoever may listen to this channel. Raises Forbidden, NotFound, PermissionError."""
    async with database.reading() as db:
        event = await event_by_slug(db, slug)
        assert event.id is not None
        viewer = await viewer_of(db, socket.scope["state"]["visit"].key, event.id, clock())
        if not may_read(event.visibility, viewer):
            raise PermissionError(slug)
        if name in FOR_FACILITATORS and not viewer.is_facilitator:
            raise Forbidden(name)
        if name in FOR_THOSE_WHO_TAKE_PART and not may_read_comments(viewer):
            raise Forbidden(name)
        return Entrance(event.id, viewer.visit_id, viewer.name or "", _language_of(socket, event))


def _language_of(socket: AnySocket, event: Event) -> str:
    """The page's; one that does not say is answered as any request is."""
    fall_back_to(event.language)
    written = socket.query_params.get("language", "")
    return written if written in LANGUAGES else language()


async def _listen(
    channel: Channel,
    listener: Outbox,
    announcer: Announcer,
    event_id: int,
    since: int,
    until: Callable[[Outbox], Awaitable[None]],
) -> None:
    """Asks for the newest revision after it listens, so that nothing passes by in between."""
    try:
        async with announcer.database.reading() as db:
            revision = await revision_of(db, event_id)
        channel.begin(revision)
        announcer.follow(event_id, revision)
        _catch_up(channel, listener, since)
        await until(listener)
    except asyncio.CancelledError:
        if not listener.closed:
            raise


def _catch_up(channel: Channel, listener: Outbox, since: int) -> None:
    missed = channel.missed(since)
    if missed is None:
        listener.post(outgoing_text(json.dumps({"revision": channel.last, "after": channel.last, "stale": True})))
        return
    listener.post(outgoing_text(json.dumps({"revision": channel.last, "after": 0})))
    for letter in missed:
        listener.post(outgoing_text(letter.text))


async def _until_they_leave(
    socket: AnySocket,
    presence: Presence,
    entrance: Entrance,
    enter: Callable[[], Awaitable[Entrance]],
    listener: Outbox,
) -> None:
    """One who arranges sits at the board until the socket ends. Whoever may not any more is told so when they speak."""
    seat, bucket = presence.seat(entrance.name, entrance.visit_id), Bucket(monotonic())
    listener.post(outgoing_text(json.dumps({"you": seat.id})))
    presence.enter(entrance.event_id, seat)
    try:
        while (said := await _said(socket)) is not None:
            if not bucket.take(monotonic()):
                await socket.close(BAD_REQUEST, "that was too much")
                return
            held = read_hand(said)
            seat.name = (await enter()).name
            presence.hold(entrance.event_id, seat, held)
    except Nonsense as nonsense:
        await socket.close(BAD_REQUEST, str(nonsense))
    finally:
        presence.leave(entrance.event_id, seat)


async def _until_closed(socket: AnySocket, _listener: Outbox) -> None:
    """Other pages have nothing to say here; a few small frames are put up with, anything else ends the socket."""
    for _frame in range(MOST_FRAMES):
        if await _said(socket) is None:
            return
    await socket.close(BAD_REQUEST, "nothing is expected here")


async def _said(socket: AnySocket) -> str | None:
    """The next frame; None when the socket is over, or was ended for what came."""
    message: Any = await socket.receive()
    if message["type"] != "websocket.receive":
        return None
    said: str | None = message.get("text")
    if said is None:
        await socket.close(BAD_REQUEST, "that was no text")
        return None
    if len(said) > FRAME_LIMIT:
        await socket.close(TOO_LARGE, "that was too large")
        return None
    return said

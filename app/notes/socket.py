"""The note's socket: who comes, from which page, to which note; then the dialogue until one side ends it."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from litestar import websocket
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.clock import Clock
from app.kernel.database import Database
from app.kernel.errors import Gone, NotFound
from app.kernel.logs import log
from app.kernel.outbox import TRY_AGAIN_LATER, Outbox, ending_this_handler
from app.kernel.security import comes_from_us
from app.kernel.sockets import AnySocket, break_off
from app.kernel.wire import lend_an_ear, write_of
from app.notes.actions import begun_note
from app.notes.conversation import (
    MALFORMED,
    NO_SUCH_NOTE,
    NOT_YOURS,
    OLD_EPOCH,
    Conversation,
    Refused,
    check_frame,
)
from app.notes.hands import Writer
from app.notes.limits import Allowance
from app.notes.live_notes import LiveNotes
from app.notes.open_note import OpenNote
from app.notes.protocol import Malformed
from app.notes.rules import writer_of
from app.notes.shared import lent_to, name_beside_hand
from app.notes.terms import terms_of
from app.notes.watch import check_right
from app.people.queries import viewer_of
from app.people.viewers import Viewer
from app.topics.queries import topic_by_number

#: Frames of more bytes are checked beside the event loop.
LONG = 64 * 1024


@dataclass(frozen=True)
class Arrival:
    """Who came to write, and where; `lent_to` is the name of one who has a pen and takes no part."""

    event: Event
    topic_id: int
    viewer: Viewer
    writer: Writer
    lent_to: str


@websocket("/{event_slug:str}/topics/{number:int}/note/live")
async def note_socket(
    socket: AnySocket,
    event_slug: FromPath[str],
    number: FromPath[int],
    database: NamedDependency[Database],
    live_notes: NamedDependency[LiveNotes],
    clock: NamedDependency[Clock],
    scheme: NamedDependency[str],
) -> None:
    """y-protocols sync and awareness of a Yjs document whose only content is the text `markdown`.

    `?ack=1` asks for acknowledgements, `?epoch=` says which document the client holds.
    """
    await socket.accept()
    outbox = Outbox(socket.send, ending_this_handler(), write=write_of(socket.scope))
    try:
        arrival = await _entrance(socket, event_slug, number, database, clock, scheme)
        event_id = arrival.event.id or 0
        note = await begun_note(database, event_id, arrival.topic_id)
        if _asked_epoch(socket) != note.epoch:
            raise Refused(OLD_EPOCH, "this note has begun anew")
        async with live_notes.opened(note.id or 0) as open_note:
            conversation = _conversation(socket, live_notes, open_note, outbox, arrival)

            def rename(viewer: Viewer) -> None:
                conversation.rename(name_beside_hand(viewer, arrival.event, arrival.lent_to))

            if open_note.epoch != note.epoch:
                raise Refused(OLD_EPOCH, "this note has begun anew")
            if open_note.dropped:
                raise Refused(TRY_AGAIN_LATER, "this note is loaded anew")
            visit_id, author_id = arrival.viewer.visit_id or 0, arrival.writer.attendee_id
            with live_notes.watch.over(outbox, event_id, visit_id, arrival.topic_id, author_id, rename):
                await _converse(socket, live_notes, open_note, conversation)
    except Refused as refusal:
        outbox.close(refusal.code, refusal.reason)
        await _until_gone(socket)
    except Malformed as error:
        log.info("note_socket_malformed", why=str(error))
        outbox.close(MALFORMED, str(error))
        await _until_gone(socket)
    except asyncio.CancelledError:
        if not outbox.closed:
            raise
    except Exception as error:
        await break_off(socket, error)


async def _entrance(
    socket: AnySocket, slug: str, number: int, database: Database, clock: Clock, scheme: str
) -> Arrival:
    """Raises Refused."""
    if not comes_from_us(socket.scope, scheme):
        raise Refused(NOT_YOURS, "this page is not one of ours")
    visit = socket.scope["state"]["visit"]
    async with database.reading() as db:
        try:
            event = await event_by_slug(db, slug)
            topic = await topic_by_number(db, event.id or 0, number)
        except (Gone, NotFound):
            raise Refused(NO_SUCH_NOTE, "there is no such card") from None
        viewer = await viewer_of(db, visit.key if visit.known else None, event.id, clock())
        terms = (await terms_of(db, event, [topic]))[topic.id or 0]
        check_right(viewer, terms)
        lent = await lent_to(db, viewer, terms)
        writer = replace(writer_of(viewer, terms), name=name_beside_hand(viewer, event, lent))
        return Arrival(event, topic.id or 0, viewer, writer, lent)


def _asked_epoch(socket: AnySocket) -> int:
    """Who says nothing holds the first document: a stock client comes back with what it has, and must not bring it."""
    asked = socket.query_params.get("epoch", "") or "1"
    if not asked.isdecimal() or len(asked) > 9:
        raise Malformed("an epoch is a number")
    return int(asked)


def _conversation(
    socket: AnySocket, notes: LiveNotes, note: OpenNote, outbox: Outbox, arrival: Arrival
) -> Conversation:
    conversation = Conversation(note, notes.log, outbox, notes.limits, arrival.writer)
    conversation.knows_ours = socket.query_params.get("ack") == "1"
    return conversation


async def _converse(socket: AnySocket, notes: LiveNotes, note: OpenNote, conversation: Conversation) -> None:
    note.conversations.add(conversation)
    try:
        conversation.greet()
        await _listen(socket, conversation, Allowance(notes.limits))
    finally:
        note.conversations.discard(conversation)
        conversation.leave()


async def _listen(socket: AnySocket, conversation: Conversation, allowance: Allowance) -> None:
    """Until the client goes. Whoever sends too fast is read later; the network makes them wait."""
    lend_an_ear(socket.scope, partial(_hear_at_once, conversation, allowance))
    receive = socket.receive
    while True:
        event: Any = await receive()
        if event["type"] != "websocket.receive":
            return
        frame = event.get("bytes")
        if frame is None:
            raise Malformed("text instead of bytes")
        if pause := allowance.take(len(frame) + conversation.take_cost()):
            await asyncio.sleep(pause)
        is_long = LONG < len(frame) <= conversation.longest_frame
        conversation.hear(frame, await asyncio.to_thread(check_frame, frame) if is_long else None)


def _hear_at_once(conversation: Conversation, allowance: Allowance, frame: bytes) -> bool:
    """False where the handler has to wait, or to end the socket for what it hears."""
    if len(frame) > LONG or not allowance.is_ample(LONG):
        return False
    try:
        conversation.hear(frame)
    except Exception:  # it comes again where there is somebody to deal with it
        return False
    allowance.take(len(frame) + conversation.take_cost())
    return True


async def _until_gone(socket: AnySocket) -> None:
    """Drops what was on its way, so that the reason arrives before the connection ends."""
    while (await socket.receive())["type"] == "websocket.receive":
        pass

"""The short way onto the wire and off it, with the real server and a real client."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import connect
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from app.kernel.outbox import Outbox, outgoing_bytes, outgoing_text
from app.kernel.wire import WireProtocol, lend_an_ear, write_of

Handler = Callable[[Any, Any, Any], Awaitable[None]]


@asynccontextmanager
async def served(handler: Handler, **options: Any) -> AsyncIterator[str]:
    """The address of a server whose only socket is this handler's."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await handler(scope, receive, send)

    chosen = {"ws_per_message_deflate": False, **options}
    config = uvicorn.Config(app, port=0, ws=WireProtocol, lifespan="off", log_config=None, **chosen)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.001)
    try:
        yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@given(st.one_of(st.binary(max_size=200), st.text(max_size=70_000)))
def test_what_is_framed_once_is_what_a_client_reads(said: bytes | str) -> None:
    client = ClientProtocol(parse_uri("ws://example.org"), state=OPEN)
    outgoing = outgoing_text(said) if isinstance(said, str) else outgoing_bytes(said)
    client.receive_data(outgoing.frame)
    [read] = client.events_received()
    assert isinstance(read, Frame)
    assert (bytes(read.data), read.fin) == (said.encode() if isinstance(said, str) else said, True)


async def test_both_ways_reach_the_client_in_the_order_of_posting() -> None:
    async def mixed(scope: Any, receive: Any, send: Any) -> None:
        box = Outbox(send, lambda: None, write=write_of(scope))
        box.post(outgoing_text("short"))
        await send({"type": "websocket.send", "text": "long"})
        box.post(outgoing_bytes(b"short"))
        box.close(4400, "enough")
        await receive()

    async with served(mixed) as address, connect(address) as client:
        assert [await client.recv() for _message in range(3)] == ["short", "long", b"short"]
        await client.wait_closed()
        assert (client.close_code, client.close_reason) == (4400, "enough")


async def test_a_socket_that_does_not_drain_is_sent_the_long_way_and_misses_nothing() -> None:
    blocked, refused = asyncio.Event(), []

    async def flood(scope: Any, receive: Any, send: Any) -> None:
        write = write_of(scope)
        assert write

        def watched(frame: bytes) -> bool:
            taken = write(frame)
            if not taken:
                refused.append(frame)
                blocked.set()
            return taken

        box = Outbox(send, lambda: None, write=watched)
        for number in range(400):
            box.post(outgoing_bytes(number.to_bytes(2, "big") * 20_000))
            if blocked.is_set() and number > 20:
                break
        await receive()

    async with served(flood) as address, connect(address, compression=None, max_queue=1, max_size=2**20) as client:
        async with asyncio.timeout(10):
            await blocked.wait()
            got = [await client.recv()]
            while not refused or got[-1] != refused[-1][-len(got[-1]) :]:
                got.append(await client.recv())
    assert [int.from_bytes(message[:2], "big") for message in got] == list(range(len(got)))  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["the server closed", "the client went"])
async def test_nothing_goes_the_short_way_when_the_socket_is_over(ending: str) -> None:
    taken: list[bool] = []

    async def end(scope: Any, receive: Any, send: Any) -> None:
        if ending == "the server closed":
            await send({"type": "websocket.close", "code": 4400, "reason": ""})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        write = write_of(scope)
        assert write
        taken.append(write(outgoing_text("too late").frame))

    async with served(end) as address:
        async with connect(address) as client:
            if ending == "the client went":
                await client.close()
            else:
                await client.wait_closed()
        async with asyncio.timeout(5):
            while not taken:
                await asyncio.sleep(0.001)
    assert taken == [False]


async def test_where_frames_are_compressed_there_is_no_short_way() -> None:
    offered: list[Any] = []

    async def look(scope: Any, receive: Any, send: Any) -> None:
        offered.append(write_of(scope))
        box = Outbox(send, lambda: None, write=write_of(scope))
        box.post(outgoing_text("all the same"))
        await receive()

    async with served(look, ws_per_message_deflate=True) as address, connect(address) as client:
        assert await client.recv() == "all the same"
    assert offered == [None]


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["taken", "refused", "refused, then busy", "in pieces", "as words"]), max_size=40))
def test_an_ear_and_a_handler_hear_all_in_order(sent: list[str]) -> None:
    heard: list[tuple[str, str]] = []

    async def listen(scope: Any, receive: Any, send: Any) -> None:
        def hear(message: bytes) -> bool:
            if b"taken" in message:
                heard.append(("ear", message.decode()))
            return b"taken" in message

        lend_an_ear(scope, hear)
        while (event := await receive())["type"] == "websocket.receive":
            said = event.get("text") or event["bytes"].decode()
            heard.append(("handler", said))
            for _turn in range(5 * ("busy" in said)):
                await asyncio.sleep(0)
        await send({"type": "websocket.close", "code": 1000, "reason": ""})

    async def talk() -> None:
        async with served(listen) as address, connect(address) as client:
            for number, how in enumerate(sent):
                said = f"{number} {how}"
                if how == "in pieces":
                    await client.send([said[:2].encode(), said[2:].encode()])
                else:
                    await client.send(said if how == "as words" else said.encode())

    asyncio.run(talk())
    assert [said for _by, said in heard] == [f"{number} {how}" for number, how in enumerate(sent)]
    assert all(by == "handler" or "taken" in said for by, said in heard)


async def test_an_ear_hears_only_while_the_handler_waits() -> None:
    heard: list[bytes] = []
    is_busy, may_go_on = asyncio.Event(), asyncio.Event()

    async def listen(scope: Any, receive: Any, send: Any) -> None:
        lend_an_ear(scope, lambda message: not heard.append(message))
        assert (await receive())["text"] == "something to do"
        is_busy.set()
        await may_go_on.wait()
        assert (await receive())["bytes"] == b"kept"
        await send({"type": "websocket.send", "text": "at last"})
        await receive()

    async with served(listen) as address, connect(address) as client:
        await client.send("something to do")
        await is_busy.wait()
        await client.send(b"kept")
        await (await client.ping())  # the server has read what came before
        assert heard == []
        may_go_on.set()
        assert await client.recv() == "at last"
        await client.send(b"heard at once")
        await (await client.ping())
    assert heard == [b"heard at once"]


def masked(opcode: Opcode, said: bytes, fin: bool = True) -> bytes:
    """As a client sends it, with a mask of zeros: what is said may look like a frame."""
    frame = Frame(opcode, said, fin=fin).serialize(mask=False)
    head = len(frame) - len(said)
    return bytes((frame[0], frame[1] | 0x80)) + frame[2:head] + bytes(4) + said


FRAME_IN_A_FRAME = masked(Opcode.BINARY, b"!" * 130 + masked(Opcode.BINARY, b"!said by nobody") + b"!")

taken = st.binary(max_size=200).map(lambda said: [masked(Opcode.BINARY, b"!" + said)])
refused = st.binary(max_size=10).map(lambda said: [masked(Opcode.BINARY, b"?" + said)])
in_pieces = st.binary(max_size=10).map(
    lambda said: [masked(Opcode.BINARY, b"!", fin=False), masked(Opcode.PING, b"p"), masked(Opcode.CONT, said)]
)
words = st.text(max_size=10).map(lambda said: [masked(Opcode.TEXT, said.encode())])
frame_in_a_frame = st.sampled_from([[FRAME_IN_A_FRAME[:138], FRAME_IN_A_FRAME[138:]]])


@settings(max_examples=25)
@given(st.lists(st.one_of(taken, refused, in_pieces, words, frame_in_a_frame), max_size=12), st.data())
def test_an_ear_hears_the_same_however_the_stream_is_cut(messages: list[list[bytes]], data: st.DataObject) -> None:
    frames = [frame for message in messages for frame in message]
    stream, between = b"".join(frames), list(itertools.accumulate(map(len, frames), initial=0))
    cuts = sorted(data.draw(st.sets(st.sampled_from(between) | st.integers(0, len(stream)), max_size=20)))
    pieces = [stream[start:end] for start, end in itertools.pairwise([0, *cuts, len(stream)])]
    turns = itertools.cycle(data.draw(st.lists(st.integers(0, 4), min_size=1)))
    heard: list[bytes | str] = []
    protocols: list[WireProtocol] = []

    async def listen(scope: Any, receive: Any, send: Any) -> None:
        def hear(message: bytes) -> bool:
            if is_taken := message.startswith(b"!"):
                heard.append(message)
            return is_taken

        lend_an_ear(scope, hear)
        protocols.append(scope["hallway.lend"].__self__)
        while (event := await receive())["type"] == "websocket.receive":
            heard.append(event.get("text") if event.get("bytes") is None else event["bytes"])

    async def talk() -> None:
        async with served(listen) as address, connect(address) as client:
            while not protocols:
                await asyncio.sleep(0.001)
            for piece in pieces:  # as the transport does, which would gather them
                protocols[0].data_received(piece)
                for _turn in range(next(turns)):
                    await asyncio.sleep(0)
            await client.close()

    asyncio.run(talk())
    reference = ServerProtocol(state=OPEN)
    reference.receive_data(stream)
    assert heard == whole_messages(reference.events_received())


def whole_messages(frames: list[Any]) -> list[bytes | str]:
    messages: list[bytes | str] = []
    for frame in frames:
        if frame.opcode is Opcode.CONT:
            messages[-1] += frame.data
        elif frame.opcode in (Opcode.BINARY, Opcode.TEXT):
            messages.append(bytes(frame.data) if frame.opcode is Opcode.BINARY else bytes(frame.data).decode())
    return messages


@pytest.mark.parametrize(
    "sent",
    [
        [b"\x82\x05hello"],  # not masked
        [b"\xc2\x85\0\0\0\0hello"],  # compressed, as nobody agreed
        [masked(Opcode.BINARY, b"a", fin=False), masked(Opcode.BINARY, b"b")],  # a beginning inside another
    ],
)
async def test_what_is_no_message_ends_the_socket_although_an_ear_was_lent(sent: list[bytes]) -> None:
    heard: list[bytes] = []

    async def listen(scope: Any, receive: Any, send: Any) -> None:
        lend_an_ear(scope, lambda message: not heard.append(message))
        for piece in sent:
            asyncio.get_running_loop().call_soon(scope["hallway.lend"].__self__.data_received, piece)
        await receive()

    async with served(listen) as address, connect(address) as client:
        await client.wait_closed()
        assert (client.close_code, heard) == (1002, [])

import asyncio
from typing import Any

import pytest

from app.kernel import outbox
from app.kernel.outbox import Outbox, outgoing_bytes, outgoing_text


class Socket:
    """An ASGI send that blocks when it is told to."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.sent: list[Any] = []

    async def send(self, event: dict[str, Any]) -> None:
        await self.open.wait()
        self.sent.append(event.get("bytes") or (event["code"], event["reason"]))


async def until(condition: Any) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_a_socket_that_drains_is_served_on_the_spot_and_in_order() -> None:
    socket = Socket()
    box = Outbox(socket.send, lambda: None)
    for number in range(5):
        box.post(outgoing_bytes(bytes([number])))
    assert socket.sent == [b"\x00", b"\x01", b"\x02", b"\x03", b"\x04"]


async def test_a_blocked_socket_gets_everything_in_order_when_it_reads_again() -> None:
    socket = Socket()
    box = Outbox(socket.send, lambda: None)
    socket.open.clear()
    for number in range(5):
        box.post(outgoing_bytes(bytes([number])))
    assert socket.sent == []
    socket.open.set()
    await until(lambda: len(socket.sent) == 5)
    assert socket.sent == [b"\x00", b"\x01", b"\x02", b"\x03", b"\x04"]
    box.post(outgoing_bytes(b"5"))
    assert socket.sent[-1] == b"5"


async def test_a_socket_that_stays_blocked_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", 0.02)
    socket, given_up = Socket(), asyncio.Event()
    box = Outbox(socket.send, given_up.set)
    socket.open.clear()
    box.post(outgoing_bytes(b"x"))
    async with asyncio.timeout(5):
        await given_up.wait()
    assert box.closed


async def test_a_backlog_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_BYTES", 10)
    socket = Socket()
    box = Outbox(socket.send, lambda: None)
    socket.open.clear()
    for _ in range(4):
        box.post(outgoing_bytes(b"12345"))
    assert box.closed
    socket.open.set()
    await until(lambda: (1013, "too far behind") in socket.sent)


async def test_nothing_goes_out_after_closing() -> None:
    socket = Socket()
    box = Outbox(socket.send, lambda: None)
    box.close(4403, "no")
    box.close(4400, "again")
    box.post(outgoing_bytes(b"x"))
    await until(lambda: socket.sent)
    assert socket.sent == [(4403, "no")]


async def test_dropping_a_blocked_box_ends_its_task() -> None:
    socket = Socket()
    box = Outbox(socket.send, lambda: None)
    socket.open.clear()
    box.post(outgoing_text("one"))
    box.drop()
    socket.open.set()
    await until(lambda: asyncio.all_tasks() == {asyncio.current_task()})
    box.post(outgoing_text("two"))
    assert socket.sent == []

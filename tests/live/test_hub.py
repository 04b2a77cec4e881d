"""The hub: one socket that does not read delays nobody, is closed, and catches up by revision."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel import outbox
from app.kernel.outbox import TRY_AGAIN_LATER, Outbox
from app.live.hub import KEPT, Channel, Hub
from app.live.sockets import BUFFERED

EVENT = 1


class Phone:
    """A socket's ASGI send; closed valves are a phone that does not read."""

    def __init__(self) -> None:
        self.valve = asyncio.Event()
        self.valve.set()
        self.got: list[str] = []
        self.closed_with: tuple[int, str] | None = None
        self.listener = Outbox(self.send, lambda: None, BUFFERED)

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close":
            self.closed_with = (message["code"], message["reason"])
            return
        await self.valve.wait()
        self.got.append(message["text"])


class BrokenPhone(Phone):
    async def send(self, message: Any) -> None:
        raise ConnectionResetError("gone")


def listen(hub: Hub, *phones: Phone, revision: int = 0) -> Channel:
    for phone in phones:
        channel = hub.join(EVENT, "wall", phone.listener)
        channel.begin(revision)
    return channel


def tell(hub: Hub, revision: int) -> None:
    hub.send(EVENT, "wall", revision, lambda after: f"{after}→{revision}")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


async def test_whoever_reads_has_a_message_before_the_next_is_made() -> None:
    hub, phones = Hub(), [Phone() for _ in range(3)]
    listen(hub, *phones)
    tell(hub, 1)
    assert [phone.got for phone in phones] == [["0→1"]] * 3


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["tell", "block", "read"]), max_size=80), st.integers(0, 3))
async def test_one_that_reads_now_and_then_delays_nobody_and_hears_all_in_order(steps: list[str], place: int) -> None:
    hub, slow, phones = Hub(), Phone(), [Phone() for _ in range(3)]
    everybody = [*phones[:place], slow, *phones[place:]]
    listen(hub, *everybody)
    told = 0
    for step in steps:
        if step == "tell" and told < BUFFERED:
            told += 1
            tell(hub, told)
            assert all(phone.got[-1] == f"{told - 1}→{told}" for phone in phones)
        elif step == "block":
            slow.valve.clear()
        else:
            slow.valve.set()
            await asyncio.sleep(0)
    slow.valve.set()
    await until(lambda: len(slow.got) == told)
    assert slow.got == phones[0].got == [f"{n}→{n + 1}" for n in range(told)]
    assert slow.closed_with is None


async def test_one_that_never_reads_holds_a_bounded_buffer_and_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", 0.05)
    hub, stalled, reading = Hub(), Phone(), Phone()
    listen(hub, stalled, reading)
    stalled.valve.clear()
    for revision in range(1, 400):
        tell(hub, revision)
    assert len(reading.got) == 399
    assert len(stalled.listener._waiting) <= BUFFERED
    await until(lambda: stalled.closed_with is not None)
    assert stalled.closed_with is not None
    assert stalled.closed_with[0] == TRY_AGAIN_LATER
    assert stalled.got == []
    tell(hub, 400)
    assert stalled.listener._waiting == type(stalled.listener._waiting)()


async def test_one_that_is_blocked_for_too_long_is_closed_even_when_little_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", 0.05)
    hub, stalled = Hub(), Phone()
    listen(hub, stalled)
    stalled.valve.clear()
    tell(hub, 1)
    await until(lambda: stalled.closed_with is not None)
    assert stalled.closed_with == (TRY_AGAIN_LATER, "not reading")
    stalled.valve.set()
    tell(hub, 2)
    assert stalled.got == []


async def test_a_connection_that_breaks_while_sending_harms_nobody() -> None:
    hub, broken, phone = Hub(), BrokenPhone(), Phone()
    listen(hub, broken, phone)
    tell(hub, 1)
    tell(hub, 2)
    assert phone.got == ["0→1", "1→2"]
    assert broken.listener.closed


async def test_whoever_comes_back_hears_what_was_missed() -> None:
    hub = Hub()
    channel = listen(hub, Phone(), revision=10)
    for revision in (11, 12, 15):
        tell(hub, revision)
    assert listen(hub, Phone(), revision=99) is channel
    assert [letter.text for letter in channel.missed(11) or []] == ["11→12", "12→15"]
    assert channel.missed(15) == []
    assert [letter.revision for letter in channel.missed(10) or []] == [11, 12, 15]


async def test_what_is_not_known_any_more_is_said_instead_of_left_out() -> None:
    hub = Hub()
    channel = listen(hub, Phone(), revision=10)
    assert channel.missed(9) is None
    for revision in range(11, 11 + KEPT + 5):
        tell(hub, revision)
    assert len(channel.letters) == KEPT
    assert channel.floor == 15
    assert channel.missed(14) is None
    assert [letter.revision for letter in channel.missed(15) or []] == list(range(16, 16 + KEPT))


async def test_what_is_told_while_the_newest_revision_is_looked_up_is_not_passed_over() -> None:
    hub, phone = Hub(), Phone()
    channel = hub.join(EVENT, "wall", phone.listener)
    assert channel.missed(10) is None
    tell(hub, 11)
    channel.begin(10)
    tell(hub, 12)
    assert phone.got == ["0→11", "11→12"]
    assert [letter.revision for letter in channel.missed(10) or []] == [11, 12]
    assert channel.missed(9) is None


async def test_channels_are_apart_and_end_with_their_last_listener() -> None:
    hub, here, there = Hub(), Phone(), Phone()
    listen(hub, here)
    hub.join(EVENT, "board", there.listener)
    hub.join(2, "wall", Phone().listener)
    tell(hub, 1)
    assert (here.got, there.got) == (["0→1"], [])
    assert (hub.listened(EVENT), hub.listened(2), hub.sockets) == ({"wall", "board"}, {"wall"}, 3)
    hub.leave(EVENT, "wall", here.listener)
    hub.leave(EVENT, "wall", here.listener)
    assert hub.listened(EVENT) == {"board"}
    tell(hub, 2)
    assert here.got == ["0→1"]


async def test_each_language_has_its_own_letters() -> None:
    hub, english, german = Hub(), Phone(), Phone()
    listen(hub, english)
    hub.join(EVENT, "wall", german.listener, 7, "de").begin(0)
    tell(hub, 1)
    hub.send(EVENT, "wall", 1, lambda after: f"{after} auf 1", "de")
    assert (english.got, german.got) == (["0→1"], ["0 auf 1"])
    assert hub.spoken(EVENT) == {"en": {"wall"}, "de": {"wall"}}
    assert hub.listeners(EVENT, "wall") == {english.listener: None, german.listener: 7}
    hub.whisper(EVENT, "wall", "psst")
    assert (english.got[-1], german.got[-1]) == ("psst", "psst")
    hub.leave(EVENT, "wall", english.listener)
    assert hub.spoken(EVENT) == {"de": {"wall"}}

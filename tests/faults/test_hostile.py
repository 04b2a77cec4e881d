"""Attendees who mean no good: whatever they send, the others write on, nothing is lost, and the server stays small."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
from pycrdt import Doc, Map, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.kernel.outbox import TRY_AGAIN_LATER
from app.notes import protocol
from app.notes.live_note import TEXT
from app.notes.protocol import EMPTY_UPDATE, Presence
from tests.faults.notes import Lone, log_of, prepared
from tests.notes.circles import Circle
from tests.notes.serving import closing_of

WRITERS = 6
WORDS = 250
#: What one attacker may cost a server that holds one note, in bytes.
MOST_MEMORY = 150_000_000

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(600)]

Attack = Callable[[ClientConnection, random.Random], Awaitable[None]]


async def tiny_frames(wire: ClientConnection, _dice: random.Random) -> None:
    """As many as the line takes."""
    while True:
        await wire.send(protocol.edit(EMPTY_UPDATE))


async def presence(wire: ClientConnection, dice: random.Random) -> None:
    """Somebody whose cursor is everywhere, in many clients."""
    for clock in range(1, 10**6):
        state = f'{{"cursor": "{"x" * dice.randrange(3000)}"}}'
        await wire.send(protocol.awareness([Presence(dice.randrange(50), clock, state)]))


async def noise(wire: ClientConnection, dice: random.Random) -> None:
    """Bytes that mean nothing, behind headers that do."""
    while True:
        await wire.send(dice.choice([b"", b"\x00\x02", b"\x00\x01", b"\x01"]) + dice.randbytes(dice.randrange(200)))
        await asyncio.sleep(0.001)


async def truncated(wire: ClientConnection, dice: random.Random) -> None:
    """The beginnings of good edits."""
    doc: Doc[Text] = Doc()
    doc.get(TEXT, type=Text).insert(0, "words " * 50)
    whole = protocol.edit(doc.get_update())
    while True:
        await wire.send(whole[: dice.randrange(len(whole))])
        await asyncio.sleep(0.001)


async def another_document(wire: ClientConnection, _dice: random.Random) -> None:
    doc: Doc[Map] = Doc()
    things = doc.get("things", type=Map)
    while True:
        state = doc.get_state()
        things["key"] = {"nested": [1, 2, 3]}
        await wire.send(protocol.edit(doc.get_update(state)))
        await asyncio.sleep(0.001)


async def whole_again_and_again(wire: ClientConnection, _dice: random.Random) -> None:
    """Asks for everything and reads nothing."""
    wire.transport.pause_reading()
    while True:
        await wire.send(protocol.step1(b"\x00"))


ATTACKS = [tiny_frames, presence, noise, truncated, another_document, whole_again_and_again]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Lone]:
    lone = Lone(tmp_path)
    lone.cookies = await prepared(lone.url, WRITERS + 1)
    async with lone:
        yield lone


@pytest.mark.parametrize("attack", ATTACKS)
async def test_the_others_write_on(server: Lone, attack: Attack) -> None:
    *cookies, theirs = server.cookies
    async with Circle([server.live], cookies) as writing:
        await writing.write(WORDS // 10, cut=False)
        await writing.agree()
        before = server.memory()
        attacking = asyncio.create_task(_again_and_again(server.live, theirs, attack, random.Random(writing.seed)))
        await writing.write(WORDS, cut=False)
        await writing.agree()
        most = server.memory() - before
        attacking.cancel()
        await asyncio.gather(attacking, return_exceptions=True)
        writing.check(await log_of(server.url))
        assert most < MOST_MEMORY


async def test_nobody_writes_with_the_hand_of_somebody_who_is_here(server: Lone) -> None:
    """An edit under another's client id, ahead of what they have written, would swallow their next words."""
    *cookies, theirs = server.cookies
    async with Circle([server.live], cookies[:2]) as writing:
        await writing.write(5, cut=False)
        await writing.agree()
        victim = writing.writers[0]
        await victim.show_themselves()
        forged: Doc[Text] = Doc(client_id=victim.doc.client_id)
        forged.apply_update(victim.doc.get_update())
        state = forged.get_state()
        forged.get(TEXT, type=Text).insert(0, "swallowed! " * 20)
        async with connect(server.live, additional_headers={"cookie": theirs}) as wire:
            await wire.send(protocol.edit(forged.get_update(state)))
            assert (await closing_of(wire))[0] == TRY_AGAIN_LATER
        await writing.write(20, cut=False)
        await writing.agree()
        writing.check(await log_of(server.url))


async def _again_and_again(address: str, cookie: str, attack: Attack, dice: random.Random) -> None:
    """Whoever is sent away comes back."""
    while True:
        with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            async with connect(address, additional_headers={"cookie": cookie}, close_timeout=0.1) as wire:
                await attack(wire, dice)
        await asyncio.sleep(0.05)

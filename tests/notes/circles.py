"""People who write one note together for a while, with devices that lose the network and go on writing without it."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.notes import protocol
from app.notes.live_note import TEXT

#: Seconds between two words of one writer, at most.
PAUSE = 0.04
#: Of so many words one is taken out again.
SECOND_THOUGHTS = 8
#: Seconds until all must have the same text after the last word.
RIGHT_AGAIN = 10


class Lasting:
    """One writer, whose document outlasts every connection. A word is stored when the server has said so."""

    def __init__(self, name: str, address: str, cookie: str, dice: random.Random) -> None:
        self.name = name
        self.stored: set[str] = set()
        self.taken_back: set[str] = set()
        self.doc: Doc[Text] = Doc()
        self.text = self.doc.get(TEXT, type=Text)
        self.waiting: list[str] = []
        self.connections = 0
        self._address = address
        self._cookie = cookie
        self._dice = dice
        self._written = 0
        self._flying: deque[list[str]] = deque()
        self._wire: ClientConnection | None = None

    async def live(self) -> None:
        """Connects again and again."""
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
                async with connect(self._address, additional_headers={"cookie": self._cookie}, open_timeout=5) as wire:
                    self.connections += 1
                    await self._converse(wire)
            self._wire = None
            await asyncio.sleep(0.05 + 0.3 * self._dice.random())

    async def write(self, words: int) -> None:
        for _each in range(words):
            self._written += 1
            await self._write(f"{self.name}-{self._written}")
            await asyncio.sleep(PAUSE * self._dice.random())

    async def show_themselves(self) -> None:
        """As an editor does from the beginning: which client is theirs."""
        assert self._wire
        await self._wire.send(protocol.awareness([protocol.Presence(self.doc.client_id, 1, "{}")]))

    def cut(self) -> None:
        """The network is gone, without a goodbye."""
        if self._wire:
            self._wire.transport.abort()

    async def _write(self, word: str) -> None:
        state = self.doc.get_state()
        places = [0, *(at + 1 for at, letter in enumerate(str(self.text)) if letter == " ")]
        self.text.insert(self._dice.choice(places), word + " ")
        self.waiting.append(word)
        if self._dice.randrange(SECOND_THOUGHTS) == 0:
            self._take_back(self._dice.choice([*self.stored, word]))
        await self._send(self.doc.get_update(state), [word])

    def _take_back(self, word: str) -> None:
        at = f" {self.text}".find(f" {word} ")
        if at >= 0:
            del self.text[at : at + len(word) + 1]
            self.taken_back.add(word)

    async def _send(self, update: bytes, words: list[str]) -> None:
        if self._wire:
            self._flying.append(words)
            with suppress(ConnectionClosed):
                await self._wire.send(protocol.edit(update))

    async def _converse(self, wire: ClientConnection) -> None:
        self._flying.clear()
        self._wire = wire
        await wire.send(protocol.step1(self.doc.get_state()))
        async for frame in wire:
            assert isinstance(frame, bytes)
            if frame[0] == protocol.ACK:
                self._acknowledged(protocol.read_number(frame, 1)[0])
            elif frame[:2] == b"\x00\x00":
                self._flying.append(list(self.waiting))
                await wire.send(protocol.step2(self.doc.get_update(protocol.read_message(frame)[2])))
            elif frame[0] == protocol.SYNC:
                self.doc.apply_update(protocol.read_message(frame)[2])

    def _acknowledged(self, count: int) -> None:
        words = {word for _ in range(count) for word in self._flying.popleft()}
        self.stored |= words
        self.waiting = [word for word in self.waiting if word not in words]


class Circle:
    """Writers at one note. `addresses` of several workers: each has some of them."""

    def __init__(self, addresses: Sequence[str], cookies: Sequence[str]) -> None:
        self.seed = random.randrange(10**6)
        self.writers = [
            Lasting(f"w{number}", addresses[number % len(addresses)], cookie, random.Random(f"{self.seed}-{number}"))
            for number, cookie in enumerate(cookies)
        ]

    async def __aenter__(self) -> "Circle":
        self._living = [asyncio.create_task(writer.live()) for writer in self.writers]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in self._living:
            task.cancel()
        for ended in await asyncio.gather(*self._living, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def write(self, words: int, cut: bool = True) -> None:
        """So many words of each writer; now and then one of them loses the network."""
        cutting = asyncio.create_task(self._cut()) if cut else None
        try:
            await asyncio.gather(*(writer.write(words) for writer in self.writers))
        finally:
            if cutting:
                cutting.cancel()

    async def agree(self) -> float:
        """How long it took until everybody's words were stored and all had the same text."""
        began = time.monotonic()
        await self._until(lambda: not any(writer.waiting for writer in self.writers), began, "words are not stored")
        await self._until(lambda: len({str(writer.text) for writer in self.writers}) == 1, began, "texts differ")
        return time.monotonic() - began

    def check(self, text: str) -> None:
        """Against what the log says: every stored word is there once, but for those that were taken back."""
        there = text.split()
        assert {str(writer.text) for writer in self.writers} == {text}, f"seed {self.seed}"
        stored, taken_back = {word for writer in self.writers for word in writer.stored}, self._taken_back()
        assert len(there) == len(set(there)), f"seed {self.seed}: words are there twice"
        assert set(there) == stored - taken_back, f"seed {self.seed}: {(stored - taken_back) ^ set(there)}"

    def check_nothing_lost(self, text: str) -> None:
        """Against what the log says while they write: what was acknowledged is there, unless somebody took it out."""
        there = set(text.split())
        lost = {word for writer in self.writers for word in writer.stored} - self._taken_back() - there
        assert not lost, f"seed {self.seed}: {len(lost)} acknowledged words are lost"

    def _taken_back(self) -> set[str]:
        return {word for writer in self.writers for word in writer.taken_back}

    async def _until(self, condition: Callable[[], bool], began: float, what: str) -> None:
        while not condition():
            assert time.monotonic() - began < RIGHT_AGAIN, f"seed {self.seed}: {what}"
            await asyncio.sleep(0.02)

    async def _cut(self) -> None:
        dice = random.Random(self.seed)
        while True:
            await asyncio.sleep(0.1 + 0.3 * dice.random())
            dice.choice(self.writers).cut()

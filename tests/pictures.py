"""A board as an open page has it: kept as our script keeps it, from the page and the fragments that come after it."""

import asyncio
import json
import random
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

_CELL = re.compile(r'id="cell-(\d+-\d+)"')
_CARD = re.compile(r'data-number="(\d+)" data-placement="(\d+)"([^>]*)')
_CLOSED = re.compile(r'id="cell-(\d+-\d+)" data-cell="[^"]*" data-closed')
_IN_TRAY = re.compile(r'<li id="tray-card-(\d+)"')
_FRAGMENT = re.compile(r'<hx-(partial|upsert) hx-target="#([^"]+)"([^>]*)>(.*?)</hx-\1>', re.DOTALL)


class Card(NamedTuple):
    number: int
    placement: int
    locked: bool


@dataclass
class Picture:
    """What hangs where: a card or none in each cell, which of them are closed, and the numbers of the cards in the
    tray."""

    cells: dict[str, Card | None] = field(default_factory=dict)
    tray: set[int] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)

    @classmethod
    def of_page(cls, html: str) -> "Picture":
        return cls(_cells(html), {int(number) for number in _IN_TRAY.findall(html)}, set(_CLOSED.findall(html)))

    def take(self, content: str) -> None:
        """Fragments, as htmx puts them into the page."""
        for kind, target, how, html in _FRAGMENT.findall(content):
            if target == "board-table":
                self.cells, self.closed = _cells(html), set(_CLOSED.findall(html))
            elif target.startswith("cell-"):
                cell = target.removeprefix("cell-")
                if cell in self.cells:
                    self.cells[cell] = _cells(html)[cell]
                    self.closed = (self.closed - {cell}) | set(_CLOSED.findall(html))
            elif kind == "upsert":
                self.tray |= {int(number) for number in _IN_TRAY.findall(html)}
            elif target.startswith("tray-card-") and 'hx-swap="delete"' in how:
                self.tray.discard(int(target.removeprefix("tray-card-")))

    def numbers(self) -> list[int]:
        """Of all cards, in cells and tray, each as often as it is there."""
        return sorted([card.number for card in self.cells.values() if card] + list(self.tray))


def _cells(html: str) -> dict[str, Card | None]:
    table = html.partition('<aside class="tray"')[0]
    parts = _CELL.split(table)
    return {cell: _card(inside) for cell, inside in zip(parts[1::2], parts[2::2], strict=True)}


def _card(inside: str) -> Card | None:
    found = _CARD.search(inside)
    return Card(int(found[1]), int(found[2]), "data-locked" in found[3]) if found else None


class Page:
    """An open board: it listens, asks for the whole when there is a gap, and comes back when it was cut off."""

    def __init__(self, address: str, channel: str, cookie: str) -> None:
        self.channel = channel
        self.picture = Picture()
        self.resyncs = 0
        self.heard = 0
        self._address = address
        self._headers = {"cookie": cookie, "accept": "text/html"}
        self._revision = self._whole = 0
        self._wire: ClientConnection | None = None

    async def look(self) -> Picture:
        """The board as the server shows it now."""
        return Picture.of_page(await self._fetch())

    async def live(self) -> None:
        """Until it is cancelled."""
        await self._resync()
        address = self._address.replace("http", "ws", 1)
        while True:
            with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError, EOFError):
                query = f"?page={self.channel}&since={self._revision}"
                async with connect(f"{address}/small-camp/live{query}", additional_headers=self._headers) as wire:
                    self._wire = wire
                    async for message in wire:
                        await self._hear(json.loads(message))
            code = self._wire.close_code if self._wire else None
            assert code is None or code < 4000, f"closed for good with {code}"
            await asyncio.sleep(random.random() / 3)

    def cut(self) -> None:
        """The network is gone, without a goodbye."""
        if self._wire:
            self._wire.transport.abort()

    async def _hear(self, letter: dict[str, Any]) -> None:
        if "revision" not in letter:
            return  # who else is here and what they hold: nothing of the board
        if letter.get("stale") or letter["after"] > self._revision:
            await self._resync()
        elif "content" in letter and letter["revision"] > self._whole:
            self.heard += 1
            self.picture.take(letter["content"])
            self._revision = max(self._revision, letter["revision"])

    async def _resync(self) -> None:
        html = await self._fetch()
        self.resyncs += 1
        self.picture = Picture.of_page(html)
        found = re.search(r'data-revision="(\d+)"', html)
        assert found
        self._revision = self._whole = int(found[1])

    async def _fetch(self) -> str:
        while True:
            try:
                async with httpx.AsyncClient(base_url=self._address, headers=self._headers, timeout=10) as client:
                    answer = await client.get("/small-camp/board")
            except httpx.TransportError:
                await asyncio.sleep(0.1)
            else:
                assert answer.status_code == 200, answer.text
                return answer.text

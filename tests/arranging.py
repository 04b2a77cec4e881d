"""Facilitators who arrange one board at random, all at once, each by what the page in front of them shows."""

import asyncio
import random
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx

from app.kernel.security import Keys
from app.people.actions import make_link, take_role
from app.people.rules import FACILITATOR
from tests.pictures import Card, Page, Picture
from tests.samples import Camp

SECRET = "s" * 32
FACILITATORS = 5
TOPICS = 24
LARGEST, SMALLEST = 5, 2
#: What a server may answer; somebody else is often faster.
FINE = {200, 204, 303, 404, 409, 422}
#: Seconds until every page must be right after the last change.
RIGHT_AGAIN = 10


class Helper:
    """One facilitator at a page."""

    def __init__(self, name: str, address: str, key: str, dice: random.Random) -> None:
        keys = Keys(SECRET, secure=False)
        cookie = keys.cookie(key).partition(";")[0]
        self.name, self.dice = name, dice
        self.page = Page(address, "arranging", cookie)
        self.done = self.refused = self.cut_off = 0
        headers = {"cookie": cookie, "x-csrf": keys.token(key), "accept": "application/json"}
        self._how: dict[str, Any] = {"base_url": f"{address}/small-camp", "headers": headers, "timeout": 30}

    async def arrange(self, operations: int) -> None:
        async with httpx.AsyncClient(**self._how) as client:
            for number in range(operations):
                method, path, fields = self._choose(number)
                try:
                    answer = await client.request(method, path, data=fields)
                except httpx.TransportError:
                    self.cut_off += 1
                    await asyncio.sleep(0.1)
                    continue
                if answer.status_code == 429:
                    await asyncio.sleep(int(answer.headers["retry-after"]))
                    continue
                assert answer.status_code in FINE, f"{method} {path} {fields}: {answer.status_code} {answer.text[:300]}"
                self.done += answer.status_code < 400
                self.refused += answer.status_code >= 400
                if self.dice.random() < 0.02:
                    self.page.cut()

    def _choose(self, number: int) -> tuple[str, str, dict[str, str]]:
        picture = self.page.picture
        cells, cards = list(picture.cells), [(at, card) for at, card in picture.cells.items() if card]
        kind = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind == "place" and picture.tray and cells:
            return self._place(picture)
        if cards and kind in ("move", "swap", "take back", "lock"):
            return self._do(kind, *self.dice.choice(cards), picture)
        if kind == "close" and cells:
            return self._close(picture)
        if kind == "shape":
            return self._shape(picture, f"{self.name}{number}")
        return "POST", f"/{self.dice.choice(('undo', 'undo', 'redo'))}", {"scope": self.dice.choice(("mine", "all"))}

    def _place(self, picture: Picture) -> tuple[str, str, dict[str, str]]:
        cell, number = self.dice.choice(list(picture.cells)), self.dice.choice(sorted(picture.tray))
        there = picture.cells[cell]
        fields = {"cell": cell, **({"swap": str(there.placement)} if there else {})}
        return "POST", f"/topics/{number}/placements", fields

    def _do(self, kind: str, at: str, card: Card, picture: Picture) -> tuple[str, str, dict[str, str]]:
        path = f"/placements/{card.placement}"
        if kind == "take back":
            return "DELETE", path, {}
        if kind == "lock":
            return ("DELETE" if card.locked else "PUT"), f"{path}/lock", {}
        taken = [cell for cell, other in picture.cells.items() if bool(other) == (kind == "swap") and cell != at]
        to = self.dice.choice(taken or list(picture.cells))
        there = picture.cells[to]
        return "PUT", path, {"cell": to, "expected": at, **({"swap": str(there.placement)} if there else {})}

    def _close(self, picture: Picture) -> tuple[str, str, dict[str, str]]:
        cell = self.dice.choice(sorted(picture.closed or picture.cells))
        return ("DELETE" if picture.closed else "PUT"), f"/cells/{cell}/closure", {}

    def _shape(self, picture: Picture, name: str) -> tuple[str, str, dict[str, str]]:
        rooms = {cell.partition("-")[2] for cell in picture.cells} - {"0"}
        slots = {cell.partition("-")[0] for cell in picture.cells}
        kind = self.dice.choice(("rooms", "timeslots"))
        ids = sorted(rooms if kind == "rooms" else slots)
        if len(ids) > LARGEST or (len(ids) > SMALLEST and self.dice.random() < 0.5):
            return "DELETE", f"/{kind}/{self.dice.choice(ids)}", {}
        if kind == "rooms":
            return "POST", "/rooms", {"name": name, "capacity": "20"}
        hour, minute = self.dice.randrange(15, 23), self.dice.choice((0, 20, 40))
        times = {"starts": f"{hour}:{minute:02}", "ends": f"{hour}:{minute + 15:02}"}
        return "POST", "/timeslots", {"day": "2027-03-17", "kind": "open", **times}


WEIGHTS = {"place": 30, "move": 20, "swap": 12, "take back": 8, "lock": 5, "shape": 4, "close": 6, "undo": 18}


async def prepare(camp: Camp) -> list[str]:
    """Topics on the wall, and the visit keys of facilitators."""
    for number in range(TOPICS):
        await camp.topic(f"Topic {number}")
    keys = [f"key-of-helper-{number}" for number in range(FACILITATORS)]
    for key in keys:
        async with camp.works.begin() as work:
            token = await make_link(work, FACILITATOR, camp.event_id, timedelta(days=1))
            await take_role(work, f"first-{key}", token, key)
    return keys


class Crowd:
    """Facilitators and onlookers before one board. `address` of several servers: each has some of them."""

    def __init__(self, addresses: Sequence[str], keys: Sequence[str]) -> None:
        self.seed = seed = random.randrange(10**6)
        dice = [random.Random(f"{seed}-{number}") for number in range(len(keys))]
        self.helpers = [
            Helper(f"h{number}-", addresses[number % len(addresses)], key, dice[number])
            for number, key in enumerate(keys)
        ]
        self.onlookers = [Page(address, "board", "") for address in addresses for _ in range(2)]
        self.pages = [*self.onlookers, *(helper.page for helper in self.helpers)]

    async def __aenter__(self) -> "Crowd":
        self._living = [asyncio.create_task(page.live()) for page in self.pages]
        return self

    async def __aexit__(self, *_error: object) -> None:
        for task in self._living:
            task.cancel()
        ended = await asyncio.gather(*self._living, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def arrange(self, operations: int) -> None:
        """All at once, until so many have been tried together."""
        cutting = asyncio.create_task(self._cut_onlookers())
        each = operations // len(self.helpers)
        try:
            await asyncio.gather(*(helper.arrange(each) for helper in self.helpers))
        finally:
            cutting.cancel()

    async def all_right(self) -> float:
        """How long it took until every page showed what the server shows, which has every topic once."""
        began = time.monotonic()
        while wrong := await self._wrong():
            assert time.monotonic() - began < RIGHT_AGAIN, f"seed {self.seed}: {wrong}"
            await asyncio.sleep(0.1)
        return time.monotonic() - began

    async def _wrong(self) -> list[str]:
        truths = [await page.look() for page in self.onlookers]
        for truth in truths:
            assert truth.numbers() == list(range(1, TOPICS + 1)), _lost_or_doubled(truth.numbers())
        return [
            f"{page.channel} shows {_difference(page.picture, truths[0])}"
            for page in self.pages
            if page.picture != truths[0]
        ]

    async def _cut_onlookers(self) -> None:
        dice = random.Random(self.seed)
        while True:
            await asyncio.sleep(0.2 + dice.random())
            dice.choice(self.onlookers).cut()


def _difference(shown: Picture, truth: Picture) -> str:
    cells = {
        cell: (shown.cells.get(cell), truth.cells.get(cell))
        for cell in {*shown.cells, *truth.cells}
        if shown.cells.get(cell) != truth.cells.get(cell) or (cell in shown.cells) != (cell in truth.cells)
    }
    return f"{cells}, tray {shown.tray ^ truth.tray}"


def _lost_or_doubled(numbers: list[int]) -> str:
    lost = set(range(1, TOPICS + 1)) - set(numbers)
    return f"lost: {sorted(lost)}; doubled: {sorted(number for number in set(numbers) if numbers.count(number) > 1)}"

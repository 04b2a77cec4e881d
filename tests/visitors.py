"""Visitors of the application without a network: devices with cookies that read pages and post their forms."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx

from app.kernel.clock import Clock
from app.kernel.work import Works
from app.main import Hallway, create_app
from app.people.actions import make_link
from app.people.rules import FACILITATOR, STEWARD
from app.settings import Settings
from tests.samples import NOON, Camp, make_camp

ADDRESS = "http://localhost"
_VALUE = re.compile(r'\bvalue="([^"]*)"')
_TOKEN = re.compile(r'name="csrf" (?:value|content)="([0-9a-f]+)"')


class Visitor(httpx.AsyncClient):
    """One device. It sends forms as a browser without JavaScript does."""

    def __init__(self, hallway: Hallway) -> None:
        transport = httpx.ASGITransport(app=hallway)
        super().__init__(transport=transport, base_url=ADDRESS, headers={"accept": "text/html"})
        self.hallway = hallway
        self.token = ""

    async def submit(self, path: str, method: str = "POST", seen_on: str = "", **fields: str) -> httpx.Response:
        """Posts a form with the token of the page it was `seen_on`; a script's methods go by `_method`."""
        form = {"csrf": token_in(await self.get(seen_on or "/small-camp/join")), **fields}
        if method != "POST":
            form["_method"] = method
        return await self.post(path, data=form)

    async def submit_again(self, path: str, **fields: str) -> httpx.Response:
        """Posts a form with the token of a page that is open already."""
        if not self.token:
            self.token = token_in(await self.get("/small-camp/join"))
        return await self.post(path, data={"csrf": self.token, **fields})

    async def submit_as_script(self, path: str, method: str, **fields: str) -> httpx.Response:
        """Sends the same with the method itself, and wants JSON."""
        token = token_in(await self.get("/small-camp/join"))
        return await self.request(method, path, data=fields, headers={"x-csrf": token, "accept": "application/json"})

    async def join(self, name: str, slug: str = "small-camp") -> None:
        assert (await self.submit(f"/{slug}/join", name=name)).status_code == 303

    async def take(self, role: str, event_id: int | None) -> None:
        async with self.hallway.works.begin() as work:
            token = await make_link(work, role, event_id, timedelta(days=1))
        taken = await self.submit(f"/links/{token}", seen_on=f"/links/{token}")
        assert taken.status_code == 303


@dataclass
class Gathering:
    """An application with one open event, and the people who come to it."""

    hallway: Hallway
    camp: Camp
    visitors: list[Visitor] = field(default_factory=list)

    @property
    def works(self) -> Works:
        return self.hallway.works

    def reader(self) -> Visitor:
        """Somebody who never took part."""
        self.visitors.append(Visitor(self.hallway))
        return self.visitors[-1]

    async def attendee(self, name: str = "Noor") -> Visitor:
        visitor = self.reader()
        await visitor.join(name)
        return visitor

    async def facilitator(self, name: str = "") -> Visitor:
        visitor = await self.attendee(name) if name else self.reader()
        await visitor.take(FACILITATOR, self.camp.event_id)
        return visitor

    async def steward(self) -> Visitor:
        visitor = self.reader()
        await visitor.take(STEWARD, None)
        return visitor


@asynccontextmanager
async def gathering(folder: Path, clock: Clock = lambda: NOON, **chosen: str) -> AsyncIterator[Gathering]:
    """Over the migrated database in this folder."""
    hallway = create_app(Settings(data=folder, secret="s" * 32, **chosen), clock)  # type: ignore[arg-type]
    started, over = asyncio.Event(), asyncio.Event()
    living = asyncio.create_task(_live(hallway, started, over))
    await started.wait()
    gathered = Gathering(hallway, await make_camp(hallway.database, hallway.works))
    yield gathered
    for visitor in gathered.visitors:
        await visitor.aclose()
    over.set()
    await living


async def _live(hallway: Hallway, started: asyncio.Event, over: asyncio.Event) -> None:
    """A lifespan begins and ends in one task; a fixture does not."""
    async with hallway.running():
        started.set()
        await over.wait()


def token_in(page: httpx.Response) -> str:
    found = _TOKEN.search(page.text)
    assert found, f"{page.url} shows no form: {page.status_code}"
    return found[1]


def text_of(page: httpx.Response) -> str:
    """What a person reads: no markup, entities resolved."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def page_values(page: httpx.Response) -> str:
    """What a person reads, and what stands in the fields of forms."""
    return f"{text_of(page)} {' '.join(unescape(value) for value in _VALUE.findall(page.text))}"


def has_error(page: httpx.Response, field: str) -> bool:
    """Whether the form marks this field, and says why beside it."""
    described = re.search(rf'id="{field}-error"[^>]*>(.*?)</p>', page.text, re.DOTALL)
    marked = re.search(rf'<(?:input|textarea)[^>]*id="{field}"[^>]*aria-invalid="true"', page.text)
    return bool(described and marked and re.sub(r"<[^>]*>", "", described[1]).strip())


def link_to(path: str, page: httpx.Response) -> bool:
    return f'href="{path}"' in page.text

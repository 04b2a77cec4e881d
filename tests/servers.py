"""A real Hallway on the loopback, served as `hallway serve` serves it, with visitors and sockets."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from app.kernel.security import Keys
from app.kernel.work import revision_of
from app.main import Hallway, create_app
from app.migrations import migrate
from app.people.actions import join_event, make_link, take_role
from app.people.rules import FACILITATOR
from app.settings import Settings
from app.workers import uvicorn_config
from tests.samples import Camp, make_camp


@dataclass(frozen=True)
class Visitor:
    """A device: what it sends to be known, and the token that its forms carry."""

    cookie: str
    token: str


@dataclass
class Served:
    """A Hallway that listens, with one open event."""

    hallway: Hallway
    camp: Camp
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def visitor(self, name: str = "") -> Visitor:
        """A device; with a name, of an attendee."""
        keys, key = Keys(self.hallway.settings.signing_secret, secure=False), f"key-of-{name}"
        if name:
            async with self.hallway.works.begin() as work:
                await join_event(work, key, self.camp.event_id, name)
        return Visitor(keys.cookie(key).partition(";")[0], keys.token(key))

    async def facilitator(self, name: str) -> Visitor:
        """A device of somebody with this name who may arrange."""
        return (await self.facilitator_with_link(name))[0]

    async def facilitator_with_link(self, name: str) -> tuple[Visitor, int]:
        """The same, and the id of the link that the role was taken from."""
        visitor, key = await self.visitor(name), f"key-of-{name}"
        async with self.hallway.works.begin() as work:
            token = await make_link(work, FACILITATOR, self.camp.event_id, timedelta(days=1))
            link = await take_role(work, key, token, key)
        return visitor, link.id or 0

    async def post(self, path: str, visitor: Visitor, **fields: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.address) as client:
            form = {"csrf": visitor.token, **fields}
            return await client.post(path, data=form, headers={"cookie": visitor.cookie, "accept": "text/html"})

    async def revision(self) -> int:
        async with self.hallway.database.reading() as db:
            return await revision_of(db, self.camp.event_id)

    def listen(self, query: str, slug: str = "small-camp", **options: Any) -> Any:
        """A socket of the event, opened by `async with`."""
        return connect(f"ws://127.0.0.1:{self.port}/{slug}/live{query}", **options)


@asynccontextmanager
async def serving(folder: Path, beside: Served | None = None, **chosen: Any) -> AsyncIterator[Served]:
    """Ready when it listens; stopped as Ctrl+C would. `beside` another one it serves the same event."""
    settings = Settings(data=folder, secret="s" * 32, **chosen)
    hallway = create_app(settings)
    await migrate(hallway.database)
    camp = beside.camp if beside else await make_camp(hallway.database, hallway.works)
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)  # a phone's network holds little back
    server = uvicorn.Server(uvicorn_config(settings, hallway))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Served(hallway, camp, listening.getsockname()[1])
    finally:
        server.should_exit = True
        await task


async def heard(client: ClientConnection, seconds: float = 5) -> Any:
    """The next message."""
    async with asyncio.timeout(seconds):
        return json.loads(await client.recv())


async def told(client: ClientConnection) -> Any:
    """The next message that tells of a change; who comes and goes is passed over."""
    while "content" not in (message := await heard(client)):
        pass
    return message


async def closing_of(client: ClientConnection) -> tuple[int | None, str | None]:
    """Reads until the server closes; its code and reason."""
    async with asyncio.timeout(10):
        await client.wait_closed()
    return client.close_code, client.close_reason

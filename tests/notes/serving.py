"""A real server with one camp, and people who can open its notes over real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from app.kernel.security import Keys
from app.main import Hallway, create_app
from app.migrations import migrate
from app.people.actions import join_event
from app.settings import Settings
from tests.samples import make_camp

NOTE_PATH = "/small-camp/topics/1/note"


@dataclass
class Served:
    """A Hallway that listens, with a card number 1 on its wall."""

    hallway: Hallway
    port: int
    event_id: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def visitor(self, name: str | None) -> dict[str, str]:
        """The cookie of a device; of an attendee if it has a name."""
        keys = Keys(self.hallway.settings.signing_secret, secure=False)
        key = f"key-of-{name}"
        if name:
            async with self.hallway.works.begin() as work:
                await join_event(work, key, self.event_id, name)
        return {"cookie": keys.cookie(key).partition(";")[0], "csrf": keys.token(key)}

    def open_note(self, visitor: dict[str, str] | None = None, query: str = "", **options: Any) -> Any:
        headers = {"cookie": visitor["cookie"]} if visitor else {}
        return connect(
            f"ws://127.0.0.1:{self.port}{options.pop('path', NOTE_PATH)}/live{query}",
            additional_headers=headers,
            max_size=None,
            **options,
        )


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    settings = Settings(data=folder, secret="s" * 32)
    hallway = create_app(settings)
    await migrate(hallway.database)
    camp = await make_camp(hallway.database, hallway.works)
    await camp.topic("Note-taking")
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        hallway, ws="websockets-sansio", ws_per_message_deflate=False, log_config=None, timeout_graceful_shutdown=3
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield Served(hallway, listening.getsockname()[1], camp.event_id)
    finally:
        server.should_exit = True
        await task


async def closing_of(client: ClientConnection) -> tuple[int | None, str | None]:
    """Reads until the server closes; its code and reason."""
    async with asyncio.timeout(10):
        await client.wait_closed()
    return client.close_code, client.close_reason

"""Serving: one process for one data folder, from migration to the last goodbye."""

import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import segno
import uvicorn
from sqlmodel import select

from app.commands import make_role_link, perform
from app.control import listening, sole_server
from app.events.tables import Event
from app.kernel.logs import log
from app.kernel.templates import load_all
from app.main import Hallway, create_app
from app.migrations import migrate
from app.people.rules import FACILITATOR, STEWARD
from app.settings import Settings
from seeds.loading import load_seed

LARGEST_FRAME = 4 * 1024 * 1024 + 1024
GOODBYE = 5


async def serve(settings: Settings, seed: str = "", welcome: bool = False) -> None:
    """Migrates, seeds an empty database if asked, and serves until told to stop. Raises AlreadyServed."""
    with sole_server(settings.data):
        load_all()
        hallway = create_app(settings)
        await migrate(hallway.database)
        if seed and await is_empty(hallway):
            log.info("seeding", seed=seed)
            await load_seed(seed, hallway.works)
        async with listening(settings.data, partial(perform, hallway)):
            await _Server(settings, hallway, welcome).serve()


async def is_empty(hallway: Hallway) -> bool:
    async with hallway.database.reading() as db:
        return (await db.exec(select(Event.id).limit(1))).first() is None


class _Server(uvicorn.Server):
    """Says where it is once it really listens."""

    def __init__(self, settings: Settings, hallway: Hallway, welcome: bool) -> None:
        super().__init__(uvicorn_config(settings, hallway))
        self.hallway = hallway
        self.welcome = welcome

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            for line in await _greeting(self.hallway, self.welcome):
                print(line, flush=True)  # noqa: T201


def uvicorn_config(settings: Settings, hallway: Hallway) -> uvicorn.Config:
    return uvicorn.Config(
        hallway,
        host=settings.host,
        port=settings.port,
        http="httptools",
        loop="uvloop",
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=GOODBYE,
    )


async def _greeting(hallway: Hallway, welcome: bool) -> list[str]:
    address = hallway.settings.address
    if not welcome:
        return [f"Hallway is at {address}"]
    running = await _running_event(hallway)
    lines = ["", f"Hallway is at {address}", ""]
    if running:
        lines += [f"On phones in this network, {running.name}: {address}/{running.slug}/topics"]
        lines += [qr_in_letters(f"{address}/{running.slug}/topics"), ""]
        token = await make_role_link(hallway.works, FACILITATOR, running.slug)
        lines += [f"Facilitator of {running.name}: {address}/links/{token}"]
    token = await make_role_link(hallway.works, STEWARD, None)
    return [*lines, f"Steward of this Hallway: {address}/links/{token}", "", "Ctrl+C stops it.", ""]


async def _running_event(hallway: Hallway) -> Event | None:
    async with hallway.database.reading() as db:
        return (await db.exec(select(Event).where(Event.phase == "running"))).first()


def qr_in_letters(address: str) -> str:
    """A QR code drawn with block letters, for a terminal."""
    drawn = io.StringIO()
    segno.make(address, error="l").terminal(drawn, compact=True, border=2)
    return drawn.getvalue()


@asynccontextmanager
async def standing_alone(settings: Settings) -> AsyncIterator[Hallway]:
    """A Hallway without a server, for a command. Raises AlreadyServed when one runs."""
    with sole_server(settings.data):
        hallway = create_app(settings)
        await migrate(hallway.database)
        try:
            yield hallway
        finally:
            await hallway.markdown.stop()
            await hallway.database.close()

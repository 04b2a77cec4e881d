"""Serving: one process for one data folder, from migration to the last goodbye."""

import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import segno
from sqlmodel import select

from app.commands import make_role_link, perform
from app.control import listening, sole_server
from app.events.tables import Event
from app.kernel.errors import Refusal
from app.kernel.logs import log
from app.kernel.templates import load_all
from app.kernel.words import gettext as _
from app.main import Hallway, create_app
from app.migrations import migrate
from app.people.rules import FACILITATOR, STEWARD
from app.settings import Settings
from app.workers import Server, Workers, uvicorn_config
from seeds.loading import load_seed


async def serve(settings: Settings, seed: str = "", welcome: bool = False, workers: int = 1) -> None:
    """Migrates, seeds an empty database if asked, and serves until told to stop. Raises AlreadyServed, Refusal."""
    check_workers(settings, workers)
    with sole_server(settings.data):
        load_all()
        hallway = create_app(settings)
        await migrate(hallway.database)
        if seed and await is_empty(hallway):
            log.info("seeding", seed=seed)
            await load_seed(seed, hallway.works)
        async with listening(settings.data, partial(perform, hallway)):
            if workers == 1:
                await _Server(settings, hallway, welcome).serve()
            else:
                await _serve_with_workers(hallway, welcome, workers)


def check_workers(settings: Settings, workers: int) -> None:
    """Raises Refusal."""
    if workers > 1 and (settings.database.startswith("sqlite") or not settings.redis_url):
        raise Refusal(_("Several workers need PostgreSQL and Redis: set HALLWAY_DATABASE_URL and HALLWAY_REDIS_URL."))


async def _serve_with_workers(hallway: Hallway, welcome: bool, workers: int) -> None:
    """This process holds the door and looks after the workers; it also does what commands ask."""
    await hallway.fanout.start()
    try:
        await Workers(hallway.settings, workers, partial(_greet, hallway, welcome)).run()
    finally:
        await hallway.fanout.stop()
        await hallway.photos.stop()
        await hallway.markdown.stop()
        await hallway.database.close()


async def is_empty(hallway: Hallway) -> bool:
    async with hallway.database.reading() as db:
        return (await db.exec(select(Event.id).limit(1))).first() is None


class _Server(Server):
    """Says where it is once it really listens."""

    def __init__(self, settings: Settings, hallway: Hallway, welcome: bool) -> None:
        super().__init__(uvicorn_config(settings, hallway))
        self.hallway = hallway
        self.welcome = welcome

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            await _greet(self.hallway, self.welcome)


async def _greet(hallway: Hallway, welcome: bool) -> None:
    for line in await _greeting(hallway, welcome):
        print(line, flush=True)  # noqa: T201


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
            await hallway.photos.stop()
            await hallway.markdown.stop()
            await hallway.database.close()

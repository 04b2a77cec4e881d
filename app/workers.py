"""Several processes at one door: each serves on the same listening socket, and one that dies is replaced.

The process that looks after them is not one of them. They end when told to, and also when it is gone: each reads from a
pipe that only it holds open.
"""

import asyncio
import gc
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable

import uvicorn

from app.kernel.logs import log, set_up_logs
from app.kernel.templates import load_all
from app.kernel.wire import WireProtocol
from app.main import Hallway, create_app
from app.settings import Settings

LARGEST_FRAME = 4 * 1024 * 1024 + 1024
GOODBYE = 5
#: Seconds until a worker that died is replaced.
PAUSE = 0.5
READY = b"ready\n"


class Workers:
    """`run` lasts until SIGTERM or SIGINT; `welcome` is awaited when the first of them listen."""

    def __init__(self, settings: Settings, number: int, welcome: Callable[[], Awaitable[None]]) -> None:
        self.settings = settings
        self.number = number
        self.welcome = welcome
        self._over = asyncio.Event()
        self._running: set[Process] = set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for told in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(told, self._over.set)
        with _door(self.settings) as door:
            ready = [asyncio.Event() for _number in range(self.number)]
            kept = [asyncio.create_task(self._keep_one(door, each)) for each in ready]
            greeting = asyncio.create_task(self._greet(ready))
            await self._over.wait()
            for process in self._running:
                process.terminate()
            await asyncio.gather(*kept)
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)

    async def _greet(self, ready: list[asyncio.Event]) -> None:
        for each in ready:
            await each.wait()
        await self.welcome()

    async def _keep_one(self, door: socket.socket, ready: asyncio.Event) -> None:
        while not self._over.is_set():
            process = await _started(door)
            self._running.add(process)
            if self._over.is_set():
                process.terminate()
            assert process.stdout
            if await process.stdout.readline() == READY:
                ready.set()
            code = await process.wait()
            self._running.discard(process)
            if not self._over.is_set():
                log.error("worker_died", code=code)
                await asyncio.sleep(PAUSE)


def _door(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    return socket.create_server((settings.host, settings.port), family=family, backlog=2048)


async def _started(door: socket.socket) -> Process:
    """In a session of its own: Ctrl+C in a terminal reaches it through us only."""
    command = (sys.executable, "-m", "app.workers", str(door.fileno()))
    return await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, pass_fds=[door.fileno()], start_new_session=True
    )


def uvicorn_config(settings: Settings, hallway: Hallway) -> uvicorn.Config:
    return uvicorn.Config(
        hallway,
        host=settings.host,
        port=settings.port,
        http="httptools",
        loop="uvloop",
        ws=WireProtocol,
        ws_max_size=LARGEST_FRAME,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        timeout_graceful_shutdown=GOODBYE,
    )


class Server(uvicorn.Server):
    """What is in memory before the first request stays there. To look through it for garbage again and again would stop
    everything for a tenth of a second each time."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        gc.collect()
        gc.freeze()
        await super().startup(sockets)


class _Worker(Server):
    """Says that it listens, and stops when nobody looks after it any more."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            os.write(sys.stdout.fileno(), READY)
            asyncio.get_running_loop().add_reader(sys.stdin.fileno(), self._stop)

    def _stop(self) -> None:
        asyncio.get_running_loop().remove_reader(sys.stdin.fileno())
        self.should_exit = True


def work(door: int) -> None:
    """One worker, on a socket that listens already, over a database that has been migrated."""
    settings = Settings()
    set_up_logs(settings.log_level)
    load_all()
    _Worker(uvicorn_config(settings, create_app(settings))).run(sockets=[socket.socket(fileno=door)])


if __name__ == "__main__":
    work(int(sys.argv[1]))

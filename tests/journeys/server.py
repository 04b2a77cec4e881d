"""A real Hallway in a process of its own, which can be killed and started again on the same data.

With HALLWAY_TEST_WORKERS=2 two workers serve it, over a PostgreSQL database and a Redis of its own.
"""

import asyncio
import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from queue import Empty, Queue
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.kernel.database import Database
from app.kernel.work import Works
from app.migrations import migrate
from app.settings import Settings
from seeds.loading import load_event
from seeds.plans import EventPlan
from tests.conftest import address_on_server, on_server
from tests.journeys.nursery import Forked
from tests.redises import free_port, own_redis

STARTED = "Ctrl+C stops it."
PATIENCE = 180

Outcome = TypeVar("Outcome")
WORKERS = int(os.environ.get("HALLWAY_TEST_WORKERS", "1"))


class Server:
    """`hallway serve --welcome` on a port of the loopback, over a folder of data; `root` is another copy of Hallway."""

    def __init__(
        self,
        data: Path,
        seed: str = "scale_summit_2017",
        workers: int = 1,
        settings: Mapping[str, str] | None = None,
        root: Path | None = None,
    ) -> None:
        self.data, self.seed, self.workers, self.root = data, seed, workers, root
        self._settings = settings or {}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []
        self._process: subprocess.Popen[str] | Forked | None = None

    def start(self) -> "Server":
        """Returns when it listens; what it printed on the way is in `said`."""
        environment = {
            **os.environ,
            "HALLWAY_DATA": str(self.data),
            "HALLWAY_PORT": str(self.port),
            "HALLWAY_HOST": "127.0.0.1",
            "HALLWAY_LOG_LEVEL": "warning",
            **self._settings,
        }
        arguments = ["serve", "--seed", self.seed, "--welcome", "--workers", str(self.workers)]
        if self.root or self.workers > 1:
            command = [sys.executable, "-m", "app", *arguments]
            self._process = subprocess.Popen(command, cwd=self.root, env=environment, stdout=subprocess.PIPE, text=True)
        else:
            self._process = Forked(arguments, environment)
        try:
            self.said = self._listen(self._process)
        except TimeoutError:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        """SIGKILL: no goodbye, no last write."""
        workers = self._pids() if self.workers > 1 else []
        self._end(signal.SIGKILL)
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill_one(self) -> None:
        """SIGKILL to one of several workers; it is replaced."""
        os.kill(self._pids()[0], signal.SIGKILL)

    def sql(self, statement: str) -> list[Any]:
        """What the database answers; the first column."""
        url = self._settings.get("HALLWAY_DATABASE_URL", f"sqlite+aiosqlite:///{self.data / 'hallway.db'}")
        return _aside(_asked(url, statement))

    def _pids(self) -> list[int]:
        assert self._process
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def link(self, role: str) -> str:
        """The link printed for "Facilitator" or "Steward"."""
        line = next(line for line in self.said if line.startswith(role))
        found = re.search(r"http\S+", line)
        assert found, line
        return found[0]

    def _listen(self, process: "subprocess.Popen[str] | Forked") -> list[str]:
        lines: Queue[str] = Queue()

        def read() -> None:
            assert process.stdout
            for line in process.stdout:
                lines.put(line.rstrip("\n"))
            process.stdout.close()

        threading.Thread(target=read, daemon=True).start()
        said: list[str] = []
        while STARTED not in said:
            try:
                said.append(lines.get(timeout=PATIENCE))
            except Empty:
                raise TimeoutError(f"the server said only: {said}") from None
        return said

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None


@contextmanager
def serving(data: Path, workers: int = WORKERS) -> Iterator[Server]:
    """A freshly seeded Hallway."""
    if workers == 1:
        shutil.copytree(_seeded(), data, ignore=shutil.ignore_patterns("*.sock"))
        with _running(Server(data)) as server:
            yield server
        return
    data.mkdir(parents=True, exist_ok=True)
    with _new_database() as database_url, own_redis(data) as redis:
        settings = {"HALLWAY_DATABASE_URL": database_url, "HALLWAY_REDIS_URL": redis.url}
        with _running(Server(data, workers=workers, settings=settings)) as server:
            yield server


@cache
def _seeded() -> Path:
    """What a Hallway has written when it was stopped after its first start: made once, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="hallway-seeded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with _running(Server(folder / "data")) as first:
        first.sql("DELETE FROM role_link")
    return folder / "data"


@contextmanager
def serving_only(plan: EventPlan, data: Path) -> Iterator[Server]:
    """A Hallway whose one event is this."""
    _aside(_load(plan, Settings(data=data)))
    with _running(Server(data)) as server:
        yield server


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _new_database() -> Iterator[str]:
    name = f"hallway_{uuid4().hex}"
    _aside(on_server(f"CREATE DATABASE {name}"))
    try:
        yield address_on_server(name)
    finally:
        _aside(on_server(f"DROP DATABASE {name} WITH (FORCE)"))


async def _load(plan: EventPlan, settings: Settings) -> None:
    database = Database(settings.database)
    await migrate(database)
    assert await load_event(plan, Works(database))
    await database.close()


async def _asked(url: str, statement: str) -> list[Any]:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            answer = await connection.execute(text(statement))
            return list(answer.scalars()) if answer.returns_rows else []
    finally:
        await engine.dispose()


def _aside(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """In a thread: Playwright's loop runs in this one."""
    with ThreadPoolExecutor() as aside:
        return aside.submit(asyncio.run, work).result()

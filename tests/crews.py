"""`hallway serve --workers N` in processes of their own, over a database and a Redis that they share."""

import os
import signal
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from contextlib import suppress
from pathlib import Path

from tests.redises import free_port

SECRET = "s" * 32


class Crew:
    """Workers at one port, and the process that looks after them."""

    def __init__(self, data: Path, database_url: str, redis_url: str = "", workers: int = 2) -> None:
        self.workers = workers
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.data = data
        self.said: list[str] = []
        self.environment = {
            **os.environ,
            "HALLWAY_DATA": str(data),
            "HALLWAY_PORT": str(self.port),
            "HALLWAY_HOST": "127.0.0.1",
            "HALLWAY_SECRET": SECRET,
            "HALLWAY_DATABASE_URL": database_url,
            "HALLWAY_REDIS_URL": redis_url,
            "HALLWAY_LOG_LEVEL": "error",
        }
        self._process: Process | None = None

    @property
    def process(self) -> Process:
        assert self._process
        return self._process

    async def __aenter__(self) -> "Crew":
        command = ("-m", "app", "serve", "--workers", str(self.workers))
        self._process = await create_subprocess_exec(sys.executable, *command, env=self.environment, stdout=PIPE)
        assert self._process.stdout
        self.said = [(await self._process.stdout.readline()).decode().strip()]
        return self

    async def __aexit__(self, *_error: object) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        assert self.process.stdout
        self.said += (await self.process.stdout.read()).decode().split("\n")
        await self.process.wait()

    def pids(self) -> list[int]:
        """Of the workers; empty when nobody looks after them any more."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def kill_one(self) -> int:
        pid = self.pids()[0]
        os.kill(pid, signal.SIGKILL)
        return pid


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"

"""A Redis of one's own, on a free port, which a test may kill and start again."""

import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.conftest import leave_out

PATIENCE = 10


class OwnRedis:
    """Nothing of it is kept; it ends with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when it answers."""
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": self.folder}
        command = ["redis-server", *(part for name, value in options.items() for part in (f"--{name}", str(value)))]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})
        until = time.monotonic() + PATIENCE
        while not self._answers():
            assert time.monotonic() < until, "this Redis does not start"
            time.sleep(0.02)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False


@contextmanager
def own_redis(folder: Path) -> Iterator[OwnRedis]:
    """A test that needs one is left out, and says so, where there is none."""
    if shutil.which("redis-server") is None:
        leave_out("redis", "there is no redis-server")
    made = OwnRedis(folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()


def free_port() -> int:
    """Below those that the system gives away by itself, so that nobody gets it before it is used; each of pytest's
    workers has a range of its own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw9").removeprefix("gw"))
    while True:
        port = random.randrange(10_000 + 2_000 * worker, 12_000 + 2_000 * worker)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port

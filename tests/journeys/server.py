"""A real Hallway in a process of its own, which can be killed and started again on the same data."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

STARTED = "Ctrl+C stops it."
PATIENCE = 60


class Server:
    """`hallway serve --welcome` on a port of the loopback, over a folder of data."""

    def __init__(self, data: Path, seed: str = "scale_summit_2017") -> None:
        self.data, self.seed = data, seed
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said: list[str] = []
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> "Server":
        """Returns when it listens; what it printed on the way is in `said`."""
        environment = {
            **os.environ,
            "HALLWAY_DATA": str(self.data),
            "HALLWAY_PORT": str(self.port),
            "HALLWAY_HOST": "127.0.0.1",
            "HALLWAY_LOG_LEVEL": "warning",
        }
        command = [sys.executable, "-m", "app", "serve", "--seed", self.seed, "--welcome"]
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            self.said = self._listen(self._process)
        except TimeoutError:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        """SIGKILL: no goodbye, no last write."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def link(self, role: str) -> str:
        """The link printed for "Facilitator" or "Steward"."""
        line = next(line for line in self.said if line.startswith(role))
        found = re.search(r"http\S+", line)
        assert found, line
        return found[0]

    def _listen(self, process: "subprocess.Popen[str]") -> list[str]:
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

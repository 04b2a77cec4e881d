"""What can hold a note that many write in: ours, and two peers from npm. Each is a server on a core of its own, and a
way to speak to it.

The peers run as they come, with the lock file of `peers`. Two versions there have reasons. @y/websocket-server after
0.1.1 wants prereleases of yjs 14. The better-sqlite3 12 that Hocuspocus asks for ends Node 24.19 when a statement is
collected as garbage; 13 does not, has the same interface, and brings its binary along, so nothing is compiled.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.notes.protocol import write_bytes
from tests.node import NODE, packages
from tests.redises import free_port

CORES = sorted(os.sched_getaffinity(0))
PEERS = Path(__file__).with_name("peers")
TICKS = os.sysconf("SC_CLK_TCK")
GOODBYE = 10


@dataclass
class Engine:
    """A running server."""

    name: str
    port: int
    process: subprocess.Popen[str]
    #: Whether it says when an edit is stored.
    acknowledges = False
    #: What a client says before it asks for the note.
    greeting: list[bytes] = field(default_factory=list)

    def path(self, note: int) -> str:
        return f"/note-{note}"

    def prefix(self, note: int) -> bytes:
        """What stands before every message about a note, in both directions."""
        return b""

    def cookie(self, number: int) -> str:
        return ""

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def cpu(self) -> float:
        """Seconds of CPU that it has used, its threads included."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Bytes that are its own."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


@dataclass
class Ours(Engine):
    acknowledges = True
    cookies: list[str] = field(default_factory=list)

    def path(self, note: int) -> str:
        return f"/small-camp/topics/{note}/note/live?ack=1"

    def cookie(self, number: int) -> str:
        return self.cookies[number % len(self.cookies)]


class Hocuspocus(Engine):
    """One socket may speak of many documents: every message is preceded by a name. Whoever comes says who they are."""

    def path(self, note: int) -> str:
        return "/"

    def prefix(self, note: int) -> bytes:
        return write_bytes(f"note-{note}".encode())


#: Its message `Auth` with a token, which nobody looks at.
TOKEN = b"\x02\x00" + write_bytes(b"token")


@contextmanager
def ours(folder: Path, notes: int, writers: int) -> Iterator[Engine]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.note_server", str(folder), str(port), str(writers), str(notes)]
    with running(command, subprocess.PIPE) as process:
        assert process.stdout
        yield Ours("Hallway", port, process, cookies=json.loads(process.stdout.readline()))


@contextmanager
def hocuspocus(folder: Path, _notes: int, _writers: int) -> Iterator[Engine]:
    packages(PEERS)
    port = free_port()
    with running([str(NODE), str(PEERS / "hocuspocus.mjs"), str(port), str(folder)]) as process:
        yield Hocuspocus("Hocuspocus", port, process, greeting=[TOKEN])


@contextmanager
def y_websocket(folder: Path, _notes: int, _writers: int) -> Iterator[Engine]:
    script = packages(PEERS) / "@y/websocket-server/src/server.js"
    port = free_port()
    with running([str(NODE), str(script)], HOST="127.0.0.1", PORT=str(port), YPERSISTENCE=str(folder)) as process:
        yield Engine("y-websocket", port, process)


ENGINES = {"Hallway": ours, "Hocuspocus": hocuspocus, "y-websocket": y_websocket}


@contextmanager
def running(
    command: list[str], stdout: int = subprocess.DEVNULL, stderr: int | None = None, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """A process on the first core; whoever started it works on the last one."""
    os.sched_setaffinity(0, CORES[:1])  # whom we start inherits it
    environment = {**os.environ, "NODE_ENV": "production", **environment}
    process = subprocess.Popen(command, stdout=stdout, stderr=stderr, text=True, env=environment)
    os.sched_setaffinity(0, CORES[-1:])
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GOODBYE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

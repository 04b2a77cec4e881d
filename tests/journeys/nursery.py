"""Server processes that begin with everything imported: what a hundred journeys would wait for again and again.

Each is forked from a process that has done nothing else but import, so it is as fresh as one of its own, and can be
killed as well. It is a real `hallway serve`, on a real port, over its own data.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from multiprocessing import get_context
from multiprocessing.connection import Connection

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.journeys.warmth"])


class Forked:
    """As much of `subprocess.Popen` as a server needs."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        heard, said = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=_serve, args=(list(arguments), dict(environment), said), daemon=True)
        self._process.start()
        said.close()
        self.stdout = TextIOWrapper(os.fdopen(os.dup(heard.fileno()), "rb", buffering=0), line_buffering=True)
        heard.close()
        assert self._process.pid
        self.pid = self._process.pid

    def send_signal(self, how: signal.Signals) -> None:
        os.kill(self.pid, how)

    def wait(self, patience: float) -> None:
        """Raises TimeoutExpired."""
        self._process.join(patience)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("hallway", patience)


def _serve(arguments: list[str], environment: dict[str, str], said: Connection) -> None:
    """In the new process."""
    os.dup2(said.fileno(), sys.stdout.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["hallway", *arguments]
    from app.cli import main

    main()

"""How far a long piece of work is, told about once a second, and not at all of a short one."""

import time
from collections.abc import Callable

Tell = Callable[[str], None]


class Progress:
    """`tell` gets lines such as “Reading 300 of 10000”."""

    def __init__(self, tell: Tell, every: float = 1.0, now: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._every = every
        self._now = now
        self._told = now()

    def step(self, doing: str, done: int, total: int) -> None:
        if self._now() - self._told >= self._every:
            self._told = self._now()
            self._tell(f"{doing} {done} of {total}")

"""How much one socket may send, and how large a note may grow."""

import time
from collections.abc import Callable
from dataclasses import dataclass

KIB, MIB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What a socket may do. Faster senders are read later, never dropped; larger frames and notes are refused."""

    frame_bytes: int = 4 * MIB
    text_bytes: int = 2 * MIB
    #: The whole document with the traces of deleted text, which Yjs needs for merging.
    document_bytes: int = 24 * MIB
    frames_per_second: float = 200
    frames_at_once: float = 1000
    bytes_per_second: float = 256 * KIB
    bytes_at_once: float = 8 * MIB


class Allowance:
    """Two token buckets of one socket: frames and bytes."""

    def __init__(self, limits: Limits, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._now = now
        self._frames, self._bytes = limits.frames_at_once, limits.bytes_at_once
        self._at = now()

    def is_ample(self, size: int) -> bool:
        """Whether the next frame, if it is of `size` bytes, needs no wait. Time that has passed is not counted."""
        return self._frames >= 1 and self._bytes >= size

    def take(self, size: int) -> float:
        """Pay for a frame of `size` bytes; how many seconds to wait before the next may be read."""
        limits, now = self._limits, self._now()
        passed, self._at = now - self._at, now
        self._frames = min(self._frames + passed * limits.frames_per_second, limits.frames_at_once) - 1
        self._bytes = min(self._bytes + passed * limits.bytes_per_second, limits.bytes_at_once) - size
        if self._frames >= 0 and self._bytes >= 0:
            return 0.0
        return max(-self._frames / limits.frames_per_second, -self._bytes / limits.bytes_per_second)

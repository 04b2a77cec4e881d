"""How requests and answers travel between processes: as bytes behind their length. Also the answering side."""

import resource
import struct
import sys
from collections.abc import Callable
from contextlib import suppress

LENGTH = struct.Struct(">I")


def answer_requests(answer: Callable[[bytes], bytes], memory: int) -> None:
    """Until standard input ends: reads a request, writes its answer. `memory` is in bytes."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while head := sys.stdin.buffer.read(LENGTH.size):
        said = answer(sys.stdin.buffer.read(*LENGTH.unpack(head)))
        sys.stdout.buffer.write(LENGTH.pack(len(said)) + said)
        sys.stdout.buffer.flush()

"""The process that renders: texts come in on its standard input, renderings go out, each behind its length."""

import resource
import sys
from contextlib import suppress

import msgspec

from app.kernel.markdown.framing import LENGTH
from app.kernel.markdown.rendering import render_now

MEMORY = 1024**3


def main() -> None:
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while head := sys.stdin.buffer.read(LENGTH.size):
        text = sys.stdin.buffer.read(*LENGTH.unpack(head)).decode()
        answer = msgspec.json.encode(render_now(text))
        sys.stdout.buffer.write(LENGTH.pack(len(answer)) + answer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

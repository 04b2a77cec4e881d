"""The process that looks at notes from elsewhere: some of what they hold may take for ever, or all memory."""

import msgspec

from app.day.bundling.logs import Log, look_at
from app.kernel.framing import answer_requests

MEMORY = 2 * 1024**3


def answer(request: bytes) -> bytes:
    return msgspec.msgpack.encode(look_at(msgspec.msgpack.decode(request, type=Log)))


if __name__ == "__main__":
    answer_requests(answer, MEMORY)

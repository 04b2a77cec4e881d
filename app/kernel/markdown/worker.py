"""The process that renders: texts with the pictures they may show come in, renderings go out."""

import msgspec

from app.kernel.framing import answer_requests
from app.kernel.markdown.rendering import Source, render_now

MEMORY = 1024**3


def answer(request: bytes) -> bytes:
    source = msgspec.json.decode(request, type=Source)
    return msgspec.json.encode(render_now(source.text, source.pictures, anchored=source.anchored))


if __name__ == "__main__":
    answer_requests(answer, MEMORY)

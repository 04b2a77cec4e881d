"""The process that decodes pictures: files come in, pictures of ours go out."""

import msgspec
from PIL import Image

from app.kernel.framing import answer_requests
from app.notes.photos.encoding import encode
from app.notes.photos.rules import MOST_PIXELS

MEMORY = 1024**3


def answer(request: bytes) -> bytes:
    return msgspec.msgpack.encode(encode(request))


if __name__ == "__main__":
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    answer_requests(answer, MEMORY)

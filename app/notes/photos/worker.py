"""The process that decodes pictures: files come in behind a byte that says what is asked, pictures of ours, or the
sizes of one, go out."""

import msgspec
from PIL import Image

from app.kernel.framing import answer_requests
from app.notes.photos.encoding import encode, measure
from app.notes.photos.rules import MOST_PIXELS

MEMORY = 1024**3
ENCODE, MEASURE = b"e", b"m"
_ANSWERS = {ENCODE: encode, MEASURE: measure}


def answer(request: bytes) -> bytes:
    return msgspec.msgpack.encode(_ANSWERS[request[:1]](request[1:]))


if __name__ == "__main__":
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    answer_requests(answer, MEMORY)

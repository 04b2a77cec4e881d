"""A worker that says what it hears; that sleeps and dies when it is told to."""

import os
import time

from app.kernel.framing import answer_requests


def answer(request: bytes) -> bytes:
    if request == b"sleep":
        time.sleep(600)
    if request == b"die":
        os._exit(1)
    return b"echo " + request


if __name__ == "__main__":
    answer_requests(answer, 1024**3)

"""The wire of a note: y-protocols' sync and awareness messages, and our acknowledgement. Pure bytes, no documents.

Formats: https://github.com/yjs/y-protocols/blob/master/PROTOCOL.md. Every websocket frame holds one message:

    0 0 <state>    sync step 1: "this is what I have"
    0 1 <update>   sync step 2: "this is what you lack"
    0 2 <update>   an edit
    1 <awareness>  who is here: count, then per client its id, clock and JSON state
    3              "tell me who is here"
    100 n          ours, only to clients that came with ?ack=1: n more of your sync frames (0 1 and 0 2) are stored
    101 n          ours, only to those too: comments on the note have changed n times so far

Numbers are unsigned LEB128; byte strings and texts are preceded by their length in bytes.
"""

from collections.abc import Iterator
from typing import NamedTuple

SYNC, AWARENESS, AUTH, QUERY_AWARENESS, ACK, ANNOTATED = 0, 1, 2, 3, 100, 101
STEP1, STEP2, UPDATE = 0, 1, 2

EMPTY_UPDATE = b"\x00\x00"


class Malformed(Exception):
    """Bytes that are no message of this protocol."""


class Presence(NamedTuple):
    """What one client says of itself. `state` is JSON text; `null` means that it has gone."""

    client_id: int
    clock: int
    state: str


def write_number(number: int) -> bytes:
    if number < 128:
        return bytes((number,))
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    written.append(number)
    return bytes(written)


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at` and the position after it."""
    number = shift = 0
    try:
        while True:
            byte = data[at]
            at += 1
            number |= (byte & 127) << shift
            if byte < 128:
                return number, at
            shift += 7
            if shift > 63:
                raise Malformed("a number without end")
    except IndexError:
        raise Malformed("the frame ends in a number") from None


def write_bytes(data: bytes) -> bytes:
    return write_number(len(data)) + data


def read_bytes(data: bytes, at: int) -> tuple[bytes, int]:
    length, start = read_number(data, at)
    if start + length > len(data):
        raise Malformed("the frame is shorter than it says")
    return data[start : start + length], start + length


def step1(state: bytes) -> bytes:
    return b"\x00\x00" + write_bytes(state)


def step2(update: bytes) -> bytes:
    return b"\x00\x01" + write_bytes(update)


def edit(update: bytes) -> bytes:
    return b"\x00\x02" + write_bytes(update)


def acknowledgement(count: int) -> bytes:
    return b"\x64" + write_number(count)


def annotated(changes: int) -> bytes:
    return b"\x65" + write_number(changes)


def read_message(frame: bytes) -> tuple[int, int, bytes]:
    """The kind of a client's message, its sync step (0 for others) and its content."""
    if not frame:
        raise Malformed("an empty frame")
    kind = frame[0]
    if kind == SYNC:
        if len(frame) < 2 or frame[1] > UPDATE:
            raise Malformed("an unknown sync step")
        return SYNC, frame[1], _whole(frame, 2)
    if kind == AWARENESS:
        return AWARENESS, 0, _whole(frame, 1)
    if kind == QUERY_AWARENESS and len(frame) == 1:
        return QUERY_AWARENESS, 0, b""
    raise Malformed("an unknown kind of message")


def _whole(frame: bytes, at: int) -> bytes:
    """A byte string that must fill the rest of the frame: decoders accept junk behind an update."""
    if at < len(frame) < 128 and frame[at] == len(frame) - at - 1:
        return frame[at + 1 :]  # nearly every edit is this short
    content, end = read_bytes(frame, at)
    if end != len(frame):
        raise Malformed("the frame is longer than it says")
    return content


def awareness(present: list[Presence]) -> bytes:
    parts = [write_number(len(present))]
    for one in present:
        parts += (write_number(one.client_id), write_number(one.clock), write_bytes(one.state.encode()))
    return b"\x01" + write_bytes(b"".join(parts))


def read_awareness(content: bytes) -> list[Presence]:
    count, at = read_number(content, 0)
    if count > len(content):
        raise Malformed("more clients than bytes")
    present = []
    for _ in range(count):
        client_id, at = read_number(content, at)
        clock, at = read_number(content, at)
        state, at = read_bytes(content, at)
        present.append(Presence(client_id, clock, _text(state)))
    if at != len(content):
        raise Malformed("junk behind the clients")
    return present


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Malformed("no UTF-8") from None


def read_state(state: bytes) -> dict[int, int]:
    """A state vector: for every client the clock up to which its edits are known without a hole."""
    count, at = read_number(state, 0)
    clocks = {}
    for _ in range(count):
        client, at = read_number(state, at)
        clocks[client], at = read_number(state, at)
    return clocks


def deletions(update: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The delete set at `at` of an update (v1): each client with the clock that its last deleted item must reach."""
    count, at = read_number(update, at)
    for _ in range(count):
        client, at = read_number(update, at)
        ranges, at = read_number(update, at)
        reach = 0
        for _ in range(ranges):
            clock, at = read_number(update, at)
            length, at = read_number(update, at)
            reach = max(reach, clock + length)
        yield client, reach

"""What workers tell each other about notes. Pure.

Each of these is a hint: it may be lost, come twice or late, and what it says of the log can be read there as well.
"""

import msgspec


class EditsStored(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """These rows of a note's log are committed; `update` is all of them merged. `hands` are clients that had not
    written before, and the persons behind them."""

    note_id: int
    epoch: int
    rows: list[int]
    update: bytes
    hands: dict[int, int] = {}


class LookAgain(msgspec.Struct, frozen=True, array_like=True, tag=2):
    """There is news of this note in the database: more than a hint should carry, comments, or it has begun anew."""

    note_id: int


class Someone(msgspec.Struct, frozen=True, array_like=True):
    """A client and what it shows of itself, under the name of its visit; `person` is behind it (see `Writer`)."""

    client_id: int
    clock: int
    state: str
    person: int


class PeopleThere(msgspec.Struct, frozen=True, array_like=True, tag=3):
    """Who is at this note through that worker, or has gone, as far as it is news."""

    note_id: int
    worker: str
    people: list[Someone]


class WhoIsThere(msgspec.Struct, frozen=True, array_like=True, tag=4):
    """The question of a worker at which the note was just opened."""

    note_id: int


Hint = EditsStored | LookAgain | PeopleThere | WhoIsThere

_writer = msgspec.msgpack.Encoder()
_reader: msgspec.msgpack.Decoder[Hint] = msgspec.msgpack.Decoder(Hint)


def write(hint: Hint) -> bytes:
    return _writer.encode(hint)


def read(said: bytes) -> Hint | None:
    """None for what a worker of another release says and this one does not know."""
    try:
        return _reader.decode(said)
    except msgspec.DecodeError:
        return None

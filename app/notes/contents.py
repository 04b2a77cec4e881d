"""What an update of a note may hold: text, and the traces of deleted text. Pure.

Yjs documents can hold much more (maps, embedded files, other documents). A note needs none of it, the text's size would
not tell of it, and some of it that one implementation accepts makes another one stumble, for everybody at the note and
for ever, because the log keeps it. So anything else is refused at the door.

Format: https://github.com/yjs/yjs/blob/v13.6.27/src/utils/encoding.js (v1). Clients with their structs, then the
deletions: for every client ranges of clocks.
"""

import re

from app.notes.live_note import TEXT
from app.notes.protocol import Malformed, read_bytes, read_number, write_bytes

_GC, _DELETED, _STRING, _SKIP = 0, 1, 4, 10
_KIND, _HAS_ORIGIN, _HAS_RIGHT_ORIGIN, _HAS_KEY = 0x1F, 0x80, 0x40, 0x20
_ROOT = b"\x01" + write_bytes(TEXT.encode())

#: One inserted text without deletions, as nearly every key stroke sends it.
_NUMBER = rb"[\x80-\xff]{0,9}[\x00-\x7f]"
_USUAL = re.compile(
    rb"\x01\x01%(n)s%(n)s(?:\x84%(n)s%(n)s|\xc4%(n)s%(n)s%(n)s%(n)s|\x44%(n)s%(n)s|\x04%(root)s)([\x01-\x7f])(.*)\x00"
    % {b"n": _NUMBER, b"root": re.escape(_ROOT)},
    re.DOTALL,
)


def check_contents(update: bytes) -> list[int]:
    """The ids of the clients whose text the update holds. Raises Malformed if it holds anything but text and deletions.
    Deletions name no contents: those that exist nowhere do nothing."""
    usual = _USUAL.fullmatch(update)
    if usual and usual[1][0] == len(usual[2]):
        return [read_number(update, 2)[0]]
    return clients_in(update)


def clients_in(update: bytes) -> list[int]:
    """Whose texts an update holds: the ids of clients, as often as they stand there. Raises Malformed as above."""
    found = []
    clients, at = read_number(update, 0)
    for _ in range(clients):
        structs, at = read_number(update, at)
        client, at = read_number(update, at)
        _, at = read_number(update, at)  # the clock of its first struct here
        for _ in range(structs):
            at = _check_struct(update, at)
        found.append(client)
    return found


def _check_struct(update: bytes, at: int) -> int:
    if at >= len(update):
        raise Malformed("the update ends before its structs do")
    info, at = update[at], at + 1
    kind = info & _KIND
    if kind in (_GC, _SKIP):
        return _skip_length(update, at)
    at = _check_place(update, at, info)
    if kind == _DELETED:
        return _skip_length(update, at)
    if kind == _STRING:
        text, at = read_bytes(update, at)
        if text:
            return at
    raise Malformed("more than text")


def _check_place(update: bytes, at: int, info: int) -> int:
    """Neighbours by client and clock; without any, the name of what the text is the beginning of."""
    numbers = 2 * bool(info & _HAS_ORIGIN) + 2 * bool(info & _HAS_RIGHT_ORIGIN)
    for _ in range(numbers):
        _, at = read_number(update, at)
    if numbers:
        return at
    if info & _HAS_KEY or not update.startswith(_ROOT, at):
        raise Malformed("not the text of the note")
    return at + len(_ROOT)


def _skip_length(update: bytes, at: int) -> int:
    length, at = read_number(update, at)
    if not length:
        raise Malformed("nothing, at length")
    return at

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes import protocol
from app.notes.protocol import Malformed, Presence


@given(st.integers(0, 2**53))
def test_numbers_come_back(number: int) -> None:
    written = protocol.write_number(number)
    assert protocol.read_number(written, 0) == (number, len(written))


@given(st.binary(max_size=300))
def test_sync_messages_come_back(content: bytes) -> None:
    assert protocol.read_message(protocol.step1(content)) == (protocol.SYNC, protocol.STEP1, content)
    assert protocol.read_message(protocol.step2(content)) == (protocol.SYNC, protocol.STEP2, content)
    assert protocol.read_message(protocol.edit(content)) == (protocol.SYNC, protocol.UPDATE, content)


@given(st.lists(st.builds(Presence, st.integers(0, 2**32), st.integers(0, 2**32), st.text(max_size=50)), max_size=5))
def test_awareness_comes_back(present: list[Presence]) -> None:
    kind, _, content = protocol.read_message(protocol.awareness(present))
    assert kind == protocol.AWARENESS
    assert protocol.read_awareness(content) == present


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\x00",
        b"\x00\x03\x00",
        b"\x00\x02\x05abc",
        b"\x00\x02\x01abc",
        b"\x00\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x02",
        b"\x03\x00",
        b"\x64\x01",
        b"\x01\x02a",
    ],
)
def test_anything_else_is_malformed(frame: bytes) -> None:
    with pytest.raises(Malformed):
        protocol.read_message(frame)


@given(st.binary(max_size=60))
def test_no_bytes_crash_the_readers(junk: bytes) -> None:
    for reader in (protocol.read_message, protocol.read_awareness, protocol.read_state):
        try:
            reader(junk)
        except Malformed:
            continue

import random

import pytest
from pycrdt import Doc, Text

from app.notes.live_note import TEXT, LiveNote
from app.notes.protocol import Malformed


def typed(*words: str, client_id: int = 7, base: bytes | None = None) -> list[bytes]:
    """The updates of a client that appends these words one after another."""
    doc: Doc[Text] = Doc(client_id=client_id)
    text = doc.get(TEXT, type=Text)
    if base:
        doc.apply_update(base)
    updates = []
    for word in words:
        state = doc.get_state()
        text.insert(len(text), word)
        updates.append(doc.get_update(state))
    return updates


def erased(base: bytes, start: int, end: int) -> bytes:
    doc: Doc[Text] = Doc(client_id=99)
    text = doc.get(TEXT, type=Text)
    doc.apply_update(base)
    state = doc.get_state()
    del text[start:end]
    return doc.get_update(state)


def arrives(note: LiveNote, update: bytes) -> bool:
    """Whether nothing that the edit builds on is missing."""
    note.apply(update)
    return note.is_whole_with(update) or update not in note.find_late([update])


def test_edits_in_order_leave_no_gap() -> None:
    note = LiveNote()
    assert all(arrives(note, update) for update in typed("one ", "two ", "three"))
    assert note.text() == "one two three"
    assert not note.has_gap


def test_an_edit_before_its_predecessor_is_a_gap_until_that_comes() -> None:
    first, second, third = typed("one ", "two ", "three")
    note = LiveNote([first])
    assert not arrives(note, third)
    assert note.has_gap
    assert arrives(note, second)
    assert not note.has_gap
    assert note.text() == "one two three"


def test_a_gap_that_yrs_integrates_over_is_seen_too() -> None:
    """Neighbours of another client hide the hole: y-crdt#632."""
    base = typed("XYZ", client_id=9)[0]
    doc: Doc[Text] = Doc(client_id=7)
    text = doc.get(TEXT, type=Text)
    doc.apply_update(base)
    updates = []
    for at, word in ((1, "abc"), (1, "def"), (9, "ghi")):
        state = doc.get_state()
        text.insert(at, word)
        updates.append(doc.get_update(state))
    note = LiveNote([base, updates[0]])
    assert not arrives(note, updates[2])
    assert arrives(note, updates[1])
    assert not note.has_gap
    assert note.text() == str(text)


def test_a_deletion_of_what_is_not_there_yet_is_a_gap() -> None:
    base = typed("some words")[0]
    note = LiveNote()
    assert not arrives(note, erased(base, 0, 5))
    assert arrives(note, base)
    assert not note.has_gap
    assert note.text() == "words"


def test_whoever_joins_during_a_gap_gets_the_waiting_edits() -> None:
    first, second, third = typed("one ", "two ", "three")
    note = LiveNote([first, third])
    late_comer = LiveNote([note.whole()])
    late_comer.apply(second)
    assert late_comer.text() == "one two three"


def test_junk_is_malformed_and_changes_nothing() -> None:
    note = LiveNote(typed("whole"))
    seed, chance = note.whole(), random.Random(1)
    for _ in range(300):
        junk = bytearray(seed)
        junk[chance.randrange(len(junk))] ^= 1 << chance.randrange(8)
        try:
            note.apply(bytes(junk[: chance.randrange(len(junk))]))
        except Malformed:
            continue
    with pytest.raises(Malformed):
        note.apply(b"")
    with pytest.raises(Malformed):
        note.since(b"\xff")
    assert "whole" in note.text()


def test_sizes() -> None:
    note = LiveNote(typed("é"))
    assert note.size == 2
    assert note.size_with(typed("more", client_id=8)[0]) == 6
    assert note.size == 2
    assert note.weigh() == len(note.whole())


def test_an_update_on_which_yrs_stumbles_leaves_the_note_as_it_was() -> None:
    """It panics in the middle of applying this one: an item of client 7 at a clock beyond all others."""
    first, second = typed("some words ", "and more")
    note = LiveNote([first])
    with pytest.raises(Malformed):
        note.apply(bytes.fromhex("010107b686e69f0b84070a09746f20626567696e2000"))
    assert note.text() == "some words "
    assert arrives(note, second)
    assert note.text() == "some words and more"


def test_a_long_life_is_remembered_in_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.notes.live_note.REMEMBERED", 5)
    updates = typed(*"abcdefghijkl")
    note = LiveNote(updates[:8])
    for update in (*updates[8:10], updates[11]):
        note.apply(update)
    note._make()
    note.apply(updates[10])
    assert note.text() == "abcdefghijkl"

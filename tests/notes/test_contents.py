import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, merge_updates

from app.notes.contents import check_contents
from app.notes.live_note import TEXT
from app.notes.protocol import Malformed
from tests.notes.test_live_note import erased, typed


def updates_of(doc: Doc[Text], seed: int) -> list[bytes]:
    """Somebody writes and erases."""
    text, chance, updates = doc.get(TEXT, type=Text), random.Random(seed), []
    for _ in range(200):
        state, length = doc.get_state(), len(text)
        if length > 8 and chance.random() < 0.3:
            start = chance.randrange(length - 4)
            del text[start : start + chance.randrange(1, 4)]
        else:
            text.insert(chance.randrange(length + 1), chance.choice(["a", "some words", "x" * 200]))
        updates.append(doc.get_update(state))
    return updates


@given(st.integers(0, 5), st.integers(0, 2**53 - 1))
def test_all_that_writing_makes_is_welcome(seed: int, client_id: int) -> None:
    doc: Doc[Text] = Doc(client_id=client_id)
    updates = updates_of(doc, seed)
    for update in (*updates, doc.get_update(), merge_updates(*updates[:50]), merge_updates(updates[0], updates[9])):
        check_contents(update)


def test_what_is_erased_whole_is_welcome() -> None:
    base = typed("words")[0]
    check_contents(erased(base, 0, 5))
    doc: Doc[Text] = Doc()
    doc.apply_update(base)
    doc.apply_update(erased(base, 0, 5))
    check_contents(doc.get_update())


@pytest.mark.parametrize("root", [Map({"a": 1}), Array([1, 2]), Text("in another place"), Map({"deep": Text("x")})])
def test_anything_else_is_refused(root: Any) -> None:
    doc: Doc[Any] = Doc()
    doc["hidden"] = root
    with pytest.raises(Malformed):
        check_contents(doc.get_update())


CHANGES: list[Callable[[Text], None]] = [
    lambda text: text.insert(0, "bold", {"bold": True}),
    lambda text: text.insert_embed(0, {"image": "x"}),
    lambda text: text.insert_embed(0, Map({"a": "b"})),
]


@pytest.mark.parametrize("change", CHANGES)
def test_formats_and_embedded_things_are_refused(change: Callable[[Text], None]) -> None:
    doc: Doc[Text] = Doc()
    change(doc.get(TEXT, type=Text))
    with pytest.raises(Malformed):
        check_contents(doc.get_update())


@given(st.binary(max_size=40))
def test_junk_is_refused_or_passed_but_never_crashes(junk: bytes) -> None:
    try:
        check_contents(junk)
    except Malformed:
        return

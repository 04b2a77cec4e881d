"""What may be posted about publishing."""

import pytest

from app.kernel.errors import Invalid
from app.writeups.forms import Publishing, mark_of, read_publishing


def test_a_change_note_is_one_clean_line() -> None:
    assert read_publishing({"change_note": " One\x00 word\n was put  right "}) == Publishing("One word was put right")
    assert read_publishing({}) == Publishing()


def test_a_change_note_has_an_end() -> None:
    with pytest.raises(Invalid) as refused:
        read_publishing({"change_note": "x" * 201})
    assert list(refused.value.fields) == ["change_note"]


def test_a_mark_tells_texts_apart() -> None:
    assert mark_of("a") == mark_of("a")
    assert mark_of("a") != mark_of("b")
    assert mark_of("\ud800")

"""What stands before a text, as it is written there."""

import pytest

from app.writeups.importing.front_matter import part


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("time: 11:30", "11:30"),
        ("time: no", "no"),
        ("time: 010", "010"),
        ("time: 1e3", "1e3"),
        ("time: 2018-02-31", "2018-02-31"),
        ("time:", ""),
    ],
)
def test_yaml_is_read_as_words(written: str, read: str) -> None:
    assert part(f"---\n{written}\n---\ntext").fields == {"time": read}


def test_toml_is_read_as_words() -> None:
    fields = part("+++\na = 2018-06-09\nb = true\nc = [1, 2]\nd = 11:30:00\n+++\ntext").fields
    assert fields == {"a": "2018-06-09", "b": "true", "c": ["1", "2"], "d": "11:30:00"}


@pytest.mark.parametrize(
    "text",
    ["---\nno: end\n", "---\n- a list\n---\nx", "+++\nbroken\n+++\nx", "---\na: *b\n---\nx", "a: b\nc\n\nx", "% "],
)
def test_what_cannot_be_read_stays_in_the_text(text: str) -> None:
    parted = part(text)
    assert parted.fields == {}
    assert parted.text.strip() == text.strip() or text == "% "


def test_lines_at_the_top_count_only_if_all_are_known() -> None:
    assert part("Host: Ada\nRoom: 1\n\nText").fields == {"Host": "Ada", "Room": "1"}
    assert part("Host: Ada\nWeather: 1\n\nText").fields == {}
    assert part("Host: Ada\n\nText").fields == {}

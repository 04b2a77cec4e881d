"""Fields of forms: text stays what people meant, limits hold, and all mistakes are said at once."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.kernel.forms import Fields, clean

ANYTHING = st.text(max_size=60)


@given(ANYTHING)
def test_no_control_character_stays_and_cleaning_twice_changes_nothing(written: str) -> None:
    cleaned = clean(written)
    assert not [c for c in cleaned if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(ANYTHING)
def test_what_is_no_control_character_stays_in_its_order(written: str) -> None:
    """Normalising composes letters; apart from that only control characters and the kinds of line ends go."""
    kept = "".join(c for c in written.replace("\r\n", "\n") if unicodedata.category(c) not in ("Cc", "Cs"))
    rest = "".join(c for c in clean(written) if c not in "\n\t")
    assert unicodedata.normalize("NFC", rest) == unicodedata.normalize("NFC", kept)


ODD = ["👩🏽‍💻 pairing", "שלום עולם", "مرحبا", "naïve", "<b>&amp;", "'; DROP TABLE--", "a\u200bb"]


@pytest.mark.parametrize("written", ODD)
def test_emoji_right_to_left_and_markup_stay_as_they_are(written: str) -> None:
    assert clean(written) == unicodedata.normalize("NFC", written)


@pytest.mark.parametrize(
    ("written", "read"),
    [("a\x00b", "ab"), ("a\x1b[31mb", "a[31mb"), ("a\r\nb\rc", "a\nb\nc"), ("e\u0301", "é"), ("a\x7f\x85b", "ab")],
)
def test_control_characters_go_and_line_ends_become_one(written: str, read: str) -> None:
    assert clean(written) == read


@given(ANYTHING, st.integers(1, 40))
def test_a_line_is_one_line_within_its_limit_or_refused(written: str, limit: int) -> None:
    fields = Fields({"title": written})
    line = fields.line("title", limit)
    assert line == " ".join(line.split())
    assert (len(line) > limit) == ("title" in fields.errors)


@given(st.text("0123456789٠١²½abc-+. ", max_size=12))
def test_a_number_is_a_small_whole_number_or_refused(written: str) -> None:
    fields = Fields({"seats": written})
    number = fields.number("seats")
    assert number is None or 0 <= number < 10**9
    assert (number is None and bool(written.strip())) == ("seats" in fields.errors)


@pytest.mark.parametrize("written", ["17.3.2027", "2027-02-30", "soon", "2027-W11-3x", "0001-01-01", "9999-12-31"])
def test_what_is_no_date_of_our_time_is_refused(written: str) -> None:
    fields = Fields({"day": written})
    assert fields.date("day") is None
    assert "day" in fields.errors


def test_a_date_is_read() -> None:
    assert Fields({"day": " 2027-03-17 "}).date("day") == date(2027, 3, 17)


def test_a_choice_is_one_of_those_offered() -> None:
    fields = Fields({"phase": "finished"})
    assert fields.choice("kind", ("open", "break"), "open") == "open"
    fields.choice("phase", ("open", "running"))
    assert fields.errors == {"phase": "This choice does not exist."}


def test_all_that_is_wrong_is_said_at_once_the_first_reason_for_each_field() -> None:
    fields = Fields({"title": "   ", "pitch": "x" * 12, "seats": "many"})
    fields.line("title", 10, required="It needs a title.")
    fields.refuse("title", "another reason")
    fields.text("pitch", 10)
    fields.number("seats")
    with pytest.raises(Invalid) as refused:
        fields.check()
    assert refused.value.fields == {
        "title": "It needs a title.",
        "pitch": "This is 2 characters too long.",
        "seats": "This needs to be a whole number.",
    }
    assert refused.value.message == "It needs a title."

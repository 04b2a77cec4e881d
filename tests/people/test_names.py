"""Names: what cannot be seen is gone, what looks alike is told apart, and marks cannot be typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.people.names import (
    ATTENDEE,
    DOT,
    FACILITATOR,
    clean_name,
    mark_for,
    namesake_for,
    shown_name,
    skeleton,
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Noor\u0007  N. ", "Noor N."),
        ("No\u200bor", "Noor"),
        ("\u202eooN", "ooN"),
        ("Kate\u2066 x\u2069", "Kate x"),
        ("Ｋａｔｅ", "Kate"),
        ("Kate · facilitator", "Kate - facilitator"),
        ("Kate ‧ facilitator", "Kate - facilitator"),
        ("Kate\u2028facilitator", "Kate facilitator"),
        ("Zoë", "Zoë"),
        ("Анна", "Анна"),
        ("🎈", "🎈"),
        ("\u200b\u202e", ""),
    ],
)
def test_a_name_is_kept_as_it_is_seen(written: str, kept: str) -> None:
    assert clean_name(written) == kept


@given(st.text(max_size=80))
def test_nothing_hidden_and_no_dot_of_ours_is_left_in_any_name(written: str) -> None:
    clean = clean_name(written)
    assert DOT not in clean
    assert not {unicodedata.category(c) for c in clean} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert clean_name(clean) == clean


@pytest.mark.parametrize(
    "imitation", ["kate", "KATE", "K a t e", "Каtе", "Ｋate", "K.ate", "Kàté", "ⓀATE", "K\u200bate", "𝐊𝐚𝐭𝐞"]
)
def test_what_looks_like_a_name_has_its_skeleton(imitation: str) -> None:
    assert skeleton(imitation) == skeleton("Kate")


@pytest.mark.parametrize(("one", "other"), [("Jim", "J1m"), ("Olga", "0lga"), ("Bill", "Bi11"), ("Ill", "lll")])
def test_strokes_and_rings_are_taken_for_each_other(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Kate", "Katja"), ("Jo", "Joe"), ("Анна", "Ольга"), ("🎈", "🎉")])
def test_other_names_look_otherwise(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(st.text(min_size=1, max_size=60).filter(clean_name))
def test_every_name_looks_like_something(written: str) -> None:
    assert skeleton(written)
    assert skeleton(clean_name(written)) == skeleton(written)


def test_whoever_holds_the_space_is_marked_and_who_looks_like_them_too() -> None:
    kate = skeleton("Kate")
    assert mark_for(kate, holds_space=True, beside_facilitator=False) == FACILITATOR
    assert mark_for(kate, holds_space=False, beside_facilitator=True) == ATTENDEE
    assert mark_for(kate, holds_space=False, beside_facilitator=False) == ""


@pytest.mark.parametrize("name", ["Facilitator", "kate (facilitator)", "Fаcilitator", "The M0derat0r", "steward Jo"])
def test_a_name_that_claims_a_role_is_shown_as_what_it_is(name: str) -> None:
    assert mark_for(skeleton(name), holds_space=False, beside_facilitator=False) == ATTENDEE


def test_marks_stand_behind_a_dot() -> None:
    assert shown_name("Kate", "", 0) == "Kate"
    assert shown_name("Kate", "", 2) == "Kate · 2"
    assert shown_name("Kate", FACILITATOR, 0) == "Kate · facilitator"
    assert shown_name("Kate", ATTENDEE, 3) == "Kate · 3 · attendee"


@given(st.text(max_size=60), st.sampled_from(["", FACILITATOR, ATTENDEE]), st.integers(0, 9))
def test_no_typed_name_is_shown_like_a_marked_one(typed: str, mark: str, namesake: int) -> None:
    marked = shown_name("Kate", mark, namesake)
    assert clean_name(typed) != marked or (mark, namesake) == ("", 0)


def test_namesakes_are_counted_from_two_and_no_number_is_given_again_while_it_is_borne() -> None:
    assert namesake_for([]) == 0
    assert namesake_for([0]) == 2
    assert namesake_for([0, 2, 3]) == 4
    assert namesake_for([3]) == 4

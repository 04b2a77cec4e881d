"""However much of two lists is compared, what is found turns the one into the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes import differences
from app.notes.differences import Effort, stretches

PIECES = st.lists(st.sampled_from("abcdefghijkl"), max_size=30)


@given(PIECES, PIECES, st.sampled_from([0, 4, 40_000]), st.sampled_from([0, 20, 2000, 100_000]))
def test_the_stretches_turn_one_list_into_the_other(old: list[str], new: list[str], pairs: int, effort: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(differences, "PAIRS", pairs)
        found = list(stretches(old, new, Effort(effort)))
    made, seen = [], 0
    for i1, i2, j1, j2 in found:
        assert seen <= i1 <= i2
        made += [*old[seen:i1], *new[j1:j2]]
        seen = i2
    assert [*made, *old[seen:]] == new


def test_without_any_effort_left_a_stretch_differs_as_a_whole() -> None:
    assert list(stretches("abcde", "axcye", Effort(0))) == [(1, 4, 1, 4)]
    assert list(stretches("abcde", "axcye", Effort())) == [(1, 2, 1, 2), (3, 4, 3, 4)]


def test_what_stands_once_on_each_side_parts_what_is_too_much_to_compare() -> None:
    old = [*"a" * 300, "here", *"b" * 300, "there", *"c" * 300]
    new = [*"x" * 300, "here", *"y" * 300, "there", *"z" * 300]
    assert list(stretches(old, new, Effort())) == [(at, at + 300, at, at + 300) for at in (0, 301, 602)]

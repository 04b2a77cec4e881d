"""Side by side: nothing is lost of either text, and what is marked is what differs."""

from hypothesis import given
from hypothesis import strategies as st

from app.notes.comparing import AROUND, Row, side_by_side

LINES = st.lists(st.text(st.sampled_from("ab c"), max_size=8), max_size=12).map("\n".join)


def plain(rows: list[Row], side: str) -> list[str]:
    lines = [getattr(row, side) for row in rows if not row.skipped]
    return ["".join(span.text for span in line) for line in lines if line is not None]


def test_words_that_changed_are_marked_in_their_lines() -> None:
    (row,) = side_by_side("We met at ten.", "We met at noon.")
    assert [(span.text, span.differs) for span in row.before or ()] == [
        ("We met at ", False),
        ("ten", True),
        (".", False),
    ]
    assert [(span.text, span.differs) for span in row.after or ()] == [
        ("We met at ", False),
        ("noon", True),
        (".", False),
    ]


def test_lines_that_came_and_went_stand_alone() -> None:
    rows = side_by_side("one\ntwo", "one\nand a half\ntwo")
    assert [(row.before is None, row.differs) for row in rows] == [(False, False), (True, True), (False, False)]


def test_a_long_stretch_that_stayed_is_counted() -> None:
    lines = [f"line {number}" for number in range(40)]
    rows = side_by_side("\n".join(lines), "\n".join([*lines[:20], "new", *lines[20:]]))
    assert [row.skipped for row in rows if row.skipped] == [20 - AROUND, 20 - AROUND]
    assert len(rows) == 2 + 2 * AROUND + 1


def test_equal_texts_have_nothing_to_show() -> None:
    assert side_by_side("same\n", "same\n") == []


@given(LINES, LINES)
def test_both_texts_can_be_read_off_it(before: str, after: str) -> None:
    rows = side_by_side(before, after)
    if not rows:
        assert before.splitlines() == after.splitlines()
        return
    skipped = sum(row.skipped for row in rows)
    assert len(plain(rows, "before")) + skipped == len(before.splitlines())
    assert len(plain(rows, "after")) + skipped == len(after.splitlines())
    if not skipped:
        assert plain(rows, "before") == before.splitlines()
        assert plain(rows, "after") == after.splitlines()


@given(LINES, LINES)
def test_what_is_not_marked_is_the_same_on_both_sides(before: str, after: str) -> None:
    for row in side_by_side(before, after):
        if row.before and row.after:
            kept = ["".join(span.text for span in line if not span.differs) for line in (row.before, row.after)]
            assert kept[0] == kept[1]


def test_many_lines_of_few_words_do_not_take_for_ever() -> None:
    rows = side_by_side("x " * 2000, "x y " * 1000)
    assert (plain(rows, "before"), plain(rows, "after")) == (["x " * 2000], ["x y " * 1000])
    before, after = ["x"] * 2000, ["x", "y"] * 2000
    rows = side_by_side("\n".join(before), "\n".join(after))
    assert (plain(rows, "before"), plain(rows, "after")) == (before, after)

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from app.notes.live_note import TEXT, LiveNote
from app.notes.merging import changes_between, edit_between
from tests.notes.test_live_note import typed

TEXTS = st.lists(st.sampled_from(["é", "word", " ", "\n", "# ", "😀", "- ", "a b", ".", "\u2028"]), max_size=40).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_the_edit_makes_the_text(before: str, after: str) -> None:
    base = typed(before) if before else []
    update = edit_between(base, after)
    assert (update is None) == (before == after)
    assert LiveNote([*base, *([update] if update else [])]).text() == after


@given(TEXTS, TEXTS)
def test_changes_are_in_order_and_apart(before: str, after: str) -> None:
    position = 0
    for start, end, _ in changes_between(before, after):
        assert position <= start <= end
        position = end


def test_what_others_wrote_meanwhile_stays() -> None:
    base = typed("# Title\n\nOne line.\nAnother line.\n")
    form = edit_between(base, "# Title\n\nOne longer line.\nAnother line.\nThe form's end.\n")
    other: Doc[Text] = Doc(client_id=5)
    text = other.get(TEXT, type=Text)
    other.apply_update(base[0])
    text.insert(len(b"# Title\n\n"), "Written meanwhile. ")
    assert form is not None
    merged = LiveNote([other.get_update(), form]).text()
    assert merged == "# Title\n\nWritten meanwhile. One longer line.\nAnother line.\nThe form's end.\n"


def test_a_great_change_does_not_take_for_ever() -> None:
    before, after = "\n".join(f"a{i}" for i in range(20_000)), "\n".join(f"b{i}" for i in range(20_000))
    update = edit_between(typed(before), after)
    assert update is not None
    assert LiveNote([*typed(before), update]).text() == after


def test_a_text_full_of_changed_lines_of_few_words_does_not_take_for_ever() -> None:
    before = "".join(f"{number}\n{'x ' * 2000}\n" for number in range(8))
    after = "".join(f"{number}\n{'x y ' * 1000}\n" for number in range(8))
    check(before, after)


def test_ten_thousand_changed_lines_do_not_take_for_ever() -> None:
    before = "".join(f"{number}\n{'x ' * 99}\n" for number in range(10_000))
    after = "".join(f"{number}\n{'x y ' * 50}\n" for number in range(10_000))
    check(before, after)


def test_many_equal_lines_do_not_take_for_ever() -> None:
    check("x\n" * 2000, "x\ny\n" * 2000)


def test_changes_in_very_many_places_do_not_take_for_ever() -> None:
    check("".join(f"{i}\na\n" for i in range(150_000)), "".join(f"{i}\nb\n" for i in range(150_000)))


def check(before: str, after: str) -> None:
    update = edit_between(typed(before), after)
    assert update is not None
    assert LiveNote([*typed(before), update]).text() == after


PARAGRAPHS = [f"Paragraph {number} of many." for number in range(500)]
WORDS = [f"word{number}" for number in range(3000)]


@pytest.mark.parametrize(("pieces", "between"), [(PARAGRAPHS, "\n\n"), (WORDS, " "), (WORDS, " and ")])
def test_what_others_wrote_in_the_middle_of_a_long_text_stays_where_it_is(pieces: list[str], between: str) -> None:
    middle = len(pieces) // 2
    before = between.join(pieces)
    base = typed(before)
    form = edit_between(base, between.join(["Begun", *pieces[1:-1], "ended"]))
    other: Doc[Text] = Doc(client_id=5)
    other.apply_update(base[0])
    other.get(TEXT, type=Text).insert(before.index(pieces[middle]), "Written meanwhile. ")
    assert form is not None
    wanted = ["Begun", *pieces[1:middle], f"Written meanwhile. {pieces[middle]}", *pieces[middle + 1 : -1], "ended"]
    assert LiveNote([other.get_update(), form]).text() == between.join(wanted)

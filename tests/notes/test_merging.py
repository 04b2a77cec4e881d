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

"""What the server writes about photos into a text, for somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.markdown import Picture, render_now
from app.notes.photos.queries import markdown_for
from app.notes.photos.rules import ALT_LIMIT
from app.notes.photos.writing import with_alt

ADDRESS, OTHER = (f"/camp/media/{letter * 32}.webp" for letter in "ab")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"![]({ADDRESS})", f"![Cards]({ADDRESS})"),
        (f"a ![old]({ADDRESS}) b ![x]({ADDRESS})", f"a ![Cards]({ADDRESS}) b ![Cards]({ADDRESS})"),
        (f"![o\\]ld]({ADDRESS})", f"![Cards]({ADDRESS})"),
        (f"![a ![old]({ADDRESS})", f"![a ![Cards]({ADDRESS})"),
        (f"![old\\]({ADDRESS})", f"![old\\]({ADDRESS})"),
        (f"![a](b) c]({ADDRESS})", f"![a](b) c]({ADDRESS})"),
        (markdown_for(ADDRESS, "[" * ALT_LIMIT), f"![Cards]({ADDRESS})"),
        (f"![old]({OTHER})", f"![old]({OTHER})"),
        (f"[old]({ADDRESS})", f"[old]({ADDRESS})"),
        ("", ""),
    ],
)
def test_the_words_change_wherever_the_text_shows_it(text: str, said: str) -> None:
    assert with_alt(text, ADDRESS, "Cards") == said


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=40))
def test_whatever_is_said_is_read_as_it_was_said(alt: str) -> None:
    picture = Picture(ADDRESS, 10, 10, f"/camp/media/{'a' * 32}-small.webp", 10)
    (passage,) = render_now(markdown_for(ADDRESS, alt), (picture,)).passages
    assert passage.tag == "figure"
    assert with_alt(markdown_for(ADDRESS, alt), ADDRESS, "x") == f"![x]({ADDRESS})"


@pytest.mark.parametrize("begun", ["![", "![a](b) ", f"]({ADDRESS})", "\\"])
def test_signs_without_end_are_not_looked_through_again_and_again(begun: str) -> None:
    others = begun * (300_000 // len(begun))
    text = f"{others}![old]({ADDRESS}){others}"
    assert with_alt(text, ADDRESS, "Cards") == f"{others}![Cards]({ADDRESS}){others}"

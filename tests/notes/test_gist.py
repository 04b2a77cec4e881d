"""What a note says in short, and lines in plain words."""

import pytest

from app.notes.gist import LETTERS, LONGEST_LINE, gist_of, plain


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("- [ ] **Ada:** asks", "Ada: asks"),
        ("> 1. one", "one"),
        ("**a** and *b*, __c__ and `d`", "a and b, c and d"),
        ("`**kwargs` and `a_b`", "**kwargs and a_b"),
        ("**a `b` c**", "a `b` c"),
        ("**a `b` c", "**a b c"),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
        ("*a **b* c", "a *b* c"),
        ("[a](https://x) and ![b](/y)", "a and b"),
        ("[a] [b](c", "[a] [b](c"),
        ("[a](b [c](d)", "a"),
        ("[a] (b) [c](d)", "[a] (b) c"),
    ],
)
def test_words_without_their_marks(line: str, words: str) -> None:
    assert plain(line) == words


def test_the_first_lines_with_words() -> None:
    assert gist_of("# Title\n\n- \n- a\n```\n> b\nc\nd\n") == "a\nb\nc"


def test_it_is_short() -> None:
    assert len(gist_of("word " * LONGEST_LINE)) == LETTERS


@pytest.mark.parametrize("signs", ["[", "![", "[](", "`a ", "*a ", "__a `b *c ", "- **", "`a *b` "])
def test_signs_without_end_are_not_looked_through_again_and_again(signs: str) -> None:
    line = "x" + signs * (300_000 // len(signs))
    assert plain(line).startswith("x")
    assert gist_of(line).startswith("x")

"""Whose words a quotation is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.markdown import render_now

CAPTION = '<figure class="quote"><blockquote><p>{}</p></blockquote><figcaption>{}</figcaption></figure>'


def html(text: str) -> str:
    return render_now(text).html.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> best efforts\n>\n> — the *name* for it", CAPTION.format("best efforts", "the <em>name</em> for it")),
        ("> one  \n> – Zora", CAPTION.format("one", "Zora")),
        ("> — alone", "<blockquote><p>— alone</p></blockquote>"),
        ("> said\n>\n> —", "<blockquote><p>said</p><p>—</p></blockquote>"),
        ("> said\n\n— outside", "<blockquote><p>said</p></blockquote><p>— outside</p>"),
        ("- x\n  > q\n  > — Y", "<ul><li>x" + CAPTION.format("q", "Y") + "</li></ul>"),
        (
            "> a\n> > b\n> > — inner\n>\n> — outer",
            CAPTION.format("a</p>" + CAPTION.format("b", "inner") + "<p>", "outer").replace("<p></p>", ""),
        ),
    ],
)
def test_a_last_line_behind_a_dash_says_whose_words_they_are(text: str, expected: str) -> None:
    assert html(text) == expected


def test_a_quotation_is_one_passage_and_its_line_is_known() -> None:
    rendered = render_now("Well.\n\n> said\n> — Zora\n\n## Next\n\nMore.")
    assert [(passage.text, passage.tag) for passage in rendered.passages][1] == ("said · Zora", "figure")
    assert rendered.lines == (0, 2, 5, 7)
    assert rendered.headings[0].id == "h-next"


@given(st.lists(st.sampled_from(["> ", "> > ", "- ", "  ", "— ", "said", "\n", "\n\n", ">\n"]), max_size=30))
def test_no_word_is_lost_by_it(parts: list[str]) -> None:
    text = "".join(parts)
    assert re.sub("<[^>]*>", "", html(text)).count("said") == text.count("said")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("> said\n> — *Zora* Quill", ("Zora Quill",)),
        ("> said\n> `x`", ()),
        ("> said\n> > — Eve", ("Eve",)),
        ("> — Eve", ("Eve",)),
        ("> a\n> — Eve\n> — *Bob* Guest", ("Eve", "Bob Guest")),
        ("— Eve", ()),
        ("1. [ ] **Eve:** x\n2. [x] __Bob__ : y", ("Eve", "Bob")),
        ("- [ ] say **Bob:** no\n- **Tool:** x\n- [ ] **bold** start", ()),
    ],
)
def test_whom_marks_name_is_told(text: str, expected: tuple[str, ...]) -> None:
    assert render_now(text).named == expected

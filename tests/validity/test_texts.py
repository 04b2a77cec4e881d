"""html-validate on what notes become: CommonMark's examples, hostile texts, and whatever else one may write."""

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.markdown import render_now
from tests.kernel.markdown.test_commonmark import examples
from tests.kernel.markdown.test_sanitising import HOSTILE, PIECES
from tests.validity.validator import complaints

_PAGE = '<!doctype html>\n<html lang="en"><head><title>x</title></head><body><main><h1>x</h1>{}</main></body></html>'


def rendered(texts: Sequence[str]) -> Mapping[str, str]:
    return {repr(text): _PAGE.replace("{}", render_now(text, anchored=True).html) for text in texts}


def test_all_that_commonmark_has_becomes_valid_html() -> None:
    assert complaints(rendered([text for text, _html in examples()])) == {}


def test_hostile_texts_become_valid_html() -> None:
    assert complaints(rendered(HOSTILE)) == {}


@given(st.lists(PIECES, min_size=50, max_size=100))
@settings(max_examples=4, deadline=None)
def test_any_text_becomes_valid_html(texts: list[str]) -> None:
    assert complaints(rendered(texts)) == {}


def test_what_is_wrong_is_found() -> None:
    wrong = {
        "element-permitted-content": "<span><div>x</div></span>",
        "no-dup-id": '<p id="x">x</p><p id="x">y</p>',
        "close-order": "<b><i>x</b></i>",
        "attribute-allowed-values": '<input type="nothing">',
    }
    found = complaints({name: _PAGE.replace("{}", html) for name, html in wrong.items()})
    assert {name: name in str(messages) for name, messages in found.items()} == dict.fromkeys(wrong, True)

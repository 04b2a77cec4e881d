"""What people type is understood, or taken as words; it is never an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.search import Query, parse
from app.kernel.search.queries import Term


def terms(text: str) -> list[tuple[str, bool]]:
    return [(" ".join(term.words), term.open) for term in parse(text, {"tag": bool}).terms]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("dns discovery", [("dns", False), ("discoveri", False)]),
        ('"free time" dns', [("free time", False), ("dns", False)]),
        ('"free time', [("free time", False)]),
        ("“free time” «on call»", [("free time", False), ("on call", False)]),
        ("node.js on-call", [("node js", False), ("on call", False)]),
        ("deplo*", [("deplo", True)]),
        ("scaling*", [("scal", True)]),
        ('"free ti*"', [("free ti", True)]),
        ("dns dns", [("dns", False)]),
        ("AND OR NOT NEAR(", [("and", False), ("or", False), ("not", False), ("near", False)]),
        ("東", [("東", True)]),
        ("東京", [("東京", False)]),
        ("東京都", [("東京 京都", False)]),
        ("nosuch:dns", [("nosuch dns", False)]),
        ("https://example.org", [("https exampl org", False)]),
        ('-dns ~ ** "" \' ;', [("dns", False)]),
    ],
)
def test_terms(text: str, expected: list[tuple[str, bool]]) -> None:
    assert terms(text) == expected


def test_filters() -> None:
    query = parse('dns tag:consul TAG:"two words" event:x', {"tag": bool, "event": bool})
    assert query.filters == {"tag": ("consul", "two words"), "event": ("x",)}
    assert query.terms == (Term(("dns",)),)
    assert query.text == "dns"


def test_a_filter_without_value_asks_for_nothing() -> None:
    assert parse("tag:", {"tag": bool}).terms == (Term(("tag",)),)


def test_a_value_that_a_filter_does_not_take_is_words() -> None:
    query = parse("before:soon before:2018 dns", {"before": str.isdecimal})
    assert query.filters == {"before": ("2018",)}
    assert [term.words for term in query.terms] == [("befor", "soon"), ("dn",)] or query.text == "before:soon dns"


def test_the_last_word_may_go_on_while_somebody_types() -> None:
    def typing(text: str) -> list[tuple[str, bool]]:
        return [(" ".join(term.words), term.open) for term in parse(text, {"tag": bool}, typing=True).terms]

    assert typing("dns terraf") == [("dns", False), ("terraf", True)]
    assert typing("dns terraf ") == [("dns", False), ("terraf", False)]
    assert typing('"free ti') == [("free ti", False)]
    assert typing("dns tag:x") == [("dns", False)]


def test_only_a_bare_word_can_be_mistyped() -> None:
    text = 'Scaling "scaling" scal* ci/cd'
    assert [(term.typed, term.open) for term in parse(text).terms] == [("scaling", False), ("", True), ("", False)]


def test_long_queries_are_cut() -> None:
    assert len(parse(" ".join(f"w{number}" for number in range(99))).terms) == 12
    assert parse("x" * 10_000).terms == (Term(("x" * 64,)),)


@given(st.text())
def test_any_text(text: str) -> None:
    assert isinstance(parse(text, {"tag": bool}, typing=True), Query)
    assert all(all(term.words) for term in parse(text).terms)

"""The same words for what is stored and what is asked."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.search.tokens import tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  .,;!? -- ", []),
        ("Scaling deployments", ["scale", "deploy"]),
        ("Café CAFÉ cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("Straße STRASSE", ["strass", "strass"]),
        ("node.js ci/cd on-call", ["node", "js", "ci", "cd", "on", "call"]),
        ("C++ c# C x++ rust#1", ["c++", "c#", "c", "x++", "rust", "1"]),
        ("team’s don't we'll o'clock", ["team", "don", "we", "o", "clock"]),
        ("10k+ 18 3.5", ["10k", "18", "3", "5"]),
        ("snake_case", ["snake", "case"]),
        ("東京都 tower", ["東京", "京都", "都", "tower"]),
        ("東", ["東"]),
        ("東京tower", ["東京", "京", "tower"]),
        ("ﬁne １２ ½", ["fine", "12", "12"]),
        ("שָׁלוֹם", ["שלום"]),
        ("हिन्दी", ["हिनदी"]),
        ("한국어", ["한국", "국어", "어"]),
        ("\U0001f600 hi \u202e\x00", ["hi"]),
        ("x" * 100, ["x" * 64]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_tokens_know_where_they_stand() -> None:
    text = "Dr. Müller’s  «DNS»"
    assert [text[token.start : token.end] for token in tokens(text)] == ["Dr", "Müller’s", "DNS"]


def test_the_plain_word_keeps_its_ending() -> None:
    assert [token.plain for token in tokens("Scaling")] == ["scaling"]


@given(st.text())
def test_any_text(text: str) -> None:
    found = list(tokens(text))
    for token in found:
        assert 0 <= token.start < token.end <= len(text)
        assert token.word
        assert not re.search(r"[\s\"'*()¶]", token.word)
    assert [token.start for token in found] == sorted(token.start for token in found)


@given(st.text(st.characters(categories=["L", "N", "P", "Z"])))
def test_case_does_not_matter(text: str) -> None:
    if len(text.casefold()) == len(text):
        assert words(text.casefold()) == words(text)

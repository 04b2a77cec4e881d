"""Typing in a text area that knows nothing of others: it becomes an edit that leaves theirs and breaks no letter."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.node import NODE

TYPING = Path(__file__).parent / "typed.mjs"
Typed = Callable[[str, str, str], str]

#: The first two emoji share their first half, the last two their second.
words = st.text(st.sampled_from("ab \n😀😁👀"), max_size=8)


@pytest.fixture(scope="module")
def typed() -> Iterator[Typed]:
    process = subprocess.Popen([NODE, TYPING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    asked, told = process.stdin, process.stdout

    def typed(before: str, now: str, meanwhile: str) -> str:
        asked.write(json.dumps([before, now, meanwhile]) + "\n")
        asked.flush()
        answer: str = json.loads(told.readline())
        return answer

    yield typed
    asked.close()
    told.close()
    process.wait()


@given(words, words)
@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_alone_the_text_is_what_was_typed(typed: Typed, before: str, now: str) -> None:
    assert typed(before, now, before) == now


@given(words, words, words, words, st.data())
@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_both_put_in_is_there_whole(
    typed: Typed, left: str, right: str, mine: str, theirs: str, data: st.DataObject
) -> None:
    before = left + right
    place = data.draw(st.integers(0, len(before)))
    result = typed(before, left + mine + right, before[:place] + theirs + before[place:])
    assert "\ufffd" not in result
    assert sorted(result) == sorted(before + mine + theirs)


@given(words, words, words, st.integers(4090, 4100), st.integers(4090, 4100), st.sampled_from(["a", "😀"]))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_long_text_is_compared_to_the_letter(
    typed: Typed, before: str, now: str, theirs: str, left: int, right: int, letter: str
) -> None:
    start, end = letter * left, letter * right
    assert typed(start + before + end, start + now + end, start + before + end + theirs) == start + now + end + theirs

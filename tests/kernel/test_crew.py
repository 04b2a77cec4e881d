"""Worker processes: answers come back, and one that takes for ever is killed."""

import asyncio

import pytest

from app.kernel.crew import Crew, GivenUp


async def test_requests_are_answered_whoever_answers() -> None:
    crew = Crew("tests.kernel.echoing", workers=2, seconds=60)
    answers = await asyncio.gather(*(crew.ask(b"%d" % n) for n in range(20)))
    assert answers == [b"echo %d" % n for n in range(20)]
    await crew.stop()


async def test_a_worker_that_takes_for_ever_is_given_up_and_replaced() -> None:
    crew = Crew("tests.kernel.echoing", workers=1, seconds=60)
    assert await crew.ask(b"first") == b"echo first"
    crew.seconds = 0.5
    with pytest.raises(GivenUp):
        await crew.ask(b"sleep")
    crew.seconds = 60
    assert await crew.ask(b"next") == b"echo next"
    await crew.stop()


async def test_a_worker_that_dies_is_given_up() -> None:
    crew = Crew("tests.kernel.echoing", workers=1, seconds=60)
    with pytest.raises(GivenUp):
        await crew.ask(b"die")
    assert await crew.ask(b"next") == b"echo next"
    await crew.stop()

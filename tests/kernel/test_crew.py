"""Worker processes: answers come back, and one that takes for ever is killed."""

import asyncio

import pytest

from app.kernel.crew import Crew, GivenUp, Killed
from tests.kernel.killing import kill_idle, killed_over


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


async def test_one_that_was_killed_while_it_was_idle_is_passed_over() -> None:
    crew = Crew("tests.kernel.echoing", workers=2, seconds=60)
    await asyncio.gather(crew.ask(b"first"), crew.ask(b"second"))
    await kill_idle(crew)
    assert await crew.ask(b"next") == b"echo next"
    await crew.stop()


async def test_one_that_somebody_kills_is_told_from_one_that_dies() -> None:
    crew = Crew("tests.kernel.echoing", workers=1, seconds=60)
    await crew.start()
    with pytest.raises(Killed):
        await killed_over(crew, crew.ask(b"first"))
    with pytest.raises(GivenUp) as died:
        await crew.ask(b"die")
    assert not isinstance(died.value, Killed)
    await crew.stop()

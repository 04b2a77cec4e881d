"""Two workers of one note: killed, cut off, without Redis; every acknowledged word is there once."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.crews import Crew
from tests.faults.notes import LIVE, log_of, prepared
from tests.notes.circles import Circle
from tests.redises import own_redis

WRITERS = 20
#: In every other one a worker dies, in the others both do: thirty in all.
ROUNDS = 20
WORDS = 20

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(1800)]


async def test_workers_that_die_and_a_redis_that_comes_and_goes(tmp_path: Path, on_postgresql: str) -> None:
    cookies = await prepared(on_postgresql, WRITERS)
    with own_redis(tmp_path) as redis:
        async with Crew(tmp_path, on_postgresql, redis.url) as crew:
            address = f"ws://127.0.0.1:{crew.port}{LIVE}"
            async with Circle([address], cookies) as writing:
                dice = random.Random(writing.seed)
                for number in range(ROUNDS):
                    words = asyncio.create_task(writing.write(WORDS))
                    await asyncio.sleep(dice.random())
                    redis.kill()
                    await asyncio.sleep(dice.random())
                    for _each in range(1 + number % 2):
                        crew.kill_one()
                    await asyncio.sleep(dice.random())
                    redis.start()
                    await words
                    await writing.agree()
                    writing.check(await log_of(on_postgresql))

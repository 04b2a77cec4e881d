"""Two workers of one note: killed, cut off, without Redis; every acknowledged word is there once."""

import asyncio
import random
from pathlib import Path

import pytest

from app.kernel.database import Database
from app.kernel.security import Keys
from app.kernel.work import Works
from app.migrations import migrate
from app.people.actions import join_event
from tests.crews import SECRET, Crew
from tests.notes.circles import Circle
from tests.notes.pens import logged_text
from tests.redises import own_redis
from tests.samples import make_camp

WRITERS = 10
ROUNDS = 6
WORDS = 60

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(900)]


async def prepared(url: str) -> list[str]:
    """A card to write a note for, and a cookie for each writer."""
    database = Database(url)
    await migrate(database)
    works = Works(database)
    camp = await make_camp(database, works)
    await camp.topic("Note-taking")
    keys = Keys(SECRET, secure=False)
    async with works.begin() as work:
        for number in range(WRITERS):
            await join_event(work, f"key-{number}", camp.event_id, f"Writer {number}")
    await database.close()
    return [keys.cookie(f"key-{number}").partition(";")[0] for number in range(WRITERS)]


async def log_of(url: str) -> str:
    """Read as the next worker will."""
    database = Database(url)
    try:
        return await logged_text(database)
    finally:
        await database.close()


async def test_workers_that_die_and_a_redis_that_comes_and_goes(tmp_path: Path, on_postgresql: str) -> None:
    cookies = await prepared(on_postgresql)
    with own_redis(tmp_path) as redis:
        async with Crew(tmp_path, on_postgresql, redis.url) as crew:
            address = f"ws://127.0.0.1:{crew.port}/small-camp/topics/1/note/live?ack=1"
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

"""Ten thousand operations at random; sockets cut, workers killed, Redis restarted: no topic lost, every page right."""

import asyncio
from pathlib import Path

import pytest

from app.kernel.database import Database
from app.migrations import migrate
from tests.arranging import Crowd, prepare
from tests.crews import Crew
from tests.redises import own_redis
from tests.samples import make_camp

OPERATIONS = 10_000

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(3600)]


async def prepared(url: str) -> list[str]:
    database = Database(url)
    await migrate(database)
    keys = await prepare(await make_camp(database))
    await database.close()
    return keys


async def test_on_one_worker_with_sqlite(tmp_path: Path) -> None:
    keys = await prepared(f"sqlite+aiosqlite:///{tmp_path / 'hallway.db'}")
    async with Crew(tmp_path, "", workers=1) as crew, Crowd([crew.address], keys) as crowd:
        await crowd.arrange(OPERATIONS)
        await crowd.all_right()


async def test_on_one_worker_with_postgresql(tmp_path: Path, on_postgresql: str) -> None:
    keys = await prepared(on_postgresql)
    async with Crew(tmp_path, on_postgresql, workers=1) as crew, Crowd([crew.address], keys) as crowd:
        await crowd.arrange(OPERATIONS)
        await crowd.all_right()


async def test_on_two_workers_with_postgresql_and_redis(tmp_path: Path, on_postgresql: str) -> None:
    keys = await prepared(on_postgresql)
    with own_redis(tmp_path) as redis:
        async with Crew(tmp_path, on_postgresql, redis.url) as crew, Crowd([crew.address], keys) as crowd:
            for _round in range(4):
                arranging = asyncio.create_task(crowd.arrange(OPERATIONS // 4))
                await asyncio.sleep(3)
                crew.kill_one()
                await asyncio.sleep(3)
                redis.kill()
                await asyncio.sleep(3)
                redis.start()
                await arranging
                await crowd.all_right()


async def test_a_move_while_redis_is_away_and_a_worker_dies_is_on_every_page_within_ten_seconds(
    tmp_path: Path, on_postgresql: str
) -> None:
    keys = await prepared(on_postgresql)
    with own_redis(tmp_path) as redis:
        async with Crew(tmp_path, on_postgresql, redis.url) as crew, Crowd([crew.address], keys) as crowd:
            await crowd.arrange(100)
            redis.kill()
            crew.kill_one()
            await crowd.arrange(20)
            await crowd.all_right()
            redis.start()
            await crowd.arrange(20)
            await crowd.all_right()

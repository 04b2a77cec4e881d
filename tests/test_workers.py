"""Several workers at one door: refused where they would harm, replaced when they die, ended together."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from click.testing import CliRunner

from app.cli import main
from app.control import ask
from app.workers import Server
from tests.crews import Crew, is_alive
from tests.redises import own_redis

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them")


@pytest.fixture
async def crew(tmp_path: Path, on_postgresql: str) -> AsyncIterator[Crew]:
    with own_redis(tmp_path) as redis:
        async with Crew(tmp_path / "data", on_postgresql, redis.url) as crew:
            yield crew


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"HALLWAY_REDIS_URL": "redis://127.0.0.1:1/0"},
        {"HALLWAY_DATABASE_URL": "postgresql+asyncpg://postgres@127.0.0.1/none"},
    ],
)
def test_more_than_one_needs_postgresql_and_redis(tmp_path: Path, settings: dict[str, str]) -> None:
    environment = {"HALLWAY_DATA": str(tmp_path), "HALLWAY_DATABASE_URL": "", "HALLWAY_REDIS_URL": "", **settings}
    said = CliRunner(env=environment).invoke(main, ["serve", "--workers", "2"])
    assert said.exit_code == 1
    assert said.output.strip() == (
        "Several workers need PostgreSQL and Redis: set HALLWAY_DATABASE_URL and HALLWAY_REDIS_URL."
    )


async def test_they_serve_and_are_greeted_once_and_commands_reach_them(crew: Crew) -> None:
    assert crew.said == [f"Hallway is at {crew.address}"]
    assert len(crew.pids()) == 2
    async with httpx.AsyncClient(base_url=crew.address) as client:
        answers = [await client.get("/readyz") for _ in range(8)]
    assert {answer.status_code for answer in answers} == {200}
    assert "/links/" in str(await ask(crew.data, "link", {"role": "steward"}))


async def test_one_that_dies_is_replaced_while_the_other_serves(crew: Crew) -> None:
    before = set(crew.pids())
    dead = crew.kill_one()
    async with httpx.AsyncClient(base_url=crew.address) as client:
        assert (await client.get("/healthz")).status_code == 200
    await until(lambda: len(crew.pids()) == 2 and dead not in crew.pids())
    assert len(before & set(crew.pids())) == 1


async def test_told_to_stop_they_all_stop(crew: Crew) -> None:
    pids = crew.pids()
    crew.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(crew.process.wait(), 30) == 0
    assert not any(is_alive(pid) for pid in pids)


async def test_when_nobody_looks_after_them_any_more_they_stop_too(crew: Crew) -> None:
    pids = crew.pids()
    crew.process.kill()
    await until(lambda: not any(is_alive(pid) for pid in pids))


async def test_what_was_there_before_the_first_request_is_not_looked_through_for_garbage_again() -> None:
    server = Server(uvicorn.Config(_nothing, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
            while not server.started:
                await asyncio.sleep(0.001)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
        server.should_exit = True
        await serving


async def _nothing(scope: Any, receive: Any, send: Any) -> None: ...

"""Hints between workers: heard by the others of one realm, lost without harm, and back when Redis is."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from app.kernel.fanout import Fanout, RedisFanout, fanout_check, fanout_for
from tests.redises import OwnRedis, own_redis


class Worker:
    """Hears what the others say about boards."""

    def __init__(self, fanout: Fanout) -> None:
        self.fanout = fanout
        self.heard: list[bytes] = []
        self.returns = 0
        fanout.hear("board", self.heard.append)
        fanout.on_return(self.count)

    def count(self) -> None:
        self.returns += 1

    async def __aenter__(self) -> "Worker":
        await self.fanout.start()
        await until(lambda: self.returns == 1)
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.fanout.stop()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    with own_redis(tmp_path) as made:
        yield made


@pytest.fixture
async def workers(redis: OwnRedis) -> AsyncIterator[list[Worker]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(Worker(RedisFanout(redis.url, "one"))) for _ in range(3)]


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def test_all_others_hear_in_order_and_nobody_itself(workers: list[Worker]) -> None:
    for number in range(50):
        workers[0].fanout.tell("board", b"%d" % number)
        workers[0].fanout.tell("unheard of", b"x")
    await until(lambda: all(len(each.heard) == 50 for each in workers[1:]))
    assert workers[1].heard == workers[2].heard == [b"%d" % number for number in range(50)]
    assert workers[0].heard == []


async def test_another_realm_on_the_same_redis_hears_nothing(redis: OwnRedis, workers: list[Worker]) -> None:
    async with Worker(RedisFanout(redis.url, "two")) as stranger:
        stranger.fanout.tell("board", b"theirs")
        workers[0].fanout.tell("board", b"ours")
        await until(lambda: bool(workers[1].heard))
    assert stranger.heard == []
    assert workers[1].heard == [b"ours"]


async def test_a_redis_that_dies_is_said_and_comes_back(redis: OwnRedis, workers: list[Worker]) -> None:
    speaker, listener, _other = workers
    redis.kill()
    await until(lambda: listener.fanout.trouble is not None)
    trouble = await fanout_check(listener.fanout)()
    assert trouble
    assert not trouble.fatal
    for number in range(5000):  # nobody waits for it, and what waits is bounded
        speaker.fanout.tell("board", b"%d" % number)
    redis.start()
    await until(lambda: all(each.returns == 2 for each in workers))
    speaker.fanout.tell("board", b"again")
    await until(lambda: b"again" in listener.heard)
    assert await fanout_check(listener.fanout)() is None
    assert len(listener.heard) < 1100


async def test_without_redis_there_is_nobody_to_tell() -> None:
    alone = fanout_for("", "one")
    heard: list[bytes] = []
    alone.hear("board", heard.append)
    await alone.start()
    alone.tell("board", b"x")
    await alone.stop()
    assert heard == []
    assert await fanout_check(alone)() is None

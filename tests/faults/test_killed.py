"""SIGKILL in the middle of writing, thirty times: nothing that was acknowledged is lost, and nothing is there twice."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.faults.notes import Lone, log_of, prepared
from tests.notes.circles import Circle

WRITERS = 20
KILLS = 30
#: Of each writer, between two kills.
WORDS = 8

pytestmark = [pytest.mark.faults, pytest.mark.long, pytest.mark.timeout(1800)]


async def test_twenty_write_while_the_server_is_killed_again_and_again(tmp_path: Path) -> None:
    server = Lone(tmp_path)
    cookies = await prepared(server.url, WRITERS)
    async with server, Circle([server.live], cookies) as writing:
        dice = random.Random(writing.seed)
        for _kill in range(KILLS):
            words = asyncio.create_task(writing.write(WORDS))
            await asyncio.sleep(dice.random())
            await server.kill()
            server.check_whole()
            writing.check_nothing_lost(await log_of(server.url))
            await server.start()
            await words
        await writing.agree()
        writing.check(await log_of(server.url))

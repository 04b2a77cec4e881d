"""Everybody comes at once from one address, and one of them floods: all get in, and only the flood is slowed."""

import asyncio
from pathlib import Path

import pytest

from tests.bench.joining import flooding, prepared, served, storm

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

PHONES = 150


@pytest.mark.parametrize(
    "door", [pytest.param(False, marks=pytest.mark.long, id="open"), pytest.param(True, id="with a code")]
)
async def test_nobody_is_refused_but_the_flood(tmp_path: Path, door: bool) -> None:
    path = await prepared(tmp_path, door)
    async with served(tmp_path) as address, flooding(address) as flood:
        seen = await storm(address, path, PHONES, within=15)
        while not flood.answers[429]:  # a slow machine slows the flood as well, until the others have gone
            await asyncio.sleep(0.1)
    assert set(seen.answers) <= {200, 303}, seen.answers
    assert all(len(waited) == PHONES for waited in seen.waited.values())

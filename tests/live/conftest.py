"""Two workers that serve one event."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pairs import Pair, serving_pair


@pytest.fixture
async def pair(tmp_path: Path, on_postgresql: str) -> AsyncIterator[Pair]:
    async with serving_pair(tmp_path, on_postgresql) as pair:
        yield pair

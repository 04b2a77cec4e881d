"""A database without the people and the note that others of these tests begin with: photos are tried at a camp."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.kernel.database import Database
from tests.conftest import Ready


@pytest.fixture
async def database(kind: str, tmp_path: Path, ready: Ready) -> AsyncIterator[Database]:
    """One of each kind."""
    made = await ready.on_sqlite(tmp_path) if kind == "sqlite" else await ready.on_server()
    yield made
    await made.close()

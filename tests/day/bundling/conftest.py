"""A Hallway with an event that has something of everything; it is made once, and copied for each test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.main import Hallway
from tests.day.bundling.full import fill, hallway_in, pack


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filled") / "here"


@pytest.fixture
async def here(tmp_path: Path, filled: Path) -> AsyncIterator[Hallway]:
    """On SQLite; the event is in the bundle `here.zip` too."""
    if not filled.exists():
        async with hallway_in(filled) as hallway:
            await fill(hallway)
            await pack(hallway, filled / "here.zip")
    shutil.copytree(filled, tmp_path / "here")
    shutil.move(tmp_path / "here" / "here.zip", tmp_path / "here.zip")
    async with hallway_in(tmp_path / "here") as hallway:
        yield hallway

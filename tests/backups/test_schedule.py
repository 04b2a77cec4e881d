"""Backups by themselves: when they are due, as many as are wanted, and said when they fail."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.backups.archive import read_manifest
from app.backups.schedule import Backups, backup_check
from app.kernel.errors import Refusal
from app.main import create_app
from app.settings import Settings
from tests.conftest import Watch
from tests.visitors import Gathering


def backups(gathered: Gathering, watch: Watch, **chosen: object) -> Backups:
    settings = gathered.hallway.settings.model_copy(update={"backup_every": 24, "backup_keep": 2, **chosen})
    return Backups(settings, gathered.hallway.database, watch)


def made(gathered: Gathering) -> list[str]:
    return sorted(path.name for path in gathered.hallway.settings.backups.iterdir())


async def test_one_is_made_when_it_is_due_and_the_oldest_goes(watched: Gathering, watch: Watch) -> None:
    scheduled = backups(watched, watch)
    by_hand = watched.hallway.settings.backups / "hallway-by-hand.tar"
    by_hand.parent.mkdir()
    by_hand.touch()
    seen = []
    for hours in (0, 23, 1, 24, 24):
        watch.now += timedelta(hours=hours)
        await scheduled.look()
        seen.append(made(watched))
    assert [len(files) for files in seen] == [2, 2, 3, 3, 3]
    assert "hallway-by-hand.tar" in seen[-1]
    assert seen[-1][1:] != seen[-2][1:]
    assert set(seen[2]) - set(seen[-1]) == {name for name in seen[2] if name.startswith("scheduled")}


async def test_what_was_written_by_then_is_in_it(watched: Gathering, watch: Watch) -> None:
    await watched.camp.topic("Naps")
    await backups(watched, watch).look()
    [name] = made(watched)
    assert "hallway.db" in read_manifest(watched.hallway.settings.backups / name).files


async def test_one_that_cannot_be_made_is_said_by_readyz(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(data=tmp_path, backup_every=24, backup_folder=tmp_path / "file" / "x")
    hallway = create_app(settings)
    with pytest.raises(Refusal, match="could not be written"):
        await hallway.backups.look()
    hallway.backups.trouble = "why"
    trouble = await backup_check(hallway.backups)()
    assert trouble
    assert (trouble.why, trouble.fatal) == ("why", False)
    await hallway.markdown.stop()
    await hallway.photos.stop()
    await hallway.database.close()


async def test_none_is_made_unless_it_is_wanted(gathered: Gathering) -> None:
    assert not gathered.hallway.settings.backups.exists()

"""Five facilitators arrange one board at random while sockets are cut: no topic is lost, and every page is right."""

from pathlib import Path

from tests.arranging import Crowd, prepare
from tests.pairs import Pair
from tests.servers import serving

OPERATIONS = 300


async def test_on_one_worker(tmp_path: Path) -> None:
    async with serving(tmp_path) as served, Crowd([served.address], await prepare(served.camp)) as crowd:
        await crowd.arrange(OPERATIONS)
        await crowd.all_right()
    assert_something_happened(crowd)


async def test_on_two_workers(pair: Pair) -> None:
    addresses = [pair.one.address, pair.other.address]
    async with Crowd(addresses, await prepare(pair.one.camp)) as crowd:
        await crowd.arrange(OPERATIONS)
        await crowd.all_right()
    assert_something_happened(crowd)


def assert_something_happened(crowd: Crowd) -> None:
    """Pages that only ever fetched themselves whole would be right without a single fragment."""
    assert sum(helper.done for helper in crowd.helpers) > OPERATIONS / 6
    assert sum(page.heard for page in crowd.pages) > OPERATIONS

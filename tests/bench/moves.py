"""What a move costs the server with ever more topics on the wall: it shall not grow with them.

A move is the whole way: the action, its commit, and the fragments for all five kinds of page. CPU seconds of this
process, so that a busy machine does not matter; the median of many moves.
"""

import asyncio
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

from app.board.actions import move_card, place_topic
from app.board.forms import Move
from app.board.placements import placement_by_id
from app.board.queries import card_facts
from app.kernel.database import Database
from app.kernel.work import Committed, Works
from app.live.announcements import ANNOUNCEMENTS
from app.live.fragments import Scene
from app.migrations import migrate
from app.topics.actions import add_topic
from app.topics.cards import Cards
from app.topics.forms import Proposal
from app.topics.queries import topic_by_number
from tests.samples import NOON, Camp, make_camp

SIZES = (50, 150, 500, 1500)
MOVES = 60


async def main() -> None:
    print(f"{'topics':>7} {'CPU ms per move':>16} {'to the smallest':>16}")
    smallest = 0.0
    for topics in SIZES:
        cost = await cost_of_a_move(topics)
        smallest = smallest or cost
        print(f"{topics:>7} {cost * 1000:>16.2f} {cost / smallest:>15.2f}×")


async def cost_of_a_move(topics: int) -> float:
    """CPU seconds, the median."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        await migrate(database)
        try:
            return await _measure(await make_camp(database), topics)
        finally:
            await database.close()


async def _measure(camp: Camp, topics: int) -> float:
    async with camp.works.begin() as work:
        for number in range(topics):
            await add_topic(work, camp.event, Proposal(f"Topic {number}", "why", ("ops",), "Ada"), None)
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, 1)
        placed = await place_topic(work, camp.event, topic, Move(camp.cell(1, 0), None, None))
    works = Works(camp.works.database, partial(render_for_all, camp), lambda: NOON)
    costs = []
    for turn in range(MOVES):
        began = time.process_time()
        async with works.begin() as work:
            there = await placement_by_id(work.db, camp.event_id, placed.id or 0)
            await move_card(work, camp.event, there, Move(camp.cell(1 + turn % 2, 1 + turn % 2), None, None))
        costs.append(time.process_time() - began)
    return statistics.median(costs)


async def render_for_all(camp: Camp, committed: list[Committed]) -> None:
    """Everything that open pages would be sent."""
    async with camp.works.database.reading() as db:
        for each in committed:
            scene = Scene(db, camp.event, Cards(card_facts), NOON)
            for fragments in ANNOUNCEMENTS[type(each.change)].values():
                for fragment in fragments:
                    await fragment(scene, each.change)


if __name__ == "__main__":
    asyncio.run(main())

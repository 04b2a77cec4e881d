"""A facilitator takes a card away and brings it back: the board stays whole, and its host cannot undo it."""

import pytest

from app.board.actions import bring_back, place_topic, remove_topic, restore_topic, withdraw_topic
from app.board.actions.pitching import queue_pitch
from app.board.forms import Move
from app.board.line import open_pitches
from app.board.placements import placements_of_topic
from app.kernel.errors import Conflict, Forbidden, Gone
from app.people.viewers import Viewer
from app.topics.queries import topic_by_id, topic_by_number
from app.topics.tables import Topic
from tests.samples import FACILITATOR, Camp


async def hung(camp: Camp) -> Topic:
    topic = await camp.topic("Rude words")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(4, 0), None, None))
    async with camp.works.begin() as work:
        await queue_pitch(work, topic, FACILITATOR)
    return topic


async def remove(camp: Camp, topic: Topic, viewer: Viewer = FACILITATOR) -> None:
    async with camp.works.begin() as work:
        await remove_topic(work, await topic_by_id(work.db, topic.id or 0), viewer, "insults somebody")


async def now(camp: Camp, topic: Topic) -> Topic:
    async with camp.works.database.reading() as db:
        return await topic_by_id(db, topic.id or 0)


async def test_it_frees_its_cell_and_its_place_in_the_line(camp: Camp) -> None:
    topic = await hung(camp)
    await remove(camp, topic)
    gone = await now(camp, topic)
    assert (gone.state, gone.removed_why) == ("removed", "insults somebody")
    async with camp.works.database.reading() as db:
        assert await placements_of_topic(db, topic.id or 0) == []
        assert await open_pitches(db, camp.event_id) == []
        with pytest.raises(Gone):
            await topic_by_number(db, camp.event_id, topic.number)
        assert await topic_by_number(db, camp.event_id, topic.number, even_removed=True)
    other = await camp.topic("Another")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, other, Move(camp.cell(4, 0), None, None))


async def test_it_comes_back_to_the_wall(camp: Camp) -> None:
    topic = await hung(camp)
    await remove(camp, topic)
    await remove(camp, topic)
    async with camp.works.begin() as work:
        await bring_back(work, await topic_by_id(work.db, topic.id or 0), FACILITATOR)
    back = await now(camp, topic)
    assert (back.state, back.removed_why) == ("open", "")


async def test_its_host_can_neither_bring_it_back_nor_take_it_down(camp: Camp) -> None:
    """Taken down and put back it would be on the wall again."""
    topic = await hung(camp)
    host = Viewer(visit_id=9, attendee_id=1, name="Ada")
    await remove(camp, topic)
    for deed in (withdraw_topic, restore_topic):
        with pytest.raises(Conflict):
            async with camp.works.begin() as work:
                await deed(work, await topic_by_id(work.db, topic.id or 0), host)
    with pytest.raises(Forbidden):
        async with camp.works.begin() as work:
            await bring_back(work, await topic_by_id(work.db, topic.id or 0), host)
    assert (await now(camp, topic)).state == "removed"


async def test_only_facilitators_take_away(camp: Camp) -> None:
    topic = await hung(camp)
    with pytest.raises(Forbidden):
        await remove(camp, topic, Viewer(visit_id=9, attendee_id=7))
    assert (await now(camp, topic)).state == "open"

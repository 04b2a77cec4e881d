"""Stepping down from a card, and leaving the event: what goes, what stays, and that nothing tells who it was."""

import pytest
from sqlmodel import SQLModel, col, select

from app.board.actions import place_topic
from app.board.actions.leaving import leave_event, step_down_from
from app.board.actions.merging import merge_topics
from app.board.actions.pitching import queue_pitch
from app.board.forms import Move
from app.board.line import open_pitches
from app.board.placements import placements_of_topic
from app.board.rules import DOWN, WANTED
from app.events.actions import change_phase
from app.kernel.database import Database
from app.kernel.errors import Forbidden
from app.kernel.work import ChangeRow, Works
from app.people.actions import join_event
from app.people.queries import viewer_of
from app.people.viewers import Viewer
from app.topics.actions import propose_topic, star_topic
from app.topics.forms import Proposal
from app.topics.queries import facts_of_one, stars_of, topic_by_id
from app.topics.tables import Convener, Topic
from tests.samples import NOON, Camp
from tests.visitors import Gathering, text_of


class Host:
    """Somebody with a device, who calls topics."""

    def __init__(self, camp: Camp, viewer: Viewer) -> None:
        self.camp, self.viewer = camp, viewer

    @property
    def id(self) -> int:
        assert self.viewer.attendee_id is not None
        return self.viewer.attendee_id

    async def topic(self, title: str) -> Topic:
        async with self.camp.works.begin() as work:
            return await propose_topic(work, self.camp.event, Proposal(title, "", (), self.viewer.name or ""), self.id)

    async def leave(self, cards: str = WANTED) -> None:
        async with self.camp.works.begin(self.viewer.visit_id) as work:
            await leave_event(work, self.camp.event, self.viewer, cards)


async def host(camp: Camp, name: str = "Ada") -> Host:
    async with camp.works.begin() as work:
        await join_event(work, f"key-of-{name}", camp.event_id, name)
    async with camp.works.database.reading() as db:
        return Host(camp, await viewer_of(db, f"key-of-{name}", camp.event_id, NOON))


async def placed(camp: Camp, topic: Topic, slot: int, room: int | None = 0) -> None:
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, topic, Move(camp.cell(slot, room), None, None))


async def hosts(works: Works, topic: Topic) -> list[str]:
    async with works.database.reading() as db:
        return (await facts_of_one(db, await topic_by_id(db, topic.id or 0))).hosts


async def state(works: Works, topic: Topic) -> str:
    async with works.database.reading() as db:
        return (await topic_by_id(db, topic.id or 0)).state


async def test_a_host_who_cannot_make_it_leaves_the_card_in_its_place_for_others(camp: Camp) -> None:
    ada = await host(camp)
    topic = await ada.topic("Containers")
    await placed(camp, topic, 4)
    async with camp.works.begin() as work:
        await queue_pitch(work, topic, ada.viewer)
    async with camp.works.begin() as work:
        await step_down_from(work, topic, ada.id)
    assert await hosts(camp.works, topic) == []
    assert await state(camp.works, topic) == "open"
    async with camp.works.database.reading() as db:
        assert len(await placements_of_topic(db, topic.id or 0)) == 1
        assert await open_pitches(db, camp.event_id) == []


async def test_of_two_hosts_one_steps_down(camp: Camp) -> None:
    ada, noor = await host(camp), await host(camp, "Noor")
    topic = await ada.topic("Containers")
    async with camp.works.begin() as work:
        work.db.add(Convener(topic_id=topic.id or 0, name="Noor", attendee_id=noor.id, position=1))
    async with camp.works.begin() as work:
        await step_down_from(work, topic, ada.id)
    assert await hosts(camp.works, topic) == ["Noor"]


async def test_who_steps_down_does_so_from_what_was_joined_too(camp: Camp) -> None:
    ada = await host(camp)
    into, part = await camp.topic("Orchestration", host="Bob"), await ada.topic("Containers")
    async with camp.works.begin() as work:
        one, other = [await topic_by_id(work.db, topic.id or 0) for topic in (part, into)]
        await merge_topics(work, camp.event, one, other)
    async with camp.works.begin() as work:
        await step_down_from(work, await topic_by_id(work.db, into.id or 0), ada.id)
    assert await hosts(camp.works, into) == ["Bob"]


@pytest.mark.parametrize("who", ["Eve", ""])
async def test_nobody_else_steps_down_for_a_host(camp: Camp, who: str) -> None:
    ada = await host(camp)
    topic = await ada.topic("Containers")
    other = (await host(camp, who)).id if who else None
    with pytest.raises(Forbidden):
        async with camp.works.begin() as work:
            await step_down_from(work, topic, other)
    assert await hosts(camp.works, topic) == ["Ada"]


@pytest.mark.parametrize(("cards", "becomes"), [(DOWN, "withdrawn"), (WANTED, "open")])
async def test_who_leaves_chooses_what_becomes_of_cards_without_a_place(camp: Camp, cards: str, becomes: str) -> None:
    ada = await host(camp)
    waiting, hanging = await ada.topic("Waiting"), await ada.topic("Hanging")
    await placed(camp, hanging, 4)
    await ada.leave(cards)
    assert await state(camp.works, waiting) == becomes
    assert await hosts(camp.works, waiting) == ([] if becomes == "open" else ["somebody who left"])
    assert await state(camp.works, hanging) == "open"
    assert await hosts(camp.works, hanging) == []


async def test_what_is_over_stays_as_it_was_by_somebody_who_left(camp: Camp) -> None:
    ada = await host(camp)
    over = await ada.topic("This morning")
    await placed(camp, over, 1)
    await ada.leave(DOWN)
    assert await state(camp.works, over) == "open"
    assert await hosts(camp.works, over) == ["somebody who left"]


async def test_after_the_event_all_cards_stay(camp: Camp) -> None:
    ada = await host(camp)
    topic = await ada.topic("Containers")
    async with camp.works.begin() as work:
        await change_phase(work, camp.event, "closed")
    await ada.leave(DOWN)
    assert await state(camp.works, topic) == "open"
    assert await hosts(camp.works, topic) == ["somebody who left"]


async def test_stars_go_and_are_counted(camp: Camp) -> None:
    ada, noor = await host(camp), await host(camp, "Noor")
    topic = await camp.topic("Containers", host="Bob")
    async with camp.works.begin() as work:
        for each in (ada, noor):
            await star_topic(work, topic, each.id)
    await ada.leave()
    async with camp.works.database.reading() as db:
        assert await stars_of(db, topic.id or 0) == 1
        counted = select(ChangeRow.payload).where(ChangeRow.name == "StarsCounted").order_by(col(ChangeRow.id).desc())
        assert '"stars": 1' in ((await db.exec(counted)).first() or "")


async def test_no_row_anywhere_holds_the_name_of_one_who_left(camp: Camp, database: Database) -> None:
    """Every text column of every table is looked at."""
    name = "Ada-who-goes-77"
    ada = await host(camp, name)
    over, waiting = await ada.topic("One"), await ada.topic("Two")
    await placed(camp, over, 1)
    assert name in str(await everything(database))
    await ada.leave()
    rows = await everything(database)
    assert "One" in str(rows)
    assert "Two" in str(rows)
    assert [row for row in rows if name in row.replace(f"key-of-{name}", "")] == []
    assert await hosts(camp.works, waiting) == []


async def everything(database: Database) -> list[str]:
    async with database.reading() as db:
        connection = await db.connection()
        tables = SQLModel.metadata.tables.values()
        return [str(row) for table in tables for row in await connection.execute(table.select())]


async def test_a_page_says_what_goes_and_what_stays_before_it_does(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    await ada.submit("/small-camp/topics", title="Containers")
    await ada.submit("/small-camp/topics/1/star", "PUT")
    page = text_of(await ada.get("/small-camp/me/leaving"))
    for said in ("somebody who left", "What stays", "Containers", "Your star."):
        assert said in page
    left = await ada.submit("/small-camp/me", "DELETE", seen_on="/small-camp/me/leaving", cards="down")
    assert left.status_code == 200
    assert "You have left Small Camp" in text_of(left)
    assert "Ada" not in text_of(await ada.get("/small-camp/topics/1"))
    assert (await ada.get("/small-camp/me")).status_code == 303
    assert (await ada.submit("/small-camp/topics/1", "PUT", title="Mine")).status_code == 403


async def test_a_host_steps_down_with_a_button(gathered: Gathering) -> None:
    ada = await gathered.attendee("Ada")
    await ada.submit("/small-camp/topics", title="Containers")
    answer = await ada.submit("/small-camp/topics/1/host", "DELETE", seen_on="/small-camp/topics/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/small-camp/topics/1")
    assert "nobody yet" in text_of(await gathered.reader().get("/small-camp/topics"))

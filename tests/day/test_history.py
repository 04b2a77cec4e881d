"""What happened in words, and the board as it was at any moment."""

from dataclasses import fields, replace
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from app.board.actions import lock_card, move_card, place_topic, take_back, withdraw_topic
from app.board.actions.shape import remove_room
from app.board.actions.undoing import redo_step, undo_step
from app.board.forms import Move
from app.board.placements import placements_of
from app.board.queries import card_facts
from app.board.replaying import CARD_CHANGES, Hung, board_at, moments_of, replay
from app.board.rules import Cell
from app.board.steps import INVERSES
from app.board.telling import Places, deed
from app.day.history import history_of
from app.day.telling import SILENT, TELLING
from app.kernel.database import Database
from app.kernel.errors import Refusal
from app.kernel.work import ChangeRow, change_of
from app.topics.cards import Cards
from app.topics.queries import topic_by_id
from tests.architecture.test_announcements import FACTS, all_changes
from tests.conftest import Watch
from tests.samples import FACILITATOR, NOON, PLAN, Camp, make_camp
from tests.visitors import Gathering, text_of

HISTORY = "/small-camp/history"


def test_no_change_is_without_words() -> None:
    assert all_changes() == {*TELLING, *INVERSES, *SILENT}
    ids = {"event_id": 1, "topic_id": 2, "number": 3, "placement_id": 4, "room_id": 6, "from_room_id": 7}
    named = {"before": {"name": "A"}, "after": {"name": "B"}}
    known = {**FACTS, **ids, "timeslot_id": 5, "from_timeslot_id": 5, "name": "Aula", **named}
    for kind in INVERSES:
        told = deed([kind(**{field.name: known[field.name] for field in fields(kind)})], Places({}, {}))
        assert told != kind.__name__


async def act(camp: Camp, what: str, which: int, slot: int, room: int) -> None:
    """Something that may be refused, as things are when many hands are at work."""
    async with camp.works.begin() as work:
        placements = list(await placements_of(work.db, camp.event_id))
        there = placements[which % len(placements)] if placements else None
        to = Move(camp.cell(slot, room), None, None)
        if what == "place":
            await place_topic(work, camp.event, await topic_by_id(work.db, which + 1), to)
        elif what == "undo":
            await undo_step(work, camp.event)
        elif what == "redo":
            await redo_step(work, camp.event)
        elif what == "withdraw":
            await withdraw_topic(work, await topic_by_id(work.db, which + 1), FACILITATOR)
        elif there and what == "move":
            await move_card(work, camp.event, there, to)
        elif there and what == "back":
            await take_back(work, camp.event, there)
        elif there and what == "lock":
            await lock_card(work, there, not there.locked)


ACTS = st.tuples(
    st.sampled_from(["place", "place", "move", "move", "back", "lock", "undo", "undo", "redo", "withdraw"]),
    st.integers(0, 3),
    st.sampled_from([1, 2, 4]),
    st.integers(0, 2),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=25))
async def test_the_whole_log_makes_the_board_of_now(database: Database, acts: list[tuple[str, int, int, int]]) -> None:
    camp = await make_camp(database, plan=replace(PLAN, slug=f"camp-{uuid4().hex[:12]}"))
    topics = [await camp.topic(f"Topic {n}") for n in range(4)]
    first = topics[0].id or 1
    for what, which, slot, room in acts:
        try:
            await act(camp, what, first - 1 + which if what in ("place", "withdraw") else which, slot, room)
        except Refusal:
            continue
    async with database.reading() as db:
        rows = select(ChangeRow).where(
            ChangeRow.event_id == camp.event_id,
            col(ChangeRow.name).in_([change.__name__ for change in CARD_CHANGES]),
        )
        scene = replay([change_of(row) for row in (await db.exec(rows.order_by(col(ChangeRow.revision)))).all()])
        now = {p.id: Hung(p.topic_id, Cell(p.timeslot_id, p.room_id)) for p in await placements_of(db, camp.event_id)}
    assert {key: Hung(each.topic_id, each.cell) for key, each in scene.hung.items()} == now


async def test_the_board_is_seen_as_it_was(camp: Camp) -> None:
    one, two = await camp.topic("Containers"), await camp.topic("Monorepos")
    async with camp.works.begin() as work:
        await place_topic(work, camp.event, await topic_by_id(work.db, one.id or 0), Move(camp.cell(1, 0), None, None))
    async with camp.works.begin() as work:
        await remove_room(work, camp.event, camp.cell(1, 0).room_id or 0)
    async with camp.works.database.reading() as db:
        moments = await moments_of(db, camp.event_id)
        now = await board_at(db, camp.event, Cards(card_facts), moments[-1])
        then = await board_at(db, camp.event, Cards(card_facts), moments[2])
    assert [room.name for room in now.rooms] == ["Library", "Kitchen"]
    assert [room.name for room in then.rooms] == ["Main hall", "Library", "Kitchen"]
    assert [cell.card.title for row in then.rows for cell in row.cells if cell.card] == ["Containers"]
    assert [card.title for card in then.wall] == ["Monorepos"]
    assert [card.title for card in now.wall] == ["Monorepos", "Containers"]
    assert two.number == 2


async def test_the_history_says_who_did_what_and_what_was_undone(gathered: Gathering) -> None:
    helper = await gathered.facilitator("Jo")
    await gathered.camp.topic("Containers")
    await helper.submit("/small-camp/topics/1/placements", cell=str(gathered.camp.cell(1, 0)))
    page = text_of(await helper.get(HISTORY))
    assert "Jo put 1 at 11:00, Main hall Undo this" in page
    assert "wrote card 1: Containers" in page
    async with gathered.camp.works.database.reading() as db:
        told = await history_of(db, gathered.camp.event, NOON, None, None)
    step = told.days[0][1][0].step
    assert (await helper.submit("/small-camp/undo", step=str(step))).status_code == 303
    assert "Jo put 1 at 11:00, Main hall undone" in text_of(await helper.get(f"{HISTORY}?card=1"))
    then = await helper.get(f"{HISTORY}/board?n=0")
    assert "Containers" in text_of(then)
    assert (await gathered.reader().get(HISTORY)).status_code == 403
    assert (await gathered.reader().get(f"{HISTORY}/board")).status_code == 403
    assert (await helper.get(f"{HISTORY}/board?n=999999999999")).status_code == 200


async def test_what_was_undone_is_told_once_with_who_did_it(gathered: Gathering) -> None:
    jo, kim = await gathered.facilitator("Jo"), await gathered.facilitator("Kim")
    await gathered.camp.topic("Containers")
    await jo.submit("/small-camp/topics/1/placements", cell=str(gathered.camp.cell(1, 0)))
    await kim.submit("/small-camp/undo", scope="all")
    await kim.submit("/small-camp/redo", scope="all")
    for page in (HISTORY, f"{HISTORY}?card=1"):
        told = text_of(await jo.get(page))
        assert "Kim did again: put 1 at 11:00, Main hall" in told
        assert "Kim undid: put 1 at 11:00, Main hall" in told
        assert "Jo put 1 at 11:00, Main hall" in told
        assert "Somebody took" not in told
        assert told.count("put 1 at 11:00, Main hall") - told.count("Undo this") == 3


async def test_the_minutes_left_of_then_do_not_run_on(watched: Gathering, watch: Watch) -> None:
    watch.shows(11, 10)
    helper = await watched.facilitator()
    await watched.camp.topic("Rotas")
    watch.shows(11, 20)
    then, now = await helper.get(f"{HISTORY}/board"), await helper.get("/small-camp/board")
    assert "35 min left" in text_of(then)
    assert "25 min left" in text_of(now)
    for runs in ("data-minutes-left", "data-until"):
        assert runs not in then.text
        assert runs in now.text

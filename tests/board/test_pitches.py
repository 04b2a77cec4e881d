"""The line of pitches: one card of each host, called one by one, whoever is quicker; told to everybody who looks."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.board.actions import restore_topic, withdraw_topic
from app.board.actions.pitching import (
    InLineAlready,
    NotInLine,
    call_pitch,
    end_pitch,
    leave_line,
    move_in_line,
    queue_pitch,
)
from app.board.line import LineView, line_view
from app.board.placements import placements_of
from app.board.queries import card_facts
from app.board.rules import FORGOTTEN, PITCH_TIME, WINDING_UP, may_pitch, pitch_state, reordered, whose_turn
from app.kernel.errors import Conflict, Forbidden
from app.people.viewers import READER, Viewer
from app.topics.actions import propose_topic
from app.topics.cards import Cards
from app.topics.forms import Proposal
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.tables import Topic
from tests.samples import FACILITATOR, NOON, Camp
from tests.visitors import Gathering, text_of

WALL, PITCHES = "/small-camp/topics", "/small-camp/pitches"
A_SECOND = timedelta(seconds=1)


# Rules


@given(st.permutations([1, 2, 3, 4, 5]), st.integers(1, 5), st.integers(-9, 9))
def test_reordering_loses_nobody_and_stops_at_the_ends(line: list[int], one: int, by: int) -> None:
    new = reordered(line, one, by)
    assert sorted(new) == sorted(line)
    assert new.index(one) == max(0, min(4, line.index(one) + by))
    assert [each for each in new if each != one] == [each for each in line if each != one]


def test_hosts_pitch_their_own_and_facilitators_any() -> None:
    assert may_pitch(Viewer(1, 7, "Ada"), [None, 7])
    assert may_pitch(FACILITATOR, [])
    assert not may_pitch(Viewer(1, 8, "Noor"), [None, 7])
    assert not may_pitch(READER, [None])


def test_the_turn_is_the_hosts_who_asks_or_else_the_first_ones() -> None:
    assert whose_turn(Viewer(1, 8, "Noor"), [None, 7, 8]) == 8
    assert whose_turn(FACILITATOR, [None, 7, 8]) == 7
    assert whose_turn(FACILITATOR, [None]) is None


def test_a_pitch_says_when_it_is_nearly_and_when_it_is_over() -> None:
    states = [pitch_state(NOON, NOON + PITCH_TIME + wait) for wait in (-WINDING_UP - A_SECOND, -WINDING_UP, -A_SECOND)]
    assert states == ["running", "ending", "ending"]
    assert pitch_state(NOON, NOON + PITCH_TIME) == "over"


# Actions, on both databases


async def queue(camp: Camp, topic: Topic, viewer: Viewer = FACILITATOR) -> None:
    async with camp.works.begin() as work:
        await queue_pitch(work, topic, viewer)


async def call(camp: Camp, pitch_id: int) -> None:
    async with camp.works.begin() as work:
        await call_pitch(work, camp.event_id, pitch_id)


async def line(camp: Camp, later: timedelta = timedelta()) -> LineView:
    async with camp.works.database.reading() as db:
        return await line_view(db, camp.event, Cards(card_facts), NOON + later)


async def waiting(camp: Camp) -> list[str]:
    return [pitch.card.title for pitch in (await line(camp)).waiting]


async def host_of(camp: Camp, topic: Topic) -> Viewer:
    async with camp.works.database.reading() as db:
        [host] = (await facts_of_one(db, topic)).conveners
    return Viewer(visit_id=None, attendee_id=host.attendee_id, name=host.name)


async def test_cards_are_called_in_the_order_in_which_they_came(camp: Camp) -> None:
    for title in ("one", "two", "three"):
        await queue(camp, await camp.topic(title))
    assert await waiting(camp) == ["one", "two", "three"]
    first, second, _third = (await line(camp)).waiting
    await call(camp, first.id)
    await call(camp, second.id)
    now = await line(camp)
    assert now.now
    assert (now.now.card.title, await waiting(camp)) == ("two", ["three"])
    assert [each.card.in_line for each in now.waiting] == [1]
    assert (now.now.card.in_line, now.now.seconds, now.now.state) == (0, 60, "running")


async def test_a_host_has_one_card_in_line_at_a_time(camp: Camp) -> None:
    first = await camp.topic("one", host="Ada")
    ada = await host_of(camp, first)
    async with camp.works.begin() as work:
        second = await propose_topic(work, camp.event, Proposal("two", "", (), "Ada"), ada.attendee_id)
    await queue(camp, first, ada)
    for viewer in (ada, FACILITATOR):
        with pytest.raises(InLineAlready, match="card 1 is in line"):
            await queue(camp, second, viewer)
    with pytest.raises(InLineAlready, match="in line already"):
        await queue(camp, first, ada)
    async with camp.works.begin() as work:
        await leave_line(work, first, ada)
    await queue(camp, second, ada)
    assert await waiting(camp) == ["two"]


async def test_nobody_queues_the_card_of_another(camp: Camp) -> None:
    topic = await camp.topic("one")
    with pytest.raises(Forbidden):
        await queue(camp, topic, await host_of(camp, await camp.topic("two", host="Noor")))
    assert await waiting(camp) == []


async def test_a_card_that_is_taken_down_leaves_the_line_and_comes_back_without_its_place(camp: Camp) -> None:
    topic = await camp.topic("one")
    await queue(camp, topic)
    async with camp.works.begin() as work:
        await withdraw_topic(work, await topic_by_id(work.db, topic.id or 0), FACILITATOR)
    with pytest.raises(NotInLine):
        await queue(camp, topic)
    async with camp.works.begin() as work:
        await restore_topic(work, await topic_by_id(work.db, topic.id or 0), FACILITATOR)
    assert await waiting(camp) == []
    await queue(camp, topic)


async def test_a_card_that_goes_while_it_is_called_does_not_block_the_next(camp: Camp) -> None:
    """Also one that another package took off the wall, and never told the line."""
    topic, other = await camp.topic("one"), await camp.topic("two")
    await queue(camp, topic)
    await queue(camp, other)
    first, second = (await line(camp)).waiting
    await call(camp, first.id)
    async with camp.works.begin() as work:
        merged = await topic_by_id(work.db, topic.id or 0)
        merged.state = "merged"
        work.db.add(merged)
    assert (await line(camp)).now is None
    await call(camp, second.id)
    now = (await line(camp)).now
    assert now
    assert now.card.title == "two"


async def test_the_line_is_reordered_and_left(camp: Camp) -> None:
    for title in ("one", "two", "three"):
        await queue(camp, await camp.topic(title))
    pitches = (await line(camp)).waiting
    for pitch, by in ((pitches[2], -1), (pitches[0], 10_000)):
        async with camp.works.begin() as work:
            await move_in_line(work, camp.event_id, pitch.id, by)
    assert await waiting(camp) == ["three", "two", "one"]
    async with camp.works.begin() as work:
        await end_pitch(work, camp.event_id, pitches[1].id)
    assert await waiting(camp) == ["three", "one"]
    await queue(camp, await camp.topic("four"))
    assert await waiting(camp) == ["three", "one", "four"]


async def test_a_forgotten_pitch_leaves_the_projector(camp: Camp) -> None:
    await queue(camp, await camp.topic("one"))
    await call(camp, (await line(camp)).waiting[0].id)
    talking_on = (await line(camp, PITCH_TIME + 5 * A_SECOND)).now
    assert talking_on
    assert (talking_on.state, talking_on.seconds) == ("over", 5)
    assert (await line(camp, FORGOTTEN)).now is None


async def test_two_who_call_the_next_at_once_call_one(camp: Camp) -> None:
    for title in ("one", "two"):
        await queue(camp, await camp.topic(title))
    first = (await line(camp)).waiting[0]
    await asyncio.gather(*(call(camp, first.id) for _ in range(4)))
    now = await line(camp)
    assert now.now
    assert (now.now.card.title, [pitch.card.title for pitch in now.waiting]) == ("one", ["two"])


async def test_of_two_who_call_different_cards_at_once_both_are_heard_one_after_the_other(camp: Camp) -> None:
    for title in ("one", "two", "three"):
        await queue(camp, await camp.topic(title))
    pitches = (await line(camp)).waiting
    await asyncio.gather(*(call(camp, pitch.id) for pitch in pitches[:2]))
    now = await line(camp)
    assert now.now
    assert now.now.card.title in ("one", "two")
    assert [pitch.card.title for pitch in now.waiting] == ["three"]


async def test_of_many_who_queue_one_card_at_once_one_does(camp: Camp) -> None:
    topic = await camp.topic("one")
    answers = await asyncio.gather(*(queue(camp, topic) for _ in range(5)), return_exceptions=True)
    assert sum(isinstance(answer, InLineAlready) for answer in answers) == 4
    assert await waiting(camp) == ["one"]


async def test_whoever_was_pitched_is_not_called_again_by_a_late_press(camp: Camp) -> None:
    await queue(camp, await camp.topic("one"))
    pitch = (await line(camp)).waiting[0]
    await call(camp, pitch.id)
    for _ in range(2):
        async with camp.works.begin() as work:
            await end_pitch(work, camp.event_id, pitch.id)
    with pytest.raises(Conflict):
        await call(camp, pitch.id)


# Pages


async def test_a_host_stands_in_line_sees_the_place_and_leaves(gathered: Gathering) -> None:
    ada, helper = await gathered.attendee("Ada"), await gathered.facilitator()
    await gathered.camp.topic("Early bird", host="Kit")
    await ada.submit(WALL, title="Containers")
    await helper.submit(PITCHES, number="1")
    answer = await ada.submit(f"{WALL}/2/pitch", "PUT")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{WALL}/2")
    for path in (f"{WALL}/2", "/small-camp/mine"):
        assert "Number 2 in line" in text_of(await ada.get(path)), path
    assert "Number 2 in line" in text_of(await gathered.reader().get(f"{WALL}/2"))
    assert "like to pitch" not in text_of(await gathered.reader().get(f"{WALL}/2"))
    assert (await ada.submit_as_script(f"{WALL}/2/pitch", "DELETE")).status_code == 204
    assert "in line" not in text_of(await ada.get("/small-camp/mine")).replace("Leave the line", "")


async def test_facilitators_call_end_and_place_with_plain_forms(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    for title in ("Containers", "Monorepos"):
        await gathered.camp.topic(title)
    for number in ("1", "2"):
        await helper.submit(PITCHES, number=number)
    await helper.submit(f"{PITCHES}/2/position?by=-1", "PUT")
    page = text_of(await helper.get(PITCHES))
    assert page.index("1 Monorepos") < page.index("2 Containers")
    await helper.submit(f"{PITCHES}/2/turn", "PUT")
    assert "Now pitching" in text_of(await helper.get(PITCHES))
    assert {"pitching", "Monorepos"} <= set(text_of(await gathered.reader().get("/small-camp/projector")).split())
    place = await helper.get(f"{WALL}/2/placements?back=pitches")
    assert 'name="back" value="pitches"' in place.text
    placed = await helper.submit(f"{WALL}/2/placements", cell=str(gathered.camp.cell(2, 0)), back="pitches")
    assert placed.headers["location"] == PITCHES
    assert "hangs at 12:00" in text_of(await helper.get(PITCHES))
    await helper.submit(f"{PITCHES}/2", "DELETE")
    assert "pitching" not in text_of(await gathered.reader().get("/small-camp/projector"))
    async with gathered.hallway.database.reading() as db:
        assert len(await placements_of(db, gathered.camp.event_id)) == 1


async def test_a_card_that_cannot_stand_in_line_is_told_why_and_its_number_stays(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    await gathered.camp.topic("Containers")
    await helper.submit(PITCHES, number="1")
    for number, status, words in (
        ("1", 409, "in line already"),
        ("99", 404, "no card with this number"),
        ("", 422, "Which card?"),
        ("x", 422, "whole number"),
    ):
        page = await helper.submit(PITCHES, number=number)
        assert (page.status_code, words in text_of(page)) == (status, True), number
        assert f'value="{number}"' in page.text
    assert (await helper.submit(f"{PITCHES}/99/turn", "PUT")).status_code == 404


async def test_the_line_is_for_facilitators_and_says_when_it_is_empty(gathered: Gathering) -> None:
    assert (await (await gathered.attendee()).get(PITCHES)).status_code == 403
    assert "Nobody is in line" in text_of(await (await gathered.facilitator()).get(PITCHES))


async def test_the_history_tells_who_was_called(gathered: Gathering) -> None:
    helper = await gathered.facilitator("Jo")
    await gathered.camp.topic("Containers")
    await helper.submit(PITCHES, number="1")
    await helper.submit(f"{PITCHES}/1/turn", "PUT")
    assert "called card 1 to be pitched" in text_of(await helper.get("/small-camp/history"))

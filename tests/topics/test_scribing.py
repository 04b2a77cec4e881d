"""The scribe's seat: one person in it, seen by all, told when it matters, and free again when they go."""

import pytest

from app.board.actions import place_topic
from app.board.forms import Move
from app.events.actions import change_phase
from app.events.queries import event_by_id
from app.topics.queries import topic_by_id
from tests.conftest import Watch
from tests.visitors import Gathering, Visitor, text_of

HOME = "/small-camp"
CARD = f"{HOME}/topics/1"
SEAT = f"{CARD}/scribe"


@pytest.fixture
async def camping(watched: Gathering) -> Gathering:
    """It is ten past twelve; Ada's one card hangs at 14:00 in the library."""
    camp = watched.camp
    topic = await camp.topic("Containers", host="Ada")
    async with watched.works.begin() as work:
        topic = await topic_by_id(work.db, topic.id or 0)
        await place_topic(work, camp.event, topic, Move(camp.cell(4, 1), None, None))
    return watched


async def facts(visitor: Visitor) -> str:
    """Who writes, as the card's page says it."""
    return text_of(await visitor.get(CARD)).partition("Scribe ")[2]


async def test_the_first_has_the_pen_and_all_see_it(camping: Gathering) -> None:
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    assert (await facts(noor)).startswith("nobody yet Open the note I’ll write the note")
    assert "needs a scribe" in text_of(await noor.get(f"{HOME}/board"))
    taken = await noor.submit(SEAT, "PUT")
    assert taken.headers["location"] == f"{CARD}/note"
    assert (await noor.submit(SEAT, "PUT")).status_code == 303
    late = await kim.submit(SEAT, "PUT")
    assert late.status_code == 409
    assert "Noor has the pen already." in text_of(late)
    for page in (CARD, f"{HOME}/board", f"{HOME}/now"):
        seen = text_of(await kim.get(page))
        assert "Noor" in seen, page
        assert "needs a scribe" not in seen, page
    assert "You write this" in text_of(await noor.get(f"{HOME}/mine"))
    assert "Containers" not in text_of(await kim.get(f"{HOME}/mine"))
    assert (await (await camping.attendee("Eve")).get(f"{HOME}/me/export")).json()["writes"] == []
    assert (await noor.get(f"{HOME}/me/export")).json()["writes"] == [1]


async def test_who_writes_takes_part_and_the_card_is_up(camping: Gathering) -> None:
    reader, noor = camping.reader(), await camping.attendee("Noor")
    assert (await reader.submit(SEAT, "PUT")).headers["location"] == f"{HOME}/join?next={CARD}"
    assert (await reader.submit_as_script(SEAT, "PUT")).status_code == 403
    jo = await camping.facilitator("Jo")
    await jo.submit(CARD, "DELETE")
    assert (await noor.submit(SEAT, "PUT")).status_code == 409
    assert (await noor.submit(f"{HOME}/topics/99/scribe", "PUT")).status_code == 404


async def test_the_seat_is_freed_by_scribe_host_and_facilitator_only(camping: Gathering) -> None:
    noor, kim, jo = await camping.attendee("Noor"), await camping.attendee("Kim"), await camping.facilitator("Jo")
    await noor.submit(SEAT, "PUT")
    assert "Lay down the pen" in await facts(noor)
    assert "Free the scribe’s seat" in await facts(jo)
    assert "the scribe’s seat" not in await facts(kim)
    assert (await kim.submit(SEAT, "DELETE")).status_code == 403
    assert (await facts(kim)).startswith("Noor")
    assert (await jo.submit(SEAT, "DELETE")).status_code == 303
    assert (await facts(kim)).startswith("nobody yet")
    assert (await jo.submit(SEAT, "DELETE")).status_code == 303
    await kim.submit(SEAT, "PUT")
    await kim.submit(SEAT, "DELETE")
    assert (await facts(noor)).startswith("nobody yet")
    history = text_of(await jo.get(f"{HOME}/history"))
    assert "Noor writes the note of card 1" in history
    assert "Jo freed the scribe’s seat at card 1" in history


async def test_whoever_goes_lays_down_the_pen(camping: Gathering) -> None:
    noor, kim, jo = await camping.attendee("Noor"), await camping.attendee("Kim"), await camping.facilitator("Jo")
    await noor.submit(SEAT, "PUT")
    assert (await noor.submit(f"{HOME}/me", "DELETE", cards="wanted")).status_code == 200
    assert (await facts(jo)).startswith("nobody yet")
    await kim.submit(SEAT, "PUT")
    people = (await jo.get(f"{HOME}/reports?who=Kim")).text
    who = people.partition("/people/")[2].partition("/")[0]
    await jo.submit(f"{HOME}/people/{who}/exclusion", "PUT")
    assert (await facts(jo)).startswith("nobody yet")


async def test_only_what_has_a_time_seeks_a_scribe(camping: Gathering) -> None:
    jo = await camping.facilitator("Jo")
    await camping.camp.topic("Waiting", host="Ben")
    assert "Scribe" not in text_of(await jo.get(f"{HOME}/topics/2"))
    async with camping.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, camping.camp.event_id), "published")
    assert "Scribe" not in text_of(await jo.get(CARD))


async def test_people_are_told_that_nobody_writes_and_who_writes_that_it_ends(camping: Gathering, watch: Watch) -> None:
    noor, kim = await camping.attendee("Noor"), await camping.attendee("Kim")
    await noor.submit(f"{CARD}/star", "PUT")
    await kim.submit(f"{HOME}/topics/1/star", "PUT")
    async with camping.works.begin() as work:
        await change_phase(work, await event_by_id(work.db, camping.camp.event_id), "running")
    watch.shows(13, 56)
    starts = "“Containers” starts at 14:00: Library."
    assert f"{starts} Nobody writes the note yet: will you?" in text_of(await noor.get(f"{HOME}/now"))
    await kim.submit(SEAT, "PUT")
    told = text_of(await noor.get(f"{HOME}/now"))
    assert starts in told
    assert "Nobody writes" not in told
    assert "has a time" not in text_of(await kim.get(f"{HOME}/now"))
    ends = "“Containers” ends at 14:45. What was agreed, what is open?"
    watch.shows(14, 39)
    assert ends not in text_of(await kim.get(f"{HOME}/now"))
    watch.shows(14, 40)
    assert ends in text_of(await kim.get(f"{HOME}/now"))
    assert ends not in text_of(await noor.get(f"{HOME}/now"))
    seen = (await kim.get(f"{HOME}/now")).text.partition('name="keys" value="')[2].partition('"')[0]
    await kim.submit(f"{HOME}/news/seen", "PUT", keys=seen, revision="999")
    assert ends not in text_of(await kim.get(f"{HOME}/now"))
    watch.shows(14, 45)
    assert ends not in text_of(await kim.get(f"{HOME}/now"))

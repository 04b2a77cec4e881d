"""The door of an event: codes that are said and scanned, who may read and join, and what strangers learn of it."""

import re

import pytest

from app.events.queries import event_by_id
from app.events.tables import Event
from app.people.actions import shut_out
from app.people.queries import attendee_here
from tests.events.test_pages import PLAN
from tests.visitors import Gathering, Visitor, has_error, link_to, text_of


async def event(gathered: Gathering) -> Event:
    async with gathered.hallway.database.reading() as db:
        return await event_by_id(db, gathered.camp.event_id)


async def with_door(gathered: Gathering, visibility: str = "public", **more: str) -> Event:
    helper = await gathered.facilitator()
    fields = {"visibility": visibility, "needs_code": "1", **more}
    answer = await helper.submit("/small-camp/door", "PUT", seen_on="/small-camp/door", **fields)
    assert answer.status_code == 303
    return await event(gathered)


async def reads(visitor: Visitor, path: str = "/small-camp/topics") -> bool:
    return (await visitor.get(path)).status_code == 200


async def test_with_a_code_only_who_knows_it_joins(gathered: Gathering) -> None:
    here = await with_door(gathered)
    eve = gathered.reader()
    assert re.fullmatch("[2-9A-Z]{6}", here.code)
    for code in ("", "WRONGX", here.code[:5], here.door[:5]):
        answer = await eve.submit("/small-camp/join", name="Eve", code=code)
        assert answer.status_code == 403
        assert has_error(answer, "code")
        assert 'value="Eve"' in answer.text
    assert (await eve.submit("/small-camp/topics", name="Eve", title="Mine")).status_code == 403
    said = f" {here.code[:3].lower()}-{here.code[3:]} "
    assert (await eve.submit("/small-camp/join", name="Eve", code=said)).status_code == 303
    assert (await eve.submit("/small-camp/topics", title="Mine")).status_code == 303
    assert "data-role" not in (await eve.get("/small-camp")).text


async def test_what_is_scanned_takes_only_a_name(gathered: Gathering) -> None:
    here = await with_door(gathered, "attendees")
    noor, path = gathered.reader(), f"/small-camp/join/{here.door}"
    for _ in range(2):
        page = await noor.get(path)
    assert page.status_code == 200
    assert page.headers["x-robots-tag"] == "noindex"
    assert 'type="hidden" name="code"' in page.text
    assert not await reads(noor)
    assert (await noor.submit("/small-camp/join", seen_on=path, name="Noor", code=here.door)).status_code == 303
    assert await reads(noor)


async def test_an_old_code_from_the_wall_opens_nothing_and_says_so(gathered: Gathering) -> None:
    old = await with_door(gathered, "attendees")
    new = await with_door(gathered, "attendees", new_code="1")
    assert (old.code, old.door) != (new.code, new.door)
    noor = gathered.reader()
    assert "an old one" in text_of(await noor.get(f"/small-camp/join/{old.door}"))
    assert (await noor.submit("/small-camp/join", name="Noor", code=old.door)).status_code == 403
    assert not await reads(noor)


async def test_whoever_knows_the_code_may_look_without_a_name_where_that_is_enough(gathered: Gathering) -> None:
    here = await with_door(gathered, "code")
    noor = gathered.reader()
    assert not await reads(noor)
    assert (await noor.submit("/small-camp/join", look="1", code=here.code)).status_code == 303
    assert await reads(noor)
    assert "Join with a name" in text_of(await noor.submit("/small-camp/reports", about="person", who="x", words="y"))
    await with_door(gathered, "attendees")
    assert not await reads(noor)


async def test_with_the_address_everybody_reads_but_it_is_not_listed(gathered: Gathering) -> None:
    await with_door(gathered, "link")
    assert await reads(gathered.reader())
    assert "Small Camp" not in text_of(await gathered.reader().get("/"))


@pytest.mark.parametrize("visibility", ["code", "attendees"])
@pytest.mark.parametrize("path", ["", "/topics", "/board", "/now", "/mine", "/projector", "/write-up", "/topics/1"])
async def test_strangers_are_led_to_the_door_and_learn_nothing_on_the_way(
    gathered: Gathering, visibility: str, path: str
) -> None:
    noor = await gathered.attendee("Noor")
    await gathered.camp.topic("Secret plans")
    helper = await gathered.facilitator()
    await helper.submit("/small-camp/notices", words="Fire in the kitchen", minutes="30")
    here = await with_door(gathered, visibility)
    answer = await gathered.reader().get(f"/small-camp{path}")
    assert answer.status_code == 403
    assert link_to("/small-camp/join", answer)
    door = await gathered.reader().get("/small-camp/join")
    assert door.status_code == 200
    for page in (answer, door):
        for secret in ("Secret plans", "Fire", here.code, here.door):
            assert secret not in page.text
    assert "Small Camp" not in answer.text
    assert await reads(noor, f"/small-camp{path}")


async def test_the_code_is_shown_to_those_only_who_need_none(gathered: Gathering) -> None:
    """The projector's page is public where the event is."""
    noor = await gathered.attendee("Noor")
    here = await with_door(gathered)
    assert here.code not in (await gathered.reader().get("/small-camp/projector")).text
    assert here.code in (await noor.get("/small-camp/projector")).text


async def test_the_short_address_finds_the_event_by_code_or_name(gathered: Gathering) -> None:
    noor = gathered.reader()
    assert (await noor.get("/join")).status_code == 200
    named = await noor.submit("/join", seen_on="/join", code=" Small-Camp ")
    assert named.headers["location"] == "/small-camp/join"
    here = await with_door(gathered, "code")
    found = await noor.submit("/join", seen_on="/join", code=here.code.lower())
    assert found.headers["location"] == f"/small-camp/join/{here.door}"


async def test_a_wrong_code_and_an_event_that_is_not_listed_are_the_same(gathered: Gathering) -> None:
    await with_door(gathered, "code")
    noor = gathered.reader()
    answers = [await noor.submit("/join", seen_on="/join", code=code) for code in ("XXXXXX", "small-camp", "")]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert len({text_of(answer) for answer in answers}) == 1
    assert all(has_error(answer, "code") for answer in answers)


async def test_guessing_is_stopped_and_scanning_is_not(gathered: Gathering) -> None:
    here = await with_door(gathered)
    eve = gathered.reader()
    wrong = [await eve.submit("/small-camp/join", name="Eve", code=f"WRONG{n}") for n in range(9)]
    assert wrong[-1].status_code == 429
    assert "many wrong codes" in text_of(wrong[-1])
    assert 'value="Eve"' in wrong[-1].text
    assert (await eve.submit("/small-camp/join", name="Eve", code=here.code)).status_code == 429
    assert (await gathered.reader().submit("/small-camp/join", name="Noor", code=here.code)).status_code == 303
    assert (await eve.submit("/small-camp/join", name="Eve", code=here.door)).status_code == 303


async def test_an_event_is_made_with_its_door(gathered: Gathering) -> None:
    steward = await gathered.steward()
    made = await steward.submit("/events", seen_on="/events/new", **PLAN, visibility="attendees")
    assert made.status_code == 201
    assert (await gathered.reader().get("/winter-camp")).status_code == 403
    async with gathered.hallway.database.reading() as db:
        winter = await event_by_id(db, 2)
    assert winter.code
    assert winter.door


@pytest.mark.parametrize("who", ["reader", "attendee"])
async def test_only_facilitators_look_after_the_door(gathered: Gathering, who: str) -> None:
    visitor = gathered.reader() if who == "reader" else await gathered.attendee()
    assert (await visitor.get("/small-camp/door")).status_code == 403
    assert (await visitor.submit("/small-camp/door", "PUT", visibility="attendees")).status_code == 403
    assert (await event(gathered)).visibility == "public"


async def test_a_door_that_does_not_exist_is_refused(gathered: Gathering) -> None:
    helper = await gathered.facilitator()
    assert (await helper.submit("/small-camp/door", "PUT", visibility="mates")).status_code == 422


async def test_whoever_was_shut_out_reads_at_the_door_why(gathered: Gathering) -> None:
    eve = await gathered.attendee("Eve")
    async with gathered.works.begin() as work:
        await shut_out(work, await attendee_here(work.db, gathered.camp.event_id, 1))
    page = await eve.get("/small-camp/join")
    assert "You were shut out" in text_of(page)
    assert (await eve.submit("/small-camp/join", name="Eva")).status_code == 403
    assert (await eve.submit("/small-camp/topics", name="Eva", title="Hello")).status_code == 403

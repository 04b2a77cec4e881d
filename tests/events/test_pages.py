"""Pages of events: made by the steward, joined with a name, opened by facilitators, reached by links."""

import re
from pathlib import Path

import pytest

from app.events.queries import event_by_id
from app.events.rules import PHASES
from app.people.actions import make_link
from app.people.rules import FACILITATOR, STEWARD_LINK_LIFE
from tests.conftest import Ready
from tests.visitors import Gathering, gathering, has_error, link_to, page_values, text_of, token_in

PLAN = {
    "name": "Winter Camp <b>",
    "slug": "winter-camp",
    "starts_on": "2027-12-01",
    "ends_on": "2027-12-02",
    "time_zone": "Europe/London",
    "venue": "The “Hall”",
    "theme": "Snow & ice",
    "rooms": "Main hall, 120\nLibrary",
    "timeslots": "11:00-11:45 open\n13:00-14:00 break Lunch",
}


async def link(gathered: Gathering, role: str = FACILITATOR, event_id: int | None = None) -> str:
    async with gathered.works.begin() as work:
        return f"/links/{await make_link(work, role, event_id or gathered.camp.event_id, STEWARD_LINK_LIFE)}"


async def phase(gathered: Gathering) -> str:
    async with gathered.hallway.database.reading() as db:
        return (await event_by_id(db, gathered.camp.event_id)).phase


async def test_the_steward_makes_an_event_and_gets_its_facilitators_link(gathered: Gathering) -> None:
    steward = await gathered.steward()
    made = await steward.submit("/events", seen_on="/events/new", **PLAN)
    assert made.status_code == 201
    found = re.search(r"/links/[\w-]{32}", made.text)
    assert found
    board = text_of(await gathered.reader().get("/winter-camp/board"))
    assert "Winter Camp <b>" in board
    assert "Main hall" in board
    helper = gathered.reader()
    await helper.submit(found[0], seen_on=found[0])
    assert 'data-role="facilitator"' in (await helper.get("/winter-camp")).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("slug", "Not A Slug"),
        ("slug", "small-camp"),
        ("slug", "search"),
        ("starts_on", "soon"),
        ("ends_on", "2026-01-01"),
        ("time_zone", "Mars/Base"),
        ("rooms", ", 5"),
        ("timeslots", "eleven"),
        ("timeslots", "2028-03-26 00:30-01:30"),
    ],
)
async def test_a_plan_that_is_not_taken_comes_back_whole_with_the_reason_at_its_field(
    gathered: Gathering, field: str, value: str
) -> None:
    steward = await gathered.steward()
    answer = await steward.submit("/events", seen_on="/events/new", **{**PLAN, field: value})
    assert answer.status_code == 422
    assert has_error(answer, field)
    for kept in {**PLAN, field: value}.values():
        assert " ".join(kept.split()) in page_values(answer)
    assert (await gathered.reader().get("/winter-camp")).status_code == 404


@pytest.mark.parametrize("who", ["reader", "attendee", "facilitator"])
async def test_only_the_steward_makes_events(gathered: Gathering, who: str) -> None:
    visitor = gathered.reader() if who == "reader" else await getattr(gathered, who)()
    assert (await visitor.get("/events/new")).status_code == 403
    answer = await visitor.submit("/events", **PLAN)
    assert answer.status_code == 403
    assert "steward" in text_of(answer)
    assert (await gathered.reader().get("/winter-camp")).status_code == 404


async def test_where_anyone_may_anyone_makes_events(tmp_path: Path, ready: Ready) -> None:
    await (await ready.on_sqlite(tmp_path)).close()
    async with gathering(tmp_path, create_events="anyone") as gathered:
        reader = gathered.reader()
        assert link_to("/events/new", await reader.get("/"))
        assert (await reader.submit("/events", seen_on="/events/new", **PLAN)).status_code == 201


async def test_the_way_to_make_one_is_shown_to_who_may(gathered: Gathering) -> None:
    assert not link_to("/events/new", await gathered.reader().get("/"))
    assert link_to("/events/new", await (await gathered.steward()).get("/"))


async def test_joining_takes_a_name(gathered: Gathering) -> None:
    noor = gathered.reader()
    answer = await noor.submit("/small-camp/join", name="  Noor\u0007  N. ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/small-camp/topics")
    assert "Noor N." in text_of(await noor.get("/small-camp/topics"))


@pytest.mark.parametrize("name", ["", "   ", "\u0000", "x" * 61])
async def test_a_name_that_is_none_is_asked_for_again(gathered: Gathering, name: str) -> None:
    answer = await gathered.reader().submit("/small-camp/join", name=name, next="/small-camp/now")
    assert answer.status_code == 422
    assert has_error(answer, "name")
    assert 'value="/small-camp/now"' in answer.text


async def test_another_name_is_on_my_cards_too(gathered: Gathering) -> None:
    ada = gathered.reader()
    await ada.submit("/small-camp/topics", name="Ada", title="Containers")
    await ada.join("Ada L.")
    assert "Ada L." in text_of(await gathered.reader().get("/small-camp/topics/1"))


@pytest.mark.parametrize("wanted", ["/small-camp", "/small-camp/now", "/small-camp/topics/3?show=all#card-3"])
async def test_after_joining_one_goes_on_to_where_one_wanted_to(gathered: Gathering, wanted: str) -> None:
    noor = gathered.reader()
    page = await noor.get("/small-camp/join", params={"next": wanted})
    assert f'value="{wanted}"' in page.text
    assert (await noor.submit("/small-camp/join", name="Noor", next=wanted)).headers["location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "//[",
        "/\\evil.example",
        "/other-camp",
        "/small-camp.evil.example",
        "/small-camper/x",
        "/small-camp/../other-camp",
        "/small-camp/%2e%2e/other-camp",
        "/small-camp/./../links/x",
        "/small-camp/\\..\\x",
        "javascript:alert(1)",
        "/small-camp/\r\nset-cookie: x=y",
        "",
        "small-camp/now",
    ],
)
async def test_joining_never_leads_out_of_the_event(gathered: Gathering, wanted: str) -> None:
    answer = await gathered.reader().submit("/small-camp/join", name="Noor", next=wanted)
    assert answer.headers["location"] == "/small-camp/topics"
    assert "x=y" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("wanted", PHASES)
async def test_facilitators_change_the_phase(gathered: Gathering, wanted: str) -> None:
    helper = await gathered.facilitator()
    answer = await helper.submit("/small-camp/phase", "PUT", phase=wanted)
    assert (answer.status_code, answer.headers["location"]) == (303, "/small-camp")
    assert await phase(gathered) == wanted
    for path in ("/small-camp", "/small-camp/topics", "/small-camp/board", "/small-camp/now", "/"):
        assert (await gathered.reader().get(path)).status_code == 200, path


@pytest.mark.parametrize("who", ["reader", "attendee"])
async def test_nobody_else_does(gathered: Gathering, who: str) -> None:
    visitor = gathered.reader() if who == "reader" else await gathered.attendee()
    assert (await visitor.submit("/small-camp/phase", "PUT", phase="closed")).status_code == 403
    assert (await visitor.submit_as_script("/small-camp/phase", "PUT", phase="closed")).status_code == 403
    assert 'name="phase"' not in (await visitor.get("/small-camp")).text
    assert await phase(gathered) == "open"


@pytest.mark.parametrize("wanted", ["", "finished", "OPEN"])
async def test_there_is_no_other_phase(gathered: Gathering, wanted: str) -> None:
    helper = await gathered.facilitator()
    assert (await helper.submit("/small-camp/phase", "PUT", phase=wanted)).status_code == 422
    assert await phase(gathered) == "open"


async def test_looking_at_a_link_takes_nothing(gathered: Gathering) -> None:
    """Chat programs look at links before people do."""
    path, noor = await link(gathered), await gathered.attendee()
    for _ in range(3):
        page = await noor.get(path)
    assert page.headers["x-robots-tag"] == "noindex"
    assert "data-role" not in (await noor.get("/small-camp")).text


async def test_a_link_is_taken_with_a_tap_and_the_cookie_changes(gathered: Gathering) -> None:
    path, noor = await link(gathered), await gathered.attendee("Noor")
    before = dict(noor.cookies)
    answer = await noor.submit(path, seen_on=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/small-camp/board")
    assert dict(noor.cookies) != before
    home = await noor.get("/small-camp")
    assert 'data-role="facilitator"' in home.text
    assert "Noor" in text_of(home)
    old = gathered.reader()
    old.cookies.update(before)
    assert "data-role" not in (await old.get("/small-camp")).text


async def test_whoever_takes_a_link_may_say_how_they_are_called(gathered: Gathering) -> None:
    path, jo, quiet = await link(gathered), gathered.reader(), gathered.reader()
    assert 'name="name"' in (await jo.get(path)).text
    refused = await jo.submit(path, seen_on=path, name="x" * 61)
    assert has_error(refused, "name")
    assert "data-role" not in (await jo.get("/small-camp")).text
    await jo.submit(path, seen_on=path, name="Jo")
    home = await jo.get("/small-camp")
    assert 'data-role="facilitator"' in home.text
    assert "Jo" in text_of(home)
    assert 'name="name"' not in (await jo.get(path)).text
    await quiet.submit(path, seen_on=path, name=" ")
    assert 'data-role="facilitator"' in (await quiet.get("/small-camp")).text


@pytest.mark.parametrize("token", ["unknown", "x" * 32, "x" * 3000, "%00", "ü"])
async def test_a_link_that_does_not_work_costs_nobody_their_name(gathered: Gathering, token: str) -> None:
    noor = await gathered.attendee("Noor")
    page = await noor.get(f"/links/{token}")
    assert page.status_code == 404
    assert "Ask whoever gave it to you" in text_of(page)
    assert (await noor.submit(f"/links/{token}")).status_code == 404
    assert "Noor" in text_of(await noor.get("/small-camp/topics"))


async def test_a_link_cannot_be_taken_for_another_visit(gathered: Gathering) -> None:
    path, noor, eve = await link(gathered), gathered.reader(), gathered.reader()
    planted = token_in(await eve.get(path))
    await noor.get("/small-camp/join")
    assert (await noor.post(path, data={"csrf": planted})).status_code == 403
    assert "data-role" not in (await noor.get("/small-camp")).text


@pytest.mark.parametrize("path", ["", "/topics", "/board", "/now", "/mine", "/join", "/write-up", "/topics/1/note"])
async def test_an_unknown_event_is_a_page_that_helps(gathered: Gathering, path: str) -> None:
    answer = await gathered.reader().get(f"/no-such-camp{path}")
    assert answer.status_code == 404
    assert "no event at this address" in text_of(answer)
    assert link_to("/", answer)


@pytest.mark.parametrize("path", ["/", "/topics", "/board", "/now", "/mine", "/projector"])
async def test_an_event_for_attendees_shows_nothing_to_others(gathered: Gathering, path: str) -> None:
    noor = await gathered.attendee("Noor")
    async with gathered.works.begin() as work:
        event = await event_by_id(work.db, gathered.camp.event_id)
        event.visibility = "attendees"
        work.db.add(event)
    path = f"/small-camp{path}".rstrip("/")
    answer = await gathered.reader().get(path)
    assert answer.status_code == 403
    assert "Small Camp" not in answer.text
    assert (await noor.get(path)).status_code == 200
    assert "Small Camp" not in text_of(await gathered.reader().get("/"))

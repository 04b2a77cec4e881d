"""The schedule as apps of conferences read it: valid by the published rules, whatever people wrote, whenever it is."""

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from app.board.actions import move_card, place_topic, remove_topic, take_back
from app.board.actions.shape import repeat_topic
from app.board.formats import Day, Item, Person, Place, Schedule, as_json, as_xml
from app.board.forms import Move
from app.board.placements import placements_of_topic
from app.board.schedules import schedule_of
from app.events.forms import TimeslotPlan
from app.events.tables import Event
from app.kernel.plain import plain
from app.topics.queries import topic_by_number
from tests.c3voc import items_in_json, items_in_xml
from tests.conftest import Ready
from tests.samples import FACILITATOR, PLAN, Camp, make_camp
from tests.visitors import Gathering, Visitor, gathering

HOME = "/small-camp/schedule"


async def exported(visitor: Visitor, home: str = HOME) -> dict[str, dict[str, Any]]:
    """By title, from a JSON and an XML that say the same."""
    as_data, as_markup = await visitor.get(f"{home}.json"), await visitor.get(f"{home}.xml")
    assert (as_data.status_code, as_markup.status_code) == (200, 200)
    items, others = items_in_json(as_data.json()), items_in_xml(as_markup.content)
    for field in ("id", "guid", "title", "room", "start", "date", "duration", "slug"):
        assert [str(item[field]) for item in items] == [other[field] for other in others], field
    return {item["title"]: item for item in items}


async def place(camp: Camp, number: int, slot: int, room: int | None) -> None:
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        await place_topic(work, camp.event, topic, Move(camp.cell(slot, room), None, None))


async def move(camp: Camp, number: int, slot: int, room: int | None) -> None:
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        placement = (await placements_of_topic(work.db, topic.id or 0))[0]
        await move_card(work, camp.event, placement, Move(camp.cell(slot, room), None, None))


async def test_an_item_says_what_when_where_and_by_whom(gathered: Gathering) -> None:
    camp = gathered.camp
    await camp.topic("Tabs; or spaces", host="Ada", pitch="One & <two>\nlines", tags=("habits", "editors"))
    await place(camp, 1, 1, 1)
    item = (await exported(gathered.reader()))["Tabs; or spaces"]
    assert (item["id"], item["room"], item["track"]) == (1, "Library", "editors")
    assert (item["date"], item["start"], item["duration"]) == ("2027-03-17T11:00:00+00:00", "11:00", "00:45")
    assert (item["abstract"], item["url"]) == ("One & <two>\nlines", "http://localhost/small-camp/topics/1")
    assert [person["name"] for person in item["persons"]] == ["Ada"]


async def test_what_is_for_everybody_has_a_room_of_its_own_and_breaks_have_none(gathered: Gathering) -> None:
    camp, reader = gathered.camp, gathered.reader()
    items = await exported(reader)
    assert {title: item["room"] for title, item in items.items()} == {"Opening": "Everybody"}
    told = (await reader.get(f"{HOME}.json")).json()["schedule"]["conference"]
    assert [room["name"] for room in told["rooms"]] == ["Main hall", "Library", "Kitchen", "Everybody"]
    await camp.topic("Keynote")
    await place(camp, 1, 0, None)
    assert set(await exported(reader)) == {"Keynote"}


async def test_it_keeps_id_guid_and_slug_through_moves_and_away_from_the_board(gathered: Gathering) -> None:
    camp, reader = gathered.camp, gathered.reader()
    await camp.topic("Containers")
    await place(camp, 1, 1, 1)
    versions, seen = [], []

    async def look() -> None:
        versions.append(int((await reader.get(f"{HOME}.json")).json()["schedule"]["version"]))
        item = (await exported(reader))["Containers"]
        seen.append((item["id"], item["guid"], item["slug"]))

    await look()
    await move(camp, 1, 2, 0)
    await look()
    async with camp.works.begin() as work:
        (placement,) = await placements_of_topic(work.db, 1)
        await take_back(work, camp.event, placement)
    assert "Containers" not in await exported(reader)
    await place(camp, 1, 4, 2)
    await look()
    assert len(set(seen)) == 1
    assert versions == sorted(set(versions))


async def test_a_second_place_is_a_second_item(gathered: Gathering) -> None:
    camp, reader = gathered.camp, gathered.reader()
    await camp.topic("Twice")
    await place(camp, 1, 1, 0)
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, 1)
        await repeat_topic(work, camp.event, topic, Move(camp.cell(2, 1), None, None, again=True))
    await exported(reader)
    items = items_in_json((await reader.get(f"{HOME}.json")).json())
    assert [item["room"] for item in items if item["title"] == "Twice"] == ["Main hall", "Library"]


async def test_a_star_is_no_new_version_and_a_move_is(gathered: Gathering) -> None:
    camp, reader, noor = gathered.camp, gathered.reader(), await gathered.attendee("Noor")
    await camp.topic("Containers")
    await place(camp, 1, 1, 0)
    tags = {kind: (await reader.get(f"{HOME}.{kind}")).headers["etag"] for kind in ("json", "xml")}
    await noor.submit("/small-camp/topics/1/star", "PUT")
    for kind, tag in tags.items():
        same = await reader.get(f"{HOME}.{kind}", headers={"if-none-match": tag})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["access-control-allow-origin"] == "*"
    await move(camp, 1, 2, 0)
    for kind, tag in tags.items():
        assert (await reader.get(f"{HOME}.{kind}", headers={"if-none-match": tag})).status_code == 200


@pytest.mark.parametrize("attribution", ["chatham", "off_record"])
async def test_no_name_goes_out_where_none_may_be_told(gathered: Gathering, attribution: str) -> None:
    camp, reader = gathered.camp, gathered.reader()
    await camp.topic("Salaries", host="Ada Lovelace")
    await place(camp, 1, 1, 0)
    assert b"Ada Lovelace" in (await reader.get(f"{HOME}.xml")).content
    async with camp.works.begin() as work:
        event = await work.db.get(Event, camp.event_id)
        assert event
        event.attribution = attribution
    for kind in ("json", "xml", "ics"):
        told = (await reader.get(f"{HOME}.{kind}")).content
        assert b"Salaries" in told
        assert b"Ada" not in told, kind


async def test_what_was_taken_away_is_in_no_file(gathered: Gathering) -> None:
    camp, reader = gathered.camp, gathered.reader()
    topic = await camp.topic("Buy my things")
    await place(camp, 1, 1, 0)
    async with camp.works.begin() as work:
        await remove_topic(work, await topic_by_number(work.db, camp.event_id, 1), FACILITATOR, "advertising")
    assert topic.title not in await exported(reader)
    assert (await reader.get("/small-camp/topics/1/schedule.ics")).status_code == 410


@pytest.mark.parametrize("visibility", ["public", "link", "attendees"])
async def test_pages_of_others_may_read_what_anybody_may_and_no_more(gathered: Gathering, visibility: str) -> None:
    camp, reader, noor = gathered.camp, gathered.reader(), await gathered.attendee("Noor")
    await camp.topic("Containers")
    await place(camp, 1, 1, 0)
    async with camp.works.begin() as work:
        event = await work.db.get(Event, camp.event_id)
        assert event
        event.visibility = visibility
    for path in ("schedule.json", "schedule.xml", "schedule.ics", "rooms/1/schedule.ics", "topics/1/schedule.ics"):
        answers = [await visitor.get(f"/small-camp/{path}") for visitor in (reader, noor)]
        assert [answer.status_code for answer in answers] == [403 if visibility == "attendees" else 200, 200]
        for answer in answers:
            assert ("access-control-allow-origin" in answer.headers) == (visibility == "public"), path
            assert "set-cookie" not in answer.headers


async def test_what_nobody_changed_is_answered_with_from_memory(
    tmp_path: Path, ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    async def counted(*asked: Any) -> Schedule:
        made.append("once")
        return await schedule_of(*asked)

    monkeypatch.setattr("app.board.pages.formats.schedule_of", counted)
    await (await ready.on_sqlite(tmp_path)).close()
    async with gathering(tmp_path, public_url="http://localhost") as gathered:
        camp, reader = gathered.camp, gathered.reader()
        await camp.topic("Containers")
        await place(camp, 1, 1, 0)
        bodies = {(await reader.get(f"{HOME}.json")).content for _again in range(3)}
        assert (len(bodies), len(made)) == (1, 1)
        await move(camp, 1, 2, 0)
        assert (await reader.get(f"{HOME}.json")).content not in bodies
        assert len(made) == 2


async def test_while_cards_move_every_export_is_whole(gathered: Gathering) -> None:
    camp, reader = gathered.camp, gathered.reader()
    await camp.topic("Restless")
    await place(camp, 1, 1, 0)

    async def wander() -> None:
        for step in range(12):
            await move(camp, 1, (2, 4, 1)[step % 3], step % 3)

    async def watch() -> None:
        for _again in range(12):
            for kind, items in (("json", lambda body: items_in_json(json.loads(body))), ("xml", items_in_xml)):
                body = (await reader.get(f"{HOME}.{kind}", headers={"cache-control": "no-cache"})).content
                assert sorted(item["title"] for item in items(body)) == ["Opening", "Restless"]

    await asyncio.gather(wander(), watch())


async def test_an_event_without_rooms_or_times_is_a_file_too(gathered: Gathering) -> None:
    bare = replace(PLAN, slug="ab", rooms=(), timeslots=(), time_zone="Etc/GMT+1")
    await make_camp(gathered.hallway.database, gathered.works, bare)
    roomless = replace(PLAN, slug="c-d", rooms=())
    await make_camp(gathered.hallway.database, gathered.works, roomless)
    reader = gathered.reader()
    assert await exported(reader, "/ab/schedule") == {}
    assert set(await exported(reader, "/c-d/schedule")) == {"Opening"}
    calendar = await reader.get("/ab/schedule.ics")
    assert (calendar.status_code, calendar.content.count(b"BEGIN:VTIMEZONE")) == (200, 1)


async def test_a_night_in_which_the_clocks_change(gathered: Gathering) -> None:
    night = date(2027, 3, 27)
    plan = replace(
        PLAN,
        slug="night",
        starts_on=night,
        ends_on=night + timedelta(days=1),
        time_zone="Europe/Berlin",
        timeslots=(
            TimeslotPlan(night, time(23), time(4), "plenary", "All night"),
            TimeslotPlan(night + timedelta(days=1), time(10), time(11), "plenary", "Morning"),
        ),
    )
    await make_camp(gathered.hallway.database, gathered.works, plan)
    items = await exported(gathered.reader(), "/night/schedule")
    assert (items["All night"]["date"], items["All night"]["duration"]) == ("2027-03-27T23:00:00+01:00", "04:00")
    assert (items["Morning"]["date"], items["Morning"]["start"]) == ("2027-03-28T10:00:00+02:00", "10:00")


BERLIN = ZoneInfo("Europe/Berlin")
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
SCRIPTS = [
    "Žluťoučký kůň",
    "日本語の話題",
    "موضوع عن الأمان",
    "नमस्ते दुनिया",
    "👩🏽‍🔬 and 🏳️‍🌈",
    "\u202eevil\u202c",
    "a\x00b\x0b\x1b\ufffe\uffff",
    "]]><x>&amp;",
    "x" * 5000,
]


def schedule_with(
    title: str, words: str, name: str, starts_at: datetime = datetime(2027, 3, 17, 10, tzinfo=BERLIN)
) -> Schedule:
    title, words, name = plain(title), plain(words), plain(name)
    guid = "7f3f7a0e-6a55-4bd5-8c1c-0c9a0f9f3d10"
    item = Item(
        1,
        guid,
        "a-b-1",
        title,
        "discussion",
        name,
        starts_at,
        starts_at + timedelta(minutes=5),
        "en",
        "http://localhost/a",
        words,
        words,
        (Person(name, guid),),
        (("http://localhost/b", title),),
    )
    day = Day(starts_at.date(), starts_at, starts_at + timedelta(hours=1), {name: [item]})
    return Schedule(
        "1", "a-b", title, words, "Europe/Berlin", "http://localhost/", "http://localhost/a", [Place(name, guid)], [day]
    )


def check_written(title: str, words: str, name: str) -> None:
    schedule = schedule_with(title, words, name)
    (item,), (other,) = items_in_json(json.loads(as_json(schedule))), items_in_xml(as_xml(schedule))
    assert (item["title"], item["abstract"], item["room"]) == (plain(title), plain(words), plain(name))
    assert (other["title"], other["abstract"], other["room"]) == (plain(title), plain(words), plain(name))


@pytest.mark.parametrize("title", SCRIPTS, ids=range(len(SCRIPTS)))
def test_titles_of_every_script_go_out_as_they_are(title: str) -> None:
    check_written(title, title, title)
    assert plain(title) == title or "\x00" in title


@given(ANYTHING, ANYTHING, ANYTHING)
def test_whatever_is_written_makes_a_valid_file(title: str, words: str, name: str) -> None:
    check_written(title, words, name)


def test_these_tests_see_what_is_wrong() -> None:
    told = json.loads(as_json(schedule_with("a", "b", "c")))
    told["schedule"]["conference"]["days"][0]["rooms"]["c"][0]["guid"] = "no guid"
    with pytest.raises(jsonschema.ValidationError):
        items_in_json(told)
    with pytest.raises(xmlschema.XMLSchemaException):
        items_in_xml(as_xml(schedule_with("a", "b", "c")).replace(b' id="1"', b' id="0"'))
    with pytest.raises(xmlschema.XMLSchemaException):
        items_in_xml(as_xml(schedule_with("a", "b", "c")).replace(b"<slug>a-b-1</slug>", b""))

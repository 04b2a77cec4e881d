"""The schedule as iCalendar: what an entry keeps through moves, who may read it, and that it can be taken back."""

import warnings
from datetime import UTC, datetime, timedelta

import httpx
import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.board.actions import move_card, place_topic, take_back, withdraw_topic
from app.board.actions.merging import merge_topics
from app.board.actions.shape import remove_room
from app.board.calendars import Entry, written
from app.board.forms import Move
from app.board.placements import placements_of_topic
from app.events.actions.shaping import delay_day
from app.kernel.logs import masked
from app.kernel.plain import plain
from app.topics.queries import topic_by_number
from tests.calendars import Component, read_calendar
from tests.samples import FACILITATOR, NOON
from tests.visitors import Gathering, Visitor, link_to, text_of

WALL, ALL, OWN = "/small-camp/topics", "/small-camp/schedule.ics", "/small-camp/mine/calendar"


async def entries(visitor: Visitor, path: str = ALL) -> dict[str, Component]:
    """By title."""
    page = await visitor.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/calendar; charset=utf-8"
    return {entry.values["SUMMARY"]: entry for entry in read_calendar(page.content).within}


async def place(gathered: Gathering, number: int, slot: int, room: int | None) -> None:
    camp = gathered.camp
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        await place_topic(work, camp.event, topic, Move(camp.cell(slot, room), None, None))


async def move(gathered: Gathering, number: int, slot: int, room: int) -> None:
    camp = gathered.camp
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        (placement,) = await placements_of_topic(work.db, topic.id or 0)
        await move_card(work, camp.event, placement, Move(camp.cell(slot, room), None, None))


async def take(gathered: Gathering, number: int) -> None:
    camp = gathered.camp
    async with camp.works.begin() as work:
        topic = await topic_by_number(work.db, camp.event_id, number)
        (placement,) = await placements_of_topic(work.db, topic.id or 0)
        await take_back(work, camp.event, placement)


async def address_of_own(visitor: Visitor) -> str:
    """Makes it, and reads it off the page."""
    assert (await visitor.submit(OWN, "PUT")).status_code == 303
    page = await visitor.get(OWN)
    return next(word for word in text_of(page).split() if "/calendars/" in word)


async def test_an_entry_says_what_when_and_where(gathered: Gathering) -> None:
    await gathered.camp.topic("Tabs; or spaces, at last", pitch="One line\nand another", tags=("habits", "editors"))
    await place(gathered, 1, 1, 1)
    found = await entries(gathered.reader())
    entry = found["Tabs; or spaces, at last"]
    assert (entry.moment("DTSTART"), entry.moment("DTEND")) == (
        datetime(2027, 3, 17, 11, tzinfo=UTC),
        datetime(2027, 3, 17, 11, 45, tzinfo=UTC),
    )
    assert entry.values["LOCATION"] == "Library"
    assert entry.values["DESCRIPTION"] == "One line\nand another"
    assert entry.values["URL"] == "http://localhost/small-camp/topics/1"
    assert set(entry.values["CATEGORIES"].split(",")) == {"habits", "editors"}
    assert found["Opening"].values["STATUS"] == "CONFIRMED"
    assert "Lunch" not in found


async def test_it_stays_itself_through_moves_and_its_sequence_grows(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers")
    await place(gathered, 1, 1, 1)
    reader = gathered.reader()
    before = (await entries(reader))["Containers"]
    await move(gathered, 1, 2, 0)
    moved = (await entries(reader))["Containers"]
    assert moved.values["UID"] == before.values["UID"]
    assert int(moved.values["SEQUENCE"]) > int(before.values["SEQUENCE"])
    assert moved.moment("DTSTART") == before.moment("DTSTART") + timedelta(hours=1)
    async with gathered.works.begin() as work:
        await delay_day(work, gathered.camp.event, gathered.camp.slots[2], 10)
    later = (await entries(reader))["Containers"]
    assert later.moment("DTSTART") == moved.moment("DTSTART") + timedelta(minutes=10)
    assert int(later.values["SEQUENCE"]) > int(moved.values["SEQUENCE"])


async def test_what_was_called_off_says_so_and_comes_back_as_itself(gathered: Gathering) -> None:
    for title in ("Parked", "Withdrawn"):
        await gathered.camp.topic(title)
    await place(gathered, 1, 2, 0)
    await place(gathered, 2, 2, 1)
    reader = gathered.reader()
    before = await entries(reader)
    await take(gathered, 1)
    async with gathered.works.begin() as work:
        topic = await topic_by_number(work.db, gathered.camp.event_id, 2)
        await withdraw_topic(work, topic, FACILITATOR)
    off = await entries(reader)
    for title in ("Parked", "Withdrawn"):
        assert off[title].values["STATUS"] == "CANCELLED"
        assert off[title].values["UID"] == before[title].values["UID"]
        assert int(off[title].values["SEQUENCE"]) > int(before[title].values["SEQUENCE"])
    await place(gathered, 1, 4, 2)
    again = (await entries(reader))["Parked"]
    assert again.values["STATUS"] == "CONFIRMED"
    assert int(again.values["SEQUENCE"]) > int(off["Parked"].values["SEQUENCE"])


async def test_a_room_has_what_is_on_there_and_what_is_for_everybody(gathered: Gathering) -> None:
    for title in ("Here", "Elsewhere", "Moved away"):
        await gathered.camp.topic(title)
    await place(gathered, 1, 1, 0)
    await place(gathered, 2, 1, 1)
    await place(gathered, 3, 2, 0)
    await move(gathered, 3, 2, 2)
    hall, reader = gathered.camp.rooms[0], gathered.reader()
    assert set(await entries(reader, f"/small-camp/rooms/{hall.id}/schedule.ics")) == {"Here", "Opening"}
    for room_id in (999, 2**40):
        assert (await reader.get(f"/small-camp/rooms/{room_id}/schedule.ics")).status_code == 404
    async with gathered.works.begin() as work:
        await remove_room(work, gathered.camp.event, hall.id or 0)
    assert (await reader.get(f"/small-camp/rooms/{hall.id}/schedule.ics")).status_code == 404


async def test_a_topic_has_its_own_times_and_a_merged_one_those_that_it_is_part_of(gathered: Gathering) -> None:
    for title in ("Containers", "Boxes"):
        await gathered.camp.topic(title)
    await place(gathered, 1, 1, 0)
    own = "/small-camp/topics/{}/schedule.ics".format
    reader = gathered.reader()
    assert set(await entries(reader, own(1))) == {"Containers"}
    unplaced = await reader.get(own(2))
    assert [part.name for part in read_calendar(unplaced.content).within] == ["VTIMEZONE"]
    async with gathered.works.begin() as work:
        first, second = [await topic_by_number(work.db, gathered.camp.event_id, number) for number in (1, 2)]
        await merge_topics(work, gathered.camp.event, second, first)
    assert set(await entries(reader, own(2))) == {"Containers"}
    assert (await reader.get(own(9))).status_code == 404


async def test_the_pages_of_rooms_and_topics_lead_to_their_calendars(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers")
    reader = gathered.reader()
    for path in ("rooms/1", "topics/1"):
        page = await reader.get(f"/small-camp/{path}")
        assert link_to(f"webcal://localhost/small-camp/{path}/schedule.ics", page)


async def test_a_card_that_comes_back_to_the_board_is_the_same_entry(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers")
    await place(gathered, 1, 1, 0)
    reader = gathered.reader()
    before = await entries(reader)
    await take(gathered, 1)
    await place(gathered, 1, 2, 0)
    assert (await entries(reader))["Containers"].values["UID"] == before["Containers"].values["UID"]


async def test_a_program_that_knows_it_all_is_told_so(gathered: Gathering) -> None:
    await gathered.camp.topic("Containers")
    await place(gathered, 1, 1, 1)
    reader = gathered.reader()
    tag = (await reader.get(ALL)).headers["etag"]
    same = await reader.get(ALL, headers={"if-none-match": f'"other", W/{tag}'})
    assert (same.status_code, same.content) == (304, b"")
    await move(gathered, 1, 2, 0)
    assert (await reader.get(ALL, headers={"if-none-match": tag})).status_code == 200


async def test_my_own_has_my_stars_and_cards_and_needs_no_cookie(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    await noor.submit(WALL, title="Mine")
    for title in ("Starred", "Not for me"):
        await gathered.camp.topic(title)
    for number in (1, 2, 3):
        await place(gathered, number, 2, number - 1)
    await noor.submit(f"{WALL}/2/star", "PUT")
    own = await address_of_own(noor)
    assert own.startswith("http://localhost/small-camp/calendars/")
    assert "webcal://" + own.removeprefix("http://") in (await noor.get(OWN)).text
    assert set(await entries(gathered.reader(), own)) == {"Mine", "Starred", "Opening"}


async def test_an_address_that_was_taken_back_or_forged_opens_nothing(gathered: Gathering) -> None:
    noor = await gathered.attendee("Noor")
    own = await address_of_own(noor)
    assert own == await address_of_own(noor)
    forged = [own[:-5] + "A.ics", own.replace("/calendars/", "/calendars/9"), "/small-camp/calendars/1-x.ics"]
    forged += [f"/small-camp/calendars/{number}-{'A' * 32}.ics" for number in ("1", "99999999999", "2147483648")]
    for address in [each for each in forged if each != own]:
        assert (await gathered.reader().get(address)).status_code == 404, address
    await noor.submit(OWN, "DELETE")
    assert (await gathered.reader().get(own)).status_code == 404
    assert await address_of_own(noor) != own


async def test_the_secret_is_neither_in_the_log_nor_in_the_database(gathered: Gathering) -> None:
    own = httpx.URL(await address_of_own(await gathered.attendee("Noor"))).path
    secret = own.rpartition("/")[2].partition("-")[2].removesuffix(".ics")
    assert len(secret) == 32
    assert masked(own) == "/small-camp/calendars/…"
    kept = gathered.hallway.database.file
    assert kept
    assert not any(secret.encode() in file.read_bytes() for file in kept.parent.glob("hallway.db*"))


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n,;:\\"'), min_size=1, max_size=120)


@given(st.text(max_size=200), st.text(max_size=200))
def test_another_library_reads_it_whatever_is_in_it(title: str, words: str) -> None:
    """Controls, which the format has no place for, are left out; vobject is as strict as calendars are not."""
    entry = Entry("a", title, NOON, NOON + timedelta(minutes=1), 3, NOON, place=title, words=words, tags=(title,))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its own
        calendar = vobject.readOne(written("Camp", "Europe/Berlin", [entry]).decode())
        calendar.validate(raiseException=True)
    (event,) = calendar.vevent_list
    assert (event.summary.value, event.dtstart.value, event.sequence.value) == (plain(title), NOON, "3")
    assert [each.value for each in event.contents.get("description", ())] == ([plain(words)] if words else [])


@given(TEXT, TEXT, st.integers(0, 2**31 - 1), st.booleans())
def test_whatever_people_write_is_read_as_they_wrote_it(title: str, words: str, sequence: int, off: bool) -> None:
    entry = Entry("a", title, NOON, NOON + timedelta(minutes=1), sequence, NOON, words=words, cancelled=off)
    (read,) = read_calendar(written("Camp", "Europe/Berlin", [entry])).within
    assert (read.values["SUMMARY"], read.values["DESCRIPTION"]) == (title, words)
    assert read.values["STATUS"] == ("CANCELLED" if off else "CONFIRMED")

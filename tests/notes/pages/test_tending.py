"""Looking after a note: whose it is by the event's policy, locking it, and lending pens for it."""

import re

import pytest
from sqlmodel import select

from app.events.actions import set_door
from app.events.queries import event_by_id
from app.people.actions import shut_out
from app.people.tables import Attendance, Attendee
from tests.visitors import Gathering, Visitor, text_of

HOME = "/small-camp"
CARD = f"{HOME}/topics/1"
NOTE = f"{CARD}/note"
LINKS = f"{NOTE}/links"


@pytest.fixture
async def camping(gathered: Gathering) -> Gathering:
    """Bo has put up the one card."""
    bo = await gathered.attendee("Bo")
    assert (await bo.submit(f"{HOME}/topics", seen_on=f"{HOME}/topics/new", title="Containers")).status_code == 303
    return gathered


async def policy(camping: Gathering, writers: str, readers: str) -> None:
    jo = await camping.facilitator()
    assert (await jo.submit(f"{HOME}/coverage", "PUT", writers=writers, readers=readers)).status_code == 303


def hosting(camping: Gathering) -> Visitor:
    return camping.visitors[0]


async def pen(keeper: Visitor) -> str:
    """The path of a new link."""
    made = await keeper.submit(LINKS)
    assert made.status_code == 201
    found = re.search(r"/links/[\w-]{32}", made.text)
    assert found
    return found[0]


async def borrowed(camping: Gathering, path: str, name: str = "Rae") -> Visitor:
    guest = camping.reader()
    taken = await guest.submit(path, seen_on=path, name=name)
    assert taken.headers["location"] == NOTE
    return guest


def writes(page_text: str) -> bool:
    return "<textarea" in page_text


async def save(visitor: Visitor, words: str) -> int:
    return (await visitor.submit(NOTE, markdown=words, base="0", epoch="1")).status_code


async def test_a_facilitator_says_who_writes_and_who_reads(camping: Gathering) -> None:
    noor, reader, host = await camping.attendee("Noor"), camping.reader(), hosting(camping)
    assert writes((await noor.get(NOTE)).text)
    await policy(camping, "hosts", "attendees")
    seen = await noor.get(NOTE)
    assert not writes(seen.text)
    assert "Its hosts and its scribe write here." in text_of(seen)
    assert await save(noor, "not mine to write") == 403
    assert writes((await host.get(NOTE)).text)
    assert await save(host, "What was said.") == 303
    assert "What was said." in text_of(await noor.get(f"{NOTE}/proof"))
    assert (await reader.get(NOTE)).status_code == 403
    await policy(camping, "hosts", "hosts")
    shut = await noor.get(NOTE)
    assert shut.status_code == 403
    assert "Its hosts and its scribe take this note." in text_of(shut)
    assert (await noor.get(f"{NOTE}.md")).status_code == 403
    assert (await noor.get(f"{NOTE}/proof")).status_code == 403
    await policy(camping, "link", "hosts")
    assert "changed who reads and writes notes" in text_of(await (await camping.facilitator()).get(f"{HOME}/history"))
    assert writes((await reader.get(NOTE)).text)
    assert await save(reader, "I passed by. ") == 303


async def test_the_scribe_is_one_of_those_whose_note_it_is(camping: Gathering) -> None:
    await policy(camping, "hosts", "hosts")
    noor = await camping.attendee("Noor")
    assert (await noor.get(NOTE)).status_code == 403
    await noor.submit(f"{CARD}/scribe", "PUT")
    assert writes((await noor.get(NOTE)).text)


async def test_a_circle_that_is_none_is_refused(camping: Gathering) -> None:
    jo = await camping.facilitator()
    assert (await jo.submit(f"{HOME}/coverage", "PUT", writers="all", readers="link")).status_code == 422


async def test_a_locked_note_stays_as_it_is_until_it_is_unlocked(camping: Gathering) -> None:
    host, noor = hosting(camping), await camping.attendee("Noor")
    assert await save(noor, "Before. ") == 303
    assert (await noor.submit(f"{NOTE}/lock", "PUT")).status_code == 403
    for _twice in range(2):
        assert (await host.submit(f"{NOTE}/lock", "PUT")).headers["location"] == NOTE
    for visitor in (host, noor):
        seen = await visitor.get(NOTE)
        assert "This note is locked" in text_of(seen)
        assert "Before." in text_of(seen)
        assert not writes(seen.text)
        assert await save(visitor, "After.") == 403
    assert "Unlock the note" not in text_of(await noor.get(NOTE))
    jo = await camping.facilitator()
    assert text_of(await jo.get(f"{HOME}/history")).count("locked the note of card 1") == 1
    await jo.submit(f"{NOTE}/lock", "DELETE")
    assert await save(noor, "After.") == 303


async def test_the_photos_of_a_locked_note_are_only_looked_at(camping: Gathering) -> None:
    host = hosting(camping)
    assert "Add them to the note" in text_of(await host.get(f"{NOTE}/photos"))
    await host.submit(f"{NOTE}/lock", "PUT")
    assert "Add them to the note" not in text_of(await host.get(f"{NOTE}/photos"))


async def test_what_is_refused_comes_back_with_the_text(camping: Gathering) -> None:
    host, noor = hosting(camping), await camping.attendee("Noor")
    await host.submit(f"{NOTE}/lock", "PUT")
    refused = await noor.submit(NOTE, markdown="Half an hour of work", base="0", epoch="1")
    assert refused.status_code == 403
    assert "Half an hour of work" in refused.text
    assert "You may not write in this note now." in text_of(refused)


async def test_a_lent_pen_writes_in_one_note_and_in_nothing_else(camping: Gathering) -> None:
    await camping.camp.topic("Another")
    host = hosting(camping)
    guest = await borrowed(camping, await pen(host))
    assert writes((await guest.get(NOTE)).text)
    assert await save(guest, "By a guest.") == 303
    assert (await guest.get(f"{HOME}/topics/2/note")).status_code == 403
    assert (await guest.submit(f"{CARD}/star", "PUT")).headers["location"].startswith(f"{HOME}/join")
    async with camping.hallway.database.reading() as db:
        people = {each.name: each.id for each in await db.exec(select(Attendee))}
        assert people["Rae"] not in set(await db.exec(select(Attendance.attendee_id)))
    shown = text_of(await host.get(LINKS))
    assert "Rae" in shown


async def test_a_pen_works_where_only_those_with_the_code_come_in(camping: Gathering) -> None:
    host = hosting(camping)
    path = await pen(host)
    async with camping.works.begin() as work:
        await set_door(work, await event_by_id(work.db, camping.camp.event_id), "attendees", needs_code=True)
    guest = await borrowed(camping, path)
    assert (await guest.get(f"{HOME}/board")).status_code == 403
    assert writes((await guest.get(NOTE)).text)
    assert (await camping.reader().get(NOTE)).status_code == 403


async def test_a_pen_is_taken_back_and_given_again(camping: Gathering) -> None:
    host, noor = hosting(camping), await camping.attendee("Noor")
    path = await pen(host)
    guest = await borrowed(camping, path)
    found = re.search(r'id="link-(\d+)"', (await host.get(LINKS)).text)
    assert found
    assert (await noor.submit(f"{LINKS}/{found[1]}", "DELETE")).status_code == 403
    await host.submit(f"{LINKS}/{found[1]}", "DELETE")
    assert (await guest.get(NOTE)).status_code == 403
    assert (await camping.reader().get(path)).status_code == 404
    assert (await host.submit(f"{HOME}/topics/2/note/links/{found[1]}", "PUT")).status_code == 404
    await host.submit(f"{LINKS}/{found[1]}", "PUT")
    assert writes((await guest.get(NOTE)).text)


async def test_the_links_are_the_first_page_that_one_sees_as_well(camping: Gathering) -> None:
    assert (await (await camping.facilitator()).get(LINKS)).status_code == 200


async def test_a_guest_says_a_name_and_who_takes_part_has_one(camping: Gathering) -> None:
    host, noor = hosting(camping), await camping.attendee("Noor")
    path = await pen(host)
    nameless = await camping.reader().submit(path, seen_on=path)
    assert nameless.status_code == 422
    assert "What should the others call you?" in text_of(nameless)
    await policy(camping, "hosts", "hosts")
    assert (await noor.submit(path, seen_on=path)).headers["location"] == NOTE
    assert writes((await noor.get(NOTE)).text)


async def test_a_pen_gives_no_right_to_arrange(camping: Gathering) -> None:
    guest = await borrowed(camping, await pen(hosting(camping)))
    for path in (f"{HOME}/rooms", f"{HOME}/links", LINKS, f"{HOME}/history"):
        assert (await guest.get(path)).status_code == 403, path


async def test_who_is_shut_out_loses_the_pen_and_does_not_come_back_by_another(camping: Gathering) -> None:
    rae = await borrowed(camping, await pen(hosting(camping)))
    assert await save(rae, "By a guest.") == 303
    async with camping.works.begin() as work:
        await shut_out(work, (await work.db.exec(select(Attendee).where(Attendee.name == "Rae"))).one())
    await policy(camping, "link", "link")
    assert await save(rae, "And on.") == 403
    another = await pen(hosting(camping))
    taken = await rae.submit(another, seen_on=another, name="Somebody else")
    assert taken.status_code == 403
    assert "shut you out" in text_of(taken)
    assert (await rae.submit(f"{HOME}/join", name="Rae again")).status_code == 403


async def test_who_leaves_leaves_the_pen_too_and_stays_without_a_name(camping: Gathering) -> None:
    await policy(camping, "hosts", "hosts")
    kim, path = await camping.attendee("Kim"), await pen(hosting(camping))
    assert (await kim.submit(path, seen_on=path, name="Kim")).status_code == 303
    assert await save(kim, "Mine.") == 303
    assert (await kim.submit(f"{HOME}/me", "DELETE")).status_code == 200
    assert await save(kim, "Still mine.") == 403
    await kim.submit(path, seen_on=path, name="Kim, anew")
    async with camping.works.database.reading() as db:
        names = [(each.name, each.left_at is None) for each in await db.exec(select(Attendee).order_by(Attendee.id))]
    assert names[-2:] == [("", False), ("Kim, anew", True)]


@pytest.mark.parametrize("asked", ["#cont", "@bo"])
async def test_a_pen_for_one_note_opens_no_list_of_topics_or_people(camping: Gathering, asked: str) -> None:
    async with camping.works.begin() as work:
        event = await event_by_id(work.db, camping.camp.event_id)
        event.visibility, event.attribution = "attendees", "open"
    rae = await borrowed(camping, await pen(hosting(camping)))
    assert (await rae.get(f"{NOTE}/mentions", params={"q": asked})).json() == {"mentions": []}
    assert (await hosting(camping).get(f"{NOTE}/mentions", params={"q": asked})).json()["mentions"]

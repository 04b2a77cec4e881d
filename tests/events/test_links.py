"""Who may arrange: links are listed with those who hold them, made, revoked and given back, each where it belongs."""

import re

import httpx
import pytest
from sqlmodel import select

from app.people.tables import RoleLink
from tests.visitors import Gathering, Visitor, text_of

HOME = "/small-camp"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


def made_in(page: httpx.Response) -> str:
    assert page.status_code == 201, page.text
    found = re.search(r"<code data-address>http://localhost(/links/[\w-]{32})</code>", page.text)
    assert found
    return found[1]


async def ids(gathered: Gathering, role: str) -> list[int]:
    async with gathered.hallway.database.reading() as db:
        return [
            link or 0 for link in await db.exec(select(RoleLink.id).where(RoleLink.role == role).order_by(RoleLink.id))
        ]


async def take(visitor: Visitor, link: str) -> None:
    assert (await visitor.submit(link, seen_on=link)).status_code == 303


async def arranges(visitor: Visitor) -> bool:
    return (await visitor.get(f"{HOME}/clashes")).status_code == 200


async def test_a_new_link_is_shown_once_with_its_code_and_says_who_took_it(gathered: Gathering) -> None:
    jo, kit = await gathered.facilitator("Jo"), await gathered.attendee("Kit <b>")
    made = await jo.submit(f"{HOME}/links", seen_on=f"{HOME}/links")
    link = made_in(made)
    assert "<svg" in made.text
    kit.headers["user-agent"] = FIREFOX
    await take(kit, link)
    page = await jo.get(f"{HOME}/links")
    assert link not in page.text
    words = text_of(page)
    assert "Kit <b> Firefox, Android · last here 12:10" in words
    assert "Jo this device" in words
    assert "works until 25 March 2027, 00:00" in words


async def test_a_revoked_link_takes_the_role_and_giving_it_back_returns_it(gathered: Gathering) -> None:
    jo, kit = await gathered.facilitator("Jo"), await gathered.facilitator("Kit")
    theirs = (await ids(gathered, "facilitator"))[1]
    gone = await jo.submit(f"{HOME}/links/{theirs}", "DELETE", seen_on=f"{HOME}/links")
    assert gone.headers["location"] == f"{HOME}/links#link-{theirs}"
    assert not await arranges(kit)
    assert "Revoked lately" in text_of(await jo.get(f"{HOME}/links"))
    await jo.submit(f"{HOME}/links/{theirs}", "PUT", seen_on=f"{HOME}/links")
    assert await arranges(kit)


async def test_nobody_revokes_what_their_own_role_hangs_on(gathered: Gathering) -> None:
    jo = await gathered.facilitator("Jo")
    own = (await ids(gathered, "facilitator"))[0]
    refused = await jo.submit(f"{HOME}/links/{own}", "DELETE", seen_on=f"{HOME}/links")
    assert (refused.status_code, "Your own role hangs on this link" in text_of(refused)) == (409, True)
    await take(jo, made_in(await jo.submit(f"{HOME}/links", seen_on=f"{HOME}/links")))
    await jo.submit(f"{HOME}/links/{own}", "DELETE", seen_on=f"{HOME}/links")
    assert await arranges(jo)


async def test_links_of_elsewhere_are_neither_seen_nor_touched(gathered: Gathering) -> None:
    jo, steward = await gathered.facilitator("Jo"), await gathered.steward()
    created = {"name": "Other", "slug": "other", "starts_on": "2027-12-01", "time_zone": "UTC"}
    shape = {"rooms": "Hall", "timeslots": "11:00-11:45 open"}
    assert (await steward.submit("/events", seen_on="/events/new", **created, **shape)).status_code == 201
    others, stewards = (await ids(gathered, "facilitator"))[-1], (await ids(gathered, "steward"))[0]
    for foreign in (others, stewards, 10**12):
        assert (await jo.submit(f"{HOME}/links/{foreign}", "DELETE")).status_code == 404
        assert (await jo.submit(f"{HOME}/links/{foreign}", "PUT")).status_code == 404
    assert (await jo.get("/other/links")).status_code == 403
    assert (await jo.get("/events/links")).status_code == 403
    assert f'id="link-{others}"' not in (await jo.get(f"{HOME}/links")).text


async def test_stewards_have_a_page_of_their_own(gathered: Gathering) -> None:
    one, two = await gathered.steward(), await gathered.steward()
    own, theirs = await ids(gathered, "steward")
    made_in(await one.submit("/events/links", seen_on="/events/links"))
    assert "Who looks after this Hallway" in text_of(await one.get("/events/links"))
    assert (await one.submit(f"/events/links/{own}", "DELETE", seen_on="/events/links")).status_code == 409
    await one.submit(f"/events/links/{theirs}", "DELETE", seen_on="/events/links")
    assert (await two.get("/events/links")).status_code == 403
    await one.submit(f"/events/links/{theirs}", "PUT", seen_on="/events/links")
    assert (await two.get("/events/links")).status_code == 200


@pytest.mark.parametrize("path", [f"{HOME}/links", "/events/links"])
async def test_attendees_do_not_see_them(gathered: Gathering, path: str) -> None:
    for visitor in (gathered.reader(), await gathered.attendee()):
        assert (await visitor.get(path)).status_code == 403

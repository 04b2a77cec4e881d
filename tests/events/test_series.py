"""The years of one unconference: which event belongs to which series, and who may see that."""

from dataclasses import replace
from datetime import date

from app.events.actions import change_series, create_event
from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.slugs import slug_of
from app.kernel.work import Works
from app.writeups.importing.actions import found_event
from app.writeups.importing.forms import read_founding
from tests.samples import PLAN
from tests.visitors import Gathering, link_to, text_of


async def a_year(works: Works, year: int, series: str = "Small Camp", **settings: str) -> Event:
    day = date(year, 3, 17)
    plan = replace(
        PLAN, slug=f"camp-{year}", name=f"Camp {year}", starts_on=day, ends_on=day, timeslots=(), series=series
    )
    async with works.begin() as work:
        event = await create_event(work, plan)
        for name, value in settings.items():
            setattr(event, name, value)
        work.db.add(event)
        return event


async def choose(gathered: Gathering, series: str) -> None:
    async with gathered.works.begin() as work:
        await change_series(work, await event_by_slug(work.db, "small-camp"), series)


async def test_a_series_lists_its_years_and_each_leads_to_it(gathered: Gathering) -> None:
    await a_year(gathered.works, 2014)
    await a_year(gathered.works, 2016)
    await choose(gathered, "small camp")
    reader = gathered.reader()
    page = await reader.get("/series/small-camp")
    assert [link_to(f"/{slug}", page) for slug in ("camp-2014", "camp-2016", "small-camp")] == [True] * 3
    assert text_of(page).index("Camp 2016") < text_of(page).index("Camp 2014")
    home = await reader.get("/small-camp")
    assert link_to("/series/small-camp", home)
    assert link_to("/camp-2014", home)
    assert "2014 2016 2027" in text_of(home)
    assert link_to("/camp-2014/write-up", await reader.get("/small-camp/write-up"))


async def test_what_somebody_may_not_see_is_not_in_it(gathered: Gathering) -> None:
    await a_year(gathered.works, 2014, visibility="attendees")
    await a_year(gathered.works, 2015, visibility="link")
    await a_year(gathered.works, 2016, series="Secret Camp", visibility="code")
    await choose(gathered, "Small Camp")
    reader = gathered.reader()
    page = text_of(await reader.get("/series/small-camp"))
    assert "Camp 2014" not in page
    assert "Camp 2015" not in page
    assert "1 event" in page
    assert "2014" not in text_of(await reader.get("/small-camp"))
    hidden = await reader.get("/series/secret-camp")
    assert (hidden.status_code, "Secret" in hidden.text) == (404, False)
    steward = await gathered.steward()
    assert "Camp 2014" in text_of(await steward.get("/series/small-camp"))
    assert "Secret Camp" not in (await steward.get("/events/new")).text


async def test_a_facilitator_chooses_it_on_the_event_s_page_and_takes_it_back(gathered: Gathering) -> None:
    facilitator = await gathered.facilitator()
    await a_year(gathered.works, 2014)
    taken = await facilitator.submit("/small-camp/series", "PUT", series="Small Camp")
    assert taken.headers["location"] == "/small-camp"
    assert link_to("/series/small-camp", await facilitator.get("/small-camp"))
    assert 'value="Small Camp"' in (await facilitator.get("/small-camp")).text
    await facilitator.submit("/small-camp/series", "PUT", series="")
    assert not link_to("/series/small-camp", await facilitator.get("/small-camp"))
    assert (await facilitator.submit("/small-camp/series", "PUT", series="x" * 101)).status_code == 422


async def test_a_steward_names_one_when_creating_an_event(gathered: Gathering) -> None:
    steward = await gathered.steward()
    fields = {"name": "New Camp", "slug": "new-camp", "starts_on": "2028-03-17", "time_zone": "UTC"}
    made = await steward.submit("/events", series="The Camps", **fields)
    assert made.status_code == 201
    assert link_to("/new-camp", await steward.get("/series/the-camps"))


async def test_names_that_look_alike_in_an_address_are_two_series(gathered: Gathering) -> None:
    await a_year(gathered.works, 2014, series="Camp!")
    await a_year(gathered.works, 2015, series="Camp?")
    await a_year(gathered.works, 2016, series="営")
    reader = gathered.reader()
    for slug, name in (("camp", "Camp!"), ("camp-2", "Camp?"), ("series", "営")):
        assert name in text_of(await reader.get(f"/series/{slug}"))


def test_what_cannot_be_written_in_an_address_is_called_otherwise() -> None:
    assert (slug_of("Über uns"), slug_of("営", "series")) == ("uber-uns", "series")


async def test_an_import_puts_an_event_into_a_series_unless_it_is_in_another(gathered: Gathering) -> None:
    fields = {"name": "Small Camp", "starts_on": "2015-03-17", "time_zone": "UTC", "series": "Brought in"}
    await choose(gathered, "Small Camp")
    async with gathered.works.begin() as work:
        for slug in ("small-camp", "old-camp"):
            await found_event(work, read_founding({**fields, "slug": slug}))
    reader = gathered.reader()
    assert link_to("/old-camp", await reader.get("/series/brought-in"))
    assert not link_to("/small-camp", await reader.get("/series/brought-in"))

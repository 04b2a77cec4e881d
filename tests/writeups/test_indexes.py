"""Indexes over the years, with known answers: what stands in them, in which order, where it leads, who may see it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, delete, func, select

from app.events.actions import change_phase, create_event
from app.events.queries import event_by_slug
from app.events.tables import Event
from app.kernel.markdown import render_now
from app.kernel.work import Works
from app.people.actions.naming import give_name
from app.people.tables import Attendee
from app.people.viewers import Viewer
from app.topics.actions import propose_topic
from app.topics.forms import Proposal
from app.topics.queries import topic_by_number
from app.writeups.actions import keep_extracts, publish_topic, reindex, take_topic_away, withdraw_publication
from app.writeups.actions.indexing import put_into_index
from app.writeups.compose import compose
from app.writeups.extracting import extracts_of
from app.writeups.indexes import INDEXES, Asked, counts_of, leaf_of
from app.writeups.queries import latest_edition, readable_events
from app.writeups.tables import Extract
from tests.samples import FACILITATOR, PLAN, Camp
from tests.visitors import Gathering, link_to, text_of

NOTES = {
    2014: """## Tools and links

- **Tool:** Terraform, new to most
- **Tool:** [Node.js](https://nodejs.org/about)

> It works on my cloud.
> — Zora

- **Agreed:** nobody edits by hand
- [ ] **Ada:** write the module
- [x] **Bob:** delete the old one
""",
    2016: """See [the post](https://www.nodejs.org/blog) and <https://x.example/a>.

- **Tool:** terraform: state is the trouble
- **Tool:** NodeJS

## Open questions

- Who owns the state?
""",
    2018: "- **Tool:** Terraform\n\n> State is a lie.\n> — heard in the session, twice\n\n- [ ] nobody yet\n",
}


async def a_year(works: Works, year: int, text: str = "", tag: str = "clouds", **settings: str) -> Event:
    day = date(year, 3, 17)
    plan = replace(PLAN, slug=f"camp-{year}", name=f"Camp {year}", starts_on=day, ends_on=day, timeslots=())
    async with works.begin() as work:
        event = await create_event(work, plan)
        await change_phase(work, event, "open")
        topic = await propose_topic(work, event, Proposal(f"Infrastructure {year}", "", (tag,), "Ada"), None)
        text = text or NOTES[year]
        draft = compose(topic.title, text, render_now(text, anchored=True))
        for name, value in settings.items():
            setattr(event, name, value)
        await publish_topic(work, event, topic, replace(draft, names=()))
    return event


@pytest.fixture
async def years(camp: Camp) -> Works:
    for year in NOTES:
        await a_year(camp.works, year)
    return camp.works


async def names(works: Works, index: str, **asked: str) -> list[tuple[str, int, list[int]]]:
    async with works.database.reading() as db:
        events = await readable_events(db, Viewer(), works.clock())
        leaf = await leaf_of(db, Asked(index, **asked), events)  # type: ignore[arg-type]
        return [
            (each.name, each.mentions, [event.starts_on.year for event, _count in each.events]) for each in leaf.names
        ]


async def said(works: Works, index: str, **asked: str) -> list[tuple[int, str, str]]:
    async with works.database.reading() as db:
        events = await readable_events(db, Viewer(), works.clock())
        leaf = await leaf_of(db, Asked(index, **asked), events)  # type: ignore[arg-type]
        return [(event.starts_on.year, each.text, each.who) for event, mentions in leaf.mentions for each in mentions]


async def test_names_stand_once_however_they_are_spelled(years: Works) -> None:
    assert await names(years, "tools") == [
        ("Node.js", 2, [2014, 2016]),
        ("Terraform", 3, [2014, 2016, 2018]),
    ]
    assert await names(years, "resources") == [("nodejs.org", 2, [2014, 2016]), ("x.example", 1, [2016])]
    assert await names(years, "tags") == [("clouds", 3, [2014, 2016, 2018])]
    assert await names(years, "people") == [("Ada", 3, [2014, 2016, 2018]), ("Zora", 1, [2014])]
    assert [name for name, _mentions, _years in await names(years, "topics")] == [
        f"Infrastructure {year}" for year in NOTES
    ]


async def test_a_letter_and_words_narrow_names(years: Works) -> None:
    assert [each[0] for each in await names(years, "tools", letter="T")] == ["Terraform"]
    assert [each[0] for each in await names(years, "tools", words="RAFO")] == ["Terraform"]
    assert await names(years, "tools", words="%") == []
    assert await names(years, "tools", letter="Q") == []


async def test_every_mention_of_a_name_by_year_the_newest_first(years: Works) -> None:
    mentions = [
        (2018, "Terraform", ""),
        (2016, "terraform: state is the trouble", ""),
        (2014, "Terraform, new to most", ""),
    ]
    assert await said(years, "tools", name="TERRAFORM") == mentions
    assert await said(years, "people", name="zora") == [(2014, "It works on my cloud.", "")]


async def test_what_was_said_by_year(years: Works) -> None:
    assert await said(years, "quotations") == [
        (2018, "State is a lie.", "heard in the session, twice"),
        (2014, "It works on my cloud.", "Zora"),
    ]
    assert await said(years, "decisions") == [(2014, "nobody edits by hand", "")]
    assert await said(years, "questions") == [(2016, "Who owns the state?", "")]
    assert await said(years, "actions", state="open") == [(2018, "nobody yet", ""), (2014, "write the module", "Ada")]
    assert await said(years, "actions", state="done") == [(2014, "delete the old one", "Bob")]
    assert len(await said(years, "actions")) == 3
    assert await said(years, "quotations", words="cloud") == [(2014, "It works on my cloud.", "Zora")]


async def test_pages_hold_so_many_and_go_on_over_years(years: Works, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.writeups.indexes.MENTIONS_ON_A_PAGE", 2)
    monkeypatch.setattr("app.writeups.indexes.NAMES_ON_A_PAGE", 1)
    asked = {"name": "terraform"}
    assert [year for year, *_rest in await said(years, "tools", **asked)] == [2018, 2016]
    assert [year for year, *_rest in await said(years, "tools", page=2, **asked)] == [2014]  # type: ignore[arg-type]
    assert [year for year, *_rest in await said(years, "tools", page=99, **asked)] == [2014]  # type: ignore[arg-type]
    assert [each[0] for each in await names(years, "tools", page=2)] == ["Terraform"]  # type: ignore[arg-type]


async def test_counts(years: Works) -> None:
    async with years.database.reading() as db:
        events = await readable_events(db, Viewer(), years.clock())
        counts = await counts_of(db, events)
        totals = {index: (await leaf_of(db, Asked(index), events)).total for index in INDEXES}
    named = {"tools": 2, "resources": 2, "tags": 1, "people": 2, "topics": 3}
    assert counts == totals == named | {"quotations": 2, "decisions": 1, "actions": 3, "questions": 1}


@pytest.mark.parametrize(
    "settings", [{"visibility": "attendees"}, {"visibility": "link"}, {"attribution": "off_record"}]
)
async def test_what_may_not_be_seen_is_in_no_index_and_not_counted(years: Works, settings: dict[str, str]) -> None:
    async with years.begin() as work:
        event = await event_by_slug(work.db, "camp-2016")
        for name, value in settings.items():
            setattr(event, name, value)
        work.db.add(event)
    assert ("Terraform", 2, [2014, 2018]) in await names(years, "tools")
    assert await said(years, "questions") == []
    assert 2016 not in [year for year, *_rest in await said(years, "tools", name="terraform")]


async def test_under_chatham_house_no_index_tells_who(years: Works) -> None:
    await a_year(years, 2020, "> Hush.\n> — Secret Sam\n\n- [ ] **Secret Sam:** hush\n", attribution="chatham")
    async with years.begin() as work:  # and where it was tightened later
        event = await event_by_slug(work.db, "camp-2014")
        event.attribution = "chatham"
        work.db.add(event)
    assert [each[0] for each in await names(years, "people")] == ["Ada"]
    assert [each[2] for each in await names(years, "people")] == [[2016, 2018]]
    assert (2020, "Hush.", "") in await said(years, "quotations")
    assert {who for _year, _text, who in await said(years, "actions")} == {""}
    assert {who for _year, _text, who in await said(years, "quotations")} == {"", "heard in the session, twice"}


async def test_what_is_withdrawn_or_taken_away_is_dropped(years: Works) -> None:
    async with years.begin() as work:
        event = await event_by_slug(work.db, "camp-2014")
        await withdraw_publication(work, await topic_by_number(work.db, event.id or 0, 1))
        event = await event_by_slug(work.db, "camp-2016")
        await take_topic_away(work, await topic_by_number(work.db, event.id or 0, 1), FACILITATOR, "rude")
        left = await work.db.exec(select(func.count(func.distinct(Extract.topic_id))))
        assert left.one() == 1
    assert await names(years, "tools") == [("Terraform", 1, [2018])]


async def test_only_the_edition_that_stands_is_in_an_index(years: Works) -> None:
    async with years.begin() as work:
        event = await event_by_slug(work.db, "camp-2018")
        topic = await topic_by_number(work.db, event.id or 0, 1)
        text = "- **Tool:** Pulumi\n"
        await publish_topic(work, event, topic, compose(topic.title, text, render_now(text, anchored=True)))
        kept = (await work.db.exec(select(Extract.edition).where(Extract.topic_id == topic.id).distinct())).all()
        assert sorted(kept) == [1, 2]
    assert ("Terraform", 2, [2014, 2016]) in await names(years, "tools")
    assert ("Pulumi", 1, [2018]) in await names(years, "tools")
    assert await said(years, "quotations") == [(2014, "It works on my cloud.", "Zora")]


async def test_rendered_anew_an_edition_says_what_it_says_now(years: Works) -> None:
    async with years.begin() as work:
        event = await event_by_slug(work.db, "camp-2014")
        topic = await topic_by_number(work.db, event.id or 0, 1)
        edition = await latest_edition(work.db, topic.id or 0)
        assert edition
        await keep_extracts(work, edition, extracts_of(render_now("> Less.", anchored=True).marks))
        await put_into_index(work, event, topic, edition, (), in_place=True)
    assert (2014, "Less.", "") in await said(years, "quotations")
    assert [each[0] for each in await names(years, "people")] == ["Ada"]


async def test_a_reindex_fills_what_was_published_before(gathered: Gathering) -> None:
    await a_year(gathered.works, 2014)
    async with gathered.works.begin() as work:
        await work.db.exec(delete(Extract).where(col(Extract.id) > 0))
    reader = gathered.reader()
    page = await reader.get("/camp-2014/write-up/1-infrastructure-2014")
    assert (page.status_code, "Tools that were named" in page.text) == (200, False)
    assert (await reader.get("/index/tools")).status_code == 200
    await reindex(gathered.works, gathered.hallway.markdown)
    assert ("Terraform", 1, [2014]) in await names(gathered.works, "tools")
    again = await reader.get("/camp-2014/write-up/1-infrastructure-2014")
    assert "Terraform, new to most" in text_of(again)


async def test_an_index_leads_to_the_very_paragraph_and_search_leads_there_and_back(gathered: Gathering) -> None:
    await a_year(gathered.works, 2014)
    reader = gathered.reader()
    assert link_to("/index/tools", await reader.get("/index"))
    index = await reader.get("/index/tools")
    assert link_to("/index/tools?name=Terraform", index)
    entry = await reader.get("/index/tools?name=Terraform")
    assert "1 mention, 2014" in text_of(entry)
    (url,) = re.findall(r'href="(/camp-2014/write-up/1-infrastructure-2014#[^"]+)"', entry.text)
    page = await reader.get(url)
    assert f'id="{url.partition("#")[2]}"' in page.text
    assert link_to("/index/tools?name=Terraform", page)
    assert link_to("/search?tool=Terraform", entry)
    assert link_to("/index/tools", await reader.get("/search?tool=Terraform"))


@pytest.mark.parametrize("index", INDEXES)
async def test_every_index_has_a_page_with_and_without_anything(gathered: Gathering, index: str) -> None:
    reader = gathered.reader()
    empty = await reader.get(f"/index/{index}")
    assert (empty.status_code, "noindex" in empty.text) == (200, True)
    for year in NOTES:
        await a_year(gathered.works, year)
    page = await reader.get(f"/index/{index}")
    assert (page.status_code, "noindex" in page.text) == (200, False)
    assert re.search(rf'rel="canonical" href="[^"]+/index/{index}"', page.text)


async def test_an_index_of_one_event_and_what_is_not_there(gathered: Gathering) -> None:
    for year in NOTES:
        await a_year(gathered.works, year)
    await a_year(gathered.works, 2020, "- **Tool:** Hidden\n", visibility="attendees")
    await a_year(gathered.works, 2021, "- **Tool:** Linked\n", visibility="link")
    reader = gathered.reader()
    one = await reader.get("/index/tools?event=camp-2016")
    assert "2 names · Camp 2016" in text_of(one)
    assert "Hidden" not in (await reader.get("/index/tools")).text
    assert "Linked" not in (await reader.get("/index/tools")).text
    linked = await reader.get("/index/tools?event=camp-2021")
    assert ("Linked" in linked.text, "noindex" in linked.text) == (True, True)
    for missing in ("tools?event=camp-2020", "tools?event=x", "tools?series=x", "tools?name=Hidden", "spoons"):
        assert (await reader.get(f"/index/{missing}")).status_code == 404
    for odd in ("page=0", "page=²", "page=99999999999", "letter=%00", "q=%25&letter=é", "state=x", "name="):
        assert (await reader.get(f"/index/tools?{odd}")).status_code == 200


async def test_a_host_who_is_called_otherwise_now_is_so_in_the_index(gathered: Gathering) -> None:
    topic = await gathered.camp.topic("Names", host="Ada")
    text = "Words."
    async with gathered.works.begin() as work:
        await publish_topic(work, gathered.camp.event, topic, compose("Names", text, render_now(text, anchored=True)))
    assert [each[0] for each in await names(gathered.works, "people")] == ["Ada"]
    async with gathered.works.begin() as work:
        attendee = (await work.db.exec(select(Attendee).where(Attendee.name == "Ada"))).one()
        await give_name(work, attendee, "Adeline")
    assert [each[0] for each in await names(gathered.works, "people")] == ["Adeline"]

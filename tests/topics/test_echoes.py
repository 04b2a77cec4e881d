"""Echoes over the years: known answers for what is suggested first, and the chain that readers walk."""

from dataclasses import replace
from datetime import date

import pytest

from app.board.actions import remove_topic, withdraw_topic
from app.board.actions.merging import merge_topics
from app.board.queries import card_facts
from app.events.actions import change_phase, create_event
from app.events.queries import event_by_id
from app.events.tables import Event
from app.kernel.errors import Conflict
from app.people.viewers import READER, Viewer
from app.topics.actions import propose_topic
from app.topics.actions.echoing import link_echo, unlink_echo
from app.topics.cards import Cards
from app.topics.changes import EchoLinked, EchoUnlinked
from app.topics.echoes import chain_of, echoed_by
from app.topics.forms import Proposal
from app.topics.neighbours import Neighbours
from app.topics.queries import facts_of_one, topic_by_id
from app.topics.similar import Shelf, Titled, closest
from app.topics.tables import Topic
from tests.samples import FACILITATOR, PLAN, Camp

#: Topics of six years, in English and German.
YEARS = {
    2014: [
        "CloudFormation or Terraform?",
        "On call without tears",
        "Postmortems that help",
        "Monitoring at scale",
        "Testing in production",
    ],
    2015: [
        "Konfigurationsmanagement mit Ansible",
        "Rufbereitschaft ohne Burnout",
        "Feature toggles: friend or foe",
        "Women in tech",
        "Containers in anger",
    ],
    2016: [
        "Infrastructure as code with Terraform",
        "Blameless postmortems",
        "Test data for microservices",
        "Kubernetes in der Praxis",
        "Remote work and remote teams",
    ],
    2017: [
        "Feature flags that outlive their authors",
        "Dokumentation, die jemand liest",
        "DNS for service discovery",
        "Moving to a monorepo",
        "Chaos engineering for beginners",
    ],
}
#: The known answers: what somebody writes this year, and which earlier topic is to be shown first; "" for none.
KNOWN = [
    ("Terraform, again", "CloudFormation or Terraform?"),
    ("Terraform for infrastructure", "Infrastructure as code with Terraform"),
    ("Is on-call still killing us?", "On call without tears"),
    ("Post-mortems without blame", "Blameless postmortems"),
    ("Rufbereitschaft gerecht verteilen", "Rufbereitschaft ohne Burnout"),
    ("Warum liest niemand unsere Dokumentation?", "Dokumentation, die jemand liest"),
    ("Ansible-Konfigurationsmanagement aufgeräumt", "Konfigurationsmanagement mit Ansible"),
    ("Monorepos", "Moving to a monorepo"),
    ("Kubernetis", "Kubernetes in der Praxis"),
    ("Chaos Engineering", "Chaos engineering for beginners"),
    ("Our feature toggles", "Feature toggles: friend or foe"),
    ("How to run a discussion about work", ""),
    ("Und was machen wir mit der Zeit?", ""),
    ("Cake", ""),
]


@pytest.mark.parametrize(("title", "first"), KNOWN)
def test_known_answers(title: str, first: str) -> None:
    shelves = [Shelf(Titled((year, at), words) for at, words in enumerate(titles)) for year, titles in YEARS.items()]
    found = closest(Titled(None, title), shelves, 3)
    assert [YEARS[year][at] for year, at in (each.key for each in found[:1])] == ([first] if first else [])  # type: ignore[misc]


CARDS = Cards(card_facts)


class Years:
    """Events of several years with one topic each, beside the camp of 2027."""

    def __init__(self, camp: Camp) -> None:
        self.camp, self.works = camp, camp.works
        self.events: dict[int, Event] = {}
        self.topics: dict[int, Topic] = {}

    async def add(self, year: int, title: str = "Terraform", **settings: str) -> Topic:
        day = date(year, 3, 17)
        plan = replace(PLAN, slug=f"camp-{year}", name=f"Camp {year}", starts_on=day, ends_on=day, timeslots=())
        async with self.works.begin() as work:
            event = await create_event(work, plan)
            await change_phase(work, event, "open")
            topic = await propose_topic(work, event, Proposal(title, name="Ada"), None)
            for name, value in settings.items():
                setattr(event, name, value)
            work.db.add(event)
        self.events[year], self.topics[year] = event, topic
        return topic

    async def link(self, year: int, earlier: int) -> None:
        async with self.works.begin() as work:
            await link_echo(work, self.events[year], self.topics[year], self.events[earlier], self.topics[earlier])

    async def chain(self, year: int, viewer: Viewer = READER) -> list[int]:
        return [each.year for each in await self.views(year, viewer)]

    async def views(self, year: int, viewer: Viewer = READER):  # type: ignore[no-untyped-def]
        async with self.works.database.reading() as db:
            event, topic = (
                await event_by_id(db, self.events[year].id or 0),
                await topic_by_id(db, self.topics[year].id or 0),
            )
            return await chain_of(db, CARDS, event, topic, viewer, self.works.clock())


@pytest.fixture
async def years(camp: Camp) -> Years:
    made = Years(camp)
    for year in (2018, 2014, 2016):
        await made.add(year)
    await made.link(2016, 2014)
    await made.link(2018, 2016)
    return made


@pytest.mark.parametrize("year", [2014, 2016, 2018])
async def test_the_chain_goes_both_ways_and_through_others_by_year(years: Years, year: int) -> None:
    views = await years.views(year)
    assert [each.year for each in views] == [2014, 2016, 2018]
    assert [each.year for each in views if each.is_here] == [year]
    assert [each.year for each in views if each.is_linked] == [
        earlier for earlier in (2014, 2016) if earlier + 2 == year
    ]


async def test_a_topic_alone_has_no_chain(years: Years) -> None:
    await years.add(2020)
    assert await years.chain(2020) == []


async def test_linking_again_does_nothing_and_is_told_once(years: Years) -> None:
    async with years.works.begin() as work:
        await link_echo(work, years.events[2016], years.topics[2016], years.events[2014], years.topics[2014])
        assert work.changes == []
        await link_echo(work, years.events[2018], years.topics[2018], years.events[2014], years.topics[2014])
        assert [type(change) for change in work.changes] == [EchoLinked]


async def test_no_echo_leads_to_a_later_topic_or_to_itself(years: Years) -> None:
    for earlier in (2016, 2018):
        with pytest.raises(Conflict):
            await years.link(2016, earlier)


async def test_what_was_linked_is_unlinked_and_linked_again(years: Years) -> None:
    async with years.works.begin() as work:
        await unlink_echo(work, years.topics[2018], years.topics[2016])
        await unlink_echo(work, years.topics[2018], years.topics[2016])
        assert [type(change) for change in work.changes] == [EchoUnlinked]
    assert (await years.chain(2018), await years.chain(2014)) == ([], [2014, 2016])
    await years.link(2018, 2016)
    assert await years.chain(2018) == [2014, 2016, 2018]


@pytest.mark.parametrize(
    "settings", [{"visibility": "attendees"}, {"visibility": "link"}, {"attribution": "off_record"}]
)
async def test_what_may_not_be_seen_is_not_there_and_nothing_is_found_beyond(
    years: Years, settings: dict[str, str]
) -> None:
    async with years.works.begin() as work:
        event = await event_by_id(work.db, years.events[2016].id or 0)
        for name, value in settings.items():
            setattr(event, name, value)
        work.db.add(event)
    assert (await years.chain(2018), await years.chain(2014)) == ([], [])
    steward = Viewer(visit_id=None, is_steward=True)
    assert await years.chain(2018, steward) == ([] if "attribution" in settings else [2014, 2016, 2018])


async def test_what_was_off_the_record_is_linked_with_by_nobody(years: Years) -> None:
    await years.add(2012, attribution="off_record")
    with pytest.raises(Conflict):
        await years.link(2016, 2012)


async def test_what_was_taken_down_or_away_is_not_there(years: Years) -> None:
    async with years.works.begin() as work:
        await withdraw_topic(work, await topic_by_id(work.db, years.topics[2014].id or 0), FACILITATOR)
    assert await years.chain(2018) == [2016, 2018]
    async with years.works.begin() as work:
        await remove_topic(work, await topic_by_id(work.db, years.topics[2016].id or 0), FACILITATOR, "rude")
    assert await years.chain(2018) == []


async def test_names_are_told_only_where_they_may_be(years: Years) -> None:
    async with years.works.begin() as work:
        event = await event_by_id(work.db, years.events[2016].id or 0)
        event.attribution = "chatham"
        work.db.add(event)
    assert [each.hosts for each in await years.views(2018)] == [("Ada",), (), ("Ada",)]


async def test_a_merged_topic_stands_for_what_it_is_part_of(years: Years) -> None:
    event = years.events[2016]
    async with years.works.begin() as work:
        whole = await propose_topic(work, event, Proposal("All of infrastructure", name="Zora"), None)
        part = await topic_by_id(work.db, years.topics[2016].id or 0)
        await merge_topics(work, event, part, whole)
    titles = [(each.year, each.card.title) for each in await years.views(2018)]
    assert titles == [(2014, "Terraform"), (2016, "All of infrastructure"), (2018, "Terraform")]
    years.topics[2016] = whole
    assert await years.chain(2016) == [2014, 2016, 2018]
    async with years.works.begin() as work:
        await unlink_echo(work, years.topics[2018], whole)
        assert await echoed_by(work.db, years.topics[2018]) == []


async def test_a_chain_is_bounded(years: Years, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.topics.echoes.LONGEST_CHAIN", 2)
    assert len(await years.chain(2018)) == 2


async def test_suggested_are_earlier_ones_that_are_not_linked_yet(years: Years) -> None:
    await years.add(2020)
    await years.add(2019, "Terraform", attribution="off_record")
    await years.add(2022)
    neighbours = Neighbours(CARDS)

    async def suggested() -> list[str]:
        async with years.works.database.reading() as db:
            facts = await facts_of_one(db, await topic_by_id(db, years.topics[2020].id or 0))
            found = await neighbours.before(db, years.events[2020], READER, facts)
            return sorted(each.echoed for each in found)

    assert await suggested() == ["camp-2014/1", "camp-2016/1", "camp-2018/1"]
    await years.link(2020, 2016)
    assert await suggested() == ["camp-2014/1", "camp-2018/1"]

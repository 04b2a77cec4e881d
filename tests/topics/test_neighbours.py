"""Whose cards are shown as close: of this event, and of earlier ones, with what may be told to the viewer."""

from asyncio import gather
from dataclasses import replace
from datetime import timedelta

from app.board.actions import withdraw_topic
from app.board.queries import card_facts
from app.events.actions import change_phase, create_event
from app.events.queries import event_by_id
from app.events.tables import Event
from app.kernel.database import Database
from app.people.actions import join_event
from app.people.queries import viewer_of
from app.people.viewers import READER, Viewer
from app.topics.actions import propose_topic
from app.topics.cards import Cards
from app.topics.forms import Proposal
from app.topics.neighbours import Neighbourhood, Neighbours
from app.topics.queries import topic_by_number
from tests.samples import DAY, FACILITATOR, NOON, PLAN, Camp

LAST_YEAR = DAY - timedelta(days=365)


async def earlier(camp: Camp, slug: str, title: str, **settings: str) -> Event:
    plan = replace(PLAN, slug=slug, name=slug, starts_on=LAST_YEAR, ends_on=LAST_YEAR, timeslots=())
    async with camp.works.begin() as work:
        event = await create_event(work, plan)
        await change_phase(work, event, "open")
        attendee_id = await join_event(work, f"key of {slug}", event.id or 0, "Ada")
        await propose_topic(work, event, Proposal(title, name="Ada"), attendee_id)
        for name, value in settings.items():
            setattr(event, name, value)
        work.db.add(event)
    return event


async def close_to(camp: Camp, neighbours: Neighbours, title: str, viewer: Viewer = READER) -> Neighbourhood:
    async with camp.works.database.reading() as db:
        return await neighbours.of(db, await event_by_id(db, camp.event_id), viewer, title)


def titles(found: Neighbourhood) -> tuple[list[str], list[str]]:
    return [each.card.title for each in found.here], [each.card.title for each in found.earlier]


async def test_cards_of_this_event_and_of_earlier_ones_are_close(camp: Camp) -> None:
    await camp.topic("Monorepos", "Ada")
    await earlier(camp, "last-year", "A monorepo for everything")
    await earlier(camp, "the-one-before", "Cake")
    found = await close_to(camp, Neighbours(Cards(card_facts)), "Monorepo")
    assert titles(found) == (["Monorepos"], ["A monorepo for everything"])
    assert (found.people, found.here[0].shared, found.here[0].is_close) == (1, ("monorepos",), True)
    assert found.earlier[0].event is not None
    assert found.earlier[0].hosts == ("Ada",)


async def test_what_is_close_in_an_earlier_event_is_as_close_in_this_one(camp: Camp) -> None:
    twin = "Paging people at night"
    for title in (twin, "Paging people", "People paging", "Paging alone"):
        await camp.topic(title, "Ada")
    for number, title in enumerate((twin, "Cake", "Tea", "Salt", "Rust")):
        await earlier(camp, f"before-{number}", title)
    here, before = titles(await close_to(camp, Neighbours(Cards(card_facts)), "Paging people kindly"))
    assert twin in here
    assert before == [twin]


async def test_ones_own_card_is_nobody_else_s(camp: Camp) -> None:
    await camp.topic("Monorepos", "Ada")
    neighbours = Neighbours(Cards(card_facts))
    own = await close_to(camp, neighbours, "Monorepo", Viewer(None, name="ada"))
    assert (own.people, own.is_own) == (0, True)
    other = await close_to(camp, neighbours, "Monorepo", Viewer(None, name="Noor"))
    assert (other.people, other.is_own) == (1, False)


async def test_what_somebody_may_not_read_is_not_shown_to_them(camp: Camp) -> None:
    await earlier(camp, "by-link", "Monorepos by link", visibility="link")
    await earlier(camp, "guests", "Monorepos among us", visibility="attendees")
    await earlier(camp, "secret", "Monorepos off the record", attribution="off_record")
    neighbours = Neighbours(Cards(card_facts))
    assert titles(await close_to(camp, neighbours, "Monorepos")) == ([], [])
    async with camp.works.database.reading() as db:
        for slug, title in (("guests", "Monorepos among us"), ("secret", "Monorepos off the record")):
            guest = await viewer_of(db, f"key of {slug}", camp.event_id, NOON)
            assert titles(await close_to(camp, neighbours, "Monorepos", guest)) == ([], [title])


async def test_under_chatham_house_nobody_outside_learns_who_hosted(camp: Camp) -> None:
    await earlier(camp, "chatham", "Monorepos", attribution="chatham")
    (found,) = (await close_to(camp, Neighbours(Cards(card_facts)), "Monorepos")).earlier
    assert found.hosts == ()
    async with camp.works.database.reading() as db:
        guest = await viewer_of(db, "key of chatham", camp.event_id, NOON)
    (found,) = (await close_to(camp, Neighbours(Cards(card_facts)), "Monorepos", guest)).earlier
    assert found.hosts == ("Ada",)


async def test_a_change_of_the_wall_is_seen_at_once(camp: Camp) -> None:
    neighbours = Neighbours(Cards(card_facts))
    assert not await close_to(camp, neighbours, "Monorepos")
    await camp.topic("Monorepos")
    assert titles(await close_to(camp, neighbours, "Monorepos"))[0] == ["Monorepos"]
    async with camp.works.begin() as work:
        await withdraw_topic(work, await topic_by_number(work.db, camp.event_id, 1), FACILITATOR)
    assert not await close_to(camp, neighbours, "Monorepos")


async def test_the_same_shelf_serves_until_something_changes(camp: Camp, database: Database) -> None:
    """Titles are read once: a second question finds them in memory, however they were changed behind its back."""
    await camp.topic("Monorepos")
    neighbours = Neighbours(Cards(card_facts))
    await close_to(camp, neighbours, "Monorepos")
    kept = neighbours._shelves[camp.event_id]
    await close_to(camp, neighbours, "Something else")
    assert neighbours._shelves[camp.event_id] is not None
    assert neighbours._shelves[camp.event_id][1] is kept[1]


async def test_shelves_are_made_once_while_a_title_is_thought_of(camp: Camp, database: Database) -> None:
    await camp.topic("Monorepos")
    before = await earlier(camp, "last-year", "A monorepo for everything")
    neighbours = Neighbours(Cards(card_facts))
    async with database.reading() as db:
        event = await event_by_id(db, camp.event_id)
    await gather(*(neighbours.get_ready(database, event, READER) for _ in range(3)))
    made = {event_id: shelf for event_id, (_revision, shelf) in neighbours._shelves.items()}
    assert made.keys() == {camp.event_id, before.id}
    assert titles(await close_to(camp, neighbours, "Monorepo")) == (["Monorepos"], ["A monorepo for everything"])
    assert all(neighbours._shelves[event_id][1] is shelf for event_id, shelf in made.items())

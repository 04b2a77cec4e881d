"""Every change is announced, and what is sent never looks at who reads it."""

import importlib
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from app.board.actions import place_topic
from app.board.forms import Move
from app.board.queries import card_facts
from app.kernel.database import Database
from app.kernel.work import Change
from app.live.announcements import ANNOUNCEMENTS, CHANNELS
from app.live.fragments import Fragment, Scene
from app.topics.cards import Cards
from app.topics.queries import topic_by_id
from tests.architecture.sources import ROOT, modules, named
from tests.samples import NOON, Camp, make_camp


def all_changes() -> set[type[Change]]:
    for file in modules():
        if file.name == "changes.py":
            importlib.import_module(named(file).removesuffix(".py").replace("/", "."))
    return {change for change in descendants(Change) if change.__module__.startswith("app.") and is_concrete(change)}


def descendants(parent: type[Change]) -> Iterator[type[Change]]:
    for child in parent.__subclasses__():
        yield child
        yield from descendants(child)


def is_concrete(change: type[Change]) -> bool:
    """A change that others extend is a shape, not a fact."""
    return not change.__subclasses__()


def test_every_change_is_announced() -> None:
    assert all_changes() == set(ANNOUNCEMENTS)


def test_there_is_a_channel_for_each_announcement() -> None:
    assert {channel for told in ANNOUNCEMENTS.values() for channel in told} <= CHANNELS


def fragments() -> list[tuple[type[Change], Fragment]]:
    found = {(change, each) for change, told in ANNOUNCEMENTS.items() for several in told.values() for each in several}
    return sorted(found, key=lambda pair: (pair[0].__name__, pair[1].__name__))


#: What the fields of changes are called, and a value for each; ids are those of the camp.
FACTS = {
    "title": "T",
    "stage": "dots",
    "stars": 1,
    "slug": "small-camp",
    "name": "N",
    "before": "open",
    "phase": "running",
    "language": "de",
    "attribution": "chatham",
    "edition": 1,
    "key": "host-1-2",
    "into_id": 1,
    "into_number": 1,
    "reason": "she runs",
    "guid": "0b0e5a1c-8c0a-4d8e-9a55-6f6c7d1f2a10",
    "locked": False,
    "step": 1,
    "after": {},
    "timeslot_ids": (1,),
    "starts_at": NOON,
    "minutes": 10,
    "notice_id": 1,
    "words": "Lunch is late",
    "why": "being cleaned",
    "attendee_id": 1,
    "comment_id": 1,
    "invitation_id": 1,
    "state": "accepted",
    "shown": True,
    "dots": 5,
    "report_id": 1,
    "again": False,
    "visibility": "code",
    "needs_code": True,
}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("change", "fragment"), fragments(), ids=lambda part: part.__name__)
async def test_it_renders_without_a_viewer(change: type[Change], fragment: Fragment, database: Database) -> None:
    camp = await make_camp(database)
    known = {**FACTS, **await ids_of(camp)}
    happened = change(**{field.name: known[field.name] for field in fields(change)})
    async with database.reading() as db:
        html = await fragment(Scene(db, camp.event, Cards(card_facts), NOON), happened)
    assert "csrf" not in html
    assert "<script" not in html


async def ids_of(camp: Camp) -> dict[str, Any]:
    topic = await camp.topic("Containers", pitch="why", tags=("ops",))
    here, there = camp.cell(2, 0), camp.cell(2, 1)
    async with camp.works.begin() as work:
        placed = await place_topic(work, camp.event, await topic_by_id(work.db, topic.id or 0), Move(here, None, None))
    return {
        "event_id": camp.event_id,
        "topic_id": topic.id,
        "number": topic.number,
        "placement_id": placed.id,
        "timeslot_id": here.timeslot_id,
        "room_id": here.room_id,
        "from_timeslot_id": there.timeslot_id,
        "from_room_id": there.room_id,
    }


def test_nobody_but_the_application_knows_the_live_package() -> None:
    """Feature packages record changes; who hears of them is not their business."""
    for file in modules():
        if file.parent.name != "live" and named(file) != "app/main.py" and (ROOT / "app") in file.parents:
            assert "app.live" not in file.read_text(), named(file)

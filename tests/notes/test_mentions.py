"""What is offered behind `#` and `@`, and that a topic's link reads as its title."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from app.events.tables import Event
from app.kernel.markdown import render_now
from app.notes.mentions import MOST, Mention, link_to, people_like, spelled_out, topics_like
from app.people.tables import Attendee
from app.topics.tables import Convener, Topic
from tests.notes.conftest import NOW
from tests.notes.serving import NOTE_PATH, Served, serving


def topic(number: int, title: str) -> Topic:
    return Topic(event_id=1, number=number, guid=str(number), title=title, made_at=NOW)


TOPICS = [topic(1, "DNS"), topic(10, "On-call and sleep"), topic(12, "Sleep"), topic(2, "What is dns for?")]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [("1", [1, 10, 12]), ("12", [12]), ("dns", [1, 2]), ("sle", [12, 10]), ("call", [10]), ("x", [])],
)
def test_topics_are_found_by_number_and_by_words(asked: str, numbers: list[int]) -> None:
    written = [mention.written for mention in topics_like(asked, TOPICS, "/e")]
    assert [int(re.findall(r"/topics/(\d+)\)", link)[0]) for link in written] == numbers


def test_few_are_offered() -> None:
    assert len(topics_like("", [topic(number, "T") for number in range(1, 99)], "/e")) == MOST


def test_names_begin_with_what_was_asked_and_keep_their_order() -> None:
    names = [("Zoe Ada", "Zoe Ada"), ("Ada · facilitator", "Ada"), ("Noor", "Noor"), ("Ada", "Ada")]
    assert people_like("ad", names) == [
        Mention("Ada · facilitator", "Ada"),
        Mention("Ada", "Ada"),
        Mention("Zoe Ada", "Zoe Ada"),
    ]
    assert people_like("", names) == []


@given(
    st.integers(1, 999), st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1)
)
@settings(deadline=None)
def test_a_link_reads_as_number_and_title(number: int, title: str) -> None:
    words = " ".join(title.split()) or "T"
    html = render_now(link_to(number, words, "/e")).html
    found = re.fullmatch(rf'<p><a href="/e/topics/{number}">(.*)</a></p>\n', html, re.DOTALL)
    assert found, html
    assert unescape(found[1]) == f"#{number} {words}"


def test_links_to_cards_lead_there_from_elsewhere_too() -> None:
    text = "[#1 T](/e/topics/1) [x](/f/topics/1) `](/e/top`"
    assert spelled_out(text, "/e", "https://h") == "[#1 T](https://h/e/topics/1) [x](/f/topics/1) `](/e/top`"
    assert spelled_out("![a](/e/media/1.webp)", "/e", "https://h") == "![a](https://h/e/media/1.webp)"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as running:
        yield running


async def ask(served: Served, who: str | None, question: str) -> httpx.Response:
    name, _, value = (await served.visitor(who))["cookie"].partition("=")
    async with httpx.AsyncClient(base_url=served.address, cookies={name: value}) as http:
        return await http.get(f"{NOTE_PATH}/mentions", params={"q": question})


async def test_hosts_come_first_and_who_left_is_not_offered(served: Served) -> None:
    for name in ("Brit", "Bram", "Bree", "Bruno"):
        await served.visitor(name)
    async with served.hallway.works.begin() as work:
        people = {each.name: each for each in (await work.db.exec(select(Attendee))).all()}
        people["Bram"].left_at = people["Bree"].shut_out_at = work.now
        card = (await work.db.exec(select(Topic).where(Topic.number == 1))).one()
        work.db.add(Convener(topic_id=card.id or 0, name="Bruno", attendee_id=people["Bruno"].id))
        work.db.add(Convener(topic_id=card.id or 0, name="Bryn"))
    answer = await ask(served, "Brit", "@br")
    assert [each["written"] for each in answer.json()["mentions"]] == ["Bruno", "Bryn", "Brit"]


@pytest.mark.parametrize("policy", ["chatham", "off_record"])
async def test_names_are_not_offered_where_they_may_not_be_told(served: Served, policy: str) -> None:
    async with served.hallway.works.begin() as work:
        (await work.db.exec(select(Event))).one().attribution = policy
    assert (await ask(served, "Ada", "@a")).json() == {"mentions": []}
    assert (await ask(served, "Ada", "#1")).json()["mentions"][0]["written"] == "[#1 Note-taking](/small-camp/topics/1)"


async def test_only_who_may_write_is_answered(served: Served) -> None:
    await served.visitor("Brit")
    assert (await ask(served, None, "@b")).status_code == 403
    assert (await ask(served, "Brit", "@b")).json()["mentions"] == [{"shown": "Brit", "written": "Brit"}]

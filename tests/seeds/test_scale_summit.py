"""The facts of Scale Summit 2017 are all told, and its copy for today leaves something to arrange."""

import re

import pytest

from app.writeups.compose import LONGEST_SUMMARY
from seeds.plans import EventPlan, TopicPlan
from seeds.reading import read_seed, seed_names

FINISHED, TODAY = read_seed("scale_summit_2017")

THE_TEN = {
    "Current usage of containers",
    "DNS for Service Discovery",
    "Scaling deployments",
    "Is there something better than Jenkins or TeamCity?",
    "CloudFormation, Terraform, aaargh!",
    "Scaling / Maintaining culture as teams grow",
    "Cloud Regret?",
    "Monorepos",
    "Greenfield in 2017",
    "On-call: “you built it, you run it” vs “your free time is yours”",
}

#: What the notes must not lose, by the number of their topic.
FACTS = {
    2: ["ten thousand", "ZooKeeper", "JVM", "load balancer", "AWS tags", "Consul", "quorum", "Raft"],
    3: [
        "hundred", "ten times", "automated tests", "deploys again", "Canaries", "Blue/green", "Phases", "compatible",
        "migrations", "Database migrations done right", "Caches", "static files", "aren’t a thing – stop it!",
        "Customers shouldn’t notice a software deployment", "toggles",
    ],
    4: [
        "servers that are each unique", "Pipelines", "source control", "plugins", "Marketing", "Rundeck", "HTCondor",
        "BuildKite", "Zuul", "Bazel", "Concourse", "GoCD", "OK",
    ],
    5: ["year", "state", "blast radius", "tfvars", "modules", "Chef", "Charity Majors", "perfect tool"],
    10: [
        "pride", "hero", "best efforts", "customer service", "Tuesday to Tuesday", "Swaps",
        "six to eight", "PagerDuty", "OpsGenie", "Tax on success", "single phone",
    ],
    11: [
        "18 steps", "once every few months", "several in a single day", "couple of hundred",
        "Comments cannot be displayed on posts", "Correlation IDs", "Health checks over HTTP", "body",
        "team that engineers their builds", "business",
    ],
}  # fmt: skip


def topic(event: EventPlan, number: int) -> TopicPlan:
    return next(card for card in event.topics if card.number == number)


def test_the_folder_is_a_seed() -> None:
    assert "scale_summit_2017" in seed_names()


def test_the_ten_topics_and_the_keynote_are_on_the_board() -> None:
    assert {card.title for card in FINISHED.topics if card.number <= 10} == THE_TEN
    keynote = topic(FINISHED, 11)
    assert keynote.hosts == ("Sarah Wells",)
    assert keynote.place is not None
    assert keynote.place.room is None
    assert FINISHED.timeslots[keynote.place.slot].kind == "plenary"
    assert all(card.place for card in FINISHED.topics)


@pytest.mark.parametrize("number", FACTS)
def test_a_note_tells_every_fact(number: int) -> None:
    missing = [fact for fact in FACTS[number] if not re.search(fact, topic(FINISHED, number).note, re.IGNORECASE)]
    assert missing == []


@pytest.mark.parametrize("number", FACTS)
def test_a_note_has_a_summary_sections_and_what_is_left_open(number: int) -> None:
    note = topic(FINISHED, number).note
    assert not note.startswith("#")
    assert len(note.split("\n\n")[0]) <= LONGEST_SUMMARY
    assert {"## Tools and links", "## Open questions"} <= set(note.splitlines())
    assert 250 <= len(note.split()) <= 500


def test_exactly_the_sessions_that_were_reported_are_written_up() -> None:
    assert {card.number for card in FINISHED.topics if card.editions} == set(FACTS)
    assert all(card.editions[-1].markdown == card.note for card in FINISHED.topics if card.editions)


def test_one_write_up_was_corrected() -> None:
    first, second = topic(FINISHED, 10).editions
    assert "six to eight people" not in first.markdown
    assert second.change_note
    assert [card.number for card in FINISHED.topics if len(card.editions) > 1] == [10]


def test_quotations_are_marked_and_attributed() -> None:
    for number in FACTS:
        quotes = re.findall(r"(?:^>.*\n)+", topic(FINISHED, number).note, re.MULTILINE)
        assert all(quote.splitlines()[-1].startswith("> — ") for quote in quotes)


def test_what_is_made_up_is_said_to_be() -> None:
    assert "made up" in FINISHED.intro.lower()
    for word in ("place", "rooms", "times", "hosts", "stars", "24 March 2017"):
        assert word in FINISHED.intro
    assert "made up" in TODAY.intro


def test_credits_are_given() -> None:
    for name in ("Jon Topper", "Skelton Thatcher Consulting", "Chris O’Dell"):
        assert name in FINISHED.thanks
    assert "sausage rolls" in FINISHED.closing


def test_the_day_was_a_friday() -> None:
    assert FINISHED.first_day is not None
    assert f"{FINISHED.first_day:%A}" == "Friday"


def test_today_there_are_cards_to_arrange_and_a_full_now() -> None:
    assert [card.number for card in TODAY.topics] == list(range(1, 25))
    assert sum(card.place is None for card in TODAY.topics) == 8
    now = [card for card in TODAY.topics if card.place and card.place.slot == TODAY.now_in]
    assert len(now) == len(TODAY.rooms)
    assert any(card.note for card in now)
    assert any(not card.hosts for card in TODAY.topics)


@pytest.mark.parametrize("event", [FINISHED, TODAY], ids=lambda event: event.slug)
def test_no_cell_holds_two_cards(event: EventPlan) -> None:
    places = [card.place for card in event.topics if card.place]
    assert len(set(places)) == len(places)
    assert all(event.timeslots[place.slot].kind == ("plenary" if place.room is None else "open") for place in places)


@pytest.mark.parametrize("event", [FINISHED, TODAY], ids=lambda event: event.slug)
def test_texts_are_set_with_proper_quotes(event: EventPlan) -> None:
    texts = [event.intro, event.closing, event.thanks, *(card.note for card in event.topics)]
    texts += [text for card in event.topics for text in (card.title, card.pitch)]
    prose = [re.sub(r"```.*?```", "", text, flags=re.DOTALL) for text in texts]
    assert [text for text in prose if re.search(r"[\"']", text)] == []

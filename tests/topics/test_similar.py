"""What is close to a title: known answers in two languages, no false friends, and what holds for any two titles."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.topics.similar import ALIKE, CLOSE, Shelf, Titled, Weights, closest, likeness

#: A wall as walls are, in English and German.
WALL = (
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
    "Keynote: Microservices and Scale",
    "Feature toggles that outlive their authors",
    "Capacity planning on the back of an envelope",
    "The runbook you can read with one eye open",
    "My first year in ops, ask me or join me",
    "Secrets: where do yours live, honestly?",
    "Postmortems that change something",
    "Testing in production and sleeping well",
    "What do your logs cost, and who reads them?",
    "Moving a database while people are using it",
    "Hiring when nobody agrees what ops means",
    "The build team: what is it for?",
    "Datenschutz in kleinen Vereinen",
    "Wie geht Rufbereitschaft ohne Ausbrennen?",
    "Barrierefreiheit im Alltag",
    "Schülerzeitung mit freien Werkzeugen",
    "Kubernetes ohne Kopfschmerzen",
    "Was tun gegen Überstunden im Team?",
)
SHELF = Shelf(Titled(title, title) for title in WALL)


def close_to(title: str, at_least: float = ALIKE) -> list[str]:
    return [str(like.key) for like in closest(Titled(None, title), [SHELF], 5, at_least)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("On call", "On-call: “you built it, you run it” vs “your free time is yours”"),
        ("oncall", "On-call: “you built it, you run it” vs “your free time is yours”"),
        ("ON-CALL", "On-call: “you built it, you run it” vs “your free time is yours”"),
        ("on-call without heroes", "On-call: “you built it, you run it” vs “your free time is yours”"),
        ("post mortems", "Postmortems that change something"),
        ("Postmortem culture", "Postmortems that change something"),
        ("Running containers", "Current usage of containers"),
        ("Teraform", "CloudFormation, Terraform, aaargh!"),
        ("microservice", "Keynote: Microservices and Scale"),
        ("monorepo or many repos", "Monorepos"),
        ("How do you do deployments?", "Scaling deployments"),
        ("DNS", "DNS for Service Discovery"),
        ("Databses", "Moving a database while people are using it"),
        ("Who is hiring?", "Hiring when nobody agrees what ops means"),
        ("CI without Jenkins", "Is there something better than Jenkins or TeamCity?"),
        ("Bereitschaft", "Wie geht Rufbereitschaft ohne Ausbrennen?"),
        ("Rufbereitschaften", "Wie geht Rufbereitschaft ohne Ausbrennen?"),
        ("Datenschutz für Vereine", "Datenschutz in kleinen Vereinen"),
        ("Barierefreiheit", "Barrierefreiheit im Alltag"),
        ("Kubernets", "Kubernetes ohne Kopfschmerzen"),
        ("Uberstunden", "Was tun gegen Überstunden im Team?"),
        ("Schulerzeitung", "Schülerzeitung mit freien Werkzeugen"),
    ],
)
def test_the_card_on_the_same_matter_comes_first(typed: str, first: str) -> None:
    assert close_to(typed)[0] == first


@pytest.mark.parametrize(
    "typed",
    [
        "Observability",
        "What do you do about it?",
        "Wie geht das ohne?",
        "The platform platform",
        "Maintainers of open source",
        "Contracts and lawyers",
        "Knitting for beginners",
        "Ist das so?",
        "Monologue",
        "Served cold",
        "",
        "!?",
    ],
)
def test_there_are_no_false_friends(typed: str) -> None:
    assert close_to(typed) == []


def test_only_the_same_matter_is_asked_about_before_a_card_goes_up() -> None:
    assert close_to("Postmortems", CLOSE) == ["Postmortems that change something"]
    assert close_to("Containers in production", CLOSE) == []


def test_the_words_that_both_have_are_told_as_they_stand_there() -> None:
    (first, *_rest) = closest(Titled(None, "oncall for free time"), [SHELF], 5)
    assert first.shared[0] == "on-call"
    assert {"free", "time"} <= set(first.shared)


def test_tags_help_a_title_that_says_it_otherwise() -> None:
    shelf = Shelf([Titled(1, "Sleep", ("on-call", "rotas")), Titled(2, "Cake", ("food",))])
    assert [like.key for like in closest(Titled(None, "On-call rotas"), [shelf], 5)] == [1]


def test_itself_is_not_among_what_is_close() -> None:
    shelf = Shelf([Titled(1, "Monorepos"), Titled(2, "Monorepos, again")])
    assert [like.key for like in closest(Titled(1, "Monorepos"), [shelf], 5)] == [2]


def test_several_shelves_are_one_wall() -> None:
    shelves = [Shelf([Titled(1, "Cake")]), Shelf([Titled(2, "Monorepos")])]
    assert [like.key for like in closest(Titled(None, "Monorepo"), shelves, 5)] == [2]


WORDS = st.sampled_from(
    ["on", "call", "oncall", "on-call", "Bereitschaft", "Rufbereitschaft", "scale", "scaling", "🎈"]
)
TITLES = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=6).map(" ".join))
TITLED = st.builds(Titled, st.none(), TITLES, st.lists(TITLES, max_size=2).map(tuple))


@given(TITLED, TITLED)
def test_likeness_is_the_same_in_both_directions_and_bounded(one: Titled, other: Titled) -> None:
    weights = Weights([SHELF])
    there, back = likeness(one, other, weights).score, likeness(other, one, weights).score
    assert 0 <= there <= 1
    assert math.isclose(there, back, abs_tol=1e-9)


@given(TITLED)
def test_a_card_is_entirely_like_itself_unless_it_says_nothing(card: Titled) -> None:
    score = likeness(card, card, Weights([SHELF])).score
    assert math.isclose(score, 1) or (score == 0 and not any(sign.isalnum() for sign in card.title))


@given(st.lists(TITLES, max_size=20), TITLES)
def test_looking_fast_finds_what_comparing_all_finds(titles: list[str], typed: str) -> None:
    cards, wanted = [Titled(at, title) for at, title in enumerate(titles)], Titled(None, typed)
    shelf = Shelf(cards)
    compared = {card.key for card in cards if likeness(wanted, card, Weights([shelf])).score >= ALIKE}
    assert {like.key for like in closest(wanted, [shelf], len(cards))} == compared

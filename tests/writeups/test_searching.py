"""Questions have addresses, and addresses have questions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.tables import Event
from app.writeups.searching import Question, day_in, events_meant, exactly, read_question


@pytest.mark.parametrize(
    ("question", "url"),
    [
        (Question(), "/search?"),
        (Question("dns", page=1), "/search?q=dns"),
        (
            Question("c++ & co", "camp", (("tag", "two words"), ("tool", "ü")), "2018"),
            "/search?q=c%2B%2B+%26+co&event=camp&tag=two+words&tool=%C3%BC&before=2018",
        ),
        (Question("dns", page=3), "/search?q=dns&page=3"),
    ],
)
def test_addresses(question: Question, url: str) -> None:
    assert question.url == url


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ([], Question()),
        (
            [("q", " dns  "), ("event", "camp"), ("tag", "a"), ("tag", "b"), ("tag", "a")],
            Question("dns", "camp", (("tag", "a"), ("tag", "b"))),
        ),
        ([("q", 'dns tag:"two words" event:camp')], Question("dns", "camp", (("tag", "two words"),))),
        (
            [("q", 'by:"Grace Hopper" TOOL:consul before:2018-03'), ("by", "x")],
            Question("", "", (("tool", "consul"), ("by", "x"), ("by", "Grace Hopper")), "2018-03"),
        ),
        ([("q", "event:a"), ("event", "b")], Question("", "a")),
        ([("tag", ""), ("event", " "), ("page", "0")], Question()),
        ([("q", "nosuch:x before:soon")], Question("nosuch:x before:soon")),
        ([("before", "soon"), ("before", "2018-02-30")], Question()),
        ([("page", "7"), ("page", "8")], Question(page=7)),
        ([("page", "-7")], Question()),
        ([("page", "9" * 9)], Question()),
        ([("other", "x")], Question()),
    ],
)
def test_questions(asked: list[tuple[str, str]], question: Question) -> None:
    assert read_question(asked).question == question


def test_a_label_is_added_and_taken_away() -> None:
    question = Question("dns", labels=(("tag", "a"), ("tool", "a")), page=3)
    assert question.toggling("tag", "b") == Question("dns", labels=(("tag", "a"), ("tool", "a"), ("tag", "b")))
    assert question.toggling("tag", "A") == Question("dns", labels=(("tool", "a"),))


def test_what_narrows_is_taken_away_one_by_one() -> None:
    question = Question("dns", "camp", (("by", "x"),), "2018")
    left = {name: question.without(name, value).narrowing for name, value in question.narrowing}
    assert left["event"] == [("by", "x"), ("before", "2018")]
    assert left["by"] == [("event", "camp"), ("before", "2018")]
    assert left["before"] == [("event", "camp"), ("by", "x")]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2018", date(2018, 1, 1)),
        ("2018-3", date(2018, 3, 1)),
        ("2018-03-24", date(2018, 3, 24)),
        ("2018-13", None),
        ("0000", None),
        ("18", None),
        ("", None),
        ("²018", None),
    ],
)
def test_days(value: str, day: date | None) -> None:
    assert day_in(value) == day


EVENTS = [Event(slug=slug, name=name) for slug, name in [("scale-2017", "Scale Summit"), ("other", "Scale 2018")]]


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("scale-2017", ["scale-2017"]),
        ("other", ["other"]),
        ("2017", ["scale-2017"]),
        ("scale sum", ["scale-2017"]),
        ("SCALE", ["scale-2017", "other"]),
        ("cale", []),
        ("nowhere", []),
    ],
)
def test_events_by_name(words: str, slugs: list[str]) -> None:
    assert [event.slug for event in events_meant(words, EVENTS)] == slugs


def test_words_can_be_taken_as_they_are() -> None:
    assert exactly("Teraform, state teraform", ["teraform"]) == '"Teraform", state "teraform"'
    assert exactly("dns", []) == "dns"


_NAMES = st.sampled_from(["q", "event", "tag", "tool", "by", "before", "page", "x"])


@given(st.lists(st.tuples(_NAMES, st.text())))
def test_any_address_is_a_question(asked: list[tuple[str, str]]) -> None:
    read = read_question(asked, typing=True)
    again = read_question([("q", read.question.text), *read.question.narrowing])
    assert again.question.narrowing == read.question.narrowing

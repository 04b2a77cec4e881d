"""Questions have addresses, and addresses have questions."""

import pytest

from app.writeups.searching import Question, read_question


@pytest.mark.parametrize(
    ("question", "url"),
    [
        (Question(), "/search?"),
        (Question("dns", page=1), "/search?q=dns"),
        (
            Question("c++ & co", "camp", ("two words", "ü")),
            "/search?q=c%2B%2B+%26+co&event=camp&tag=two+words&tag=%C3%BC",
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
            Question("dns", "camp", ("a", "b")),
        ),
        ([("q", 'dns tag:"two words" event:camp')], Question("dns", "camp", ("two words",))),
        ([("q", "event:a"), ("event", "b")], Question("", "a")),
        ([("tag", ""), ("event", " "), ("page", "0")], Question()),
        ([("page", "7"), ("page", "8")], Question(page=7)),
        ([("page", "-7")], Question()),
        ([("page", "9" * 9)], Question()),
        ([("other", "x")], Question()),
    ],
)
def test_questions(asked: list[tuple[str, str]], question: Question) -> None:
    assert read_question(asked)[0] == question


def test_a_tag_is_added_and_taken_away() -> None:
    question = Question("dns", tags=("a",), page=3)
    assert question.toggling("b") == Question("dns", tags=("a", "b"))
    assert question.toggling("a") == Question("dns")

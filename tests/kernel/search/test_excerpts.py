"""Hits are shown with their words marked, at their best place."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.search import Passage, excerpts, parse, pieces


def marked(text: str, query: str) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces(text, parse(query).terms))


def test_words_are_marked_as_they_are_found() -> None:
    assert marked("Scaling deployments scales Deployment.", "deploy scale") == (
        "[Scaling] [deployments] [scales] [Deployment]."
    )


def test_phrases_are_marked_as_a_whole_and_only_there() -> None:
    assert marked("Free time is yours; time is free.", '"free time"') == "[Free time] is yours; time is free."


def test_beginnings() -> None:
    assert marked("Terraform, terrible", "terr*") == "[Terraform], [terrible]"


def test_pairs_are_marked_together() -> None:
    assert marked("私は東京都に", "東京都") == "私は[東京都]に"
    assert marked("私は東京都に", "京") == "私は東[京都]に"


def test_overlapping_marks_become_one() -> None:
    assert marked("on call rota", '"on call" "call rota"') == "[on call rota]"


PASSAGES = (
    Passage("An introduction to nothing."),
    Passage("Consul lost its quorum.", "h-tools", "Tools"),
    Passage("DNS is cached; Consul is not.", "h-tools", "Tools"),
    Passage("Consul, again.", "h-end", "End"),
)


def test_the_passages_with_most_of_the_words_in_the_order_of_the_text() -> None:
    found = excerpts(PASSAGES, parse("dns consul").terms, 2)
    assert [(excerpt.anchor, excerpt.heading, excerpt.number) for excerpt in found] == [
        ("h-tools", "Tools", 1),
        ("h-tools", "Tools", 2),
    ]


def test_the_first_passage_when_only_the_title_has_the_words() -> None:
    (only,) = excerpts(PASSAGES, parse("keynote").terms, 3)
    assert "".join(piece.text for piece in only.pieces) == "An introduction to nothing."


def test_no_passages() -> None:
    assert excerpts((), parse("dns").terms, 3) == []


def test_a_long_passage_is_cut_around_its_words() -> None:
    text = "filler words go here " * 60 + "and the Raft protocol is told of, " + "more words follow after it " * 60
    (only,) = excerpts((Passage(text),), parse("raft protocol").terms, 1)
    shown = "".join(piece.text for piece in only.pieces)
    assert "Raft protocol" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 330
    assert [piece.text for piece in only.pieces if piece.marked] == ["Raft", "protocol"]


@given(st.text(max_size=900), st.text(max_size=20))
def test_pieces_put_together_are_the_text(text: str, query: str) -> None:
    assert "".join(piece.text for piece in pieces(text, parse(query).terms)) == text
    assert all(len(excerpt.pieces) for excerpt in excerpts((Passage(text or "x"),), parse(query).terms, 3))


@given(st.text("ab 東京", min_size=400, max_size=900), st.text("ab東*", max_size=5))
def test_a_cut_passage_never_grows(text: str, query: str) -> None:
    for excerpt in excerpts((Passage(text),), parse(query).terms, 3):
        assert sum(len(piece.text) for piece in excerpt.pieces) <= 322

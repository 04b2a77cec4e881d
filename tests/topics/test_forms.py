"""What a card takes, and what is said when it does not."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Invalid
from app.topics.forms import Proposal, read_proposal
from app.topics.rules import MOST_TAGS, PITCH_LIMIT, TAG_LIMIT, TITLE_LIMIT


def test_a_title_is_enough() -> None:
    assert read_proposal({"title": "  Containers \n in  anger "}) == Proposal("Containers in anger")


def test_a_card_is_read_whole() -> None:
    posted = {"name": "Ada", "title": "DNS", "pitch": "why\r\n\r\nnot", "tags": "#dns, On Call,,dns , "}
    assert read_proposal(posted, name_needed=True) == Proposal("DNS", "why\n\nnot", ("dns", "on call"), "Ada")


def test_who_takes_part_already_is_not_asked_for_a_name() -> None:
    assert read_proposal({"title": "DNS", "name": "x" * 200}).name == ""


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "it does take one"),
        ("title", "\u0000\u0007 \n", "it does take one"),
        ("title", "x" * (TITLE_LIMIT + 2), "2 characters too long"),
        ("pitch", "x" * (PITCH_LIMIT + 1), "1 character too long"),
        ("name", " ", "call you"),
        ("name", "x" * 61, "too long"),
        ("tags", ",".join(f"t{n}" for n in range(MOST_TAGS + 1)), f"Up to {MOST_TAGS} tags"),
        ("tags", "x" * (TAG_LIMIT + 1), f"up to {TAG_LIMIT} letters"),
    ],
)
def test_each_mistake_is_said_at_its_field(field: str, value: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_proposal({"title": "DNS", "name": "Ada", field: value}, name_needed=True)
    assert list(refused.value.fields) == [field]
    assert said in refused.value.fields[field]


@given(st.dictionaries(st.sampled_from(["name", "title", "pitch", "tags"]), st.text(max_size=200)))
def test_whatever_is_posted_is_read_within_limits_or_refused(posted: dict[str, str]) -> None:
    with suppress(Invalid):
        card = read_proposal(posted, name_needed=True)
        assert 0 < len(card.title) <= TITLE_LIMIT
        assert "\n" not in card.title
        assert len(set(card.tags)) == len(card.tags) <= MOST_TAGS
        assert all(0 < len(tag) <= TAG_LIMIT for tag in card.tags)

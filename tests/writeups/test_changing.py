"""What changed between editions, in a line."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.markdown import Passage, render_now
from app.kernel.words import use_language
from app.writeups.changing import change_note_of
from app.writeups.rules import CHANGE_NOTE_LIMIT
from tests.writeups.conftest import Site

TEXT = "One.\n\n> It was green.\n\n## Tools\n\n- dig\n"
PUBLICATION = "/small-camp/topics/1/publication"


def passages(text: str) -> tuple[Passage, ...]:
    return render_now(text, anchored=True).passages


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (TEXT, TEXT, ""),
        (TEXT, TEXT + "\nA.\n\nB.\n\nC.\n", "3 paragraphs added in “Tools”"),
        (TEXT, TEXT.replace("green", "red") + "\nA.", "A quotation corrected; a paragraph added in “Tools”"),
        (
            TEXT,
            TEXT.replace("> It was green.\n", "").replace("dig", "dog"),
            "A list corrected in “Tools”; a quotation removed",
        ),
        (TEXT, TEXT.replace("green.", "green.\n> — Ada"), "A quotation corrected"),
        (TEXT, TEXT.replace("One.", "One.\n\n1. a"), "A list added"),
        (TEXT, TEXT.replace("One.", "**One**."), ""),
    ],
)
def test_it_says_what_was_added_corrected_and_removed(before: str, after: str, line: str) -> None:
    assert change_note_of(passages(before), passages(after)) == line


def test_it_tells_no_word_of_the_text_where_names_are_not_told() -> None:
    assert change_note_of(passages(TEXT), passages(TEXT + "\nA."), headings=False) == "A paragraph added"


def test_it_speaks_the_language_of_the_readers() -> None:
    with use_language("de"):
        assert change_note_of(passages(TEXT), passages(TEXT + "\nA.")) == "Ein Absatz ergänzt in „Tools“"


@given(
    st.lists(st.sampled_from(["a", "> b", "- c", "## D" + "d" * 150, "## E", "f"])), st.lists(st.sampled_from("xyz"))
)
def test_it_is_never_longer_than_the_field(before: list[str], after: list[str]) -> None:
    one, other = passages("\n\n".join(before)), passages("\n\n".join([*after, *before[::-1]]))
    assert len(change_note_of(one, other)) <= CHANGE_NOTE_LIMIT
    assert change_note_of(one, one) == ""


def test_very_many_blocks_are_compared_in_bounded_time() -> None:
    one, other = ([Passage(f"{sign}{at}", tag) for at in range(20_000)] for sign, tag in (("a", "p"), ("b", "ul")))
    began = process_time()
    assert change_note_of(one, other) == "20000 lists added; 20000 paragraphs removed"
    assert process_time() - began < 5


async def test_it_is_proposed_and_only_what_is_sent_is_told(site: Site) -> None:
    topic = await site.topic("DNS", "It is cached.")
    fay = await site.facilitator()
    assert "change_note" not in (await fay.get(PUBLICATION)).text
    await fay.post(PUBLICATION, {"_method": "PUT"})
    await site.write(topic, "It is cached.\n\nFor ever.")
    field = re.search(r'<[^>]* name="change_note"[^>]*>', (await fay.get(PUBLICATION)).text)
    assert field
    assert 'value="A paragraph added"' in field[0]
    refused = await fay.post(PUBLICATION, {"_method": "PUT", "change_note": "", "seen": "another"})
    assert (refused.status_code, "A paragraph added" in refused.text) == (409, False)
    published = await fay.post(PUBLICATION, {"_method": "PUT", "change_note": ""})
    assert "A paragraph added" not in (await fay.get(published.headers["location"])).text

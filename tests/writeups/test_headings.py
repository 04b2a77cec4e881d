"""Headings that a note began with, and below which nothing was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.words import LANGUAGES
from app.notes.shared import starter
from app.writeups.compose import text_to_publish
from app.writeups.drafting import written_at
from app.writeups.headings import says_the_same, without_empty_starters
from tests.writeups.conftest import Site
from tests.writeups.test_extracting import event

SAID = "## What was said\n\nIt lost quorum.\n\n"


@pytest.mark.parametrize(
    ("note", "published"),
    [
        (SAID + "## Quotes\n\n\n## Tools and links\n\n\n## Next steps\n", SAID),
        ("## Quotes\n\n" + SAID, SAID),
        ("## Quotes\n## Tools and links\n- Consul\n", "## Tools and links\n- Consul\n"),
        ("# Quotes\n\n" + SAID, "# Quotes\n\n" + SAID),
        ("### Quotes\n\n" + SAID, "### Quotes\n\n" + SAID),
        ("## Our quotes\n\n" + SAID, "## Our quotes\n\n" + SAID),
        ("## Quotes\n\n### Of Ada\n\n" + SAID, "## Quotes\n\n### Of Ada\n\n" + SAID),
        ("## Quotes\n\n# Another part\n\nx\n", "# Another part\n\nx\n"),
        ("```\n## Quotes\n## Next steps\n```\n", "```\n## Quotes\n## Next steps\n```\n"),
        ("## Zitate\n\n" + SAID, SAID),
        ("x\n\n\n\n## Quotes", "x\n\n\n\n"),
        ("## Quotes\n> Never again.", "## Quotes\n> Never again."),
        ("", ""),
    ],
)
def test_what_has_nothing_below_it_is_left_out(note: str, published: str) -> None:
    assert without_empty_starters(note) == published


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_outline_alone_is_published(language: str) -> None:
    outline = starter(event(language))
    assert outline.count("##") == 5
    assert text_to_publish("Cloud regret?", outline) == ""
    assert text_to_publish("Cloud regret?", f"# Cloud regret?\n\n{outline}") == ""


@given(
    st.lists(st.sampled_from(["## Quotes", "## Next steps", "# One", "### Three", "", "x", "```", "> y"]), max_size=12)
)
def test_a_second_time_nothing_is_left_out_and_no_other_line_is(lines: list[str]) -> None:
    once = without_empty_starters("\n".join(lines))
    assert without_empty_starters(once) == once
    assert others(once.splitlines()) == others(lines)


def others(lines: list[str]) -> list[str]:
    return [line for line in lines if line and not line.startswith("## ")]


async def test_what_was_published_with_them_is_not_changed_by_that(site: Site) -> None:
    note = SAID + "## Quotes\n\n## Next steps"
    topic = await site.topic("DNS", note)
    await site.publish(topic, note)
    fay = await site.facilitator()
    assert await states(site) == [("published", False)]
    page = (await fay.get("/small-camp/topics/1/publication")).text
    assert "Nothing has changed in the note since." in page
    await site.write(topic, note + "\n\nSleep.")
    assert await states(site) == [("revised", True)]
    answer = await fay.post("/small-camp/topics/1/publication", {"_method": "PUT"})
    read = (await fay.get(answer.headers["location"])).text
    assert "Next steps" in read
    assert "Quotes" not in read


async def states(site: Site) -> list[tuple[str, bool]]:
    async with site.hallway.database.reading() as db:
        return [(each.group, each.is_changed) for each in await written_at(db, site.camp.event)]


def test_other_words_are_another_text() -> None:
    assert says_the_same("x\n\n## Quotes\n", "x")
    assert not says_the_same("x\n\n## Quotes\n", "y")

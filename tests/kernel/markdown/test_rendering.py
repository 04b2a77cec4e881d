"""What people write becomes what readers see."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.markdown import Heading, Passage, render_now
from app.kernel.markdown.rendering import shallow


def test_headings_begin_below_the_page_and_have_ids() -> None:
    rendered = render_now("# Where it *hurts*\n\n## At night\n\n# Where it hurts\n")
    assert rendered.headings == (
        Heading(2, "h-where-it-hurts", "Where it hurts"),
        Heading(3, "h-at-night", "At night"),
        Heading(2, "h-where-it-hurts-2", "Where it hurts"),
    )
    assert '<h3 id="h-at-night">At night</h3>' in rendered.html


def test_headings_that_begin_deep_are_lifted() -> None:
    assert [heading.level for heading in render_now("#### a\n\n##### b\n\n###### c").headings] == [2, 3, 4]


def test_headings_never_sink_below_six() -> None:
    assert "<h6" in render_now("# a\n\n###### b").html


@pytest.mark.parametrize(
    ("text", "ident"),
    [("# 東京", "h-東京"), ("# \\*\\*", "h-part"), ("# C++ / C#?", "h-c-c"), ("# " + "x" * 99, "h-" + "x" * 60)],
)
def test_ids_of_unusual_headings(text: str, ident: str) -> None:
    assert [heading.id for heading in render_now(text).headings] == [ident]


def test_a_numbered_heading_does_not_take_the_number_of_a_repeated_one() -> None:
    ids = [heading.id for heading in render_now("# a 2\n\n# a\n\n# a").headings]
    assert ids == ["h-a-2", "h-a", "h-a-3"]


@given(st.lists(st.text("ab1 -é", max_size=4), max_size=12))
@settings(deadline=None)
def test_heading_ids_are_unique_and_stable(titles: list[str]) -> None:
    text = "\n\n".join(f"# {title}" for title in titles)
    ids = [heading.id for heading in render_now(text).headings]
    assert len(set(ids)) == len(ids)
    assert ids == [heading.id for heading in render_now(text + "\n\n# one more").headings][: len(ids)]


def test_bare_addresses_are_links_and_file_names_are_not() -> None:
    html = render_now("README.md node.js me@example.org https://example.org/a?b=1").html
    assert html.count("<a ") == 1
    assert '<a href="https://example.org/a?b=1" rel="nofollow noopener noreferrer">' in html


def test_links_within_the_server_are_followed() -> None:
    assert render_now("[x](/search?q=a)").html == '<p><a href="/search?q=a">x</a></p>\n'


def test_pictures_are_links_to_them() -> None:
    assert render_now("![The board](https://example.org/b.jpg)").html == (
        '<p><a href="https://example.org/b.jpg" rel="nofollow noopener noreferrer">The board</a></p>\n'
    )


def test_a_picture_without_words_is_named_by_its_file() -> None:
    assert ">b.jpg</a>" in render_now("![](https://example.org/b.jpg)").html


def test_a_picture_in_a_link_becomes_its_words() -> None:
    assert render_now("[![The board](b.jpg)](/x)").html == '<p><a href="/x">The board</a></p>\n'


def test_code_is_coloured_by_classes() -> None:
    html = render_now("```python\ndef f(): ...\n```").html
    assert '<span class="hl-k">def</span>' in html
    assert "style" not in html


@pytest.mark.parametrize("fence", ["```", "```nosuchlanguage"])
def test_other_code_is_shown_plainly(fence: str) -> None:
    assert '<pre tabindex="0"><code>x &lt; y\n</code></pre>' in render_now(f"{fence}\nx < y\n```").html


def test_very_long_code_is_shown_plainly() -> None:
    assert "hl-" not in render_now("```python\n" + "def f(): ...\n" * 2000 + "```").html


def test_tasks_lists_tables_definitions_and_footnotes() -> None:
    html = render_now("- [x] a\n- [ ] b\n\n|a|\n|-:|\n|1|\n\nConsul\n: finds\n\nx[^1]\n\n[^1]: y").html
    for expected in (
        '<li class="task-list-item"><span class="task-box">☑</span> a</li>',
        '<div class="table" tabindex="0"><table>',
        '<td class="align-right">1</td>',
        "<dt>Consul</dt>",
        '<a href="#fn1" id="fnref1">',
        '<li id="fn1" class="footnote-item">',
    ):
        assert expected in html


def test_quotation_marks_are_left_as_they_were_typed() -> None:
    assert render_now("\"a\" -- 'b' (c)...").html == "<p>\"a\" -- 'b' (c)...</p>\n"


def test_passages_are_plain_words_under_their_heading() -> None:
    rendered = render_now("Lede *one*\ntwo.\n\n## Tools\n\n- `consul`\n- [DNS](/x)\n\n> Said\n\n```\na  b\n```\n")
    assert rendered.passages == (
        Passage("Lede one two.", "p"),
        Passage("consul · DNS", "ul", "h-tools", "Tools"),
        Passage("Said", "blockquote", "h-tools", "Tools"),
        Passage("a b", "code", "h-tools", "Tools"),
    )


def test_each_block_tells_its_line_and_the_html_does_not() -> None:
    text = "# a\n\nb[^1]\nc\n\n- d\n  - e\n\n|f|\n|-|\n|1|\n\n[^1]: g\n\n***\n\n> h\n\nd\n: e\n\n```\ni\n```\n"
    rendered = render_now(text)
    assert rendered.lines == (0, 2, 5, 8, 14, 16, 18, 21)
    assert "data-" not in rendered.html


BLOCKS = [
    "# a",
    "b[^1]\nc",
    "- d\n  - e",
    "1. f",
    "|g|\n|-|\n|1|",
    "[^1]: h",
    "***",
    "> i\n>\n> j",
    "d\n: e",
    "```\nk\n\nl\n```",
    "    m",
]


@given(st.lists(st.sampled_from(BLOCKS), max_size=9))
@settings(deadline=None)
def test_there_is_one_line_for_each_element_before_the_footnotes(blocks: list[str]) -> None:
    rendered = render_now("\n\n".join(blocks))
    body = re.sub(r'<hr class="footnotes-sep">.*', "", rendered.html, flags=re.DOTALL)
    depth = elements = 0
    for closing, name in re.findall(r"<(/?)(\w+)", body):
        elements += depth == 0
        depth += 0 if name in ("hr", "br") else -1 if closing else 1
    assert len(rendered.lines) == elements
    assert list(rendered.lines) == sorted(rendered.lines)


@pytest.mark.parametrize(
    "deep",
    [
        "> " * 1000 + "inside",
        ">" * 1000 + "inside",
        "- " * 1000 + "inside",
        "1. " * 300 + "inside",
        "> - " * 300 + "inside",
        "\n".join("  " * depth + "- level" for depth in range(300)) + "\n" + "  " * 300 + "- inside",
        "\n".join(f"{'  ' * depth}- level\n" for depth in range(120)) + "  " * 120 + "> inside",
        "\n".join("> " + "  " * depth + "- level" for depth in range(90)) + "\n> " + "  " * 90 + "- inside",
        "\n".join("\t" * depth + "- level" for depth in range(90)) + "\n" + "\t" * 90 + "- inside",
        "- " * 40 + "level\n" + "  " * 40 + "- " * 40 + "inside",
        "> " * 40 + "- level\n" + "> " * 40 + "  " * 40 + "- inside",
    ],
)
def test_nothing_is_lost_however_deep_it_is_nested(deep: str) -> None:
    rendered = render_now(f"before\n\n{deep}\n\nafter")
    assert rendered.html.count("inside") == 1
    assert "after" in rendered.html
    assert rendered.html.count("level") == deep.count("level")


def test_what_is_not_nested_too_deep_is_left_as_it_is() -> None:
    text = "> - 1. quoted\n\n" + " " * 200 + "far in\n\n```\n" + " " * 200 + "x\n```\n\n* * * * *"
    assert shallow(text) == text

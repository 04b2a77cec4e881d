"""CommonMark's own examples, from its specification (https://spec.commonmark.org/0.31.2/).

Where ours is another dialect on purpose, the number of the example stands here beside the reason."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.kernel.markdown import render_now
from tests.node import packages

HTML_IS_TEXT = frozenset(
    {21, 31, *range(148, 192), 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536}
    | {*range(613, 618), 623, *range(625, 632), 642, 643}
)
CODE_HAS_COLOURS = frozenset({142, 143})
LINKS_GO_WHERE_THEY_MAY = frozenset({500, 596, 598, 599, 601})
PICTURES_OF_OTHERS_ARE_LINKS = frozenset({517, 531, 581})
ADDRESSES_ARE_LINKS = frozenset({602, 608, 611})
ON_PURPOSE = (
    HTML_IS_TEXT | CODE_HAS_COLOURS | LINKS_GO_WHERE_THEY_MAY | PICTURES_OF_OTHERS_ARE_LINKS | ADDRESSES_ARE_LINKS
)

_EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


@cache
def examples() -> list[tuple[str, str]]:
    """Markdown, and the HTML that it stands for."""
    spec = packages(Path(__file__).with_name("commonmark")) / "commonmark-spec/spec.txt"
    return [(text.replace("→", "\t"), html.replace("→", "\t")) for text, html in _EXAMPLE.findall(spec.read_text())]


class Outline(HTMLParser):
    """What HTML says: its elements and texts, with where links lead. Headings are equal on all levels, as ours begin
    below the page's; a picture is a link to itself, as ours are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.parts += [("a", given["src"] or ""), ("", given.get("alt") or ""), ("/a", "")]
        else:
            self.parts.append((re.sub(r"h\d", "h", tag), given.get("href") or given.get("start") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("img", "br", "hr"):
            self.parts.append(("/" + re.sub(r"h\d", "h", tag), ""))

    def handle_data(self, data: str) -> None:
        self.parts.append(("", data))

    def said(self) -> Iterator[tuple[str, str]]:
        text = ""
        for tag, content in (*self.parts, ("end", "")):
            text += "" if tag else content
            if tag and text.strip():
                yield "", " ".join(text.split())
            if tag:
                text = ""
                yield tag, content


def outline(html: str) -> list[tuple[str, str]]:
    return list(Outline(html).said())


def test_the_specification_is_all_there() -> None:
    assert len(examples()) == 652


@pytest.mark.parametrize("number", sorted(set(range(1, 653)) - ON_PURPOSE))
def test_what_commonmark_means_we_mean(number: int) -> None:
    text, html = examples()[number - 1]
    assert outline(render_now(text).html) == outline(html)


@pytest.mark.parametrize("number", sorted(ON_PURPOSE))
def test_what_is_listed_as_different_is_different(number: int) -> None:
    text, html = examples()[number - 1]
    assert outline(render_now(text).html) != outline(html)

"""A text, rendered: safe HTML, its headings, and its passages as plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from app.kernel.markdown.anchors import name_blocks
from app.kernel.markdown.dialect import parser, plain
from app.kernel.markdown.marks import Mark, marks_of
from app.kernel.markdown.pictures import Picture
from app.kernel.markdown.quotations import named_in
from app.kernel.markdown.sanitiser import clean


@dataclass(frozen=True)
class Heading:
    """`level` is the one in the page (2 to 6)."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Passage:
    """A top-level block in plain words. `tag` names the block (`p`, `ul`, `blockquote`, `code`, …); `anchor` is the id
    of the heading above it and `heading` that heading's words, both empty before the first. `id` is its own, if it was
    given one."""

    text: str
    tag: str
    anchor: str = ""
    heading: str = ""
    id: str = ""


@dataclass(frozen=True)
class Rendered:
    """`lines` are those, from 0, with which the blocks of the HTML begin; what is put at its end has none. `named` are
    the words that say whose a quotation is, or whose a task; `marks` what an anchored text says in marks."""

    html: str
    headings: tuple[Heading, ...] = ()
    passages: tuple[Passage, ...] = ()
    lines: tuple[int, ...] = ()
    named: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Source:
    """A text, the pictures that it may show, and whether its blocks get ids."""

    text: str
    pictures: tuple[Picture, ...] = ()
    anchored: bool = False


#: Quotations and lists in each other, so many deep, are as much as anybody can read. Marks in a row, indentation, or
#: both behind quotations are together less than the parser follows (`dialect.NESTING`); it leaves out what is deeper.
DEEPEST = 40
_MARKER = r"[ \t]*+(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])"
_TOO_MANY = re.compile(rf"^((?:{_MARKER}){{{DEEPEST}}})(?:{_MARKER})++", re.MULTILINE)
_TOO_FAR_IN = re.compile(rf"^((?: {{0,3}}> ?)*+)(?:\t| {{2}}){{{DEEPEST},}}+ ?(?={_MARKER})", re.MULTILINE)

_parser = parser()


def render_now(text: str, pictures: tuple[Picture, ...] = (), *, anchored: bool = False) -> Rendered:
    """Pure, but a hostile text may take seconds: requests go through `MarkdownRenderer`. `anchored` gives each block
    that has words an id, for what is published: a page must not hold two such texts."""
    env: dict[str, object] = {"pictures": {picture.address: picture for picture in pictures}}
    tokens = _parser.parse(shallow(text), env)
    if anchored:
        name_blocks((block[0], _words(block)) for block in _blocks(tokens) if _words(block))
    html = clean(_parser.renderer.render(tokens, _parser.options, env))
    marks = marks_of(_blocks(tokens), plain) if anchored else ()
    passages, lines, named = tuple(_passages(tokens)), tuple(_lines(tokens)), tuple(named_in(tokens))
    return Rendered(html, tuple(_headings(tokens)), passages, lines, named, marks)


def shallow(text: str) -> str:
    """The same words, nested no deeper than the parser follows. It does not look for code, in which a row of so many
    marks, or a mark so far in, is cut too."""
    return _TOO_FAR_IN.sub(rf"\1{'  ' * DEEPEST}", _TOO_MANY.sub(r"\1", text))


def _headings(tokens: list[Token]) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            yield Heading(int(token.tag[1]), str(token.attrs["id"]), plain(tokens[index + 1]))


def _lines(tokens: list[Token]) -> Iterator[int]:
    for token in tokens:
        if token.type == "footnote_block_open":
            return
        if token.level == 0 and token.nesting >= 0 and token.block and token.map and not token.hidden:
            yield token.map[0]


def _passages(tokens: list[Token]) -> Iterator[Passage]:
    anchor = heading = ""
    for block in _blocks(tokens):
        if block[0].type == "heading_open":
            anchor, heading = str(block[0].attrs["id"]), plain(block[1])
        elif words := _words(block):
            yield Passage(words, block[0].tag or "section", anchor, heading, str(block[0].attrs.get("id", "")))


def _blocks(tokens: list[Token]) -> Iterator[list[Token]]:
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _words(block: list[Token]) -> str:
    return " · ".join(filter(None, map(_block_words, block)))


def _block_words(token: Token) -> str:
    if token.type == "inline":
        return plain(token)
    return " ".join(token.content.split()) if token.type in ("fence", "code_block") else ""

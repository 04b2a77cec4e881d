"""What a text says in marks that machines can take out of it: quotations with who said it, items with a word before a
colon, bold or not, lines of a paragraph that begin so, tasks, items below a heading, and links. Each with the id of the
block in which it stands."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markdown_it.token import Token

from app.kernel.markdown.links import is_external

QUOTATION, ITEM, LINE, TASK, LINK = "quotation", "item", "line", "task", "link"
#: Of one text so many, each of so many letters; whatever is beyond is read in the text.
MOST, LONGEST = 2000, 1000
#: An item or a line that begins so may be labelled without bold; whether it is depends on the word, which is left where
#: it is.
_PLAIN_LABEL = re.compile(r"[^\W\d_][\w -]{0,30}:\s")
_MENTION = re.compile(r"@(\w[^:]{0,60}):\s*")

Words = Callable[[Token], str]


@dataclass(frozen=True)
class Mark:
    """`label` is who said a quotation, what stands in bold before the colon of an item or a line, or who does a task;
    `heading` are the words of the heading above an item, `address` is a link's. `anchor` is the id of its block, or of
    the heading above one that has none."""

    kind: str
    words: str
    label: str = ""
    address: str = ""
    heading: str = ""
    is_done: bool = False
    anchor: str = ""


def marks_of(blocks: Iterable[Sequence[Token]], plain: Words) -> tuple[Mark, ...]:
    """In the order of the text. `plain` gives the words of an inline token."""
    found: list[Mark] = []
    anchor = heading = ""
    for block in blocks:
        if block[0].type == "heading_open":
            anchor, heading = str(block[0].attrs["id"]), plain(block[1])
        place = str(block[0].attrs.get("id", "")) or anchor
        for mark in _in_block(block, heading, place, plain):
            found.append(mark)
            if len(found) == MOST:
                return tuple(found)
    return tuple(found)


def _in_block(block: Sequence[Token], heading: str, anchor: str, plain: Words) -> Iterator[Mark]:
    yield from _quotations(block, anchor, plain)
    if block[0].type == "paragraph_open":
        yield from _labelled_lines(block[1], anchor, plain)
    for index, token in enumerate(block):
        if token.type == "list_item_open" and (inline := _first_inline(block, index)):
            yield from _item(token, inline, heading, anchor, plain)
        elif token.type == "inline":
            yield from _links(token, anchor, plain)


def _quotations(block: Sequence[Token], anchor: str, plain: Words) -> Iterator[Mark]:
    """Whole ones: what is quoted within a quotation is a part of it."""
    depth, said = 0, list[str]()
    for index, token in enumerate(block):
        if token.type == "blockquote_open":
            depth += 1
        elif token.type == "inline" and depth and block[index - 1].type != "figcaption_open":
            said.append(plain(token))
        elif token.type == "blockquote_close":
            depth -= 1
            if not depth and (words := " ".join(filter(None, said))):
                yield Mark(QUOTATION, words[:LONGEST], _caption(block, index, plain)[:LONGEST], anchor=anchor)
            said = said if depth else []


def _caption(block: Sequence[Token], closing: int, plain: Words) -> str:
    """What stands below the quotation that ends here, if it is a figure's."""
    behind = block[closing + 1 : closing + 3]
    return plain(behind[1]) if len(behind) > 1 and behind[0].type == "figcaption_open" else ""


def _first_inline(block: Sequence[Token], opening: int) -> Token | None:
    """The first paragraph of an item."""
    behind = block[opening + 1 : opening + 3]
    return behind[1] if len(behind) > 1 and behind[0].type == "paragraph_open" else None


def _item(opening: Token, inline: Token, heading: str, anchor: str, plain: Words) -> Iterator[Mark]:
    is_task = "checked" in opening.meta
    label, words = _labelled(inline, plain)
    if is_task and not label and (mention := _MENTION.match(words)):
        label, words = mention[1].strip(), words[mention.end() :]
    if words and (is_task or label or heading or _PLAIN_LABEL.match(words)):
        done = bool(opening.meta.get("checked"))
        kind = TASK if is_task else ITEM
        yield Mark(kind, words[:LONGEST], label[:LONGEST], heading=heading, is_done=done, anchor=anchor)


def _labelled_lines(inline: Token, anchor: str, plain: Words) -> Iterator[Mark]:
    """Those that begin with a word and a colon; bold that goes on in the next line is no label."""
    for line in _lines(inline.children or []):
        label, words = _labelled(Token("inline", "", 0, children=line), plain)
        if words and (label or _PLAIN_LABEL.match(words)):
            yield Mark(LINE, words[:LONGEST], label[:LONGEST], anchor=anchor)


def _lines(children: Iterable[Token]) -> Iterator[list[Token]]:
    for is_break, line in groupby(children, key=lambda child: child.type in ("softbreak", "hardbreak")):
        if not is_break:
            yield list(line)


def _labelled(inline: Token, plain: Words) -> tuple[str, str]:
    """What stands in bold at the beginning, with a colon in it or behind it, and the words after that."""
    children = inline.children or []
    types = [child.type for child in children]
    if not {"strong_open", "strong_close"} <= set(types) or any(
        child.content.strip() for child in children[: types.index("strong_open")]
    ):
        return "", plain(inline)
    closing = types.index("strong_close")
    bold, rest = _plain_part(children[:closing], plain), _plain_part(children[closing + 1 :], plain)
    if bold.endswith(":"):
        return bold.rstrip(":").strip(), rest
    return (bold, rest[1:].strip()) if rest.startswith(":") else ("", plain(inline))


def _plain_part(children: list[Token], plain: Words) -> str:
    return plain(Token("inline", "", 0, children=children))


def _links(inline: Token, anchor: str, plain: Words) -> Iterator[Mark]:
    """Those that lead elsewhere."""
    children, start = inline.children or [], 0
    for index, child in enumerate(children):
        if child.type == "link_open":
            start = index
        elif child.type == "link_close":
            address = str(children[start].attrGet("href") or "")
            if is_external(address) and len(address) <= LONGEST:
                words = _plain_part(children[start + 1 : index], plain)
                yield Mark(LINK, words[:LONGEST], address=address, anchor=anchor)

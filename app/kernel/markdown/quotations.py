"""A quotation whose last line begins with a dash says there whose words it is: a figure with its caption, as HTML's own
specification puts it. In any other program it is a quotation with a last line."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

#: The class of such a figure.
QUOTED = "quote"
#: Tokens of a quotation that is one paragraph.
_ONE_PARAGRAPH = 5
_BY = re.compile(r"[—–][ \t]+")


def named_in(tokens: Sequence[Token]) -> Iterator[str]:
    """Who speaks in a caption or stands behind a dash in a quotation, and who in bold at the beginning of a task."""
    is_task, quotations = False, 0
    for index, token in enumerate(tokens):
        if token.tag == "blockquote":
            quotations += token.nesting
        elif token.type == "list_item_open":
            is_task = "checked" in token.meta
        elif token.type == "inline" and tokens[index - 1].type == "figcaption_open":
            yield _words(token.children or [])
        elif token.type == "inline":
            yield from _owner(token.children or []) if is_task else ()
            yield from _behind_dashes(token.children or []) if quotations else ()
            is_task = False


def _words(children: Sequence[Token]) -> str:
    return "".join("\n" if child.type in ("softbreak", "hardbreak") else child.content for child in children)


def _behind_dashes(children: Sequence[Token]) -> Iterator[str]:
    for line in _words(children).splitlines():
        if (begins := _BY.match(line)) and (words := line[begins.end() :].strip()):
            yield words


def _owner(children: Sequence[Token]) -> Iterator[str]:
    """A bold beginning that has a colon within or behind it."""
    types = [child.type for child in children]
    if "strong_open" not in types or any(child.content.strip() for child in children[: types.index("strong_open")]):
        return
    closing = types.index("strong_close")
    words, behind = _words(children[:closing]), _words(children[closing:])
    if words.rstrip().endswith(":") or behind.lstrip().startswith(":"):
        yield words.strip().rstrip(":").strip()


def set_speakers_apart(tokens: list[Token]) -> list[Token]:
    """The tokens, in which such quotations are figures. What is quoted inside of a quotation comes first."""
    done: list[Token] = []
    openings: list[int] = []
    for token in tokens:
        done.append(token)
        if token.type == "blockquote_open":
            openings.append(len(done) - 1)
        elif token.type == "blockquote_close":
            start = openings.pop()
            quotation = done[start:]
            if speaker := _taken_speaker(quotation):
                done[start:] = _figure(quotation, speaker)
    return done


def _taken_speaker(quotation: list[Token]) -> list[Token]:
    """The words of the line that names the speaker, no longer in the quotation; none if there is no such line, or
    nothing before it."""
    if len(quotation) < _ONE_PARAGRAPH or quotation[-2].type != "paragraph_close":
        return []
    inline = quotation[-3]
    children = inline.children or []
    breaks = [i for i, child in enumerate(children) if child.type in ("softbreak", "hardbreak")]
    start = breaks[-1] + 1 if breaks else 0
    is_all = not start and len(quotation) == _ONE_PARAGRAPH
    if is_all or not children or children[start].type != "text" or not _BY.match(children[start].content):
        return []
    speaker = children[start:]
    if not any(_BY.sub("", child.content).strip() for child in speaker):
        return []
    speaker[0].content = _BY.sub("", speaker[0].content, count=1)
    if start:
        inline.children = children[: breaks[-1]]
    else:
        del quotation[-4:-1]
    return speaker


def _figure(quotation: list[Token], speaker: list[Token]) -> list[Token]:
    level, lines = quotation[0].level, quotation[0].map
    for token in quotation:
        token.level += 1
    opening = Token("figure_open", "figure", 1, attrs={"class": QUOTED}, block=True, level=level, map=lines)
    caption = [
        Token("figcaption_open", "figcaption", 1, block=True, level=level + 1),
        Token("inline", "", 0, block=True, level=level + 2, children=speaker),
        Token("figcaption_close", "figcaption", -1, block=True, level=level + 1),
    ]
    return [opening, *quotation, *caption, Token("figure_close", "figure", -1, block=True, level=level)]

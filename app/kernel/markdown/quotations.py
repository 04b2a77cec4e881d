"""A quotation whose last line begins with a dash says there whose words it is: a figure with its caption, as HTML's own
specification puts it. In any other program it is a quotation with a last line."""

import re

from markdown_it.token import Token

#: The class of such a figure.
QUOTED = "quote"
#: Tokens of a quotation that is one paragraph.
_ONE_PARAGRAPH = 5
_BY = re.compile(r"[—–][ \t]+(?=\S)")


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
    if is_all or not children or not _BY.match(children[start].content):
        return []
    speaker = children[start:]
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

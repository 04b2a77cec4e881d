"""Text as the formats of other programs can hold it, and as people read it."""

import re

#: What XML 1.0 has no place for, and what iCalendar calls controls; lines end in \n, and tabs may stay.
_UNHEARD_OF = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Signs of emphasis: stars and code anywhere, and underlines that are in no word.
_EMPHASIS = re.compile(r"[*`]+|(?<![^\W_])_+|_+(?![^\W_])")


def plain(text: str) -> str:
    """Without the characters that would make a whole file unreadable (XML 1.0, 2.2; RFC 5545, 3.1)."""
    return _UNHEARD_OF.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def unmarked(words: str) -> str:
    """Words that were cut out of Markdown, without what is left of its emphasis."""
    return _EMPHASIS.sub("", words)

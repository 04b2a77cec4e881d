"""Text as the formats of other programs can hold it."""

import re

#: What XML 1.0 has no place for, and what iCalendar calls controls; lines end in \n, and tabs may stay.
_UNHEARD_OF = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Without the characters that would make a whole file unreadable (XML 1.0, 2.2; RFC 5545, 3.1)."""
    return _UNHEARD_OF.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

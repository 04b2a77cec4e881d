"""Reading what somebody says of a passage."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.notes.annotations.rules import POSITION_LIMIT, QUOTE_LIMIT, WORDS_LIMIT

_POSITION = re.compile(rf"[A-Za-z0-9_-]{{0,{POSITION_LIMIT}}}")


@dataclass(frozen=True)
class Said:
    """Of a passage, of the note as a whole, or under what it `answers`."""

    words: str
    quote: str
    starts: str
    ends: str
    answers: int | None


def read_annotation(posted: Mapping[str, str]) -> Said:
    """`words`; the passage as `quote`, which may be cut, with `starts` and `ends`; or `answers`. Raises Invalid."""
    fields = Fields(posted)
    words = fields.text("words", WORDS_LIMIT, required=_("What would you like to say?"))
    answers = fields.number("answers")
    quote = "" if answers else fields.text("quote", QUOTE_LIMIT)
    starts, ends = (posted.get(name, "") if quote else "" for name in ("starts", "ends"))
    for name, position in (("starts", starts), ("ends", ends)):
        if not _POSITION.fullmatch(position):
            fields.refuse(name, _("This is no place in the note."))
    fields.check()
    return Said(words, quote, starts, ends, answers)

"""The plain form of a note: its text, and what that text was started from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.forms import Fields
from app.kernel.words import gettext as _

_LINE_ENDS = re.compile(r"\r\n?")
#: Nothing that a keyboard makes; PostgreSQL cannot even hold the first.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class NoteForm:
    """`base` is the last edit in the text that the form began with; `epoch` may be left out by scripts."""

    markdown: str
    base: int
    epoch: int | None


def read_note_form(posted: Mapping[str, str]) -> NoteForm:
    """Raises Invalid."""
    fields = Fields(posted)
    markdown, base, epoch = read_markdown(posted), fields.number("base"), fields.number("epoch")
    if "markdown" not in posted:
        fields.refuse("markdown", _("There was no text in this form."))
    fields.check()
    return NoteForm(markdown, base or 0, epoch)


def read_markdown(posted: Mapping[str, str]) -> str:
    """The text as it was typed: blanks and accents stay as they are, or others' words would seem changed."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", posted.get("markdown", "")))

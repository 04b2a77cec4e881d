"""What may be posted about publishing."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.kernel.forms import Fields
from app.writeups.rules import CHANGE_NOTE_LIMIT


@dataclass(frozen=True)
class Publishing:
    """`change_note` says what a correction corrects. `seen` is the mark of the text that was looked at, if any."""

    change_note: str = ""
    seen: str = ""


def read_publishing(posted: Mapping[str, str]) -> Publishing:
    """Raises Invalid."""
    fields = Fields(posted)
    publishing = Publishing(fields.line("change_note", CHANGE_NOTE_LIMIT), fields.line("seen", 64))
    fields.check()
    return publishing


def mark_of(markdown: str) -> str:
    """Tells one text from another."""
    return sha256(markdown.encode(errors="replace")).hexdigest()[:32]

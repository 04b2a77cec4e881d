"""What may be posted about publishing."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.writeups.rules import CHANGE_NOTE_LIMIT, WHY_LIMIT

#: What can be decided about a name.
DECISIONS = (KEEP, LEAVE_OUT, REOPEN) = ("keep", "leave_out", "reopen")
#: Of several words at once, that nobody is called so; each in a line of its own.
KEEP_ALL = "keep_all"
MOST_DECIDED = 500
#: Names in a row are one; nobody has so many.
NAME_LIMIT = 1000
#: What can stand in the place of words that were taken out.
INSTEAD = (MARK, NOTHING) = ("mark", "nothing")
WITHDRAWN_LIMIT = 2000
#: Fewer letters stand in every text.
SHORTEST_WITHDRAWN = 3


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


def read_why(posted: Mapping[str, str]) -> str:
    """Raises Invalid."""
    fields = Fields(posted)
    why = fields.line("why", WHY_LIMIT)
    fields.check()
    return why


@dataclass(frozen=True)
class Withdrawing:
    """Words to be taken out for good. `marked`: something tells that words stood there."""

    words: str = ""
    marked: bool = True


def read_withdrawing(posted: Mapping[str, str]) -> Withdrawing:
    """Raises Invalid."""
    fields = Fields(posted)
    words = fields.text("words", WITHDRAWN_LIMIT, required=_("Which words? Copy them out of the text."))
    if words and sum(letter.isalnum() for letter in words) < SHORTEST_WITHDRAWN:
        fields.refuse("words", _("That is too little to be found for sure. Take a few words more."))
    instead = fields.choice("instead", INSTEAD, MARK)
    fields.check()
    return Withdrawing(words, instead == MARK)


def mark_of(markdown: str) -> str:
    """Tells one text from another."""
    return sha256(markdown.encode(errors="replace")).hexdigest()[:32]


@dataclass(frozen=True)
class NameDecided:
    """What is to become of words that may be a name: readers see them, or not; None: nobody has decided."""

    words: str
    is_kept: bool | None


def read_decision(posted: Mapping[str, str]) -> NameDecided:
    """The words are left as the text has them. Raises Invalid."""
    fields = Fields(posted)
    words = posted.get("words", "")
    if not 0 < len(words) <= NAME_LIMIT or not words.isprintable():
        fields.refuse("words", _("Say which words you mean."))
    decision = fields.choice("decision", DECISIONS)
    fields.check()
    return NameDecided(words, {KEEP: True, LEAVE_OUT: False}.get(decision))


def read_decisions(posted: Mapping[str, str]) -> list[NameDecided]:
    """One, or that several words are nobody's name. Raises Invalid."""
    if posted.get("decision") != KEEP_ALL:
        return [read_decision(posted)]
    lines = posted.get("words", "").splitlines()[:MOST_DECIDED] or [""]
    return [read_decision({"words": words, "decision": KEEP}) for words in lines]

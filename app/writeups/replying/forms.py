"""What may be posted about replies."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.people.names import clean_name
from app.writeups.replying.rules import DECLINED, NAME_LIMIT, SHOWN, WAITING, WORDS_LIMIT

#: A field that people do not see. Programs fill whatever they find.
TRAP = "website"
SETTLEMENTS = (SHOWN, DECLINED, WAITING)


@dataclass(frozen=True)
class Said:
    name: str
    words: str


@dataclass(frozen=True)
class Settlement:
    """What is to become of a reply that was `seen` in this state; of one that was taken back, nothing."""

    state: str
    seen: str
    names_told: bool


def read_reply(posted: Mapping[str, str]) -> Said:
    """Raises Invalid."""
    fields = Fields({**posted, "name": clean_name(posted.get("name", ""))})
    name = fields.line("name", NAME_LIMIT, required=_("Say who you are: a name is enough."))
    words = fields.text("words", WORDS_LIMIT, required=_("Write what you want to say."))
    if fields.line(TRAP, NAME_LIMIT):
        fields.refuse(
            TRAP, _("Something filled in a field that is not for people. It is empty again: send it once more.")
        )
    fields.check()
    return Said(name, words)


def read_settlement(posted: Mapping[str, str]) -> Settlement:
    """Raises Invalid."""
    fields = Fields(posted)
    settlement = Settlement(
        fields.choice("state", SETTLEMENTS), fields.choice("seen", SETTLEMENTS), posted.get("names_told") == "1"
    )
    fields.check()
    return settlement

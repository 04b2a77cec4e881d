"""What may be posted about the board."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.board.reports import ABOUT_CARD, ABOUT_NAME, ABOUT_PERSON
from app.board.rules import DOWN, WANTED, Cell, read_cell
from app.board.seating import MODES, WAITING
from app.kernel.forms import Fields
from app.kernel.words import gettext as _

REASON_LIMIT = 120
COMPLAINT_LIMIT = 500


@dataclass(frozen=True)
class Move:
    """Where a card should go, where its sender believes it is, which card there makes way for it; or that it shall hang
    there `again`, beside where it hangs."""

    to: Cell
    expected: Cell | None
    swap: int | None
    again: bool = False


def read_move(posted: Mapping[str, str]) -> Move:
    """`cell` (or `timeslot` and `room`), `expected` cell (empty: on the wall), `swap` placement id, `again`.

    Raises Invalid.
    """
    fields = Fields(posted)
    written = posted.get("cell") or f"{posted.get('timeslot', '')}-{posted.get('room') or 0}"
    to = read_cell(written)
    if to is None:
        fields.refuse("cell", _("Choose a place on the board."))
    swap = fields.number("swap")
    fields.check()
    assert to is not None
    return Move(to, read_cell(posted.get("expected", "")), swap, posted.get("again") == "1")


@dataclass(frozen=True)
class Undo:
    """What to take back: one's own last step, the last of all, or a certain one."""

    of_all: bool
    step: int | None


def read_undo(posted: Mapping[str, str]) -> Undo:
    """`scope` (mine, unless it says all) and `step`. Raises Invalid."""
    fields = Fields(posted)
    scope, step = fields.choice("scope", ("mine", "all"), "mine"), fields.number("step")
    fields.check()
    return Undo(scope == "all", step)


def read_merger(posted: Mapping[str, str]) -> int:
    """The number of the card `into` which another goes. Raises Invalid."""
    fields = Fields(posted)
    into = fields.number("into", required=_("Choose the card that stays."))
    fields.check()
    return into or 0


@dataclass(frozen=True)
class Mute:
    """Which clash may stay, and why."""

    key: str
    reason: str


def read_mute(posted: Mapping[str, str]) -> Mute:
    """`key` and `reason`. Raises Invalid."""
    fields = Fields(posted)
    key = fields.line("key", 200)
    reason = fields.line("reason", REASON_LIMIT, required=_("Say why in a few words, so that the others know."))
    fields.check()
    return Mute(key, reason)


def read_closure(posted: Mapping[str, str]) -> str:
    """`why` a cell is closed, if anybody says. Raises Invalid."""
    fields = Fields(posted)
    why = fields.line("why", REASON_LIMIT)
    fields.check()
    return why


@dataclass(frozen=True)
class Question:
    """What to suggest; a `seed` draws the same again."""

    mode: str
    seed: int | None


def read_question(posted: Mapping[str, str]) -> Question:
    """`mode` and `seed`. Raises Invalid."""
    fields = Fields(posted)
    mode, seed = fields.choice("mode", MODES, WAITING), fields.number("seed")
    fields.check()
    return Question(mode, seed)


def read_accepted(posted: Mapping[str, str]) -> int | None:
    """The `number` of a card; none means all. Raises Invalid."""
    fields = Fields(posted)
    number = fields.number("number")
    fields.check()
    return number


def read_pitch(posted: Mapping[str, str]) -> int:
    """`number` of the card that goes in line. Raises Invalid."""
    fields = Fields(posted)
    number = fields.number("number", required=_("Which card? Its number stands in its corner."))
    fields.check()
    return number or 0


def read_way(by: str) -> int:
    """Places in the line: one towards the end, one towards its head, or to the very end (`last`)."""
    return _WAYS.get(by, 0)


#: `last` goes beyond any line.
_WAYS = {"1": 1, "-1": -1, "last": 10_000}


@dataclass(frozen=True)
class Complaint:
    """What somebody reports: a `card` by its number, or the name of, or the person who is called `who`."""

    about: str
    card: int | None
    who: str
    words: str


def read_complaint(posted: Mapping[str, str]) -> Complaint:
    """`about`, `card` or `who`, and `words` that say what is wrong. Raises Invalid."""
    fields = Fields(posted)
    about = fields.choice("about", (ABOUT_CARD, ABOUT_NAME, ABOUT_PERSON))
    card = fields.number("card", required=_("Which card?") if about == ABOUT_CARD else "")
    who = fields.line("who", 90, required=_("What are they called here?") if about != ABOUT_CARD else "")
    words = fields.text("words", COMPLAINT_LIMIT, required=_("Say in a word what is wrong."))
    fields.check()
    return Complaint(about, card, who, words)


def read_removal(posted: Mapping[str, str]) -> str:
    """The `reason`, which the card's hosts are told too. Raises Invalid."""
    fields = Fields(posted)
    reason = fields.line("reason", REASON_LIMIT, required=_("Say in a word why. Its hosts read it too."))
    fields.check()
    return reason


def read_leaving(posted: Mapping[str, str]) -> str:
    """What becomes of one's own `cards`. Raises Invalid."""
    fields = Fields(posted)
    cards = fields.choice("cards", (DOWN, WANTED), WANTED)
    fields.check()
    return cards

"""What may be posted about corrections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.kernel.forms import Fields
from app.kernel.words import gettext as _
from app.writeups.correcting.rules import LONGEST_WINDOW, SAID_LIMIT, TEXT_LIMIT, WINDOW, WORDS_LIMIT

SETTLEMENTS = (TAKE, DECLINE, REOPEN) = ("take", "decline", "reopen")


@dataclass(frozen=True)
class Wording:
    """`quotation` names which one, empty for the whole text; `words` are what it should say, `said` a word to it."""

    quotation: str
    words: str
    said: str


def last_day(now: datetime, time_zone: str) -> date:
    """Until when a window is open unless somebody says otherwise."""
    return now.astimezone(ZoneInfo(time_zone)).date() + WINDOW


def read_window(posted: Mapping[str, str], now: datetime, time_zone: str) -> datetime:
    """The last moment of the day `until` there. Raises Invalid."""
    zone, fields = ZoneInfo(time_zone), Fields(posted)
    today = now.astimezone(zone).date()
    until = fields.date("until") or last_day(now, time_zone)
    if not fields.errors and not today <= until <= today + LONGEST_WINDOW:
        fields.refuse("until", _("This needs to be a day from today on, in the next three months."))
    fields.check()
    return datetime.combine(until, time(23, 59, 59), zone)


def read_wording(posted: Mapping[str, str]) -> Wording:
    """Raises Invalid."""
    fields = Fields(posted)
    quotation = fields.line("quotation", 64)
    limit = WORDS_LIMIT if quotation else TEXT_LIMIT
    words = fields.text("words", limit, required=_("Say what it should say instead."))
    wording = Wording(quotation, words, fields.line("said", SAID_LIMIT))
    fields.check()
    return wording


def read_settlement(posted: Mapping[str, str]) -> tuple[str, str]:
    """What is to become of it, and a word to whoever sent it. Raises Invalid."""
    fields = Fields(posted)
    settlement = fields.choice("settlement", SETTLEMENTS), fields.line("answer", SAID_LIMIT)
    fields.check()
    return settlement

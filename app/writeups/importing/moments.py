"""Dates and times as people write them. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale

from app.kernel.forms import OUR_TIME

_SPEECHES = ("en", "de", "fr", "es", "it", "pt", "nl")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_JAPANESE = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})(?!\d)")
_WORDY = re.compile(r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er)?\s(?:of\s|de\s)?([^\W\d_]{3,12})\.?,?\s(?:de\s)?(\d{4})")
_AMERICAN = re.compile(r"([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d.:])(?P<hour>[01]?\d|2[0-4])(?:\s?[:.h時]\s?(?P<minute>[0-5]\d)|\s?h(?![a-z])|時)?(?::[0-5]\d(?:\.\d+)?)?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?)?(?:\s?(?:uhr\b|分))?(?![\d:])",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"([01]\d|2[0-3])([0-5]\d)")
_NTH = re.compile(r"(?:day|tag|jour|dia|día|giorno)?\s?#?(\d{1,2})", re.IGNORECASE)
_LONGEST = 120
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class When:
    """What is known of a session's time, on the event's own clocks. `nth` counts the event's days from 1."""

    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    nth: int | None = None


UNKNOWN = When()


def read_day(written: str) -> date | None:
    """The first date in it. 03/04/2017 is the third of April, unless there is no such date."""
    text = _normal(written)
    for pattern, order in ((_ISO, "ymd"), (_JAPANESE, "ymd"), (_COMPACT, "ymd"), (_DAY_FIRST, "dmy")):
        if found := pattern.search(text):
            return _date(dict(zip(order, map(int, found.groups()), strict=True)))
    if found := _WORDY.search(text):
        return _date({"d": int(found[1]), "m": _months().get(_bare(found[2]), 0), "y": int(found[3])})
    if found := _AMERICAN.search(text):
        return _date({"d": int(found[2]), "m": _months().get(_bare(found[1]), 0), "y": int(found[3])})
    return None


def read_span(written: str) -> tuple[time | None, time | None]:
    """From when to when, or only from when: “11:30–12:15”, “2pm”, “14h”, “11.30 Uhr”."""
    text = _normal(written)
    for pattern in (_ISO, _JAPANESE, _DAY_FIRST, _COMPACT):
        text = pattern.sub(" ", text)
    if found := _FOUR_DIGITS.fullmatch(text.strip()):
        return time(int(found[1]), int(found[2])), None
    clocks = [clock for found in _CLOCK.finditer(text) if (clock := _clock(found, alone=found[0] == text.strip()))]
    if not 0 < len(clocks) < 3:
        return None, None
    return clocks[0], clocks[1] if len(clocks) == 2 else None


def read_when(day: str, starts: str, ends: str, minutes: str, zone: ZoneInfo) -> When:
    """From four fields, of which any may be empty and each may hold what belongs into another. A moment with an offset
    is told on the clocks of `zone`."""
    moment, last = _moment(starts or day, zone), _moment(ends, zone)
    if moment:
        when = When(moment.date(), moment.time() if _has_clock(starts or day) else None)
    else:
        begin, end = read_span(starts)
        if begin is None and not starts and read_day(day):
            begin, end = read_span(day)
        when = When(read_day(day) or read_day(starts), begin, end, _nth(day))
    end = last.time() if last else read_span(ends)[0]
    when = replace(when, ends=end or when.ends)
    return when if when.ends or not when.starts else replace(when, ends=_later(when.starts, read_minutes(minutes)))


def read_minutes(written: str) -> int | None:
    """“45”, “45 min”, “00:45”, “1h 30”; more than a day is none."""
    text = _normal(written).lower().strip()
    if found := re.fullmatch(r"(\d{1,2})\s?[:h]\s?(\d{2})?(?:\s?m\w*)?(?::\d\d)?", text):
        minutes = int(found[1]) * 60 + int(found[2] or 0)
    elif found := re.fullmatch(r"(\d{1,4})(?:\.0+)?\s?(?:m\w*\.?|分)?", text):
        minutes = int(found[1])
    else:
        return None
    return minutes if 0 < minutes < _DAY_MINUTES else None


def _moment(written: str, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written.strip())
    except ValueError:
        return None
    if moment.year not in OUR_TIME:
        return None
    return (moment.astimezone(zone) if moment.tzinfo else moment).replace(tzinfo=None, second=0, microsecond=0)


def _has_clock(written: str) -> bool:
    return len(written.strip()) > len("2017-03-24")


def _nth(day: str) -> int | None:
    found = _NTH.fullmatch(_normal(day).strip())
    return int(found[1]) if found and int(found[1]) else None


def _later(starts: time, minutes: int | None) -> time | None:
    if minutes is None:
        return None
    return (datetime.combine(date(2000, 1, 1), starts) + timedelta(minutes=minutes)).time()


def _clock(found: re.Match[str], alone: bool) -> time | None:
    """A number is a time only with minutes, `h`, `pm`, or if it stands alone with “Uhr”."""
    if found["minute"] is None and not found["half"] and not re.search(r"[h時r]", found[0], re.IGNORECASE):
        return None
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    return time(hour % 24, int(found["minute"] or 0))


def _date(parts: dict[str, int]) -> date | None:
    day, month = parts["d"], parts["m"]
    if month > 12 >= day:
        day, month = month, day
    try:
        return date(parts["y"], month, day) if parts["y"] in OUR_TIME else None
    except ValueError:
        return None


def _normal(written: str) -> str:
    """Digits and signs of any script as ASCII has them."""
    text = unicodedata.normalize("NFKC", written[:_LONGEST])
    return "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)


def _bare(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in folded if c.isalpha())


@cache
def _months() -> dict[str, int]:
    found = {}
    for speech in _SPEECHES:
        for width in ("wide", "abbreviated"):
            names = Locale.parse(speech).months["format"][width]
            found.update({_bare(name): number for number, name in names.items()})
    return {**found, "marz": 3, "maerz": 3, "sept": 9}

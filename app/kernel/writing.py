"""Days, numbers, sizes and lists as people write them in the language of whoever is being answered."""

import re
from collections.abc import Sequence
from datetime import date

from babel import Locale
from babel.dates import format_date, match_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2.filters import do_filesizeformat

from app.kernel.words import language

#: English is written as on this side of the Atlantic.
_LOCALES = {"en": "en_GB"}


def long_day(day: date) -> str:
    """Such as 3 April 2017."""
    return format_date(day, "long", locale=_locale())


def long_days(first: date, last: date) -> list[tuple[date, str]]:
    """From one day to another as two texts to stand side by side: what both have in common is said once, as in
    3–5 April 2017. A single day is one text."""
    differing = next((field for field, unit in _UNITS.items() if getattr(first, unit) != getattr(last, unit)), None)
    if differing is None:
        return [(first, long_day(first))]
    patterns = _locale().interval_formats["yMMMd"][differing]
    return [(day, _written(day, pattern)) for day, pattern in zip((first, last), patterns, strict=True)]


def weekday(day: date) -> str:
    """A day of an event, such as Monday 3 April."""
    skeletons = _locale().datetime_skeletons
    return _written(day, skeletons[match_skeleton("MMMMEd", skeletons)].pattern)


def on_day(day: date, hour: str) -> str:
    """An hour of one of several days, such as Sat 09:00."""
    return f"{format_date(day, 'ccc', locale=_locale())} {hour}"


def short_month(day: date) -> str:
    """Such as Apr."""
    return format_date(day, "LLL", locale=_locale())


def number(value: int) -> str:
    """Such as 1,234."""
    return format_decimal(value, locale=_locale())


def counted(number: int, word: str) -> str:
    """For commands, which speak English: 1 photo, 2 photos."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def size(octets: int) -> str:
    """Of a file, for whoever runs this Hallway: such as 4.2 KiB."""
    return do_filesizeformat(octets, binary=True)


def listed(words: Sequence[str]) -> str:
    """Several things in a row, such as one, two and three."""
    return format_list(words, locale=_locale())


#: The letters of CLDR's patterns, from the largest unit to the smallest.
_UNITS = {"y": "year", "M": "month", "d": "day"}


def _written(day: date, pattern: str) -> str:
    """With months and weekdays in full: CLDR (UTS 35, "Matching Skeletons") says to widen what it has only short."""
    return format_date(day, re.sub("E+", "EEEE", re.sub("MMM+", "MMMM", pattern)), locale=_locale())


def _locale() -> Locale:
    return Locale.parse(_LOCALES.get(language(), language()))

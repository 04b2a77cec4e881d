"""How many people were there, as a note tells it: “People: 14”, “Present: about 25”, “Anwesend: ca. 12 Leute”. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from app.kernel.words import LANGUAGES, use_language
from app.kernel.words import gettext as _

#: A larger number is something else, or wrong.
MOST = 5000


@dataclass(frozen=True)
class Attendance:
    """`is_about` where nobody counted."""

    count: int
    is_about: bool = False


def attendance_in(words: str) -> Attendance | None:
    """What stands behind the label; None unless it is a number of people and nothing else, such as names."""
    found = _counted().fullmatch(words.strip())
    count = int(re.sub(r"\D", "", found["count"])) if found else 0
    return Attendance(count, bool(found["about"])) if found and 0 < count <= MOST else None


def is_attendance(text: str) -> bool:
    """Whether this says how many were there, and nothing else."""
    label, _colon, words = text.partition(":")
    return label.strip().casefold() in attendance_labels() and attendance_in(words) is not None


@cache
def attendance_labels() -> frozenset[str]:
    """What may stand before the colon, in all languages of ours, in small letters."""
    # words: typed in notes before how many were there ("Present: 25"); any number of words, apart by commas
    return _in_all_languages(lambda: _("People, Present, Attendance, Attendees, Participants"))


@cache
def _counted() -> re.Pattern[str]:
    # words: typed in notes before a number that nobody counted; any number of words, apart by commas
    about = _any_of(_in_all_languages(lambda: _("about, around, roughly, approx, approximately, circa, ca")))
    # words: typed in notes behind a number ("25 people"); any number of words, apart by commas
    people = _any_of(_in_all_languages(lambda: _("person, people, persons, folks, attendees, participants")))
    return re.compile(
        rf"(?P<about>[~≈]\s*|(?:{about})(?:\.\s*|\s+))?(?P<count>\d{{1,4}}|\d[,.\s]\d{{3}})(?:\s+(?:{people}))?\.?",
        re.IGNORECASE,
    )


def _in_all_languages(listed: Callable[[], str]) -> frozenset[str]:
    words = set[str]()
    for language in LANGUAGES:
        with use_language(language):
            words |= {word.strip().casefold() for word in listed().split(",")}
    return frozenset(words)


def _any_of(words: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(words)))

"""Names as people may bear them, and how they are told apart. Pure.

Marks follow a name after a dot that cannot be typed, so that nobody can give them to themselves: who holds the space is
marked as a facilitator, and whose name looks like that of one who does as an attendee; of several who look the same the
later ones are numbered. What looks alike is decided by skeletons after Unicode Technical Standard 39, whose table comes
with confusable_homoglyphs.
"""

import unicodedata
from collections.abc import Collection
from functools import cache

from confusable_homoglyphs import confusables

from app.kernel.words import gettext as _

DOT = "·"
NO_MARK, FACILITATOR, ATTENDEE = "", "facilitator", "attendee"
_DOTS = str.maketrans(dict.fromkeys("·•‧∙⋅・･ꞏ᛫⸱●⦁ᐧ", "-"))
_STROKES = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o"})
_UNSEEN = ("Cf", "Cc", "Cs", "Co", "Cn")


def clean_name(written: str) -> str:
    """As it is kept: one form of each letter, nothing invisible, nothing that turns the text around, no dot of ours."""
    plain = unicodedata.normalize("NFKC", written).translate(_DOTS)
    seen = "".join(" " if c.isspace() else c for c in plain if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join(seen.split())


def shown_name(name: str, mark: str, namesake: int) -> str:
    """What others see; `namesake` is a number for the second and later ones who look the same, 0 for the first."""
    name = f"{name} {DOT} {namesake}" if namesake else name
    if mark == FACILITATOR:
        return _("%(name)s · facilitator") % {"name": name}
    if mark == ATTENDEE:
        return _("%(name)s · attendee") % {"name": name}
    return name


def mark_for(look: str, *, holds_space: bool, beside_facilitator: bool) -> str:
    """`beside_facilitator`: somebody who holds the space looks the same."""
    if holds_space:
        return FACILITATOR
    return ATTENDEE if beside_facilitator or any(word in look for word in _reserved()) else NO_MARK


def namesake_for(taken: Collection[int]) -> int:
    """The number of one more who looks like those that have these numbers: the first has none, the second is 2."""
    return max(2, max(taken) + 1) if taken else 0


def skeleton(name: str) -> str:
    """Equal for names that look alike: of each letter its plainest double, without accents, case and gaps. Of a name
    without letters it is the name."""
    clean = clean_name(name)
    parts = unicodedata.normalize("NFKD", "".join(_plainest(c) for c in clean).casefold())
    return "".join(c for c in parts.translate(_STROKES) if c.isalnum()) or clean


@cache
def _plainest(letter: str) -> str:
    if letter.isascii():
        return letter
    doubles = [each["c"] for each in confusables.confusables_data.get(letter, ())]
    return next((double for double in doubles if double.isascii() and double.isalnum()), letter)


@cache
def _reserved() -> frozenset[str]:
    words = ("facilitator", "facilitation", "steward", "moderator", "organiser", "organizer")
    return frozenset(skeleton(word) for word in words)

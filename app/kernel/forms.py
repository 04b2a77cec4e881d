"""Reading what was posted: each field cleaned and checked, all mistakes said at once, next to their fields."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from app.kernel.errors import Invalid
from app.kernel.words import gettext as _
from app.kernel.words import ngettext

OUR_TIME = range(1900, 2200)
_KEPT_CONTROLS = "\n\t"


class Fields:
    """One posted form. Read every field, then call `check()`: it raises Invalid with all that is wrong."""

    def __init__(self, posted: Mapping[str, str]) -> None:
        self.posted = posted
        self.errors: dict[str, str] = {}

    def line(self, name: str, limit: int, required: str = "") -> str:
        """A single line, blanks folded. `required` is what to say when it is empty."""
        value = " ".join(clean(self.posted.get(name, "")).split())
        return self._within(name, value, limit, required)

    def text(self, name: str, limit: int, required: str = "") -> str:
        """Several lines, line ends as \\n."""
        return self._within(name, clean(self.posted.get(name, "")).strip(), limit, required)

    def number(self, name: str, required: str = "") -> int | None:
        value = self.posted.get(name, "").strip()
        if not value:
            self.refuse(name, required)
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value):
            self.refuse(name, _("This needs to be a whole number."))
            return None
        return int(value)

    def date(self, name: str, required: str = "") -> date | None:
        value = self.posted.get(name, "").strip()
        if not value:
            self.refuse(name, required)
            return None
        try:
            return read_date(value)
        except ValueError:
            self.refuse(name, _("This needs to be a date, such as 2027-03-17."))
            return None

    def choice(self, name: str, allowed: tuple[str, ...], default: str = "") -> str:
        value = self.posted.get(name, "") or default
        if value not in allowed:
            self.refuse(name, _("This choice does not exist."))
        return value

    def refuse(self, name: str, why: str) -> None:
        """Notes what is wrong with a field; the first reason stays. No reason: nothing is wrong."""
        if why:
            self.errors.setdefault(name, why)

    def check(self) -> None:
        if self.errors:
            raise Invalid(next(iter(self.errors.values())), self.errors)

    def _within(self, name: str, value: str, limit: int, required: str) -> str:
        if not value and required:
            self.refuse(name, required)
        if (over := len(value) - limit) > 0:
            self.refuse(
                name, ngettext("This is %d character too long.", "This is %d characters too long.", over) % over
            )
        return value


def read_date(written: str) -> date:
    """ValueError for what is no date, or one so far away that reckoning in time zones would fall off the calendar."""
    day = date.fromisoformat(written)
    if day.year not in OUR_TIME:
        raise ValueError(written)
    return day


def clean(value: str) -> str:
    """Text as people mean it: NFC, \\n as line end, no control characters (PostgreSQL cannot even hold NUL)."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in value if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs"))

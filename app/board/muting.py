"""What a clash that was muted is called: from its key alone, so that it can be told in any language and at any time."""

from collections.abc import Callable, Mapping

from app.kernel.words import gettext as _


def muted_in_words(key: str, kept: str) -> str:
    """`kept` is what was said when it was muted, for keys that say nothing."""
    kind, _hyphen, named = key.partition("-")
    number, _hyphen, other = named.partition("-")
    if kind not in _CALLED:
        return kept
    return _CALLED[kind]() % {"one": number, "other": other}


_CALLED: Mapping[str, Callable[[], str]] = {
    "room": lambda: _("%(one)s and %(other)s in one room at the same time"),
    "host": lambda: _("%(one)s and %(other)s with the same host at the same time"),
    "beside": lambda: _("%(one)s at the same time as %(other)s, though asked not to be"),
    "stars": lambda: _("%(one)s and %(other)s, starred by the same people, at the same time"),
    "seats": lambda: _("%(one)s in a room that is too small"),
    "before": lambda: _("%(one)s earlier than it asks to be"),
    "after": lambda: _("%(one)s later than it asks to be"),
    "needs": lambda: _("%(one)s in a room without %(other)s"),
}

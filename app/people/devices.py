"""What to call a device, from what its browser says of itself: enough to tell one's own from a lost one. Pure."""

from collections.abc import Sequence

from app.people.names import DOT

#: The first that is named in a browser's own words; most of them also claim to be those below.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """Such as "Firefox, Android"; empty for what names itself otherwise."""
    found = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(part for part in found if part)


def told_apart(names: Sequence[str]) -> list[str]:
    """In the order in which the devices came: of those named alike the later ones have a number, as in "Chrome,
    Linux · 2"."""
    counted = [names[: place + 1].count(name) for place, name in enumerate(names)]
    return [f"{name} {DOT} {count}" if count > 1 else name for name, count in zip(names, counted, strict=True)]


def _first(names: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for sign, name in names if sign in said), "")

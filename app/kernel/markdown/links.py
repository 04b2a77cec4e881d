"""Which addresses a text may link to. An allow-list: what is not known to be harmless is no link."""

import re

SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow noopener noreferrer"

_SCHEME = re.compile(r"([^/?#]*?):(.*)", re.DOTALL)
_UNSEEN = re.compile(r"[\x00-\x20\x7f\\]")


def is_safe(url: str) -> bool:
    """http, https, mailto, or an address on this server; never `//host`, which looks like the latter and is not."""
    if _UNSEEN.search(url):
        return False
    scheme = _SCHEME.match(url)
    if scheme is None:
        return not url.startswith("//")
    name, rest = scheme[1].lower(), scheme[2]
    return name in SCHEMES and (name == "mailto" or re.match(r"//[^/?#]", rest) is not None)


def is_external(url: str) -> bool:
    return re.match(r"https?:", url, re.IGNORECASE) is not None

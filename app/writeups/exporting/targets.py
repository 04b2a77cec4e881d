"""Which file of a copy stands for which address of the live pages. Pure.

A file is called as its page is, so that links to it last; whatever is not in the copy has none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from app.kernel.slugs import slug_of
from app.writeups.extracting import value_of
from app.writeups.indexes import INDEXES, LAST_PAGE, NAMED, STATES, Asked
from app.writeups.rules import number_in

FRONT, WHOLE, PAGE, BOARD, SEARCH = "front", "whole", "page", "board", "search"
ALL_INDEXES, INDEX, PHOTO, ASSET, WORDS = "indexes", "index", "photo", "asset", "words"
PHOTO_NAME = re.compile(r"[0-9a-f]{32}(?:-small)?\.webp")
_ASSET_NAME = re.compile(r"[\w.-]+-[0-9A-Za-z]{8}\.\w+")
#: Files of these names cannot be on a disk of Windows.
_DEVICES = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d")
#: What a search for one thing alone shows better in its index.
_INDEX_OF = {"tag": "tags", "tool": "tools", "by": "people"}


@dataclass(frozen=True)
class Target:
    """A file, and what is in it: the page of a topic's `number`, what is `asked` of an index, the photo or built file
    of a `name`."""

    kind: str
    file: str
    number: int = 0
    asked: Asked | None = None
    name: str = ""


FIRST = Target(FRONT, "index.html")
ROOTS = (FIRST, Target(WHOLE, "write-up/whole.html"), Target(BOARD, "board.html"), Target(SEARCH, "search.html"))


@dataclass(frozen=True)
class Targets:
    """Of one event; `pages` are the names of what is published of its topics, by number."""

    slug: str
    pages: Mapping[int, str]

    def of(self, url: str) -> Target | None:
        """`url` is an address on this server, without what follows its #."""
        parts = urlsplit(url)
        first, *rest = parts.path.strip("/").split("/")
        query = dict(parse_qsl(parts.query))
        if first == self.slug:
            return self._of_event(rest, query)
        if first == "index" and query.get("event", self.slug) == self.slug:
            return _of_index(rest, query)
        if first == "search" and not rest:
            return _of_search(query)
        if first == "static" and len(rest) == 1 and _ASSET_NAME.fullmatch(rest[0]):
            return Target(ASSET, f"static/{rest[0]}", name=rest[0])
        return None

    def _of_event(self, path: list[str], query: Mapping[str, str]) -> Target | None:
        match path:
            case [] | ["write-up"]:
                return FIRST
            case ["write-up", "whole"]:
                return ROOTS[1]
            case ["search-index.js"]:
                return Target(WORDS, "search-index.js")
            case ["board"]:
                return ROOTS[2]
            case ["write-up", page] if "edition" not in query:
                return self._page(number_in(page))
            case ["topics", number] if number.isdecimal():
                return self._page(number_in(number))
            case ["media", name] if PHOTO_NAME.fullmatch(name):
                return Target(PHOTO, f"photos/{name}", name=name)
        return None

    def _page(self, number: int | None) -> Target | None:
        if number is None or number not in self.pages:
            return None
        return Target(PAGE, f"write-up/{self.pages[number]}.html", number=number)


def _of_search(query: Mapping[str, str]) -> Target:
    """One tag, tool or name alone is read in its index, without a script."""
    asked = [(index, query[name]) for name, index in _INDEX_OF.items() if query.get(name)]
    return _index(Asked(asked[0][0], name=asked[0][1])) if len(asked) == 1 else ROOTS[3]


def _of_index(path: list[str], query: Mapping[str, str]) -> Target | None:
    if not path:
        return Target(ALL_INDEXES, "index/index.html")
    if len(path) > 1 or path[0] not in INDEXES or query.get("q"):
        return None
    page = query.get("page", "1")
    return _index(
        Asked(
            path[0],
            letter=query.get("letter", ""),
            name=query.get("name", "") if path[0] in NAMED else "",
            state=query.get("state", "") if query.get("state") in STATES else "",
            page=min(int(page), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 9 else 1,
        )
    )


def _index(asked: Asked) -> Target:
    """Names are told apart as the index does it."""
    name = f"/{_file_name(value_of(asked.kinds[0], asked.name))}" if asked.name else ""
    letter = f"-letter-{_file_name(asked.letter.casefold())}" if asked.letter else ""
    state = f"-{asked.state}" if asked.state else ""
    page = f"-{asked.page}" if asked.page > 1 else ""
    return Target(INDEX, f"index/{asked.index}{name}{letter}{state}{page}.html", asked=asked)


def _file_name(name: str) -> str:
    """In letters of ASCII; what those cannot say is told apart by a hash."""
    slug = slug_of(name, "name")
    if slug == name and not _DEVICES.fullmatch(slug):
        return slug
    return f"{slug}-{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"

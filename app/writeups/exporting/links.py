"""Links of a page between the files of a copy. Pure.

What leads to something that is not in the copy is no link there, and a picture that is not in it is not shown.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import quote, unquote, urljoin, urlsplit

from app.writeups.exporting.targets import Target, Targets

_TAG = re.compile(r'<(?:a|img|link|script|source)\s(?:[^<>"]|"[^"]*")*>')
_LEADS = re.compile(r'\s(href|src|srcset)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]+)"')
#: What means nothing without an address.
_OF_LINKS = re.compile(r'\s(?:href|rel|target|hreflang|download)="[^"]*"')
#: These lead to the live page.
_TO_THE_LIVE_PAGE = ('rel="canonical"', 'rel="external"')


@dataclass(frozen=True)
class Page:
    """A page of the copy as it was rendered, whose live page is `at` this address of the server."""

    file: str
    at: str
    html: str

    @property
    def ids(self) -> frozenset[str]:
        """Where links can lead to within it."""
        return frozenset(unescape(found) for found in _ID.findall(self.html))


@dataclass(frozen=True)
class Links:
    """`address` is this server's; `known` are the files that there are, with the ids in each."""

    targets: Targets
    address: str
    known: Mapping[str, AbstractSet[str]] = field(default_factory=dict)

    def found_in(self, page: Page) -> Iterator[Target]:
        """What it shows and leads to, as far as it may be in a copy."""
        for tag in _TAG.findall(page.html):
            for name, value in _LEADS.findall(tag):
                for url in _urls(name, unescape(value)):
                    local, _fragment = self._on_server(url, page)
                    if local and (target := self.targets.of(local)):
                        yield target

    def placed(self, page: Page) -> str:
        """The page with links between files."""
        return _TAG.sub(lambda tag: self._placed(tag[0], page), page.html)

    def _placed(self, tag: str, page: Page) -> str:
        if any(mark in tag for mark in _TO_THE_LIVE_PAGE):
            return tag
        led = {name: self._led(name, unescape(value), page) for name, value in _LEADS.findall(tag)}
        if tag.startswith("<img") and led.get("src") is None:
            return ""
        if led.get("href", "") is None:
            return "" if tag.startswith("<link") else _OF_LINKS.sub("", tag)
        return _LEADS.sub(lambda each: f' {each[1]}="{escape(led[each[1]] or "")}"', tag)

    def _led(self, name: str, value: str, page: Page) -> str | None:
        """Where it leads in the copy; None if nowhere."""
        if name != "srcset":
            return self._one(value, page)
        sized = [each.strip().partition(" ") for each in value.split(",") if each.strip()]
        led = [(self._one(url, page), size) for url, _blank, size in sized]
        return ", ".join(f"{url} {size}" for url, size in led if url) or None

    def _one(self, url: str, page: Page) -> str | None:
        local, fragment = self._on_server(url, page)
        if local is None:
            return url
        file = page.file if local == page.at else self._file(local)
        if file not in self.known:
            return None
        anchor = f"#{quote(fragment)}" if fragment and fragment in self.known[file] else ""
        if file == page.file and url.startswith("#"):
            return anchor or None
        return posixpath.relpath(file, posixpath.dirname(page.file) or ".") + anchor

    def _file(self, url: str) -> str:
        target = self.targets.of(url)
        return target.file if target else ""

    def _on_server(self, url: str, page: Page) -> tuple[str | None, str]:
        """Path and query of what is on this server, and what follows the #; None for what is elsewhere."""
        inside = url.removeprefix(self.address) if self.address and url.startswith(f"{self.address}/") else url
        try:
            parts = urlsplit(urljoin(page.at, inside))
        except ValueError:
            return "", ""
        if parts.scheme or parts.netloc:
            return None, ""
        return parts.path + (f"?{parts.query}" if parts.query else ""), unquote(parts.fragment)


def _urls(name: str, value: str) -> list[str]:
    return [each.split()[0] for each in value.split(",") if each.strip()] if name == "srcset" else [value]

"""HTML that our sanitiser made as XHTML, which EPUB asks for. Every element is closed in it already. Pure."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from app.kernel.plain import plain

#: Elements that hold nothing.
_VOID = {"br", "hr", "img"}
_ID = re.compile(r' id="([^"]*)"')

Attributes = dict[str, str]
#: An element's attributes as they shall be; None for none of it, and instead of a picture what can be seen on it.
Change = Callable[[str, Attributes], Attributes | None]


def as_xhtml(html: str, change: Change) -> str:
    writer = _Writer(change)
    writer.feed(html)
    writer.close()
    return plain("".join(writer.parts))


def ids_in(html: str) -> set[str]:
    return set(_ID.findall(html))


class _Writer(HTMLParser):
    def __init__(self, change: Change) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._change = change

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        changed = self._change(tag, given)
        if changed is None:
            self.parts.append(escape(given.get("alt", "")))
            return
        written = "".join(f' {name}="{escape(value)}"' for name, value in changed.items())
        self.parts.append(f"<{tag}{written}{'/' if tag in _VOID else ''}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data, quote=False))

"""A template as the HTML it is, with `{…}` where Jinja puts something in."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from app.kernel.templates import environment

HOLE = "{…}"
#: What programs read, and what people type exactly so.
UNREAD = ("script", "style", "code", "pre", "kbd")
#: Blocks and macros whose text becomes part of a tag, not of what people read.
_IN_TAGS = re.compile(
    r"\{%-? block (?:body_class|root)\b.*?\{%-? endblock -?%\}|\{%-? macro (?:state|named)\(.*?\{%-? endmacro -?%\}",
    re.DOTALL,
)
_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)


def html_of(template: Path) -> str:
    """What the template itself writes; whatever an expression writes is a hole, translated blocks too."""
    source = _IN_TAGS.sub("", _TRANSLATED.sub("{{ x }}", template.read_text()))
    written, holes = [], {"variable_begin": HOLE}
    for _line, kind, text in environment().lex(source):
        written.append(text if kind == "data" else holes.get(kind, ""))
    return "".join(written).replace(f"<{HOLE}", "<x").replace(f"</{HOLE}", "</x")


class Markup(HTMLParser):
    """Collects tags with their attributes, and the text that people see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self._unseen = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag in UNREAD:
            self._unseen = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.texts.append(data)

    def attributes(self, *names: str) -> Iterator[str]:
        yield from (value for _tag, given in self.tags for name, value in given.items() if name in names)

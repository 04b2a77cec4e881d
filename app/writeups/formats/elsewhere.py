"""A text that is read elsewhere: what it says of this server by path alone leads back to it. Pure."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from app.kernel.markdown.pictures import ADDRESS
from app.notes.photos.queries import markdown_for

_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_LINK = re.compile(r' (href|src|srcset)="([^"]*)"')
_PATH = re.compile(r"(?<![^ ])/(?!/)")
#: A picture of ours as people write it; an address in a definition is replaced as any other.
_PICTURE = re.compile(r"!\[((?:\\.|[^\[\]\\])*)\]\([ \t]*<?(/[a-z0-9-]+/media/([0-9a-f]{32})\.webp)>?[^()\n]*\)")
_TARGET = re.compile(r"(?<=\]\()(?=/[^/])")


class Shown(NamedTuple):
    """Where a picture is, and what can be seen on it where the text does not say."""

    address: str
    alt: str


def absolute(html: str, address: str, page: str) -> str:
    """HTML that our sanitiser made, with whole addresses; what leads to a part of itself leads to that part of its
    `page`."""

    def whole(link: re.Match[str]) -> str:
        where = page + link[2] if link[2].startswith("#") else _PATH.sub(f"{address}/", link[2])
        return f' {link[1]}="{where}"'

    return _TAG.sub(lambda tag: _LINK.sub(whole, tag[0]), html)


def led_back(markdown: str, address: str, pictures: Mapping[str, Shown]) -> str:
    """Markdown with whole addresses. `pictures` are those that it may show, by their names; it says nothing of
    others."""
    text = _PICTURE.sub(_shown(pictures), markdown)
    text = ADDRESS.sub(lambda found: found[0] if found[1] in pictures else "", text)
    return _TARGET.sub(address, text)


def _shown(pictures: Mapping[str, Shown]) -> Callable[[re.Match[str]], str]:
    def show(found: re.Match[str]) -> str:
        picture = pictures.get(found[3])
        if picture is None:
            return ""
        return f"![{found[1]}]({picture.address})" if found[1] else markdown_for(picture.address, picture.alt)

    return show

"""A text that is read elsewhere: what it says of this server by path alone leads back to it. Pure."""

import re
from collections.abc import Callable, Mapping

from app.kernel.markdown.pictures import ADDRESS

_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_LINK = re.compile(r' (href|src|srcset)="([^"]*)"')
_PATH = re.compile(r"(?<![^ ])/(?!/)")
#: A picture of ours as people write it; an address in a definition is replaced as any other.
_PICTURE = re.compile(r"!\[((?:\\.|[^\[\]\\])*)\]\([ \t]*<?(/[a-z0-9-]+/media/([0-9a-f]{32})\.webp)>?[^()\n]*\)")
_TARGET = re.compile(r"(?<=\]\()(?=/[^/])")


def absolute(html: str, address: str, page: str) -> str:
    """HTML that our sanitiser made, with whole addresses; what leads to a part of itself leads to that part of its
    `page`."""

    def whole(link: re.Match[str]) -> str:
        where = page + link[2] if link[2].startswith("#") else _PATH.sub(f"{address}/", link[2])
        return f' {link[1]}="{where}"'

    return _TAG.sub(lambda tag: _LINK.sub(whole, tag[0]), html)


def led_back(markdown: str, address: str, pictures: Mapping[str, str]) -> str:
    """Markdown with whole addresses. `pictures` are where those are that it may show, by their names; it says nothing
    of others."""
    text = _PICTURE.sub(_shown(pictures), markdown)
    text = ADDRESS.sub(lambda found: found[0] if found[1] in pictures else "", text)
    return _TARGET.sub(address, text)


def _shown(pictures: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda found: f"![{found[1]}]({pictures[found[3]]})" if found[3] in pictures else ""

"""Somebody's own quotations, marked in the page that says them. Pure."""

import re
from collections.abc import Collection
from html import unescape

from app.writeups.marks import Quotation

_QUOTED = re.compile(r"<blockquote( [^>]*)?>((?:(?!<blockquote\b).)*?)</blockquote>", re.DOTALL)


def with_own_marked(html: str, own: Collection[Quotation]) -> str:
    def marked(found: re.Match[str]) -> str:
        said = _bare(unescape(re.sub(r"<[^>]*>", " ", found[2])))
        is_own = any(said.startswith(_bare(each.words)) for each in own)
        return f'<blockquote class="own"{found[1] or ""}>{found[2]}</blockquote>' if is_own else found[0]

    return _QUOTED.sub(marked, html)


def _bare(words: str) -> str:
    return re.sub(r"\W+", "", words).casefold()

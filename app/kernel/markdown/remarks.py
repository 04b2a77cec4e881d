"""Short words of anybody, as paragraphs with links and nothing else: no mark means anything in them."""

import nh3
from markdown_it import MarkdownIt

from app.kernel.markdown.links import SCHEMES, is_safe

#: Search engines are told that whoever wrote it is not us.
REL = "nofollow ugc noopener noreferrer"


def _parser() -> MarkdownIt:
    md = MarkdownIt("zero", {"linkify": True, "breaks": True}).enable(["linkify", "newline"])
    md.validateLink = is_safe  # type: ignore[method-assign]
    assert md.linkify
    md.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return md


_md = _parser()
_cleaner = nh3.Cleaner(tags={"p", "br", "a"}, attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=REL)


def remark(words: str) -> str:
    """Safe HTML. Pure; it takes time in proportion to the words."""
    return _cleaner.clean(_md.render(words))

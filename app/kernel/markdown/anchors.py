"""Paragraphs that can be linked to: each is named after its own words, so that its address lasts as long as they do."""

from collections.abc import Iterable
from hashlib import sha256

from markdown_it.token import Token

#: Headings have ids of their own; photos are changed when they are shown, and footnotes stand at the end of all.
_OPENINGS = {
    *("paragraph_open", "bullet_list_open", "ordered_list_open", "dl_open", "blockquote_open", "figure_open"),
    *("table_open", "fence", "code_block"),
}


def name_blocks(blocks: Iterable[tuple[Token, str]]) -> None:
    """Gives ids to top-level blocks, each told by its first token and its words; equal words are counted."""
    given: dict[str, int] = {}
    for opening, words in blocks:
        if opening.type in _OPENINGS and not opening.hidden and not _is_photo(opening):
            name = "p-" + sha256(words.encode()).hexdigest()[:8]
            given[name] = given.get(name, 0) + 1
            opening.attrSet("id", name if given[name] == 1 else f"{name}-{given[name]}")


def _is_photo(opening: Token) -> bool:
    return opening.type == "paragraph_open" and opening.tag == "figure"

"""How many words a text has, as people read it: the one number that all pages say. Pure.

What makes Markdown is no word: signs by themselves, the addresses of links and pictures, what opens and closes code.
Headings are not counted, so that a note with nothing but the headings it began with has none. It is counted line by
line, without parsing: a page tells it of all notes of a day at once.
"""

import re

from app.kernel.markdown.fences import CODE, FENCE, lines_of
from app.notes.gist import plain

_HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def word_count(markdown: str) -> int:
    return sum(_words_in(line, kind) for line, kind in lines_of(markdown))


def says_something(markdown: str) -> bool:
    """Whether there is more than headings: words, or a picture."""
    return word_count(markdown) > 0 or "![" in markdown


def _words_in(line: str, kind: str) -> int:
    if kind == FENCE or (kind != CODE and _HEADING.match(line)):
        return 0
    read = line if kind == CODE else _BETWEEN_CELLS.sub(" ", plain(line))
    return sum(any(map(str.isalnum, word)) for word in read.split())

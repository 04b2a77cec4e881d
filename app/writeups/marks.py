"""Which lines of a note are marks, and what of them says who it was. Pure.

The marks are plain Markdown, as the editor's buttons write them: a quotation's last line after a dash tells whose words
they are, an item's word in bold with a colon what it is, or in a task who does it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.kernel.markdown.fences import TEXT, lines_of
from app.kernel.words import LANGUAGES, use_language
from app.kernel.words import gettext as _
from app.notes.gist import plain
from app.writeups.attendance import attendance_labels

_QUOTED = re.compile(r" {0,3}>[ \t]?(.*)")
_SAID_BY = re.compile(r"[—–][ \t]+(\S.*)")
_ITEM = re.compile(r"\s*[-*+][ \t]+(?:\[([ xX])\][ \t]+)?(?:\*\*([^*]+):\*\*|@(\w[^:]{0,60}):)?[ \t]*(.*)")


@dataclass(frozen=True)
class Quotation:
    """`speaker` is empty where it is not told."""

    words: str
    speaker: str = ""


@dataclass(frozen=True)
class Block:
    """Lines that may be a mark: those of a quotation, without their `>`, or one item. `at` is the number of the first,
    from 0."""

    at: int
    lines: list[str]
    is_quoted: bool = False


def blocks_of(markdown: str) -> Iterator[Block]:
    """Quotations, and items, each by itself. Code is neither."""
    quoted: list[str] = []
    for at, (line, kind) in enumerate(lines_of(markdown)):
        quote = _QUOTED.fullmatch(line) if kind == TEXT else None
        if quoted and not quote:
            yield Block(at - len(quoted), quoted, is_quoted=True)
            quoted = []
        if quote:
            quoted.append(quote[1].strip())
        elif kind == TEXT and _ITEM.fullmatch(line):
            yield Block(at, [line])
    if quoted:
        yield Block(len(markdown.splitlines()) - len(quoted), quoted, is_quoted=True)


def _quotation(block: Block) -> list[Quotation]:
    said, speaker = block.lines, speaker_of(block)
    words = " ".join(" ".join(plain(line) for line in (said[:-1] if speaker else said)).split())
    return [Quotation(words, "" if speaker.casefold() in _nobody() else speaker)] if words else []


def quotations_at(markdown: str) -> Iterator[tuple[Block, Quotation]]:
    """Each with where it stands."""
    for block in blocks_of(markdown):
        if block.is_quoted:
            yield from ((block, quotation) for quotation in _quotation(block))


def speaker_of(block: Block) -> str:
    """What the last line of a quotation says after its dash; empty without such a line, or with nothing before it."""
    by = _SAID_BY.fullmatch(block.lines[-1]) if block.is_quoted and len(block.lines) > 1 else None
    return by[1].strip() if by else ""


def without_owner(item: str) -> str:
    """A task without whoever does it; any other item as it is."""
    found = _ITEM.fullmatch(item)
    if found is None or found[1] is None or not (found[2] or found[3]):
        return item
    return item[: found.start(2) - len("**") if found[2] else found.start(3) - len("@")] + found[4]


def known_labels() -> set[str]:
    """What stands before a colon, or for a name that is still to come, without being anybody's name."""
    words: set[str] = set()
    for language in LANGUAGES:
        with use_language(language):
            words |= {_("Tool").casefold(), _("Agreed").casefold(), _("Who").casefold()}
            words |= {_("Decision").casefold(), _("Action").casefold(), _("Task").casefold()}
    return words | attendance_labels() | _nobody()


def _nobody() -> set[str]:
    """What the buttons write where a name is to come."""
    names = set()
    for language in LANGUAGES:
        with use_language(language):
            names.add(_("Name").casefold())
    return names

"""What a note says in marks: quotations, tools, what was agreed and who does what. Pure.

The marks are plain Markdown, as the editor's buttons write them: a quotation's last line after a dash tells whose words
they are, an item's word in bold with a colon what it is, or in a task who does it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.kernel.words import LANGUAGES, use_language
from app.kernel.words import gettext as _
from app.notes.gist import plain

_QUOTED = re.compile(r" {0,3}>[ \t]?(.*)")
_SAID_BY = re.compile(r"[—–][ \t]+(\S.*)")
_ITEM = re.compile(r"\s*[-*+][ \t]+(?:\[([ xX])\][ \t]+)?(?:\*\*([^*]+):\*\*|@(\w[^:]{0,60}):)?[ \t]*(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass(frozen=True)
class Quotation:
    """`speaker` is empty where it is not told."""

    words: str
    speaker: str = ""


@dataclass(frozen=True)
class Action:
    """`owner` is empty as long as nobody has said that they do it."""

    words: str
    owner: str = ""
    done: bool = False


@dataclass(frozen=True)
class Block:
    """Lines that may be a mark: those of a quotation, without their `>`, or one item. `at` is the number of the first,
    from 0."""

    at: int
    lines: list[str]
    is_quoted: bool = False


@dataclass(frozen=True)
class Marks:
    """All that a note says in marks, in its order."""

    quotations: tuple[Quotation, ...] = ()
    tools: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.quotations or self.tools or self.agreed or self.actions)


def marks_in(markdown: str) -> Marks:
    """In whatever language of ours the words are: an event may have changed its own since."""
    words = _words()
    found: dict[str, list[str]] = {"tool": [], "agreed": []}
    quotations: list[Quotation] = []
    actions: list[Action] = []
    for block in blocks_of(markdown):
        if block.is_quoted:
            quotations += _quotation(block)
            continue
        ticked, label, mention, rest = _ITEM.fullmatch(block.lines[0]).groups()  # type: ignore[union-attr]
        kind = words.get((label or "").casefold().strip())
        if ticked is not None and rest:
            owner = "" if kind == "nobody" else (label or mention or "").strip()
            actions.append(Action(plain(rest), owner, ticked != " "))
        elif kind in found and rest:
            found[kind].append(plain(rest))
    return Marks(tuple(quotations), tuple(found["tool"]), tuple(found["agreed"]), tuple(actions))


def blocks_of(markdown: str) -> Iterator[Block]:
    """Quotations, and items, each by itself. Code is neither."""
    quoted: list[str] = []
    fence = ""
    for at, line in enumerate(markdown.splitlines()):
        ticks = _FENCE.match(line)
        quote = None if fence or ticks else _QUOTED.fullmatch(line)
        if quoted and not quote:
            yield Block(at - len(quoted), quoted, is_quoted=True)
            quoted = []
        if fence or ticks:
            fence = _fence_after(fence, line, ticks[1] if ticks else "")
        elif quote:
            quoted.append(quote[1].strip())
        elif _ITEM.fullmatch(line):
            yield Block(at, [line])
    if quoted:
        yield Block(len(markdown.splitlines()) - len(quoted), quoted, is_quoted=True)


def _fence_after(fence: str, line: str, ticks: str) -> str:
    """What closes the code from the next line on; empty outside of code."""
    if not fence:
        return ticks
    closes = ticks.startswith(fence) and line.strip() == ticks
    return "" if closes else fence


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


def _words() -> dict[str, str]:
    """What each word means, in all languages."""
    meaning: dict[str, str] = {}
    for language in LANGUAGES:
        with use_language(language):
            meaning |= {_("Tool").casefold(): "tool", _("Agreed").casefold(): "agreed", _("Who").casefold(): "nobody"}
    return meaning


def known_labels() -> set[str]:
    """What stands in bold before a colon without being anybody's name."""
    return {*_words(), *_nobody()}


def _nobody() -> set[str]:
    """What the buttons write where a name is to come."""
    names = set()
    for language in LANGUAGES:
        with use_language(language):
            names.add(_("Name").casefold())
    return names

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
    for block in _blocks(markdown):
        if block[0].startswith(">"):
            quotations += _quotation(block)
            continue
        ticked, label, mention, rest = _ITEM.fullmatch(block[0]).groups()  # type: ignore[union-attr]
        kind = words.get((label or "").casefold().strip())
        if ticked is not None and rest:
            owner = "" if kind == "nobody" else (label or mention or "").strip()
            actions.append(Action(plain(rest), owner, ticked != " "))
        elif kind in found and rest:
            found[kind].append(plain(rest))
    return Marks(tuple(quotations), tuple(found["tool"]), tuple(found["agreed"]), tuple(actions))


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Quotations, each with its lines behind a `>`, and items, each by itself. Code is neither."""
    quoted: list[str] = []
    fence = ""
    for line in markdown.splitlines():
        ticks = _FENCE.match(line)
        if fence or ticks:
            fence = _fence_after(fence, line, ticks[1] if ticks else "")
        elif quote := _QUOTED.fullmatch(line):
            quoted.append(">" + quote[1].strip())
            continue
        elif _ITEM.fullmatch(line):
            yield from [quoted] if quoted else []
            quoted = []
            yield [line]
        if quoted:
            yield quoted
            quoted = []
    if quoted:
        yield quoted


def _fence_after(fence: str, line: str, ticks: str) -> str:
    """What closes the code from the next line on; empty outside of code."""
    if not fence:
        return ticks
    closes = ticks.startswith(fence) and line.strip() == ticks
    return "" if closes else fence


def _quotation(lines: list[str]) -> list[Quotation]:
    said = [line[1:] for line in lines]
    by = _SAID_BY.fullmatch(said[-1]) if len(said) > 1 else None
    words = " ".join(" ".join(plain(line) for line in (said[:-1] if by else said)).split())
    speaker = by[1].strip() if by else ""
    return [Quotation(words, "" if speaker.casefold() in _nobody() else speaker)] if words else []


def _words() -> dict[str, str]:
    """What each word means, in all languages."""
    meaning: dict[str, str] = {}
    for language in LANGUAGES:
        with use_language(language):
            meaning |= {_("Tool").casefold(): "tool", _("Agreed").casefold(): "agreed", _("Who").casefold(): "nobody"}
    return meaning


def _nobody() -> set[str]:
    """What the buttons write where a name is to come."""
    names = set()
    for language in LANGUAGES:
        with use_language(language):
            names.add(_("Name").casefold())
    return names

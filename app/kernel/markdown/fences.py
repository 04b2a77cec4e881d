"""Which lines of a text are code between fences, told without parsing all of it. Pure."""

import re
from collections.abc import Iterator

#: What a line is: words, code, or what opens and closes code.
TEXT, CODE, FENCE = "text", "code", "fence"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def lines_of(markdown: str) -> Iterator[tuple[str, str]]:
    """Each line, and what it is."""
    fence = ""
    for line in markdown.splitlines():
        ticks = found[1] if (found := _FENCE.match(line)) else ""
        after = _fence_after(fence, line, ticks)
        yield line, TEXT if not fence and not ticks else CODE if fence and after else FENCE
        fence = after


def _fence_after(fence: str, line: str, ticks: str) -> str:
    """What closes the code from the next line on; empty outside of code."""
    if not fence:
        return ticks
    closes = ticks.startswith(fence) and line.strip() == ticks
    return "" if closes else fence

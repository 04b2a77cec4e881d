"""Pages can be read from right to left: styles know before and after, not left and right."""

import re
from pathlib import Path

import pytest

from tests.architecture.markup import HOLE, Markup, html_of
from tests.architecture.sources import named, templates

CSS = sorted((Path(__file__).parent.parent.parent / "static/css").rglob("*.css"))

#: Property names and values that mean a side of the screen. Sizes too: what is wide is so in the line's direction.
_PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:(?:scroll-)?(?:margin|padding)|border)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom"
    r"|(?:min-|max-)?(?:width|height)|overflow-[xy]|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
#: Following a finger means the screen's own axes; the other is where browsers are young.
ALLOWED = {"drag.css": {"left:", "top:"}}
ALLOWED_EVERYWHERE = {"overflow-x:", "overflow-y:"}


_SHORT = re.compile(
    r"(?<![\w-])((?:scroll-)?(?:margin|padding)|inset|border-(?:color|width|style|radius))\s*:\s*([^;}]+)"
)
_VALUE = re.compile(r"[^\s(]+(?:\((?:[^()]|\([^()]*\))*\))?")


def physical(css: str) -> set[str]:
    """What is physical in declarations; media and container queries have no other words."""
    rules = re.sub(r"/\*.*?\*/|@[\w-]+[^{;]*", "", css, flags=re.DOTALL)
    lopsided = {name for name, values in _SHORT.findall(rules) if is_lopsided(name, _VALUE.findall(values))}
    return lopsided | {re.sub(r"\s", "", found) for found in _PHYSICAL.findall(rules)}


def is_lopsided(name: str, values: list[str]) -> bool:
    """Four values go round the screen; left and right are to be alike then."""
    if name == "border-radius":
        return len(values) > 1 and (len(values) != 4 or values[0] != values[1] or values[2] != values[3])
    return len(values) == 4 and values[1] != values[3]


@pytest.mark.parametrize("file", CSS, ids=lambda file: file.name)
def test_styles_are_logical(file: Path) -> None:
    assert physical(file.read_text()) <= ALLOWED.get(file.name, set()) | ALLOWED_EVERYWHERE


def test_the_test_above_sees_what_it_looks_for() -> None:
    css = """@media (max-width: 20rem) { a { margin-left : 1px; left: 0; text-align: right; inset-inline-start: 0;
      width:1px;
      padding-inline: 2px; border-block-start-width: 1px; border-top-left-radius: 2px; stroke-width: 2;
      padding: 1px calc(2px + var(--a)) 3px 0; inset: 1px 2px 3px 2px; border-radius: 1px 1px 0 0 } }"""
    found = {"margin-left:", "left:", "text-align:right", "width:", "border-top-left-radius:", "padding"}
    assert physical(css) == found


@pytest.mark.parametrize("template", templates(), ids=named)
def test_what_people_type_runs_its_own_way(template: Path) -> None:
    """A field for words of any script turns with what is typed."""
    for tag, attributes in Markup(html_of(template)).tags:
        typed = tag == "textarea" or (tag == "input" and attributes.get("type", "text") in ("text", "search"))
        if typed and HOLE not in attributes.get("type", "text") and "inputmode" not in attributes:
            assert attributes.get("dir") == "auto" or HOLE in "".join(attributes), (tag, attributes)

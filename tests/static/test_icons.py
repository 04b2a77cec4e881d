"""The sprite has every icon that a template asks for; each is drawn in one way."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parent.parent.parent
SVG = "{http://www.w3.org/2000/svg}"
SPRITE = ROOT / "static/icons/sprite.svg"
ASKED = re.compile(r"""icon\(["']([\w-]+)["']""")


def symbols() -> list[ET.Element]:
    return ET.parse(SPRITE).getroot().findall(f"{SVG}symbol")


def test_every_icon_that_is_asked_for_is_drawn() -> None:
    asked = {name for file in ROOT.glob("templates/**/*.html") for name in ASKED.findall(file.read_text())}
    assert "star" in asked
    assert asked <= {symbol.get("id") for symbol in symbols()}


def test_icons_share_one_grid_and_take_their_colour_from_the_text() -> None:
    for symbol in symbols():
        assert symbol.get("viewBox") == "0 0 24 24", symbol.get("id")
        painted = {shape.get(paint) for shape in symbol for paint in ("fill", "stroke")}
        assert painted <= {None, "none", "currentColor"}, symbol.get("id")


def test_an_icon_has_one_name() -> None:
    names = [symbol.get("id") for symbol in symbols()]
    assert len(names) == len(set(names))


def test_the_sprite_stays_small() -> None:
    assert SPRITE.stat().st_size < 6000

"""Every pair of colours that text or edges are drawn with, by WCAG 2.x contrast, in light, dark and the sRGB floor."""

import re
from itertools import pairwise
from math import cos, radians, sin
from pathlib import Path

import pytest

TOKENS = Path(__file__).parent.parent.parent / "static/css/tokens.css"
INKS = tuple(str(ink) for ink in range(1, 9))
THEMES = ("floor", "light", "dark")

Colour = tuple[float, float, float]

_BLOCK = re.compile(r'(:root|\[data-time="(\d)"\]) \{([^}]*)\}')
_PAIR = re.compile(r"--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)")
_HEX = re.compile(r"--([\w-]+): (#[0-9a-f]{6})")
_NUMBER = re.compile(r"[\d.]+")

#: What must be read, on what, and how well. Text needs 4.5, edges 3; ours are held to what the eye was given.
ON_GROUND = [
    ("ink", "board", 14.5),
    ("ink", "paper", 12.5),
    ("ink-2", "board", 7.9),
    ("ink-2", "paper", 8.5),
    ("ink-3", "board", 5.6),
    ("ink-3", "paper", 6.1),
    ("ink-3", "board-deep", 5.0),
    ("ink-3", "paper-down", 5.6),
    ("red", "board", 5.2),
    ("red", "paper", 5.9),
    ("red", "red-paper", 4.5),
    ("edge", "board", 3.5),
    ("edge", "paper", 3.4),
    ("ink", "mark", 4.7),
    ("paper", "ink", 12.5),
]
ON_SLOTS = [
    ("ink", "slot-paper", 9.9),
    ("ink-2", "slot-paper", 6.7),
    ("red", "slot-paper", 5.0),
    ("slot-ink", "slot-paper", 7.7),
    ("slot-ink", "board", 7.7),
    ("black", "slot-tab", 7.0),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground", "bar"), ON_GROUND)
def test_everything_is_read_on_its_ground(text: str, ground: str, bar: float, theme: str) -> None:
    colours = _tokens(theme)
    assert _contrast(colours[text], colours[ground]) >= bar


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize(("text", "ground", "bar"), ON_SLOTS)
def test_everything_is_read_on_every_timeslot(text: str, ground: str, bar: float, ink: str, theme: str) -> None:
    colours = _tokens(theme) | _tokens(theme, ink)
    assert _contrast(colours[text], colours[ground]) >= bar


@pytest.mark.parametrize("theme", THEMES)
def test_neighbouring_inks_are_told_apart(theme: str) -> None:
    """The hour always stands beside a colour; still, two tabs that hang beside each other should differ."""
    tabs = [_tokens(theme, ink)["slot-tab"] for ink in INKS]
    apart = [sum((a - b) ** 2 for a, b in zip(one, next_one, strict=True)) ** 0.5 for one, next_one in pairwise(tabs)]
    assert min(apart) > 0.1


def test_the_floor_is_the_light_theme() -> None:
    for ink in ("", *INKS):
        floor, light = _tokens("floor", ink), _tokens("light", ink)
        for name in light.keys() & floor.keys():
            assert floor[name] == pytest.approx(light[name], abs=0.012), name


def test_the_measure_itself() -> None:
    assert _contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert _oklch("oklch(62.8% 0.2577 29.23)") == pytest.approx((1, 0, 0), abs=0.002)


def _tokens(theme: str, ink: str = "") -> dict[str, Colour]:
    """The colours that the style sheet declares for the page, or for one timeslot."""
    found: dict[str, Colour] = {}
    for _selector, slot, rules in _BLOCK.findall(TOKENS.read_text()):
        if slot == ink:
            found |= {name: _hex(value) for name, value in _HEX.findall(rules) if theme == "floor" or name == "black"}
            if theme != "floor":
                found |= {
                    name: _oklch(light if theme == "light" else dark) for name, light, dark in _PAIR.findall(rules)
                }
    return found


def _hex(value: str) -> Colour:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _oklch(value: str) -> Colour:
    """To sRGB, clipped, by Björn Ottosson's matrices (https://bottosson.github.io/posts/oklab/)."""
    lightness, chroma, hue = (float(number) for number in _NUMBER.findall(value.removeprefix("oklch")))
    lightness, a, b = lightness / 100, chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encoded(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _encoded(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _encoded(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _encoded(linear: float) -> float:
    linear = min(1.0, max(0.0, linear))
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _linear(encoded: float) -> float:
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4


def _contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

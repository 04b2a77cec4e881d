"""The picture that previews of a write-up show: the event in the letters and colours of its board. Pure, but for the
fonts, which are built ones."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.kernel.templates import built

#: What previews ask for (https://ogp.me, and who reads it).
SIZE = (1200, 630)
MARGIN, STRIP = 72, 36
PAPER, INK, QUIET = "#fdfdfb", "#181c24", "#434851"
#: Of the times of a day (tokens.css).
COLOURS = ("#fcb979", "#ecd469", "#afd580", "#76dad1", "#8bcff9", "#bebeff", "#e3b1eb", "#fdaac1")
LARGEST, SMALLEST, MOST_LINES = 104, 52, 3
#: The second has letters that the first, which every page loads, has not.
FONTS = ("sign.woff2", "sign-more.woff2")


def as_png(name: str, lines: Sequence[str]) -> bytes:
    """The event's name as large as it fits, and beneath it what else is told. What our letters cannot write is left
    out rather than shown as boxes."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    width = SIZE[0] / len(COLOURS)
    for n, colour in enumerate(COLOURS):
        draw.rectangle((n * width, 0, (n + 1) * width, STRIP), fill=colour)
    y = _title(draw, name) if _can_write(name) else STRIP + MARGIN
    for line in filter(_can_write, lines):
        if y > SIZE[1] - MARGIN - 80:
            break
        _write(draw, (MARGIN, y), _cut(line, 40), 40, QUIET)
        y += 58
    _write(draw, (MARGIN, SIZE[1] - MARGIN - 20), "Hallway", 36, INK)
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _title(draw: ImageDraw.ImageDraw, name: str) -> float:
    """Where it ends."""
    size = next((size for size in range(LARGEST, SMALLEST, -4) if len(_wrapped(name, size)) <= MOST_LINES), SMALLEST)
    y = float(STRIP + MARGIN * 0.7)
    for line in _wrapped(name, size)[:MOST_LINES]:
        _write(draw, (MARGIN, y), line, size, INK)
        y += size * 1.1
    return y + 24


def _wrapped(words: str, size: int) -> list[str]:
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if _length(longer, size) <= _room() else [*lines, word]
    return [_cut(line, size) for line in lines if line]


def _cut(line: str, size: int) -> str:
    while _length(line, size) > _room():
        line = line.rstrip("…")[:-1] + "…"
    return line


def _room() -> int:
    return SIZE[0] - 2 * MARGIN


def _write(draw: ImageDraw.ImageDraw, at: tuple[float, float], words: str, size: int, colour: str) -> None:
    x, y = at
    for run, font in _runs(words):
        draw.text((x, y), run, colour, _font(font, size))
        x += _font(font, size).getlength(run)


def _length(words: str, size: int) -> float:
    return sum(_font(font, size).getlength(run) for run, font in _runs(words))


def _runs(words: str) -> list[tuple[str, str]]:
    """Letters side by side that one font has."""
    runs: list[tuple[str, str]] = []
    for letter in words:
        font = next((font for font in FONTS if _has(font, letter)), FONTS[0])
        if runs and runs[-1][1] == font:
            runs[-1] = (runs[-1][0] + letter, font)
        else:
            runs.append((letter, font))
    return runs


def _can_write(words: str) -> bool:
    return bool(words) and all(any(_has(font, letter) for font in FONTS) for letter in words)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(built(name), size)


def _has(name: str, letter: str) -> bool:
    """Whether it looks other than what stands for letters that are not there."""
    return letter == " " or _looks(name, letter) != _looks(name, "\uffff")


def _looks(name: str, letter: str) -> bytes:
    return bytes(_font(name, 24).getmask(letter))

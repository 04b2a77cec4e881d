"""Times can be read: a tab is never written in the colour that it has."""

import pytest
from playwright.sync_api import Page

from tests.journeys.board import EVENT
from tests.journeys.conftest import PHONE, Open

pytestmark = pytest.mark.browser

#: What WCAG 2.2 asks of text (1.4.3).
ENOUGH = 4.5
PAGES = ("topics", "topics/11", "board", "now", "widget", "widget?show=board", "write-up", "projector")
#: Of each tab with words: how they stand out from it, by WCAG's formula, on a canvas that knows every colour.
CONTRASTS = """() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const parts = [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  return [...document.querySelectorAll(".tab")].filter((tab) => tab.innerText.trim()).map((tab) => {
    const { color, backgroundColor } = getComputedStyle(tab);
    const [darker, lighter] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
    const contrast = (lighter + 0.05) / (darker + 0.05);
    return { words: tab.innerText, isFilled: !backgroundColor.endsWith(" 0)"), contrast };
  }).filter(({ isFilled }) => isFilled);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_time_can_be_read_on_its_tab(open_page: Open, scheme: str) -> None:
    page, seen = open_page(f"/{EVENT}"), 0
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for name in PAGES:
        page.goto(page.url.split(EVENT)[0] + f"{EVENT}/{name}")
        tabs = page.evaluate(CONTRASTS)
        seen += len(tabs)
        assert [tab for tab in tabs if tab["contrast"] < ENOUGH] == [], name
    assert seen > len(PAGES)


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("asked", ["W" * 80, "tag:" + "W" * 80, "by:" + "W" * 80])
def test_a_word_without_an_end_does_not_widen_the_search(open_page: Open, asked: str) -> None:
    page = open_page(f"/search?q={asked}", viewport=PHONE)
    assert not is_wider_than_the_screen(page)

"""The day's last hour as a hall lives it: what one does is on everybody's page, and nobody loses what they write."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.board import EVENT, connected, join
from tests.journeys.conftest import Open

pytestmark = pytest.mark.browser

PAGE = f"{EVENT}/convergence"


def at_convergence(page: Page) -> Page:
    page.goto(page.url.split(EVENT)[0] + PAGE)
    return connected(page)


@pytest.fixture
def fay(facilitate: Callable[..., Page]) -> Page:
    return at_convergence(facilitate())


@pytest.fixture
def gus(facilitate: Callable[..., Page]) -> Page:
    """What he is refused, the browser's console calls an error."""
    return at_convergence(facilitate(forgiving=True))


@pytest.fixture
def ada(open_page: Open) -> Page:
    return at_convergence(join(open_page(f"{EVENT}/topics"), "Zadie"))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    connected(page)


def make_group(page: Page, title: str) -> None:
    page.locator(".reports-read input[type=checkbox]").first.check()
    page.get_by_label("Name of the new group").fill(title)
    press(page, "Join")


def write_aim(page: Page, text: str) -> None:
    page.get_by_text("Who does what, by when").click()
    page.get_by_label("What will be different").press_sequentially(text)


def test_dots_that_one_person_gives_are_counted_on_every_page(fay: Page, ada: Page, open_page: Open) -> None:
    now = connected(open_page(f"{EVENT}/now"))
    expect(now.get_by_role("link", name="Put your dots")).to_have_count(0)
    press(fay, "Hand out the dots")
    expect(now.get_by_role("link", name="Put your dots")).to_be_visible()
    press(ada, "Give a dot to")
    for page in (fay, ada):
        expect(page.locator("#dots-so-far")).to_have_text("Dots are being given: 1 by 1 person so far.")
    press(ada, "Give a dot to")
    expect(fay.locator("#dots-so-far")).to_contain_text("2 by 1 person")
    press(fay, "Count the dots")
    expect(now.get_by_role("link", name="groups that act")).to_be_visible()
    expect(ada.locator("#alone .has-dots").first).to_have_text("2 dots")


def test_what_is_counted_on_paper_comes_to_other_facilitators_and_leaves_what_they_write(fay: Page, gus: Page) -> None:
    press(fay, "Hand out the dots")
    first, second = "li[id^=report] >> nth=0 >> .on-paper-dots", "li[id^=report] >> nth=1 >> .on-paper-dots"
    gus.locator(first).get_by_role("textbox").press_sequentially("12")
    for form, number in ((first, "7"), (second, "9")):
        fay.locator(form).get_by_role("textbox").fill(number)
        fay.locator(form).get_by_role("button").click()
        connected(fay)
    expect(gus.locator(second).get_by_role("textbox")).to_have_value("9")
    expect(gus.locator(first).get_by_role("textbox")).to_have_value("12")
    expect(gus.locator(first).get_by_role("textbox")).to_be_focused()


def test_a_group_owners_and_dates_appear_beside_what_others_write_of_it(fay: Page, gus: Page, ada: Page) -> None:
    press(fay, "Hand out the dots")
    press(fay, "Count the dots")
    make_group(fay, "Sleep more")
    for page in (gus, ada):
        expect(page.locator(".acting h3")).to_have_text("Sleep more")
    write_aim(gus, "Nobody is paged")
    fay.get_by_text("Who does what, by when").click()
    fay.get_by_label("Who, with commas").fill("Ada, Bob")
    fay.get_by_label("By when", exact=True).fill("2027-03-17")
    press(fay, "Save")
    for page in (gus, ada):
        expect(page.locator(".acting dl")).to_contain_text("Ada, Bob")
        expect(page.locator(".acting dl")).to_contain_text("17 March 2027")
    expect(gus.get_by_label("What will be different")).to_be_focused()
    gus.keyboard.type(" at night")
    expect(gus.get_by_label("What will be different")).to_have_value("Nobody is paged at night")
    gus.get_by_role("button", name="Save").click()
    expect(gus.get_by_role("alert")).to_contain_text("Somebody else has changed this group meanwhile")
    expect(gus.get_by_label("What will be different")).to_have_value("Nobody is paged at night")


def test_who_writes_of_a_group_that_is_taken_apart_loses_no_word(fay: Page, gus: Page, ada: Page) -> None:
    press(fay, "Hand out the dots")
    press(fay, "Count the dots")
    make_group(fay, "Sleep more")
    expect(ada.locator(".acting h3")).to_have_text("Sleep more")
    write_aim(gus, "Nobody is paged")
    fay.get_by_text("Who does what, by when").click()
    press(fay, "Take apart")
    expect(ada.locator(".acting h3")).to_have_count(0)
    expect(gus.locator("#said")).to_contain_text("taken this group apart")
    expect(gus.get_by_label("What will be different")).to_be_focused()
    gus.keyboard.type(" at night")
    press(gus, "Save")
    press(gus, "Undo")
    expect(ada.locator(".acting .aim")).to_have_text("Nobody is paged at night")

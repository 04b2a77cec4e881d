"""What a test does at the board, and how it knows that it was done."""

from playwright.sync_api import Page, expect

from tests.journeys.server import Server

SECOND = 1_000
EVENT = "/scale-summit-today"
PLACED = "td.cell .card[data-placement]"
FREE = "td.cell:not(:has(.card))"
FREE_IN_FORM = "form:not(:has([name=swap])):has([name=cell])"


def connected(page: Page) -> Page:
    expect(page.locator("main[data-live]")).to_be_attached(timeout=15 * SECOND)
    return page


def join(page: Page, name: str) -> Page:
    page.goto(page.url.split(EVENT)[0] + f"{EVENT}/join?next={EVENT}/topics")
    field = page.locator("input[name=name]")
    field.fill(name)
    field.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/topics") and "?" not in url)
    return connected(page)


def middle(page: Page, selector: str) -> tuple[float, float]:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def carry(page: Page, card: str, place: str) -> None:
    """Takes a card with the mouse and holds it over a place; the card is seen when it is taken, whatever the hour."""
    page.locator(place).first.scroll_into_view_if_needed()
    page.locator(card).first.scroll_into_view_if_needed()
    page.mouse.move(*middle(page, card))
    page.mouse.down()
    x, y = middle(page, card)
    page.mouse.move(x + 9, y, steps=3)
    page.mouse.move(*middle(page, place), steps=10)


def drag(page: Page, card: str, place: str) -> None:
    carry(page, card, place)
    page.mouse.up()


def cells(page: Page) -> dict[str, str]:
    """Where each card hangs: number → cell."""
    cards: list[tuple[str, str]] = page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(
            card => [card.dataset.number, card.closest('[data-words]').dataset.cell])""",
        PLACED,
    )
    return dict(cards)


def put_on_wall(server: Server, page: Page, title: str) -> None:
    """By the form's own address, as a script would."""
    fields: dict[str, str | float | bool] = {
        "title": title,
        "name": "Kit",
        "csrf": page.locator("meta[name=csrf]").get_attribute("content") or "",
    }
    answer = page.request.post(f"{server.url}{EVENT}/topics", form=fields, headers={"Origin": server.url})
    assert answer.ok, answer.status


def said(board: Page, words: str) -> None:
    expect(board.locator("#said")).to_contain_text(words)


def hangs_at(board: Page, number: str, cell: str | None) -> None:
    expect(board.locator(f"[data-words][data-cell='{cell}'] #card-{number}")).to_be_visible()

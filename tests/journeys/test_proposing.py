"""Cards on phones: what is close to them, up at once, kept for later, hosted together, talked about, starred."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.board import connected
from tests.journeys.conftest import PHONE, Open
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

EVENT = "/scale-summit-today"
NEW = f"{EVENT}/topics/new"
UP = "Put it on the wall"


def phone_of(open_page: Open, name: str, path: str = NEW, **how: bool) -> Page:
    phone = open_page(f"{EVENT}/join?next={path}", viewport=PHONE, **how)
    phone.locator("input[name=name]").fill(name)
    phone.locator("main form button").first.click()
    phone.wait_for_url(f"**{path}")
    return phone


def write(phone: Page, title: str) -> Page:
    """Puts a card up, and opens it."""
    phone.locator("[name=title]").fill(title)
    phone.get_by_role("button", name=UP).click()
    phone.wait_for_url("**/topics#card-*")
    phone.goto(phone.url.replace("#card-", "/"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)
    return phone


def test_from_a_scanned_code_to_a_card_on_the_wall_in_three_taps(open_page: Open, server: Server) -> None:
    """What is scanned leads to the event; the rest is typing, in the field that waits for it or is tapped."""
    phone = open_page(EVENT, viewport=PHONE)
    phone.get_by_role("link", name="Write a card").first.tap()
    phone.wait_for_url(f"**{NEW}")
    expect(phone.locator("[name=title]")).to_be_focused()
    phone.keyboard.type("Hedgehogs in the data centre")
    phone.locator("input[name=name]").tap()
    phone.keyboard.type("Noor")
    phone.get_by_role("button", name=UP).tap()
    phone.wait_for_url("**/topics#card-*")
    expect(phone.locator("#wall-cards h2", has_text="Hedgehogs in the data centre")).to_have_count(1)


def test_what_is_close_shows_while_typing_and_hosts_are_asked_in_one_tap(open_page: Open, server: Server) -> None:
    ada = write(phone_of(open_page, "Ada"), "Hedgehogs in the data centre")
    noor = phone_of(open_page, "Noor")
    noor.locator("[name=title]").press_sequentially("Data centre hedgehog", delay=15)
    near = noor.locator(".alike li", has_text="Hedgehogs in the data centre")
    expect(near).to_contain_text("Both have: hedgehogs, data, centre")
    expect(noor.get_by_text("1 other wants to talk about this.")).to_be_visible()
    near.get_by_role("button", name="Star card").click()
    expect(near.get_by_role("button", name="Star card")).to_have_attribute("aria-pressed", "true")
    near.get_by_role("button", name="Ask to host together").click()
    expect(near).to_contain_text("Asked. Its hosts see it.")
    expect(noor.locator("[name=title]")).to_have_value("Data centre hedgehog")
    ada.goto(f"{server.url}{EVENT}/mine")
    expect(ada.get_by_text("Noor would like to host this with you.")).to_be_visible()
    ada.get_by_role("button", name="Host it together").click()
    expect(ada.locator(".facts").first).to_contain_text("Ada, Noor")
    noor.goto(ada.url)
    expect(noor.get_by_role("link", name="Change the card")).to_be_visible()


def test_earlier_events_answer_too(open_page: Open) -> None:
    noor = phone_of(open_page, "Noor")
    noor.locator("[name=title]").fill("Monorepos")
    expect(noor.locator(".alike li", has_text="2017")).to_contain_text("Monorepos")


def test_a_card_is_up_at_once_and_sent_once_however_often_it_is_tapped(open_page: Open) -> None:
    noor = phone_of(open_page, "Noor")
    sent: list[Route] = []
    noor.route("**/topics", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_())
    noor.locator("[name=title]").fill("Hedgehogs in the data centre")
    with noor.expect_request(lambda request: request.method == "POST"):
        noor.get_by_role("button", name=UP).dblclick()
    expect(noor.get_by_text("On its way to the wall")).to_be_visible()
    expect(noor.locator(".sent h2")).to_have_text("Hedgehogs in the data centre")
    assert len(sent) == 1
    assert sent[0].request.headers["idempotency-key"]
    sent[0].continue_()
    noor.wait_for_url("**/topics#card-*")
    expect(noor.locator("#wall-cards h2", has_text="Hedgehogs in the data centre")).to_have_count(1)


def test_a_refusal_brings_the_form_back_whole_and_without_network_the_card_waits(
    open_page: Open, facilitate: Callable[..., Page], server: Server
) -> None:
    board = facilitate()
    noor = phone_of(open_page, "Noor", forgiving=True)
    noor.locator("[name=title]").fill("Hedgehogs")
    noor.locator("[name=pitch]").fill("They are in the data centre")
    board.goto(f"{server.url}{EVENT}")
    board.get_by_role("button", name="Closed").click()
    expect(board.locator(".steps [aria-current=step]")).to_contain_text("Closed")
    noor.get_by_role("button", name=UP).click()
    expect(noor.locator("#propose [data-refusal]")).to_contain_text("The wall takes no cards at the moment.")
    expect(noor.locator("[name=title]")).to_have_value("Hedgehogs")
    expect(noor.locator("[name=pitch]")).to_have_value("They are in the data centre")
    board.get_by_role("button", name="Open", exact=False).first.click()
    noor.route("**/topics", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    noor.get_by_role("button", name=UP).click()
    expect(noor.locator("#said")).to_contain_text("Saved here", timeout=20_000)
    noor.unroute("**/topics")
    expect(noor.locator("[data-waits-pill]")).to_be_hidden(timeout=40_000)
    noor.goto(f"{server.url}{EVENT}/topics")
    expect(noor.locator("#wall-cards h2", has_text="Hedgehogs")).to_have_count(1)


def test_a_title_says_how_much_still_fits_and_loses_nothing_that_is_too_long(open_page: Open) -> None:
    noor = phone_of(open_page, "Noor", forgiving=True)
    title, count = noor.locator("[name=title]"), noor.locator("[data-left-of=title]")
    title.fill("x" * 99)
    expect(count).to_be_hidden()
    title.fill("x" * 110)
    expect(count).to_have_text("10 letters left")
    title.fill("")
    noor.evaluate("navigator.clipboard.writeText('y'.repeat(119) + ' 🦔🦔')")
    title.press("ControlOrMeta+v")
    expect(title).to_have_value("y" * 119 + " 🦔🦔")
    expect(count).to_have_text("2 letters too many: this will not be taken")
    noor.get_by_role("button", name=UP).click()
    expect(noor.locator("#propose [data-refusal]")).to_contain_text("too long")
    expect(title).to_have_value("y" * 119 + " 🦔🦔")
    title.fill("z" * 120)
    expect(count).to_have_text("0 letters left")


def test_enter_in_a_title_goes_on_and_no_line_break_stays_in_it(open_page: Open) -> None:
    page = open_page(f"{EVENT}/topics/new")
    title, pitch = page.locator("[name=title]"), page.locator("[name=pitch]")
    assert title.get_attribute("enterkeyhint") == "next"
    title.press_sequentially("On-call")
    title.press("Enter")
    expect(pitch).to_be_focused()
    expect(title).to_have_value("On-call")
    title.focus()
    page.evaluate("document.execCommand('insertText', false, '\\nthat people\\nlove')")
    expect(title).to_have_value("On-call that people love")
    assert title.evaluate("title => title.selectionEnd === title.value.length")


def test_a_thought_waits_in_the_drawer_until_it_is_put_up(open_page: Open, server: Server) -> None:
    noor = phone_of(open_page, "Noor")
    noor.locator("[name=title]").fill("Half a thought")
    noor.get_by_text("Tags", exact=True).click()
    noor.locator("[name=tags]").fill("hedgehogs")
    noor.get_by_role("button", name="Keep it for me").click()
    noor.goto(f"{server.url}{EVENT}/mine")
    expect(noor.get_by_text("A draft. Nobody else sees it.")).to_be_visible()
    noor.get_by_role("button", name="Put this draft up").click()
    expect(noor.locator("#wall-cards h2", has_text="Half a thought")).to_be_visible()


def test_tags_complete_one_after_the_other(open_page: Open) -> None:
    noor = phone_of(open_page, "Noor")
    noor.get_by_text("Tags", exact=True).click()
    noor.locator("[name=tags]").press_sequentially("cost, buil")
    offers = noor.locator("#tags-known option")
    expect(offers.first).to_have_attribute("value", "cost, build")


def test_of_two_who_take_a_card_on_the_slower_is_told(open_page: Open, server: Server) -> None:
    kim = phone_of(open_page, "Kim")
    kim.locator("[name=title]").fill("Somebody should explain hedgehogs")
    kim.get_by_text("Host", exact=True).click()
    kim.get_by_label("Somebody else should host it").check()
    kim.get_by_role("button", name=UP).click()
    kim.wait_for_url("**/topics#card-*")
    address = f"{EVENT}/topics/{kim.url.rpartition('-')[2]}"
    noor, zoe = (phone_of(open_page, name, address, forgiving=True) for name in ("Noor", "Zoë"))
    for phone in (noor, zoe):
        expect(phone.get_by_role("button", name="I’ll host this")).to_be_visible()
    noor.get_by_role("button", name="I’ll host this").click()
    expect(noor.get_by_role("link", name="Change the card")).to_be_visible()
    zoe.get_by_role("button", name="I’ll host this").click()
    expect(zoe.get_by_role("alert")).to_contain_text("Noor was faster and hosts this card now.")
    zoe.get_by_role("button", name="Ask to host together").click()
    expect(zoe.get_by_text("You asked to host this together.")).to_be_visible()


def test_a_wanted_card_loses_its_dashes_on_other_phones_when_it_is_taken_on(open_page: Open, server: Server) -> None:
    kim = phone_of(open_page, "Kim")
    kim.locator("[name=title]").fill("Somebody should explain hedgehogs")
    kim.get_by_text("Host", exact=True).click()
    kim.get_by_label("Somebody else should host it").check()
    kim.get_by_role("button", name=UP).click()
    kim.wait_for_url("**/topics#card-*")
    wall, noor = connected(open_page(f"{EVENT}/topics")), phone_of(open_page, "Noor", f"{EVENT}/topics")
    wanted = wall.locator(".card[data-state=wanted]", has_text="hedgehogs")
    expect(wanted).to_contain_text("nobody yet")
    noor.get_by_role("button", name=re.compile("I’ll host this.*hedgehogs")).click()
    expect(wanted).to_have_count(0)
    expect(wall.locator(".card", has_text="hedgehogs")).to_contain_text("Noor")


def test_a_link_with_a_code_makes_somebody_a_host(open_page: Open) -> None:
    ada = write(phone_of(open_page, "Ada"), "Hedgehogs in the data centre")
    ada.get_by_text("Invite somebody to host with you").click()
    ada.get_by_role("button", name="Make a link").click()
    expect(ada.locator(".link-box svg")).to_be_visible()
    guest = open_page(ada.locator("code", has_text="/host/").inner_text())
    guest.locator("[name=name]").fill("Zoë")
    guest.get_by_role("button", name="Host it together").click()
    expect(guest.locator(".facts").first).to_contain_text("Ada, Zoë")


def test_a_question_reaches_the_host_at_once_and_goes_with_its_words(open_page: Open) -> None:
    ada = connected(write(phone_of(open_page, "Ada"), "Hedgehogs in the data centre"))
    path = ada.url.partition(EVENT)[2]
    noor = connected(phone_of(open_page, "Noor", EVENT + path))
    reader = connected(open_page(EVENT + path))
    day = ada.context.new_page()
    day.goto(ada.url.partition("/topics")[0] + "/mine")
    connected(day)
    noor.locator("[name=words]").fill("Are they warm?")
    noor.get_by_role("button", name="Say it").click()
    expect(day.get_by_text("waits for a word of yours")).to_be_visible()
    day.close()
    expect(ada.locator(".threads")).to_contain_text("Are they warm?")
    ada.locator("[name=words]").fill("half a")
    ada.get_by_role("link", name=re.compile("Answer.*Are they warm")).click()
    expect(ada.locator("[name=words]")).to_be_focused()
    ada.locator("[name=words]").fill("Very.")
    ada.get_by_role("button", name="Say it").click()
    expect(noor.locator(".comment + .comment")).to_contain_text("Very.")
    expect(noor.locator(".comment + .comment")).to_contain_text("host")
    expect(noor.locator(".comment + .comment .take-away")).to_be_hidden()
    noor.get_by_role("button", name=re.compile("Take it away.*Are they warm")).click()
    expect(connected(ada).locator(".comment")).to_have_count(0)
    assert "Are they warm?" not in reader.content()


def test_the_last_star_is_given_and_one_comes_back(
    open_page: Open, facilitate: Callable[..., Page], server: Server
) -> None:
    helper = facilitate()
    noor = connected(phone_of(open_page, "Noor", f"{EVENT}/topics", forgiving=True))
    expect(noor.locator("[data-stars]").first).to_be_attached()
    helper.goto(f"{server.url}{EVENT}")
    helper.get_by_label("Everybody sees how many stars").uncheck()
    helper.get_by_label("Stars for each person").fill("1")
    helper.locator(".starring").get_by_role("button", name="Save").click()
    expect(noor.locator("[data-stars]")).to_have_count(0)
    stars = noor.locator("#wall-cards .star")
    stars.nth(0).click()
    expect(stars.nth(0)).to_have_attribute("aria-pressed", "true")
    with noor.expect_response(lambda answer: answer.status == 409):
        stars.nth(1).click()
    expect(stars.nth(1)).to_have_attribute("aria-pressed", "false")
    expect(noor.locator("#said")).to_contain_text("Your one star is given.")
    noor.get_by_role("button", name="Choose the one to take back").click()
    noor.get_by_role("button", name="Take this one back").click()
    expect(noor.locator(".card.big .star")).to_have_attribute("aria-pressed", "true")
    helper.goto(f"{server.url}{EVENT}/board")
    expect(helper.locator("[data-stars]").first).to_be_attached()


def test_the_pile_goes_by_thumb_key_and_sweep(open_page: Open, server: Server) -> None:
    noor = phone_of(open_page, "Noor", f"{EVENT}/pile")
    first = noor.locator("#pile > li").first
    left = int(noor.locator("[data-left]").inner_text())
    passed = first.get_attribute("id")
    noor.get_by_role("button", name="Pass").first.click()
    expect(noor.locator(f"#{passed}")).to_have_count(0)
    starred = first.get_attribute("data-card")
    with noor.expect_response("**/star"):
        noor.keyboard.press("ArrowRight")
    expect(noor.locator("[data-left]")).to_have_text(str(left - 2))
    swept = first.get_attribute("id")
    box = first.locator(".card").bounding_box()
    assert box
    with noor.expect_response("**/sighting"):
        sweep(noor, box["x"] + 250, box["y"] + 60, -180)
    expect(noor.locator(f"#{swept}")).to_have_count(0)
    noor.reload()
    expect(noor.locator("[data-left]")).to_have_text(str(left - 3))
    for gone in (passed, swept):
        expect(noor.locator(f"#{gone}")).to_have_count(0)
    noor.goto(f"{server.url}{EVENT}/topics?show=starred")
    expect(noor.locator("#wall-cards > li")).to_have_attribute("data-number", starred or "")


def sweep(page: Page, x: float, y: float, by: float) -> None:
    """One finger across the screen."""
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 7):
        point = {"x": x + by * step / 6, "y": y}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_without_scripts_what_is_close_is_shown_once(open_page: Open) -> None:
    noor = open_page(NEW, javascript=False, forgiving=True)
    noor.locator("[name=name]").fill("Noor")
    noor.locator("[name=title]").fill("Postmortems")
    noor.get_by_role("button", name=UP).click()
    expect(noor.get_by_text("There is a card like this.")).to_be_visible()
    expect(noor.locator(".alike li").first).to_contain_text("Postmortems that change something")
    expect(noor.locator("[name=name]")).to_have_value("Noor")
    noor.get_by_role("button", name="Put it on the wall anyway").click()
    expect(noor.locator("#wall-cards h2", has_text=re.compile("^Postmortems$"))).to_be_visible()


def test_what_was_typed_is_there_again_after_a_look_elsewhere(open_page: Open, server: Server) -> None:
    ada = phone_of(open_page, "Ada")
    ada.locator("[name=title]").fill("Half a thought")
    ada.locator("[name=pitch]").fill("It needs a look at the board first.")
    ada.goto(f"{server.url}{EVENT}/board")
    ada.goto(f"{server.url}{NEW}")
    expect(ada.locator("[name=title]")).to_have_value("Half a thought")
    expect(ada.locator("[name=pitch]")).to_have_value("It needs a look at the board first.")
    ada.get_by_role("button", name=UP).click()
    ada.wait_for_url("**/topics#card-*")
    ada.goto(f"{server.url}{NEW}")
    expect(ada.locator("[name=title]")).to_have_value("")


def test_a_form_that_came_back_from_the_server_leads_on(open_page: Open, server: Server) -> None:
    """Who has no visit yet sends the form as it is; what comes back stands at the address of the wall."""
    noor = open_page(NEW, viewport=PHONE, forgiving=True)
    noor.locator("[name=title]").fill("Tea for ten")
    noor.get_by_role("button", name=UP).click()
    noor.wait_for_url(f"**{EVENT}/topics")
    noor.locator("[name=name]").fill("Noor")
    noor.get_by_role("button", name=UP).click()
    expect(noor.locator(".card", has_text="Tea for ten").first).to_be_visible()
    noor.wait_for_url("**/topics#card-*")
    noor.goto(noor.url.replace("#card-", "/") + "/edit")
    title = noor.locator("[name=title]")
    title.fill("")
    noor.locator("form[data-page]").evaluate("form => { form.removeAttribute('data-queued'); form.submit(); }")
    expect(noor.locator("[name=title][aria-invalid]")).to_be_visible()
    title.fill("Tea for twelve")
    noor.get_by_role("button", name="Save the card").click()
    expect(noor.get_by_role("heading", level=1)).to_have_text("Tea for twelve")

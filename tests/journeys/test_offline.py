"""A phone without network: pages that were seen, and what is written, which arrives once, in order, or says why not."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import CHROMIUM_FLAGS, Open, Phone, find_chromium
from tests.journeys.releases import copy_release, next_release
from tests.journeys.server import Server
from tests.journeys.venue import Venue

pytestmark = pytest.mark.browser

EVENT = "/scale-summit-today"
WALL, NEW = f"{EVENT}/topics", f"{EVENT}/topics/new"
SECOND = 1_000
LONG = 20 * SECOND
SAVED = "Saved here. It goes up when the network is back."


def joined(phone: Phone, name: str = "Ana") -> Page:
    """Somebody who takes part, on the wall, with everything kept that a phone keeps by itself."""
    page = phone.open(f"{EVENT}/join?next={EVENT}/topics")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=name]").press("Enter")
    page.wait_for_url(lambda url: url.endswith("/topics") and "?" not in url)
    for path in ("/now", "/board", "/mine", "/topics/new", "/topics"):
        wait_until_kept(page, f"{EVENT}{path}")
    return page


def wait_until_kept(page: Page, path: str) -> None:
    page.evaluate(
        """async (path) => {
            const pause = () => new Promise((done) => setTimeout(done, 100));
            await navigator.serviceWorker.ready;
            while (!(await caches.match(path, { ignoreVary: true }))) await pause();
        }""",
        path,
    )


def visit(page: Page, path: str) -> Page:
    page.goto(page.url.split("/scale")[0] + path)
    return page


def write(page: Page, title: str, **more: str) -> None:
    """On the form that is open."""
    for name, words in {"title": title, **more}.items():
        page.locator(f"[name={name}]").fill(words)
    page.get_by_role("button", name="Put it on the wall").click()


def write_without_network(page: Page, title: str) -> None:
    visit(page, NEW)
    write(page, title)
    page.wait_for_url("**/topics#deed-*")
    expect(waiting_card(page, title)).to_contain_text(SAVED)


def waiting_card(page: Page, title: str) -> Locator:
    return page.locator("#waiting-cards .card").filter(has_text=title)


def pill(page: Page) -> Locator:
    return page.locator("[data-waits-pill]")


def everything_is_up(page: Page) -> None:
    expect(page.locator("[data-waits]")).to_be_hidden(timeout=LONG)
    expect(page.locator("#waiting-cards li")).to_have_count(0)


def star(page: Page, number: int) -> Locator:
    return page.locator(f"#card-{number} .star")


def titles(server: Server) -> list[str]:
    """Of the cards that were written last, in the order of their numbers."""
    return server.sql("SELECT title FROM topic WHERE title LIKE 'Basement%' ORDER BY number")


#: Reads from the databases of notes, which comes behind everything that is being written there.
BEHIND_ALL_WRITES = """async () => {
  for (const { name } of await indexedDB.databases()) {
    const asked = indexedDB.open(name);
    const db = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    if (db.objectStoreNames.contains("updates")) await new Promise((done) => {
      const reading = db.transaction("updates");
      reading.objectStore("updates").count();
      reading.oncomplete = done;
    });
    db.close();
  }
}"""

# Pages


def test_seen_pages_open_with_their_age_and_come_up_to_date(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    assert page.locator("#seen").is_hidden()
    venue.become("gone")
    visit(page, f"{EVENT}/now")
    expect(page.locator("#seen")).to_have_text("Seen 1 minute ago.")
    expect(page.locator("main h1, main h2").first).to_be_attached()
    venue.become("open")
    expect(page.locator("main[data-live]")).to_be_attached(timeout=LONG)
    expect(page.locator("#seen")).to_be_hidden(timeout=LONG)


def test_a_page_that_was_never_seen_says_so_and_lists_the_others(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    venue.become("gone")
    visit(page, f"{EVENT}/topics/4")
    expect(page.locator("h1")).to_have_text("No network, and this page is new to your device")
    page.get_by_role("link", name="Board").click()
    expect(page.locator("#seen")).to_be_visible()
    assert page.url.endswith("/board")


def test_a_page_that_no_device_keeps_is_not_called_new_to_it(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    visit(page, f"{EVENT}/me")
    venue.become("gone")
    page.reload()
    expect(page.locator("h1")).to_have_text("This page needs the network")


def test_what_waits_stands_on_mine_too(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    visit(page, f"{EVENT}/mine")
    expect(page.get_by_text("Nothing of yours yet")).to_be_visible()
    venue.become("gone")
    visit(page, WALL)
    page.locator("#card-4 .star").click()
    expect(pill(page)).to_have_text("1 change waits", timeout=LONG)
    write_without_network(page, "Basement of mine")
    visit(page, f"{EVENT}/mine")
    expect(waiting_card(page, "Basement of mine")).to_be_visible()
    expect(page.locator("#waiting-stars a[href$='/topics/4']")).to_contain_text(SAVED)
    expect(page.get_by_text("Nothing of yours yet")).to_be_hidden()
    page.get_by_role("button", name="Take it back").click()
    expect(page.locator("#waiting-cards .card")).to_have_count(0)
    expect(page.get_by_text("Nothing of yours yet")).to_be_hidden()
    venue.become("open")
    everything_is_up(page)
    expect(page.locator("#waiting-stars")).to_have_count(0)


def test_a_slow_network_shows_what_was_seen_and_then_what_is(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    venue.become("slow")
    visit(page, f"{EVENT}/now")
    expect(page.locator("#seen")).to_be_visible()
    venue.become("open")
    expect(page.locator("#seen")).to_be_hidden(timeout=LONG)


@pytest.mark.parametrize("state", ["portal", "gone"])
def test_a_portal_takes_no_page_s_place(phone: Phone, venue: Venue, state: str) -> None:
    page = joined(phone)
    venue.become(state)  # type: ignore[arg-type]
    visit(page, WALL)
    expect(page.locator("#card-1")).to_be_attached()
    expect(page.locator("body")).not_to_contain_text("Sign in to the hotel")
    kept = page.evaluate("caches.match('/scale-summit-today/topics', {ignoreVary: true}).then((page) => page.text())")
    assert "hotel" not in kept


def test_secrets_refusals_and_posts_are_not_kept(phone: Phone, server: Server) -> None:
    page = joined(phone)
    for path in (server.link("Facilitator").split(server.url)[-1], f"{EVENT}/topics/999", f"{EVENT}/me"):
        page.goto(phone.url + re.sub(r"^http://[^/]+", "", path))
    wait_until_kept(visit(page, f"{EVENT}/topics/3"), f"{EVENT}/topics/3")
    kept = page.evaluate("caches.open('pages').then((c) => c.keys()).then((all) => all.map(({ url }) => url))")
    assert not [url for url in kept if re.search(r"/links/|/999|/me$|/join", url)]


def test_another_visit_finds_nothing_of_the_one_before(phone: Phone) -> None:
    page = joined(phone)
    phone.context.clear_cookies()
    visit(page, f"{EVENT}/now")
    page.evaluate(
        """async () => {
            const pause = () => new Promise((done) => setTimeout(done, 100));
            const kept = () => caches.match("/scale-summit-today/mine", { ignoreVary: true });
            for (let page; (page = await kept()) && (await page.text()).includes("Ana"); ) await pause();
        }"""
    )


# What is written meanwhile


def test_an_hour_without_network_then_a_portal_then_everything_arrives_once_and_in_order(
    phone: Phone, venue: Venue, server: Server
) -> None:
    page = joined(phone)
    visit(page, NEW)
    write(page, "Basement zero")
    page.wait_for_url(re.compile(r"/topics#card-\d+"))
    own = int(page.url.split("-")[-1])
    wait_until_kept(visit(page, f"{WALL}/{own}/edit"), f"{WALL}/{own}/edit")
    page.clock.install()
    venue.become("gone")
    write_without_network(page, "Basement one")
    for number in (1, 2, 3):
        star(page, number).click()
        expect(star(page, number)).to_have_attribute("aria-pressed", "true")
    expect(pill(page)).to_have_text("4 changes wait")
    visit(page, f"{WALL}/{own}/edit")
    page.locator("[name=title]").fill("Basement nought")
    page.get_by_role("button", name="Save the card").click()
    expect(pill(page)).to_have_text("5 changes wait")
    write_without_network(page, "Basement two")
    for number in (4, 5, 6):
        star(page, number).click()
    expect(pill(page)).to_have_text("9 changes wait")
    write_without_network(page, "Basement three")
    expect(pill(page)).to_have_text("10 changes wait")
    before = len(venue.arrived)

    page.clock.fast_forward("01:00:00")
    for state in ("redirecting", "portal", "redirecting"):
        venue.become(state)  # type: ignore[arg-type]
        page.evaluate("dispatchEvent(new Event('online'))")
        page.clock.fast_forward("01:00")
        expect(page.locator("[data-waits-why]")).to_contain_text(re.compile("sign in first|No network"))
    expect(pill(page)).to_have_text("10 changes wait")
    assert len(venue.arrived) == before

    venue.become("open")
    page.evaluate("dispatchEvent(new Event('online'))")
    everything_is_up(page)
    assert titles(server) == ["Basement nought", "Basement one", "Basement two", "Basement three"]
    given = server.sql(
        "SELECT topic.number FROM star JOIN topic ON topic.id = topic_id JOIN attendee ON attendee.id = attendee_id"
        " WHERE attendee.name = 'Ana' ORDER BY topic.number"
    )
    assert given == [1, 2, 3, 4, 5, 6]
    stars = [f"PUT {WALL}/{number}/star" for number in (1, 2, 3, 4, 5, 6)]
    new = f"POST {WALL}"
    assert venue.arrived[before:] == [new, *stars[:3], f"PUT {WALL}/{own}", new, *stars[3:], new]


def test_a_star_that_was_taken_back_is_nothing(phone: Phone) -> None:
    page = joined(phone)
    phone.context.set_offline(True)
    count = star(page, 2).locator("[data-stars]")
    before = count.inner_text()
    star(page, 2).click()
    expect(pill(page)).to_have_text("1 change waits")
    page.reload()
    expect(star(page, 2)).to_have_attribute("aria-pressed", "true")
    expect(count).to_have_text(str(int(before) + 1))
    star(page, 2).click()
    expect(page.locator("[data-waits]")).to_be_hidden()
    expect(count).to_have_text(before)


def test_a_star_that_may_have_arrived_is_taken_back_for_certain(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    venue.become("deaf")
    star(page, 2).click()
    expect(pill(page)).to_have_text("1 change waits")
    venue.become("gone")
    for pressed in ("false", "true", "false"):
        star(page, 2).click()
        expect(star(page, 2)).to_have_attribute("aria-pressed", pressed)
        expect(pill(page)).to_have_text("1 change waits")
    venue.become("open")
    everything_is_up(page)
    assert server.sql("SELECT 1 FROM star JOIN attendee ON attendee.id = attendee_id WHERE attendee.name = 'Ana'") == []


def test_a_card_that_waits_can_be_changed_and_taken_back(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    venue.become("gone")
    write_without_network(page, "Basement with a typo")
    waiting_card(page, "typo").get_by_role("link", name="Change it").click()
    expect(page.locator("[name=title]")).to_have_value("Basement with a typo")
    write(page, "Basement without")
    expect(waiting_card(page, "Basement without")).to_be_visible()
    write_without_network(page, "Basement twice")
    waiting_card(page, "twice").get_by_role("button", name="Take it back").click()
    expect(waiting_card(page, "twice")).to_have_count(0)
    page.locator("#said").get_by_role("button", name="Undo").click()
    expect(waiting_card(page, "twice")).to_be_visible()
    waiting_card(page, "twice").get_by_role("button", name="Take it back").click()
    expect(pill(page)).to_have_text("1 change waits")
    venue.become("open")
    everything_is_up(page)
    assert titles(server) == ["Basement without"]


def say(page: Page, words: str) -> None:
    """To the hosts of the card whose page is open."""
    page.locator("#answer [name=words]").fill(words)
    page.get_by_role("button", name="Say it").click()


def say_in_place(page: Page, words: str) -> None:
    """As from somewhere else: whatever has the focus keeps it."""
    page.locator("#answer [name=words]").evaluate("(field, words) => { field.value = words; }", words)
    page.locator("#answer").evaluate("form => form.requestSubmit(form.querySelector('button'))")


def waiting_comment(page: Page, words: str) -> Locator:
    return page.locator(".comment[data-state=waits]").filter(has_text=words)


def test_a_comment_that_waits_stands_in_its_thread_and_says_so(phone: Phone, venue: Venue, server: Server) -> None:
    page = visit(joined(phone), f"{EVENT}/topics/3")
    say(page, "Is there cake?")
    asked = page.locator("#comments-3 .thread")
    expect(asked).to_contain_text("Is there cake?")
    expect(page.locator(".comment[data-state=waits]")).to_have_count(0)
    venue.become("gone")
    asked.get_by_role("link", name="Answer").click()
    say(page, "There is a typo")
    expect(asked.locator(".comment[data-state=waits]")).to_contain_text(SAVED)
    held = waiting_comment(page, "typo").get_by_role("button", name="Change it")
    held.focus()
    say_in_place(page, "A second word")
    expect(waiting_comment(page, "A second word")).to_contain_text(SAVED)
    expect(held).to_be_focused()
    waiting_comment(page, "typo").get_by_role("button", name="Change it").click()
    expect(page.locator("#answer [name=words]")).to_have_value("There is a typo")
    say(page, "There is pie")
    expect(asked.locator(".comment[data-state=waits] .words")).to_have_text("There is pie")
    say(page, "Never mind")
    waiting_comment(page, "Never mind").get_by_role("button", name="Take it back").click()
    expect(page.locator(".comment[data-state=waits] .words")).to_have_text(["There is pie", "A second word"])
    visit(page, f"{EVENT}/topics/3")
    expect(page.locator(".comment[data-state=waits]")).to_have_count(2)
    venue.become("open")
    everything_is_up(page)
    expect(page.locator("#comments-3 .words")).to_have_text(["Is there cake?", "There is pie", "A second word"])
    expect(page.locator(".comment[data-state=waits]")).to_have_count(0)
    assert server.sql("SELECT words FROM comment ORDER BY id") == ["Is there cake?", "A second word", "There is pie"]


def test_an_answer_that_was_lost_is_asked_for_again(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    visit(page, NEW)
    venue.become("deaf")
    write(page, "Basement heard once")
    page.wait_for_url("**/topics#deed-*")
    assert titles(server) == ["Basement heard once"]
    visit(page, f"{NEW}")
    venue.become("open")
    everything_is_up(page)
    assert titles(server) == ["Basement heard once"]


def test_a_change_to_a_card_that_may_have_arrived_follows_it_to_its_number(
    phone: Phone, venue: Venue, server: Server
) -> None:
    page = joined(phone)
    visit(page, NEW)
    venue.become("deaf")
    write(page, "Basement first words")
    page.wait_for_url("**/topics#deed-*")
    venue.become("gone")
    waiting_card(page, "first words").get_by_role("link", name="Change it").click()
    expect(page.locator("[name=title]")).to_have_value("Basement first words")
    write(page, "Basement second words")
    page.wait_for_url("**/topics#deed-*")
    expect(pill(page)).to_have_text("2 changes wait")
    venue.become("open")
    everything_is_up(page)
    assert titles(server) == ["Basement second words"]


def test_double_taps_and_the_back_button_send_nothing_twice(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    visit(page, NEW)
    page.locator("[name=title]").fill("Basement tapped")
    page.get_by_role("button", name="Put it on the wall").dblclick()
    page.wait_for_url(re.compile(r"/topics#card-\d+"))
    page.go_back()
    expect(page.locator("[name=title]")).to_have_value("")
    venue.become("gone")
    page.locator("[name=title]").fill("Basement tapped without network")
    page.get_by_role("button", name="Put it on the wall").dblclick()
    page.wait_for_url("**/topics#deed-*")
    expect(pill(page)).to_have_text("1 change waits")
    venue.become("open")
    everything_is_up(page)
    assert titles(server) == ["Basement tapped", "Basement tapped without network"]


def test_two_tabs_have_one_queue_and_one_sender(phone: Phone, venue: Venue, server: Server) -> None:
    one = joined(phone)
    other = phone.open(WALL)
    venue.become("gone")
    write_without_network(one, "Basement left")
    expect(pill(other)).to_have_text("1 change waits")
    write_without_network(other, "Basement right")
    before = len(venue.arrived)
    venue.become("open")
    for page in (one, other):
        page.evaluate("dispatchEvent(new Event('online'))")
    for page in (one, other):
        everything_is_up(page)
    assert titles(server) == ["Basement left", "Basement right"]
    assert venue.arrived[before:] == [f"POST {WALL}"] * 2


def test_a_browser_that_was_closed_keeps_what_waits(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    venue.become("gone")
    write_without_network(page, "Basement overnight")
    phone.close()
    page = phone.open(WALL)
    expect(waiting_card(page, "Basement overnight")).to_be_visible()
    expect(page.locator("#seen")).to_be_visible()
    venue.become("open")
    everything_is_up(page)
    assert titles(server) == ["Basement overnight"]


def test_with_no_page_open_the_browser_s_own_sync_sends(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    venue.become("gone")
    write_without_network(page, "Basement asleep")
    other = phone.context.new_page()
    page.close()
    venue.become("open")
    ask_for_sync(phone, other)
    page = phone.open(WALL)
    expect(page.locator("#wall-cards")).to_contain_text("Basement asleep", timeout=LONG)
    everything_is_up(page)
    assert titles(server) == ["Basement asleep"]


def ask_for_sync(phone: Phone, page: Page) -> None:
    """As the browser does when it notices a network; returns when the worker has sent."""
    devtools = phone.context.new_cdp_session(page)
    found: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(r["registrationId"] for r in event["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    order = {"origin": phone.url, "registrationId": found[0], "tag": "hallway-deeds", "lastChance": False}
    devtools.send("ServiceWorker.dispatchSyncEvent", order)


# Refusals


def test_a_refusal_is_shown_on_every_page_and_its_form_has_the_text(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    venue.become("gone")
    write_without_network(page, "Basement too late")
    server.sql("UPDATE event SET phase = 'closed' WHERE slug = 'scale-summit-today'")
    venue.become("open")
    expect(pill(page)).to_have_text("1 change was not taken", timeout=LONG)
    visit(page, f"{EVENT}/now")
    pill(page).click()
    listed = page.get_by_role("dialog")
    expect(listed).to_contain_text("Basement too late")
    expect(listed).to_contain_text("The wall takes no cards at the moment.")
    listed.get_by_role("button", name="Discard it").click()
    expect(pill(page)).to_be_hidden()
    page.locator("#said").get_by_role("button", name="Undo").click()
    expect(pill(page)).to_be_visible()
    server.sql("UPDATE event SET phase = 'running' WHERE slug = 'scale-summit-today'")
    pill(page).click()
    listed.get_by_role("link", name="Change it").click()
    expect(page.locator("[name=title]")).to_have_value("Basement too late")
    expect(page.locator("form .trouble")).to_contain_text("The wall takes no cards at the moment.")
    write(page, "Basement in time")
    page.wait_for_url(re.compile(r"/topics#card-\d+"))
    assert titles(server) == ["Basement in time"]


def test_a_form_that_is_refused_at_once_says_so_at_its_fields(phone: Phone) -> None:
    page = joined(phone)
    visit(page, NEW)
    tags = ", ".join(f"tag{number}" for number in range(30))
    page.locator("summary", has_text="Tags").click()
    page.locator("[name=tags]").fill(tags)
    write(page, "Basement of tags")
    expect(page.locator("#tags-error")).to_contain_text("tags, separated by commas")
    expect(page.locator("[name=tags]")).to_be_focused()
    expect(page.locator("[name=title]")).to_have_value("Basement of tags")
    page.locator("[name=tags]").fill("one")
    page.get_by_role("button", name="Put it on the wall").click()
    page.wait_for_url(re.compile(r"/topics#card-\d+"))
    expect(page.locator("[data-waits]")).to_be_hidden()


def test_what_somebody_wrote_is_not_sent_in_another_name(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    venue.become("gone")
    write_without_network(page, "Basement of Ana")
    phone.context.clear_cookies()
    venue.become("open")
    expect(pill(page)).to_have_text("1 change was not taken", timeout=LONG)
    pill(page).click()
    expect(page.get_by_role("dialog")).to_contain_text("written as somebody else on this device")
    assert titles(server) == []


# Devices and releases


def test_where_nothing_can_be_kept_it_is_said_and_the_text_stays(phone: Phone, venue: Venue, server: Server) -> None:
    page = joined(phone)
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
    visit(page, NEW)
    venue.become("gone")
    write(page, "Basement in a private window")
    expect(page.locator("form .trouble")).to_contain_text("this browser keeps nothing", timeout=LONG)
    expect(page.locator("[name=title]")).to_have_value("Basement in a private window")
    venue.become("open")
    page.get_by_role("button", name="Put it on the wall").click()
    page.wait_for_url(re.compile(r"/topics#card-\d+"))
    assert titles(server) == ["Basement in a private window"]


def saved_on_the_server(page: Page) -> None:
    expect(page.locator("[data-sync-words]")).to_have_text("Saved on the server", timeout=LONG)


def write_in_the_basement(phone: Phone, venue: Venue, page: Page, note: str, before: str = "") -> None:
    """Goes down with a note that was seen, holding `before`, and writes; the browser is closed on the way down and on
    the way up."""
    wait_until_kept(page, note)
    page.evaluate(BEHIND_ALL_WRITES)
    venue.become("gone")
    phone.close()
    page = phone.open(note)
    expect(page.locator(".cm-content")).to_contain_text(before)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("Without network.")
    expect(page.locator("[data-sync-words]")).to_contain_text("waiting", timeout=LONG)
    page.evaluate(BEHIND_ALL_WRITES)
    phone.close()
    page = phone.open(note)
    expect(page.locator(".cm-content")).to_contain_text(f"{before}Without network.")
    venue.become("open")
    saved_on_the_server(page)


def test_a_note_that_was_seen_can_be_written_without_network(phone: Phone, venue: Venue) -> None:
    note = f"{EVENT}/topics/5/note"
    page = visit(joined(phone), note)
    page.locator(".cm-content").click()
    page.keyboard.type("With network. ")
    saved_on_the_server(page)
    write_in_the_basement(phone, venue, page, note, "With network. ")


def test_an_empty_note_that_was_seen_can_be_begun_without_network(phone: Phone, venue: Venue) -> None:
    note = f"{EVENT}/topics/23/note"
    page = visit(joined(phone), note)
    expect(page.locator(".cm-content")).to_be_visible()
    write_in_the_basement(phone, venue, page, note)


def test_a_note_says_in_one_place_all_that_waits(phone: Phone, venue: Venue, server: Server) -> None:
    note = f"{EVENT}/topics/5/note"
    page = visit(joined(phone), note)
    expect(page.locator(".cm-content")).to_be_visible()
    wait_until_kept(page, note)
    venue.become("gone")
    write_without_network(page, "Basement elsewhere")
    visit(page, note)
    expect(pill(page)).to_have_text("1 change waits")
    page.locator(".cm-content").click()
    page.keyboard.type("abc")
    expect(page.locator("[data-sync-words]")).to_have_text("4 changes waiting", timeout=LONG)
    expect(pill(page)).to_be_hidden()
    page.get_by_role("button", name="See what else waits").click()
    waiting = page.get_by_role("dialog").locator("li")
    expect(waiting).to_contain_text("Basement elsewhere")
    waiting.get_by_role("button", name="Discard it").click()
    expect(page.locator("[data-sync-words]")).to_have_text("3 changes waiting")
    expect(page.get_by_role("button", name="See what else waits")).to_be_hidden()
    venue.become("open")
    saved_on_the_server(page)
    assert titles(server) == []


def test_a_form_whose_editor_never_came_keeps_what_was_typed(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    phone.context.route("**/editor-*.js", lambda route: route.abort())
    visit(page, f"{EVENT}/topics/14/note")
    venue.become("gone")
    page.locator("[name=markdown]").fill("Typed into the form.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#said")).to_contain_text("did not reach the server")
    expect(page.locator("[name=markdown]")).to_have_value("Typed into the form.")
    venue.become("open")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/note?saved=1")


def test_leaving_a_device_clears_it_after_saying_what_waits(phone: Phone, venue: Venue) -> None:
    page = joined(phone)
    venue.become("gone")
    write_without_network(page, "Basement left behind")
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML(
        "afterbegin", '<form action="/healthz" data-forget-device><button>Leave this device</button></form>')""")
    leave, dialog = page.get_by_role("button", name="Leave this device"), page.get_by_role("dialog")
    leave.click()
    expect(dialog).to_contain_text("1 change has not reached the server")
    expect(dialog).to_contain_text("Basement left behind")
    dialog.get_by_role("button", name="Stay").click()
    expect(pill(page)).to_have_text("1 change waits")
    venue.become("open")
    everything_is_up(page)
    leave.click()
    page.wait_for_url("**/healthz?")
    left = page.evaluate(
        "Promise.all([caches.keys(), indexedDB.databases(), navigator.serviceWorker.getRegistrations()])"
    )
    assert left == [[], [], []]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_new_release_strands_no_open_page_and_loses_nothing_that_waits(browser: Browser, tmp_path: Path) -> None:
    """The old release's files are gone from the server while its page is open with a text half typed."""
    old = copy_release(tmp_path / "old")
    new = next_release(old, tmp_path / "new")
    server = Server(tmp_path / "data", root=old).start()
    venue = Venue(server.port).start()
    phone = Phone(browser, tmp_path / "phone", venue.url)
    try:
        typing = joined(phone)
        other = phone.open(WALL)
        server.stop()
        star(other, 2).click()
        expect(pill(other)).to_have_text("1 change waits")
        visit(typing, NEW)
        typing.locator("[name=title]").fill("Basement of two releases")
        server.root = new
        server.start()
        everything_is_up(other)
        assert script(typing) == script(other)
        other.reload()
        expect(other.locator("#seen")).to_be_hidden()
        assert script(other) != script(typing)
        wait_for_the_next_worker(other)
        expect(typing.locator("[name=title]")).to_have_value("Basement of two releases")
        typing.get_by_role("button", name="Put it on the wall").click()
        typing.wait_for_url(re.compile(r"/topics#card-\d+"))
        phone.close()
        page = phone.open(WALL)
        expect(star(page, 2)).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#wall-cards")).to_contain_text("Basement of two releases")
        venue.become("gone")
        for path in (f"{EVENT}/now", NEW):
            visit(page, path)
            expect(page.locator("#seen")).to_be_visible()
            assert page.evaluate("getComputedStyle(document.querySelector('.bar')).display") == "flex"
    finally:
        phone.close()
        venue.stop()
        server.stop()


def script(page: Page) -> str:
    """The name of a script that the page was made with; of the next release all have others."""
    name: str = page.evaluate("Array.from(document.scripts).find(({ src }) => src.includes('/htmx-')).src")
    return name


def wait_for_the_next_worker(page: Page) -> None:
    """It is there and waits: pages of the old release are open."""
    page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.ready;
            await registration.update();
            const pause = () => new Promise((done) => setTimeout(done, 100));
            while (!registration.waiting) await pause();
        }"""
    )


def test_a_form_whose_queue_never_came_stays_with_what_was_written(open_page: Open, server: Server) -> None:
    page = open_page(f"{server.url}{EVENT}/join?next={NEW}", forgiving=True)
    page.route(re.compile(r"/waiting-\w+\.js"), lambda route: route.abort())
    page.locator("input[name=name]").fill("Ana")
    page.locator("input[name=name]").press("Enter")
    page.wait_for_url(f"**{NEW}")
    page.route("**/offline/visit", lambda route: route.abort())
    write(page, "Basement without a queue")
    expect(page.locator("#said")).to_have_text("That did not reach the server. Try again when the network is back.")
    assert page.locator("[name=title]").input_value() == "Basement without a queue"
    page.unroute("**/offline/visit")
    page.get_by_role("button", name="Put it on the wall").click()
    page.wait_for_url(re.compile(r"/topics#card-\d+"))


def test_over_plain_http_what_is_written_waits_while_a_page_is_open(
    server: Server, venue: Venue, browser: Browser
) -> None:
    """Phones in a local network: no service worker, and the list says what that means."""
    far = "--host-resolver-rules=MAP 10.9.8.7 127.0.0.1"
    plain = browser.browser_type.launch(executable_path=find_chromium(), args=[*CHROMIUM_FLAGS, far])
    try:
        page = plain.new_page()
        page.goto(f"http://10.9.8.7:{venue.port}{EVENT}/join?next={EVENT}/topics")
        assert page.evaluate("isSecureContext") is False
        page.locator("input[name=name]").fill("Ana")
        page.locator("input[name=name]").press("Enter")
        page.wait_for_url(lambda url: url.endswith("/topics") and "?" not in url)
        page.goto(f"http://10.9.8.7:{venue.port}{NEW}")
        page.wait_for_load_state("networkidle")
        venue.become("gone")
        write(page, "Basement over plain http")
        expect(page.locator("#said")).to_have_text(SAVED, timeout=LONG)
        pill(page).click()
        expect(page.get_by_role("dialog")).to_contain_text("This Hallway runs without HTTPS.")
        page.get_by_role("button", name="Close").click()
        venue.become("open")
        everything_is_up(page)
        assert titles(server) == ["Basement over plain http"]
    finally:
        plain.close()

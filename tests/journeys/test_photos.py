"""Photos in a note: from a phone's camera into the text and onto the published page, with and without a network."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.cameras import is_upright, moving, opened, photo
from tests.journeys.conftest import LAPTOP, Open, Phone
from tests.journeys.server import Server
from tests.journeys.test_notes import EVENT, NOTE, joined, pill, write
from tests.journeys.venue import Venue

pytestmark = pytest.mark.browser

SECOND = 1_000
LONG = 30 * SECOND
TAKEN = photo(3000, 4000, turned=6)


def taken(name: str, content: bytes = TAKEN, kind: str = "image/jpeg") -> dict[str, object]:
    """A file as a phone's camera gives it to a page."""
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page: Page, *files: dict[str, object]) -> None:
    """By the tool, as with a thumb."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("toolbar").get_by_role("button", name="Photo").click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def entries(page: Page) -> Locator:
    return page.locator(".photo-list > li:not([data-gone])")


def describe(page: Page, alt: str, credit: str, entry: int = 0) -> None:
    fill_in(entries(page).nth(entry), alt, credit)
    expect(page.locator("[data-photo-news]")).to_contain_text("Saved")


def fill_in(one: Locator | Page, alt: str, credit: str, *, tick: bool = True) -> None:
    """The event is under the Chatham House Rule: a name is told only with a tick."""
    one.get_by_label("What can be seen").fill(alt)
    one.get_by_label("Whose photo is it").fill(credit)
    one.get_by_label("This name may be told").set_checked(tick)
    one.get_by_role("button", name="Save").click()


def is_loaded(image: Locator) -> None:
    """It shows something, whatever the list has scrolled to."""
    image.scroll_into_view_if_needed()
    image.page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image.element_handle())


def test_from_a_phone_into_the_note_of_somebody_else(open_page: Open) -> None:
    ada, noor = joined(open_page, "Ada"), joined(open_page, "Noor", viewport=LAPTOP)
    write(ada, "What the board says:")
    choose(ada, taken("whiteboard.jpg"))
    expect(entries(ada)).to_have_count(1, timeout=LONG)
    expect(ada.locator(":focus")).to_have_attribute("name", "alt")
    seen = noor.locator("[data-proof] figure.photo img").last
    is_loaded(seen)
    expect(entries(noor)).to_have_count(1)
    expect(noor.locator(".cm-content")).to_contain_text("What the board says:")
    kept = noor.request.get(noor.url.split("/scale")[0] + str(seen.get_attribute("src"))).body()
    picture = opened(kept)
    assert picture.size == (1500, 2000)
    assert is_upright(picture)
    assert not picture.getexif()
    describe(ada, "A board full of cards", "Ada Lovelace")
    expect(noor.locator(".cm-content")).to_contain_text("![A board full of cards](")
    expect(noor.locator("[data-proof] figcaption").last).to_have_text("Photo: Ada Lovelace")


def test_what_leaves_the_phone_is_small_and_tells_no_place(open_page: Open) -> None:
    ada = joined(open_page, "Ada")
    ada.evaluate(
        """() => {
            const send = window.fetch;
            window.fetch = (url, how) => {
                if (how?.body instanceof Blob) window.sent = how.body;
                return send(url, how);
            };
        }"""
    )
    choose(ada, taken("whiteboard.jpg"))
    ada.wait_for_function("() => window.sent")
    body = bytes(ada.evaluate("async () => Array.from(new Uint8Array(await window.sent.arrayBuffer()))"))
    assert len(body) < 1_000_000
    assert b"A camera that tells" not in body
    assert opened(body).size == (1500, 2000)
    assert is_upright(opened(body))


def test_two_at_once_stand_in_the_text_in_their_order(open_page: Open) -> None:
    ada = joined(open_page, "Ada")
    write(ada, "\n\nBefore.")
    choose(ada, taken("one.jpg", photo(seed=1)), taken("two.jpg", photo(400, 300, seed=2)))
    expect(entries(ada)).to_have_count(2, timeout=LONG)
    write(ada, "After.")
    lines = ada.locator(".cm-line").filter(has_text="media/")
    expect(lines).to_have_count(2)
    names = [str(entries(ada).nth(n).get_attribute("data-name")) for n in range(2)]
    for n in range(2):
        expect(lines.nth(n)).to_contain_text(names[n])
    expect(ada.locator("[data-photo-news]")).to_have_text("2 photos are in the note.")
    pill(ada, "Saved on the server")


def test_what_is_no_photo_is_refused_in_words_and_the_rest_goes_through(open_page: Open) -> None:
    ada = joined(open_page, "Ada")
    choose(
        ada,
        taken("first.jpg", photo(seed=1)),
        taken(
            "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/svg+xml"
        ),
        taken("broken.jpg", b"\xff\xd8\xff" + b"\0" * 99),
        taken("last.jpg", photo(seed=2)),
    )
    expect(entries(ada)).to_have_count(2, timeout=LONG)
    trouble = ada.locator("[data-photo-trouble] .trouble")
    expect(trouble).to_have_count(2)
    expect(trouble.first).to_contain_text("drawing.svg")
    expect(trouble.last).to_contain_text("This is no photo that this browser can read")
    expect(ada.locator(".photo-waits > li")).to_have_count(0)


def test_what_the_server_refuses_comes_back_in_its_words(open_page: Open) -> None:
    ada = joined(open_page, "Ada")
    ada.route("**/note/photos/*", lambda route: route.continue_(post_data=moving()))
    choose(ada, taken("whiteboard.jpg"))
    expect(ada.locator("[data-photo-trouble]")).to_contain_text("This picture moves", timeout=LONG)
    expect(ada.locator(".cm-content")).not_to_contain_text("media/")


def test_one_that_is_taken_away_leaves_every_page_until_it_is_put_back(open_page: Open) -> None:
    ada = joined(open_page, "Ada", viewport=LAPTOP)
    choose(ada, taken("whiteboard.jpg", photo()))
    figure = ada.locator("[data-proof] figure.photo")
    expect(figure).to_have_count(1, timeout=LONG)
    address = ada.url.split("/scale")[0] + str(figure.locator("img").get_attribute("src"))
    entries(ada).get_by_role("button", name="Take it away").click()
    expect(ada.locator("[data-photo-news]")).to_contain_text("Taken away")
    expect(figure).to_have_count(0)
    assert ada.request.get(address).status == 410
    ada.locator("[data-photo-news]").get_by_role("button", name="Put it back").click()
    expect(figure).to_have_count(1)
    assert ada.request.get(address).status == 200


def test_without_a_script_a_form_does_it(open_page: Open) -> None:
    ada = joined(open_page, "Ada", javascript=False)
    ada.locator("input[type=file]").set_input_files([taken("a.jpg", photo()), taken("b.txt", b"no", "text/plain")])  # type: ignore[list-item]
    ada.get_by_role("button", name="Add them to the note").click()
    expect(ada.locator(".trouble")).to_contain_text("1 photo was taken.")
    expect(ada.locator(".trouble")).to_contain_text("b.txt: This is no photo that we can read.")
    fill_in(ada, "A whiteboard", "Ada")
    expect(ada.get_by_label("What can be seen")).to_have_value("A whiteboard")
    ada.get_by_role("link", name="Back to the note").click()
    expect(ada.locator("[data-proof] figcaption")).to_have_text("Photo: Ada")
    expect(ada.locator("#markdown")).to_have_value(re.compile(r"!\[A whiteboard\]\(/scale-summit-today/media/"))


def test_it_is_published_with_its_credit_and_not_without(open_page: Open, facilitate: Callable[..., Page]) -> None:
    ada = joined(open_page, "Ada")
    write(ada, "\n\nWhat we drew.\n\n")
    choose(ada, taken("one.jpg", photo(seed=1)), taken("two.jpg", photo(400, 300, seed=2)))
    expect(entries(ada)).to_have_count(2, timeout=LONG)
    describe(ada, "The first board", "Ada Lovelace")
    pill(ada, "Saved on the server")
    names = [str(entries(ada).nth(n).get_attribute("data-name")) for n in range(2)]
    fay = facilitate()
    home = fay.url.split("/scale")[0]
    fay.goto(f"{home}{EVENT}/topics/5/publication")
    expect(fay.locator("#left-out")).to_contain_text("1 photo stays out")
    expect(fay.locator("figure.photo")).to_have_count(1)
    fay.get_by_role("button", name="Publish").click()
    reader = open_page(fay.url.split(home)[1], viewport=LAPTOP)
    expect(reader.locator("figure.photo figcaption")).to_have_text("Photo: Ada Lovelace")
    is_loaded(reader.locator("figure.photo img"))
    assert names[1] not in reader.content()
    shown = [reader.request.get(f"{home}{EVENT}/media/{name}.webp") for name in names]
    assert [answer.status for answer in shown] == [200, 403]
    assert shown[0].headers["cache-control"] == "public, max-age=86400, immutable"

    fay.goto(f"{home}{EVENT}/topics/5/publication")
    fay.get_by_role("link", name="Say whose photos they are").click()
    fill_in(fay.locator(f"#photo-{names[1]}"), "The second board", "Noor", tick=False)
    fay.goto(f"{home}{EVENT}/topics/5/publication")
    expect(fay.locator("#left-out")).to_contain_text("may not be told under the Chatham House Rule")
    fay.get_by_role("link", name="Say whose photos they are").click()
    fill_in(fay.locator(f"#photo-{names[1]}"), "The second board", "Noor")
    fay.goto(f"{home}{EVENT}/topics/5/publication")
    fay.get_by_role("button", name="Publish edition 2").click()
    reader.reload()
    expect(reader.locator("figure.photo")).to_have_count(2)

    entries(ada).first.get_by_role("button", name="Take it away").click()
    expect(ada.locator("[data-photo-news]")).to_contain_text("Taken away")
    reader.reload()
    expect(reader.locator("figure.photo figcaption")).to_have_text("Photo: Noor")
    assert names[0] not in reader.content()
    assert reader.request.get(f"{home}{EVENT}/media/{names[0]}.webp").status == 410


def at_the_note(phone: Phone, name: str) -> Page:
    page = phone.open(f"{EVENT}/join?next={NOTE}")
    page.locator("input[name=name]").fill(name)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**{NOTE}")
    expect(page.locator(".cm-content")).to_be_visible()
    page.evaluate(
        """async (path) => {
            const pause = () => new Promise((done) => setTimeout(done, 100));
            await navigator.serviceWorker.ready;
            while (!(await caches.match(path, { ignoreVary: true }))) await pause();
        }""",
        NOTE,
    )
    return page


def test_without_a_network_it_waits_on_the_phone_and_goes_up_once(
    phone: Phone, venue: Venue, server: Server, open_page: Open
) -> None:
    ada = at_the_note(phone, "Ada")
    write(ada, "On paper: ")
    pill(ada, "Saved on the server")
    venue.become("gone")
    choose(ada, taken("whiteboard.jpg"))
    waiting = ada.locator(".photo-waits > li")
    expect(waiting).to_contain_text("Waits on this device", timeout=LONG)
    expect(ada.locator("[data-photo-news]")).to_contain_text("1 photo waits on this device")
    fill_in(waiting, "A board full of cards", "Ada Lovelace")
    expect(ada.locator("[data-photo-news]")).to_contain_text("Saved here", timeout=LONG)
    phone.close()
    assert server.sql("SELECT count(*) FROM photo") == [0]

    venue.become("open")
    ada = phone.open(NOTE)
    expect(entries(ada)).to_have_count(1, timeout=LONG)
    expect(entries(ada).get_by_label("Whose photo is it")).to_have_value("Ada Lovelace", timeout=LONG)
    expect(ada.locator(".photo-waits > li")).to_have_count(0)
    noor = joined(open_page, "Noor", viewport=LAPTOP)
    expect(noor.locator(".cm-content")).to_contain_text("On paper: ")
    expect(noor.locator(".cm-content")).to_contain_text("![A board full of cards](")
    is_loaded(noor.locator("[data-proof] figure.photo img"))
    assert server.sql("SELECT count(*) FROM photo") == [1]


def test_one_that_is_refused_after_all_leaves_the_text(phone: Phone, venue: Venue, server: Server) -> None:
    ada = at_the_note(phone, "Ada")
    write(ada, "On paper: ")
    pill(ada, "Saved on the server")
    venue.become("gone")
    choose(ada, taken("whiteboard.jpg"))
    waiting, text = ada.locator(".photo-waits > li"), ada.locator(".cm-content")
    expect(waiting).to_contain_text("Waits on this device", timeout=LONG)
    expect(text).to_contain_text("media/")
    take_name(server, str(waiting.get_attribute("data-name")))
    venue.become("open")
    expect(waiting).to_contain_text("There is another photo of this name.", timeout=LONG)
    expect(text).not_to_contain_text("media/")
    expect(text).to_contain_text("On paper:")
    pill(ada, "Saved on the server")


def take_name(server: Server, name: str) -> None:
    """Another photo has it, at another card, and was taken away."""
    server.sql(
        "INSERT INTO photo (event_id, topic_id, name, hash, size, width, height, small_width, small_height, alt,"
        f" credit, made_at, taken_away_at) SELECT event_id, id, '{name}', '', 1, 2, 2, 1, 1, '', '',"
        " '2017-03-24 12:00:00', '2017-03-24 12:00:00' FROM topic WHERE number = 6 LIMIT 1"
    )


def test_one_whose_answer_is_lost_is_in_the_note_once(phone: Phone, venue: Venue, server: Server) -> None:
    ada = at_the_note(phone, "Ada")
    venue.become("deaf")
    choose(ada, taken("whiteboard.jpg"))
    expect(ada.locator(".photo-waits > li")).to_contain_text("Waits on this device", timeout=LONG)
    assert any("/note/photos/" in arrived for arrived in venue.arrived)
    assert server.sql("SELECT count(*) FROM photo") == [1]
    venue.become("open")
    expect(entries(ada)).to_have_count(1, timeout=LONG)
    expect(ada.locator("[data-photo-news]")).not_to_contain_text("waits on this device")
    expect(ada.locator(".cm-line").filter(has_text="media/")).to_have_count(1)
    assert server.sql("SELECT count(*) FROM photo") == [1]


def test_a_server_without_room_says_so_and_the_phone_keeps_the_photo(open_page: Open, server: Server) -> None:
    ada = joined(open_page, "Ada")
    media = Path(server.data) / "media"
    media.write_text("no folder, and so no room")
    choose(ada, taken("whiteboard.jpg"))
    expect(ada.locator(".photo-waits > li")).to_contain_text("Waits on this device", timeout=LONG)
    expect(ada.locator("[data-waits-why]")).to_contain_text("no room for photos right now")
    media.unlink()
    expect(entries(ada)).to_have_count(1, timeout=2 * LONG)
    expect(ada.locator(".photo-waits > li")).to_have_count(0)

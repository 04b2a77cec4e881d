"""A copy of a write-up on a disk, in a real browser: read without a script, searched with one, and taken along."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.copies import broken, pages_in
from tests.journeys.conftest import LAPTOP, PHONE, Open
from tests.journeys.server import Server, serving

pytestmark = pytest.mark.browser

SHOWN = (
    "index.html",
    "board.html",
    "search.html",
    "search.html?q=deploy",
    "write-up/3-scaling-deployments.html",
    "index/tools.html",
)


@pytest.fixture(scope="module")
def folder(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a facilitator downloads, and sees being made."""
    place = tmp_path_factory.mktemp("copy")
    with serving(place / "data") as server:
        ZipFile(downloaded(browser, server)).extractall(place)
    return place / "scale-summit-2017"


def downloaded(browser: Browser, server: Server) -> Path:
    context = browser.new_context(viewport=LAPTOP, accept_downloads=True)
    page = context.new_page()
    page.goto(server.link("Steward"))
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto(f"{server.url}/scale-summit-2017/elsewhere")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the web site").click()
    expect(page.get_by_text("It is among your downloads.")).to_be_visible()
    assert download.value.suggested_filename == "scale-summit-2017.zip"
    path = download.value.path()
    kept = server.data / "downloaded.zip"
    kept.write_bytes(path.read_bytes())
    context.close()
    return kept


@pytest.fixture(params=[PHONE, LAPTOP], ids=["phone", "laptop"])
def from_disk(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Nothing but files may be asked for, and nothing may go wrong."""
    context = browser.new_context(viewport=request.param)
    page, wrong = context.new_page(), list[str]()
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith("file:") else None)
    page.on("requestfailed", lambda asked: wrong.append(asked.url))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def test_what_is_downloaded_is_whole(folder: Path) -> None:
    assert len(pages_in(folder)) > 50
    assert broken(folder) == []


def test_it_is_searched_from_a_disk(folder: Path, from_disk: Page) -> None:
    from_disk.goto((folder / "index.html").as_uri())
    from_disk.get_by_role("banner").get_by_role("link", name="Search").click()
    box = from_disk.get_by_role("searchbox")
    box.press_sequentially("terraf")
    expect(from_disk.locator(".hit h2 mark").first).to_have_text("Terraform")
    expect(from_disk.get_by_role("status")).to_contain_text("Found in")
    box.fill("nothing of the kind")
    expect(from_disk.locator("#answer")).to_contain_text("Nothing on “nothing of the kind”.")
    box.fill("terrafrom")
    expect(from_disk.locator(".widened")).to_contain_text("Showing results for terraform, instead of terrafrom.")
    from_disk.get_by_role("link", name="Search for exactly what I typed").click()
    expect(from_disk.locator("#answer")).to_contain_text("Nothing on")
    box.fill("before:2017 terraform")
    expect(from_disk.locator("#answer")).to_contain_text("Nothing on")
    box.fill("terraform")
    expect(from_disk.locator(".hit h2 mark").first).to_have_text("Terraform")
    box.press("ArrowDown")
    expect(from_disk.locator(".hit h2 a").first).to_be_focused()
    from_disk.locator(".passages a").first.click()
    expect(from_disk.get_by_role("main")).to_contain_text("Terraform")
    assert "/write-up/" in from_disk.url
    from_disk.go_back()
    expect(from_disk.locator(".hit h2 mark").first).to_have_text("Terraform")


def test_it_is_read_without_a_script(folder: Path, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("main").get_by_role("link", name="Scaling deployments").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Scaling deployments")
    page.get_by_role("link", name="release").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("release")
    page.get_by_role("contentinfo").get_by_role("link", name="Board").click()
    page.get_by_role("link", name="Cloud Regret?").or_(page.get_by_text("Cloud Regret?")).first.wait_for()
    page.get_by_role("contentinfo").get_by_role("link", name="Search").click()
    expect(page.get_by_text("Search needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    context.close()


@pytest.fixture
def hosted(folder: Path) -> Iterator[str]:
    """The copy somewhere on a web host that knows nothing but files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder.parent)) as host:
        Thread(target=host.serve_forever).start()
        yield f"http://127.0.0.1:{host.server_port}/{folder.name}"
        host.shutdown()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_everybody_can_use_it_on_a_web_host(
    hosted: str, open_page: Open, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(f"{hosted}/search.html?q=terraform", viewport=viewport)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for shown in SHOWN:
        page.goto(f"{hosted}/{shown}")
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], shown
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), shown


def test_whoever_only_reads_is_offered_none(open_page: Open) -> None:
    page = open_page("/scale-summit-2017/elsewhere")
    expect(page.get_by_role("heading", name="In a calendar")).to_be_visible()
    expect(page.get_by_role("button", name="Download the web site")).to_have_count(0)

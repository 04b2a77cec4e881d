"""What a server says of itself when it begins."""

import httpx
import pytest

from app.serving import qr_in_letters
from tests.journeys.server import Server


def test_a_code_for_phones_is_drawn_with_letters() -> None:
    drawn = qr_in_letters("http://192.0.2.7:8000/small-camp/topics")
    assert len(drawn.splitlines()) > 15
    assert "█" in drawn


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    running = Server(tmp_path_factory.mktemp("served") / "data").start()
    yield running
    running.stop()


def test_a_fresh_server_has_events_a_code_and_links_that_work(seeded: Server) -> None:
    said = "\n".join(seeded.said)
    assert seeded.url in said
    assert "█" in said
    for role in ("Facilitator", "Steward"):
        page = httpx.get(seeded.link(role))
        assert page.status_code == 200
    for path in ("/", "/scale-summit-2017/write-up", "/scale-summit-today/now"):
        assert httpx.get(seeded.url + path).status_code == 200


def test_started_again_it_keeps_what_it_has_and_makes_new_links(seeded: Server) -> None:
    before = seeded.link("Steward")
    seeded.stop()
    seeded.start()
    assert seeded.link("Steward") != before
    assert httpx.get(before).status_code == 200
    assert httpx.get(f"{seeded.url}/scale-summit-2017").status_code == 200

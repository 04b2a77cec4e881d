"""What a server says of itself when it begins."""

import ssl
import subprocess
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

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


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *more], check=True, capture_output=True)
    return certificate, key


def test_with_a_certificate_pages_and_sockets_are_encrypted_and_cookies_travel_no_other_way(
    request: pytest.FixtureRequest, tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    trusted = ssl.create_default_context(cafile=certificate[0])
    settings = {"HALLWAY_TLS_CERT": str(certificate[0]), "HALLWAY_TLS_KEY": str(certificate[1])}
    server = Server(tmp_path / "data", settings=settings).start()
    request.addfinalizer(server.stop)
    with httpx.Client(verify=trusted) as visitor:
        address = server.url.replace("http:", "https:")
        assert address in "\n".join(server.said)
        page = visitor.get(f"{address}/scale-summit-today/join")
        assert page.status_code == 200
        assert "; Secure" in page.headers["set-cookie"]
        live = f"{address.replace('https', 'wss')}/scale-summit-today/live?page=now&language=en&since=0"
        with connect(live, ssl=trusted, origin=address) as socket:  # type: ignore[arg-type]
            assert socket.ping().wait(30)
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{server.url}/healthz")

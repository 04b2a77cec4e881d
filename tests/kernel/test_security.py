"""Who is asking and from where: forged cookies, planted tokens, foreign hosts and origins get nowhere."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.security import COOKIE, Keys, comes_from_us, content_policy
from tests.kernel.asking import ADDRESS, Inner, client, stack

KEYS = Keys("s" * 32, secure=False)


def cookie_of(keys: Keys, key: str) -> str:
    return keys.cookie(key).partition(";")[0]


def visit_of(inner: Inner) -> tuple[str, bool]:
    visit = inner.scope["state"]["visit"]
    return visit.key, visit.known


async def post(inner: Inner, data: dict[str, str], key: str = "ada", **headers: str) -> Inner:
    async with client(stack(inner)) as asking:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await asking.post("/cards", data=data, headers={"cookie": cookie_of(KEYS, key), **named})
    return inner


async def test_a_cookie_we_signed_is_the_visit() -> None:
    inner = Inner()
    async with client(stack(inner)) as asking:
        answer = await asking.get("/", headers={"cookie": cookie_of(KEYS, "ada")})
    assert visit_of(inner) == ("ada", True)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "forged",
    [
        f"{COOKIE}=ada",
        f"{COOKIE}=ada.",
        f"{COOKIE}=",
        f"{COOKIE}=ada.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        cookie_of(Keys("t" * 32, secure=False), "ada"),
        cookie_of(KEYS, "ada").replace("ada", "eve"),
        cookie_of(KEYS, "ada") + "x",
        "£$%=;;;=",
    ],
)
async def test_a_forged_cookie_is_nobody(forged: str) -> None:
    inner = Inner()
    async with client(stack(inner)) as asking:
        await asking.get("/", headers=[(b"cookie", forged.encode())])
    key, known = visit_of(inner)
    assert not known
    assert key not in ("ada", "eve")


async def test_the_odd_cookies_of_another_program_on_this_host_do_not_hide_ours() -> None:
    """On localhost cookies are shared between ports; what others put in theirs is not up to us."""
    inner = Inner()
    odd = f'prefs={{"theme": "dark", "x": [1]}}; flag; a b=c; {cookie_of(KEYS, "ada")}; last="'
    async with client(stack(inner)) as asking:
        await asking.get("/", headers={"cookie": odd})
    assert visit_of(inner) == ("ada", True)


@given(st.binary(max_size=80))
def test_no_cookie_header_breaks_anything(header: bytes) -> None:
    assert KEYS.read(header.decode("latin-1")) is None


async def test_only_an_answer_that_shows_a_form_sets_the_cookie() -> None:
    async with client(stack(Inner())) as asking:
        assert "set-cookie" not in (await asking.get("/")).headers
        set_cookie = (await asking.get("/form")).headers["set-cookie"]
        assert "set-cookie" not in (await asking.get("/form")).headers
    assert re.fullmatch(rf"{COOKIE}=[^;]+; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", set_cookie)


async def test_over_https_the_cookie_never_travels_in_the_clear() -> None:
    async with client(stack(Inner(), secure=True)) as asking:
        assert (await asking.get("/form")).headers["set-cookie"].endswith("; Secure")


async def test_a_form_with_the_token_of_its_visit_is_taken() -> None:
    inner = await post(Inner(), {"csrf": KEYS.token("ada"), "title": "Containers"})
    assert inner.refusal is None
    assert inner.form["title"] == "Containers"


async def test_a_script_may_send_the_token_in_a_header() -> None:
    assert (await post(Inner(), {}, x_csrf=KEYS.token("ada"))).refusal is None


@pytest.mark.parametrize(
    "token", ["", "0" * 64, KEYS.token("eve"), "ü", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")]
)
async def test_a_form_without_the_token_of_its_own_visit_is_refused(token: str) -> None:
    inner = await post(Inner(), {"csrf": token})
    assert inner.refusal.status == 403


async def test_a_first_visit_cannot_post_even_with_a_token_it_made_up() -> None:
    inner = Inner()
    async with client(stack(inner)) as asking:
        await asking.post("/cards", data={"csrf": KEYS.token("")})
    assert inner.refusal.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost.evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://["},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": ADDRESS, "sec_fetch_site": "cross-site"},
    ],
)
async def test_a_form_from_elsewhere_is_refused_whatever_token_it_has(headers: dict[str, str]) -> None:
    inner = await post(Inner(), {"csrf": KEYS.token("ada")}, **headers)
    assert inner.refusal.status == 403


@pytest.mark.parametrize(
    "headers", [{"origin": ADDRESS}, {"sec_fetch_site": "same-origin"}, {"sec_fetch_site": "none"}]
)
async def test_a_form_from_our_own_page_is_taken(headers: dict[str, str]) -> None:
    assert (await post(Inner(), {"csrf": KEYS.token("ada")}, **headers)).refusal is None


def test_a_page_of_another_scheme_is_not_ours_where_the_scheme_matters() -> None:
    scope = {"headers": [(b"host", b"hall.example"), (b"origin", b"http://hall.example")]}
    assert comes_from_us(scope)
    assert not comes_from_us(scope, "https")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "192.168.1.7", "[::1]:8000"])
async def test_without_a_public_address_local_names_and_numbers_are_served(host: str) -> None:
    async with client(stack(Inner())) as asking:
        assert (await asking.get("/", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[", "127.0.0.1.evil.example", "a b"])
async def test_foreign_hosts_are_refused(host: str) -> None:
    inner = Inner()
    async with client(stack(inner)) as asking:
        answer = await asking.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "HALLWAY_PUBLIC_URL" in answer.text
    assert inner.scope == {}


@pytest.mark.parametrize(("host", "status"), [("hall.example", 200), ("HALL.example:443", 200), ("192.168.1.7", 421)])
async def test_with_a_public_address_only_its_host_is_served(host: str, status: int) -> None:
    async with client(stack(Inner(), public_url="https://hall.example")) as asking:
        assert (await asking.get("/", headers={"host": host})).status_code == status


async def test_browsers_are_made_careful() -> None:
    async with client(stack(Inner())) as asking:
        answer = await asking.get("/")
    assert careful(answer)


def careful(answer: httpx.Response) -> bool:
    """Whether an answer has the headers that every answer has."""
    return (
        answer.headers["content-security-policy"] == content_policy()
        and answer.headers["x-content-type-options"] == "nosniff"
        and answer.headers["referrer-policy"] == "same-origin"
        and answer.headers["cross-origin-opener-policy"] == "same-origin"
        and "geolocation=()" in answer.headers["permissions-policy"]
        and answer.headers["x-frame-options"] == "DENY"
    )


def test_the_policy_lets_nothing_inline_and_nothing_foreign_in() -> None:
    for policy in (content_policy(), content_policy("abc")):
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
        assert rules["script-src"] == rules["form-action"] == "'self'"
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "*" not in policy
    assert "'nonce-abc'" in content_policy("abc")


def test_only_our_own_cookies_are_remembered() -> None:
    keys = Keys("s" * 32, secure=False)
    own = keys.cookie("ada").partition(";")[0]
    assert [keys.read(own), keys.read(own)] == ["ada", "ada"]
    assert not any(keys.read(f"{own}{number}") for number in range(50))
    assert keys._unsigned.cache_info().currsize == 1

"""Who is asking and from where: the visit cookie, form tokens bound to it, hosts, origins and response headers."""

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

from itsdangerous import BadSignature, Signer

from app.kernel.asgi import App, Message, Receive, Scope, Send

COOKIE = "hallway_visit"
#: Every answer of ours carries it, with the visit's name: a captive portal's page does not.
OURS = b"x-hallway"
NOBODY = "nobody"
A_YEAR = 365 * 24 * 3600
#: Cookies whose signature was checked already.
VISITS_AT_ONCE = 10_000
#: Names that were asked for, and whether we answer to them.
HOSTS_AT_ONCE = 1_000
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LOCAL_NAMES = frozenset({"localhost"})


class Keys:
    """Signs visit cookies and derives form tokens from them; knows nothing of people."""

    def __init__(self, secret: str, secure: bool) -> None:
        self._signer = Signer(secret, salt="visit", digest_method=hashlib.sha256)
        self._secret = secret.encode()
        self._secure = secure
        self._unsigned = lru_cache(VISITS_AT_ONCE)(self._unsign)

    def read(self, cookie_header: str) -> str | None:
        """The visit's key if the cookie is ours and whole."""
        value = _cookie_in(cookie_header, COOKIE)
        try:
            return None if value is None else self._unsigned(value)
        except (BadSignature, UnicodeError):
            return None

    def cookie(self, key: str) -> str:
        secure = "; Secure" if self._secure else ""
        return f"{COOKIE}={self._signer.sign(key).decode()}; Path=/; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax{secure}"

    def name(self, key: str) -> str:
        """What a browser may call this visit: tells it from another one and opens nothing."""
        return hmac.new(self._secret, b"name:" + key.encode(), hashlib.sha256).hexdigest()[:16]

    def token(self, key: str) -> str:
        """The token that a form of this visit must carry: worthless in any other visit."""
        return hmac.new(self._secret, b"form:" + key.encode(), hashlib.sha256).hexdigest()

    def accepts(self, key: str, token: str) -> bool:
        return hmac.compare_digest(self.token(key).encode(), token.encode(errors="replace"))

    def _unsign(self, value: str) -> str:
        """What it raises is not remembered: only our own cookies are kept."""
        return self._signer.unsign(value).decode()


class VisitState:
    """The visit of one request: its key, whether the browser has it already, whether it must be told."""

    def __init__(self, keys: Keys, key: str | None) -> None:
        self.keys = keys
        self.known = key is not None
        self.key = key or new_visit_key()
        self.told = False

    def token(self) -> str:
        """The form token; asking for it means that this answer must set the cookie."""
        self.told = self.told or not self.known
        return self.keys.token(self.key)

    @property
    def name(self) -> str:
        """As the browser will know it after this answer; nobody's when it has no cookie and gets none."""
        return self.keys.name(self.key) if self.known or self.told else NOBODY

    def go_by(self, key: str) -> None:
        """From now on another key, which must have been stored by now: the browser forgets the old one."""
        self.key, self.told = key, True


def new_visit_key() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


class VisitCookie:
    """ASGI: reads the visit from its cookie into scope state, sets the cookie when somebody needed it, and names the
    visit in each answer, so that a browser can tell our answers from others and one visit's pages from another's."""

    def __init__(self, app: App, keys: Keys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = VisitState(self.keys, self.keys.read(header(scope, "cookie")))
        scope.setdefault("state", {})["visit"] = visit

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._of_visit(visit)]
            await send(message)

        # A socket's answers carry no cookie; its many sends need not go through here.
        await self.app(scope, receive, send_with_cookie if scope["type"] == "http" else send)

    def _of_visit(self, visit: VisitState) -> list[tuple[bytes, bytes]]:
        cookie = [(b"set-cookie", self.keys.cookie(visit.key).encode())] if visit.told else []
        return [(OURS, visit.name.encode()), *cookie]


class Gate:
    """ASGI: refuses foreign hosts, and sets the headers that make browsers careful."""

    def __init__(self, app: App, public_url: str) -> None:
        self.app = app
        self.public_host = urlsplit(public_url).hostname if public_url else None
        self._serves = lru_cache(HOSTS_AT_ONCE)(self._is_served)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._serves(header(scope, "host")):
            await _refuse_host(scope, send)
        else:
            await self.app(scope, receive, _with_headers(scope, send) if scope["type"] == "http" else send)

    def _is_served(self, host: str) -> bool:
        name = _parts(f"//{host}").hostname or ""
        return name == self.public_host or name in LOCAL_NAMES or (self.public_host is None and _is_address(name))


def _parts(address: str) -> SplitResult:
    """A header's address taken apart; one that is none has no parts."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (raises for one that there cannot be)
    except ValueError:
        return urlsplit("")
    return parts


def _is_address(name: str) -> bool:
    """A bare IP address cannot be rebound by DNS, so phones in the local network may use it."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _refuse_host(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403, "reason": "unknown host"})
        return
    body = b"This Hallway does not answer to that name. Set HALLWAY_PUBLIC_URL if it should.\n"
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def _with_headers(scope: Scope, send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            is_page = message["status"] >= 400 or not scope["path"].startswith("/static/")
            ours = _of_page(scope) if is_page else _OF_BUILT_FILES
            present |= _ABOUT_FRAMES if _may_be_framed(message) else set()
            message["headers"] = [*message["headers"], *(pair for pair in ours if pair[0] not in present)]
        await send(message)

    return send_with_headers


def _of_page(scope: Scope) -> tuple[tuple[bytes, bytes], ...]:
    nonce = scope.get("state", {}).get("nonce")
    return ((b"content-security-policy", content_policy(nonce).encode()), *_STEADY_HEADERS)


def content_policy(nonce: str | None = None) -> str:
    """Everything from ourselves, nothing inline; `nonce` lets one editor put its own style sheet in."""
    style = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return (
        "default-src 'none'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; "
        f"style-src {style}"
    )


def framed_policy() -> str:
    """That of a page which others may show in a frame: it sends no forms and goes by no base."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *"
    )


def _may_be_framed(message: Message) -> bool:
    policies = (value for name, value in message["headers"] if name.lower() == b"content-security-policy")
    return any(b"frame-ancestors *" in policy for policy in policies)


#: What would keep a page that may be framed out of frames all the same.
_ABOUT_FRAMES = {b"x-frame-options"}

_STEADY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(), microphone=(), payment=()"),
    (b"x-frame-options", b"DENY"),
)

#: Each of a dozen files of a first load would carry what is for pages; opened as one, they may do nothing at all.
_OF_BUILT_FILES = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
)


def header(scope: Mapping[str, Any], name: str) -> str:
    """One request header as text; empty when missing."""
    wanted = name.encode()
    for key, value in scope["headers"]:
        if key == wanted:
            return str(value, "latin-1")
    return ""


def cookie(scope: Mapping[str, Any], name: str) -> str:
    """One cookie; empty when missing."""
    return _cookie_in(header(scope, "cookie"), name) or ""


def _cookie_in(cookie_header: str, wanted: str) -> str | None:
    for each in cookie_header.split(";"):  # SimpleCookie gives up at the first odd cookie of another program
        name, _equals, value = each.strip().partition("=")
        if name == wanted:
            return value
    return None


def comes_from_us(scope: Mapping[str, Any], scheme: str | None = None) -> bool:
    """Whether a post or a socket was sent by one of our own pages, or by no page at all (a script has no Origin)."""
    if header(scope, "sec-fetch-site") in ("cross-site", "same-site"):
        return False
    origin = header(scope, "origin")
    if not origin:
        return True
    page = _parts(origin)
    schemes = {"https", "http"} if scheme is None else {scheme}
    return page.scheme in schemes and page.netloc == header(scope, "host")

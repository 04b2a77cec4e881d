"""Asking one ASGI application directly: a small inner one under our middleware, as `create_app` stacks it."""

from typing import Any

import httpx

from app.kernel.asgi import App, Receive, Scope, Send
from app.kernel.logs import Trace
from app.kernel.security import Gate, Keys, VisitCookie
from app.kernel.web import Forms

ADDRESS = "http://localhost"
FORM = "application/x-www-form-urlencoded"


class Inner:
    """Answers what it saw; touches the form token only where the path says so."""

    def __init__(self) -> None:
        self.scope: Scope = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        if scope["path"] == "/crash":
            raise RuntimeError("crash")
        body = scope["state"]["visit"].token() if scope["path"] == "/form" else ""
        headers = [(b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    @property
    def refusal(self) -> Any:
        return self.scope["state"].get("refusal")

    @property
    def form(self) -> dict[str, str]:
        form: dict[str, str] = self.scope["state"]["form"]
        return form


def stack(inner: App, secure: bool = False, public_url: str = "", secret: str = "s" * 32) -> App:
    return Trace(Gate(VisitCookie(Forms(inner), Keys(secret, secure)), public_url))


def client(app: App, address: str = ADDRESS, **options: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url=address, **options)

"""What pages need of HTTP: forms read, proven ours and given their true method; refusals turned into pages."""

import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from app.kernel.asgi import App, Message, Receive, Scope, Send
from app.kernel.errors import Forbidden, Refusal, TooLarge
from app.kernel.files import MULTIPART, PostedFile, carries_files, read_multipart
from app.kernel.logs import holds_secret, log
from app.kernel.security import SAFE_METHODS, VisitState, comes_from_us, header
from app.kernel.templates import render
from app.kernel.words import gettext as _
from app.kernel.work import current_request

FORM = b"application/x-www-form-urlencoded"
FORM_LIMIT = 4 * 1024 * 1024
#: With files in it.
FILES_LIMIT = 32 * 1024 * 1024
MOST_FIELDS = 1000
HIDDEN_METHODS = frozenset({"PUT", "DELETE"})

#: What a page depends on besides its address: who asks, in which language.
_PER_VISITOR = {"Vary": "Cookie, Accept-Language"}

AnyRequest = Request[Any, Any, Any]


class Forms:
    """ASGI: reads a posted form, refuses one that is not ours, and only then lets its `_method` speak.

    The fields wait in `scope["state"]["form"]`, files beside them in `files`. Scripts send the token in `X-CSRF`
    instead of a field, and those that ask for JSON are told where a redirect would lead, rather than led there: their
    answer is the post's own.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send)
            return
        limit = _limit(scope)
        body = await _read(receive, limit)
        if body is None:
            return
        form = _fields(scope, body) if len(body) <= limit else None
        scope["state"]["form"] = form or {}
        scope["state"]["refusal"] = _why_refused(scope, form)
        if scope["method"] == "POST" and form and form.get("_method") in HIDDEN_METHODS:
            scope["method"] = form["_method"]
        await self.app(scope, _replay(body), _telling(send) if "json" in header(scope, "accept") else send)


class Heads:
    """ASGI: answers HEAD as GET without the body, for link checkers and previews."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


class Opened:
    """ASGI: closes what a request opened before its answer begins, so that slow phones hold no connection.

    Not left to Litestar: it forgets a dependency that yields when a later one raises.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        async with AsyncExitStack() as stack:
            scope["state"]["opened"] = stack

            async def close_and_send(message: Message) -> None:
                await stack.aclose()
                await send(message)

            await self.app(scope, receive, close_and_send)


def opened(request: AnyRequest) -> AsyncExitStack:
    """What is entered here is left before the answer begins, whatever happens."""
    stack: AsyncExitStack = request.scope["state"]["opened"]
    return stack


def _telling(send: Send) -> Send:
    """Sends "see other" as `{"location": …}`."""
    told = b""

    async def tell(message: Message) -> None:
        nonlocal told
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.SEE_OTHER:
            headers = [(name, value) for name, value in message["headers"] if name.lower() not in _OF_BODY]
            told = json.dumps({"location": dict(headers).get(b"location", b"").decode()}).encode()
            about = [(b"content-type", b"application/json"), (b"content-length", str(len(told)).encode())]
            await send({**message, "status": HTTPStatus.OK, "headers": [*_without_location(headers), *about]})
        elif told:
            await send({"type": "http.response.body", "body": told, "more_body": False})
        else:
            await send(message)

    return tell


_OF_BODY = {b"content-type", b"content-length", b"content-encoding"}


def _without_location(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() != b"location"]


def _limit(scope: Scope) -> int:
    """Files are large; only who has been here, and posts from a page of ours, may have the server hold that much."""
    visit: VisitState = scope["state"]["visit"]
    may_send_files = visit.known and comes_from_us(scope) and carries_files(header(scope, "content-type"))
    return FILES_LIMIT if may_send_files else FORM_LIMIT


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body, of one that is too large its beginning; None if the sender left before its end: half a note
    would delete the other half."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(body) <= limit:
            body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _fields(scope: Scope, body: bytes) -> dict[str, str] | None:
    """None if there are too many."""
    kind = header(scope, "content-type")
    if kind.startswith(MULTIPART):
        return _fields_beside_files(scope, kind, body)
    if not kind.encode().startswith(FORM):
        return {}
    try:
        posted = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return dict(posted)


def _fields_beside_files(scope: Scope, kind: str, body: bytes) -> dict[str, str]:
    """Of what cannot be read nothing is left, and so no token."""
    try:
        fields, scope["state"]["files"] = read_multipart(kind, body)
    except ValueError:
        return {}
    return fields


def _why_refused(scope: Scope, form: Mapping[str, str] | None) -> Refusal | None:
    if form is None:
        return TooLarge(_("That is more than this server takes at once. Send it in smaller pieces."))
    visit: VisitState = scope["state"]["visit"]
    token = header(scope, "x-csrf") or form.get("csrf", "")
    if visit.known and comes_from_us(scope) and visit.keys.accepts(visit.key, token):
        return None
    return Forbidden(
        _("This form is from another visit or has grown too old. Go back, reload the page and send it again.")
    )


def _replay(body: bytes) -> Receive:
    sent = False

    async def receive() -> Any:
        nonlocal sent
        if sent:
            return {"type": "http.disconnect"}
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def stop_refused_forms(request: AnyRequest) -> None:
    """Litestar's before_request: a form that was refused stops here, where refusals become pages."""
    refusal = request.scope["state"].get("refusal")
    if refusal is not None:
        raise refusal


def posted(request: AnyRequest) -> dict[str, str]:
    """Dependency `form`: the fields of the posted form; empty for a script that sent none."""
    form: dict[str, str] = request.scope["state"].get("form", {})
    return form


def posted_files(request: AnyRequest) -> list[PostedFile]:
    """The files of the posted form."""
    files: list[PostedFile] = request.scope["state"].get("files", [])
    return files


class FormToken:
    """The form token of this request's visit. Only writing it into a page makes a visit of a reader."""

    def __init__(self, request: AnyRequest) -> None:
        self._visit: VisitState = request.scope["state"]["visit"]

    def __str__(self) -> str:
        return self._visit.token()

    @property
    def visit(self) -> str:
        """The name of the visit that it belongs to."""
        return self._visit.keys.name(self._visit.key)


def page(
    request: AnyRequest,
    name: str,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """An HTML page. Every template gets `event`, `viewer`, `active` (None and "" unless given) and the form token, and
    whether a browser can come back to it: what answers a form is there once, with what was typed.

    A script whose form is refused (`errors`) is told so in JSON. A page under a secret address is kept by nobody.
    """
    errors = context.get("errors")
    if status >= HTTPStatus.BAD_REQUEST and errors and not wants_page(request):
        return refusal_page(request, _Refused(status, " ".join(errors.values()), errors))
    frame = {"event": None, "viewer": None, "active": "", "can_be_left": request.method == "GET"}
    ours = {"csrf_token": FormToken(request), "request_id": current_request.get()}
    html = render(name, **{**frame, **ours, **context})
    secret = {"Cache-Control": "no-store"} if holds_secret(request.scope["path"]) else {}
    kept = {**_PER_VISITOR, **secret, **(headers or {})}
    return Response(html, status_code=status, headers=kept, media_type=MediaType.HTML)


def go(path: str) -> Redirect:
    """See other: after a form has been taken."""
    return Redirect(path, status_code=303)


def wants_page(request: AnyRequest) -> bool:
    """Whether a browser navigates, rather than a script that asks."""
    return "text/html" in request.headers.get("accept", "")


def refusal_page(request: AnyRequest, refusal: Refusal) -> Response[Any]:
    """A refusal as its own page, or as JSON for scripts."""
    wait = getattr(refusal, "wait", None)
    headers = {"retry-after": str(wait)} if wait else {}
    if wants_page(request):
        return _error(request, refusal, headers)
    fields = getattr(refusal, "fields", {})
    told = {"message": refusal.message, "fields": fields}
    return Response(told, status_code=refusal.status, headers=headers, media_type=MediaType.JSON)


def http_error_page(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """Litestar's own refusals (no such route, wrong method, a path that does not parse)."""
    missing = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
    words = _("There is no such page.") if error.status_code in missing else error.detail
    return refusal_page(request, _Plain(error.status_code, words))


def crash_page(request: AnyRequest, error: Exception) -> Response[Any]:
    """Anything unforeseen: logged whole, shown as a page with the id under which it was logged."""
    log.error("crash", exc_info=error)
    words = _("Something broke on our side. What you saw before is untouched; try again in a moment.")
    return refusal_page(request, _Plain(HTTPStatus.INTERNAL_SERVER_ERROR, words))


class _Plain(Refusal):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Refused(_Plain):
    def __init__(self, status: int, message: str, fields: Mapping[str, str]) -> None:
        super().__init__(status, message)
        self.fields = dict(fields)


def _error(request: AnyRequest, refusal: Refusal, headers: Mapping[str, str]) -> Response[Any]:
    """What was written and came too fast is in the page, to be sent again with one press."""
    state = request.scope["state"]
    written = state.get("form", {}) if refusal.status == HTTPStatus.TOO_MANY_REQUESTS else {}
    return page(
        request,
        "error.html",
        status=refusal.status,
        headers=headers,
        status_code=int(refusal.status),
        message=refusal.message,
        event=state.get("event"),
        door=state.get("door"),
        again={name: value for name, value in written.items() if name != "csrf"},
        path=request.scope["path"],
    )

"""Structured logs, and the request id that runs through page, socket, log line and error page."""

import logging
import re
import secrets
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO, cast

import msgspec
import structlog
from structlog.tracebacks import ExceptionDictTransformer

from app.kernel.asgi import App, Message, Receive, Scope, Send
from app.kernel.work import current_request

_OUTSIDE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SECRET_PATH = re.compile(r"(/(?:links|join|host|claim|calendars|devices|words)/)[^/?]+")

log = structlog.get_logger("hallway")


class _Output:
    """Where lines go: standard error as it was when logs were set up."""

    def __init__(self) -> None:
        self.stream = sys.stderr

    def write(self, line: str) -> None:
        self.stream.write(line)

    def flush(self) -> None:
        self.stream.flush()


_output = _Output()


def set_up_logs(level: str) -> None:
    """One JSON object a line on standard error, ours and the libraries' alike. Ours do not go through `logging`, which
    would cost a request for a kept page as much as all the rest of it."""
    _output.stream = sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    rendering: list[structlog.typing.Processor] = [
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
        structlog.processors.JSONRenderer(serializer=_as_json),
    ]
    structlog.configure(
        processors=[*shared, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _output)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("uvicorn.access").disabled = True


def _as_json(line: Any, default: Callable[[Any], Any]) -> str:
    return msgspec.json.encode(line, enc_hook=default).decode()


class Trace:
    """ASGI: gives each request and socket an id (a sane one from a proxy is kept), answers with it, logs one line."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = _id_of(scope)
        current_request.set(request_id)
        structlog.contextvars.bind_contextvars(request=request_id)
        await self._timed(scope, receive, send, request_id)

    async def _timed(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        began, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] in ("http.response.start", "websocket.accept"):
                status = message.get("status", 101)
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            _log_line(scope, status, time.perf_counter() - began)
            structlog.contextvars.clear_contextvars()


def _id_of(scope: Scope) -> str:
    given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return given if _OUTSIDE_ID.fullmatch(given) else secrets.token_hex(8)


def _log_line(scope: Scope, status: int, seconds: float) -> None:
    log.info(
        "socket" if scope["type"] == "websocket" else "request",
        method=scope.get("method", "GET"),
        path=masked(scope["path"]),
        status=status,
        ms=round(seconds * 1000, 1),
    )


def masked(path: str) -> str:
    """The path as it may be logged: tokens in it are secrets."""
    return _SECRET_PATH.sub(r"\1…", path)


def holds_secret(path: str) -> bool:
    """Whether whoever knows the path has something by it."""
    return _SECRET_PATH.search(path) is not None

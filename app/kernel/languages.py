"""What a visitor is answered in: the language chosen here, else what the browser asks for, else the place's own."""

from collections.abc import Sequence
from functools import lru_cache

from app.kernel.asgi import App, Receive, Scope, Send
from app.kernel.security import A_YEAR, cookie, header
from app.kernel.words import LANGUAGES, use_language

COOKIE = "hallway_language"
#: Longer lists are sent by nobody's browser.
MOST_ASKED = 20


class Languages:
    """ASGI: all that is said on the way to an answer is in the visitor's language."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with use_language(asked_for(scope)):
            await self.app(scope, receive, send)


def asked_for(scope: Scope) -> str | None:
    """The first of the visitor's languages that we speak."""
    wanted = [cookie(scope, COOKIE), *preferred(header(scope, "accept-language"))]
    return next((language for language in wanted if language in LANGUAGES), None)


@lru_cache(maxsize=1_000)
def preferred(accepted: str) -> Sequence[str]:
    """The languages of an Accept-Language header without their regions, the dearest first (RFC 9110, 12.5.4)."""
    ranges = [_range(each) for each in accepted.split(",")[:MOST_ASKED]]
    return tuple(language for weight, language in sorted(ranges, key=lambda each: -each[0]) if weight > 0)


def _range(written: str) -> tuple[float, str]:
    tag, _semicolon, weight = written.partition(";")
    language = tag.strip().lower().partition("-")[0]
    try:
        return float(weight.strip().removeprefix("q=") or 1), language
    except ValueError:
        return 0.0, language


def language_cookie(language: str, secure: bool) -> str:
    return f"{COOKIE}={language}; Path=/; Max-Age={A_YEAR}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"

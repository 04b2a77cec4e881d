"""What leads phones to this server: its address as this browser typed it, and codes that their cameras read."""

from typing import Any
from urllib.parse import urlsplit

import segno
from litestar import Request
from markupsafe import Markup

from app.settings import Settings


def qr_code(address: str) -> Markup:
    """An SVG that a phone's camera reads: always black on white."""
    return Markup(segno.make(address, error="m").svg_inline(border=2, omitsize=True, dark="#000", light="#fff"))  # noqa: S704


def address_of(request: Request[Any, Any, Any], settings: Settings) -> str:
    """The address as this browser typed it, so that the code leads phones to the same server."""
    host = urlsplit(str(request.base_url)).netloc
    return settings.address if settings.public_url else f"{settings.scheme}://{host}"

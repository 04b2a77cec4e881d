"""What other programs fetch of an event: the same as last time is answered with 304, and pages of others may read what
anybody may."""

from hashlib import sha256
from typing import Any

from litestar import Request, Response

from app.events.tables import Event

ANYBODY_S = "public"
#: For scripts in pages of other addresses, which see no tag unless they are told that they may.
_FOR_PAGES_OF_OTHERS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


def is_for_anybody(event: Event) -> bool:
    """Whether pages of others may show it: an address that is known to a few is not handed on by us."""
    return event.visibility == ANYBODY_S


def fetched(request: Request[Any, Any, Any], body: bytes, media_type: str, name: str, anybody: bool) -> Response[Any]:
    """`name` is that of the file. Programs ask every few minutes."""
    headers, is_known = tagged(request, sha256(body).hexdigest(), anybody)
    if is_known:
        return Response(None, status_code=304, headers=headers)
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(body, headers=headers, media_type=media_type)


def tagged(request: Request[Any, Any, Any], mark: str, anybody: bool) -> tuple[dict[str, str], bool]:
    """What an answer says of itself, and whether whoever asks has it already; `mark` is another for whatever else."""
    etag = f'"{mark[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache" if anybody else "private, no-cache"}
    headers |= {"X-Robots-Tag": "noindex", **(_FOR_PAGES_OF_OTHERS if anybody else {})}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    return headers, bool(known & {etag, "*"})

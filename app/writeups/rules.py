"""Rules of the write-up: who publishes, what may be told, and the addresses of its pages. Pure."""

import re
import unicodedata

from app.events.rules import OFF_RECORD
from app.people.viewers import Viewer

PUBLISHED, WITHDRAWN = "published", "withdrawn"
#: Of a page that was taken down because its policy was tightened: it waits to be rendered anew, or for a decision
#: about names in it.
WAITING, HELD = "waiting", "held"
CHANGE_NOTE_LIMIT = 200
LONGEST_SLUG = 60

_PAGE = re.compile(r"([0-9]{1,9})(?:-(.*))?")


def may_publish(viewer: Viewer) -> bool:
    return viewer.is_facilitator


def may_be_published(attribution: str) -> bool:
    return attribution != OFF_RECORD


def slug_of(title: str) -> str:
    """A title as the readable part of an address; `topic` when nothing of it can be written in ASCII."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return slug or "topic"


def page_name(number: int, slug: str) -> str:
    return f"{number}-{slug}"


def number_in(page: str) -> int | None:
    """The topic's number in a page's name, whatever slug comes with it."""
    match = _PAGE.fullmatch(page)
    return int(match[1]) if match else None

"""Rules of the write-up: who publishes, what may be told, and the addresses of its pages. Pure."""

import re
from collections.abc import Collection

from app.events.rules import OFF_RECORD
from app.kernel.slugs import slug_of as slug_of
from app.people.viewers import Viewer
from app.topics.rules import may_edit

PUBLISHED, WITHDRAWN = "published", "withdrawn"
#: Of a page that was taken down because its policy was tightened: it waits to be rendered anew, or for a decision
#: about names in it.
WAITING, HELD = "waiting", "held"
CHANGE_NOTE_LIMIT = WHY_LIMIT = 200

_PAGE = re.compile(r"([0-9]{1,9})(?:-(.*))?")


def may_publish(viewer: Viewer) -> bool:
    return viewer.is_facilitator


def may_send_to_review(viewer: Viewer, caretakers: Collection[int | None], scribe: int | None) -> bool:
    """Whoever hosts the topic or writes its note; facilitators may do it for them."""
    writes = viewer.attendee_id is not None and viewer.attendee_id == scribe
    return writes or may_edit(viewer, caretakers)


def may_be_published(attribution: str) -> bool:
    return attribution != OFF_RECORD


def page_name(number: int, slug: str) -> str:
    return f"{number}-{slug}"


def number_in(page: str) -> int | None:
    """The topic's number in a page's name, whatever slug comes with it."""
    match = _PAGE.fullmatch(page)
    return int(match[1]) if match else None

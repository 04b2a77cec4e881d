"""What the editor offers while somebody types `#` or `@`."""

from typing import Any

from litestar import Response, get

from app.events.rules import may_read as may_read_event
from app.kernel.errors import Forbidden
from app.kernel.words import gettext as _
from app.notes.mentions import LONGEST_ASKED, Mention, people_at, people_like, topics_like
from app.notes.pages.desk import DESK, PATH, AnyRequest, AtDesk, Desk
from app.topics.queries import topics_of


@get(f"{PATH}/mentions", **DESK)
async def show_mentions(request: AnyRequest, desk: AtDesk) -> Response[dict[str, Any]]:
    """`q` is the sign and the letters behind it. Where names may not be told, none is offered; nor anything of an
    event that the viewer may not see."""
    if not desk.may_write:
        raise Forbidden(_("Join this event first, then you can write here."))
    question = request.query_params.get("q", "")
    sign, asked = question[:1], question[1:LONGEST_ASKED].strip()
    found: list[Mention] = []
    if sign == "#" and may_read_event(desk.event.visibility, desk.viewer):
        found = topics_like(asked, await topics_of(desk.db, desk.event_id), f"/{desk.event.slug}")
    elif sign == "@" and _may_see_names(desk):
        found = people_like(asked, await people_at(desk.db, desk.event_id))
    mentions = [{"shown": mention.shown, "written": mention.written} for mention in found]
    return Response({"mentions": mentions}, headers={"Cache-Control": "no-store"})


def _may_see_names(desk: Desk) -> bool:
    """A pen for one note, or a note for everybody, is no list of who takes part."""
    is_among_them = desk.viewer.takes_part or desk.viewer.is_facilitator
    return is_among_them and desk.names_told


HANDLERS = (show_mentions,)

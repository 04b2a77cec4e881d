"""Words of ours that all who have a note open read alike, so in the language of the event."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.events.tables import Event
from app.kernel.words import gettext as _
from app.kernel.words import use_language
from app.notes.rules import Terms
from app.people.queries import attendee_by_id
from app.people.viewers import Viewer
from app.topics.policy import names_told
from app.topics.tables import Topic

#: What makes a line a heading of a note's own.
STARTER_SIGN = "##"


def name_beside_hand(viewer: Viewer, event: Event, lent_to: str = "") -> str:
    """What the others see of whoever writes; a pen may have been lent to somebody who takes no part."""
    with use_language(event.language):
        return viewer.shown or lent_to or (_("Facilitator") if viewer.is_facilitator else _("Guest"))


async def lent_to(db: AsyncSession, viewer: Viewer, terms: Terms) -> str:
    """How they said that they are called when they took the pen; empty without one."""
    pen = viewer.pen_for(terms.number)
    return (await attendee_by_id(db, pen.attendee_id)).shown if pen else ""


def marks(event: Event, topic: Topic) -> dict[str, str]:
    """The word that each tool writes, where it writes one. Where names may not be told, nobody is named for a quote."""
    with use_language(event.language):
        words = {"quote": "", "tool": _("Tool"), "agreed": _("Agreed"), "todo": _("Who"), "table": _("Column")}
        return {**words, "speaker": _("Name")} if names_told(event, topic) else words


def starter(event: Event) -> str:
    """What an empty note can begin with."""
    with use_language(event.language):
        return "\n\n".join(f"{STARTER_SIGN} {heading}\n" for heading in starter_headings())


def starter_headings() -> tuple[str, ...]:
    """Few, in the language in use: long templates are left empty."""
    return _("What was said"), _("Quotes"), _("Tools and links"), _("Open questions"), _("Next steps")

"""The door of an event: who may read it, who may join it, and how they show that they may."""

import secrets

from sqlmodel import select

from app.events.changes import DoorChanged
from app.events.rules import BEHIND_A_CODE, CODE_LENGTH, CODE_LETTERS, is_door, may_join, same_code
from app.events.tables import Event
from app.kernel.errors import Forbidden
from app.kernel.words import gettext as _
from app.kernel.work import Work
from app.people.actions import join_event, let_in
from app.people.viewers import Viewer


class CodeNeeded(Forbidden):
    """Only who knows the event's code can come in."""


async def set_door(work: Work, event: Event, visibility: str, needs_code: bool, new_code: bool = False) -> None:
    """What nobody can read without a code always has one. A new one makes the old ones on walls worthless."""
    assert event.id is not None
    before = event.visibility, event.code
    event.visibility = visibility
    needs_code = needs_code or visibility in BEHIND_A_CODE
    if not needs_code:
        event.code = event.door = ""
    elif new_code or not event.code:
        give_code(event)
    work.db.add(event)
    if before != (event.visibility, event.code):
        work.record(DoorChanged(event_id=event.id, visibility=visibility, needs_code=needs_code))


def give_code(event: Event) -> None:
    """A new one to say, and a new one to scan."""
    event.code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
    event.door = secrets.token_urlsafe(18)


async def open_door(work: Work, event: Event, key: str, code: str) -> None:
    """The visit shows the code, said or scanned. Raises CodeNeeded when it is another one."""
    assert event.id is not None
    if not (same_code(code, event.code) or is_door(code, event.door)):
        raise CodeNeeded(_("That is not the code of this event. It is on the wall and on the projector."))
    await let_in(work, key, event.id)


async def come_in(work: Work, event: Event, viewer: Viewer, key: str, name: str) -> int:
    """The visit takes part under this name, or goes by another one. Returns the attendee's id. Raises CodeNeeded.

    One comes in after the other, so that two of the same name at once are told apart too.
    """
    assert event.id is not None
    if not may_join(event.code, viewer):
        raise CodeNeeded(_("This event has a code. Scan it from the wall, or join with it first."))
    await work.db.exec(select(Event.id).where(Event.id == event.id).with_for_update())
    return await join_event(work, key, event.id, name)

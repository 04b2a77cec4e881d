"""What people do about themselves: join, take roles and give them up, move to other devices, leave."""

from app.people.actions.devices import close_visit, note_device, offer_identity, take_identity
from app.people.actions.joining import (
    ShutOut,
    add_attendee,
    give_link_back,
    join_event,
    let_in,
    make_link,
    open_visit,
    renew_roles,
    revoke_link,
    take_role,
)
from app.people.actions.leaving import forget_attendee, let_in_again, shut_out
from app.people.actions.naming import give_name_back, take_name_away

__all__ = [
    "ShutOut",
    "add_attendee",
    "close_visit",
    "forget_attendee",
    "give_link_back",
    "give_name_back",
    "join_event",
    "let_in",
    "let_in_again",
    "make_link",
    "note_device",
    "offer_identity",
    "open_visit",
    "renew_roles",
    "revoke_link",
    "shut_out",
    "take_identity",
    "take_name_away",
    "take_role",
]

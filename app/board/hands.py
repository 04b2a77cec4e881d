"""A card in somebody's hand: whoever else reaches for it by a form is told whose. Who holds what is asked of a provider
that `create_app` joins in."""

from collections.abc import Callable

from app.events.visiting import Here
from app.kernel.errors import Conflict
from app.kernel.words import gettext as _

#: The name of somebody else who holds a card, or nothing: asked with the event, the card's number, its placement where
#: it hangs in a cell, and the visit that asks.
WhoHolds = Callable[[int, int, int | None, int | None], str]


class InAnotherHand(Conflict):
    """Somebody else holds the card at this moment. A hand that says nothing for a while has let go."""


def holder_of(here: Here, who_holds: WhoHolds, number: int, placement_id: int | None) -> str:
    return who_holds(here.event_id, number, placement_id, here.viewer.visit_id)


def check_hand(here: Here, who_holds: WhoHolds, number: int, placement_id: int | None) -> None:
    """Raises InAnotherHand."""
    if name := holder_of(here, who_holds, number, placement_id):
        raise InAnotherHand(_("%s has this.") % name)

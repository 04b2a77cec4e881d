"""Pages of cards: the wall, a card, writing, starring and hosting it, writing its note, talk about it, its echoes."""

from typing import Any

from app.topics.pages import cards, echoing, hosting, proposing, scribing, starring, talking
from app.topics.pages.common import AtEvent, Number, all_cards, asked_of, mine

__all__ = ["HANDLERS", "AtEvent", "Number", "all_cards", "asked_of", "mine"]

HANDLERS: list[Any] = [
    *cards.HANDLERS,
    *proposing.HANDLERS,
    *starring.HANDLERS,
    *hosting.HANDLERS,
    *scribing.HANDLERS,
    *talking.HANDLERS,
    *echoing.HANDLERS,
]

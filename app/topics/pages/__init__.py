"""Pages of cards: the wall, a card, writing it, starring it, hosting it, writing its note and talking about it."""

from typing import Any

from app.topics.pages import cards, hosting, proposing, scribing, starring, talking
from app.topics.pages.common import AtEvent, Number, all_cards, asked_of, mine

__all__ = ["HANDLERS", "AtEvent", "Number", "all_cards", "asked_of", "mine"]

HANDLERS: list[Any] = [
    *cards.HANDLERS,
    *proposing.HANDLERS,
    *starring.HANDLERS,
    *hosting.HANDLERS,
    *scribing.HANDLERS,
    *talking.HANDLERS,
]

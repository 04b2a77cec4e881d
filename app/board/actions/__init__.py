"""What is done with cards on the board."""

from app.board.actions.moving import check_may_arrange, lock_card, move_card, place_topic, take_back
from app.board.actions.shifting import CardElsewhere, CardLockedHere, CellShut, CellTaken
from app.board.actions.withdrawing import bring_back, remove_topic, restore_topic, withdraw_topic

__all__ = [
    "CardElsewhere",
    "CardLockedHere",
    "CellShut",
    "CellTaken",
    "bring_back",
    "check_may_arrange",
    "lock_card",
    "move_card",
    "place_topic",
    "remove_topic",
    "restore_topic",
    "take_back",
    "withdraw_topic",
]
